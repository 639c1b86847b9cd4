<#
.SYNOPSIS
    exready collection kit: @@title@@.
.DESCRIPTION
    @@reads@@

    It changes nothing: it only reads, and writes files into the output folder. @@session@@
    Where to run it: @@where@@
    Modules: @@modules@@
    Least rights: @@roles@@
    An export that is whole is skipped when the script runs again. An export that fails is written down in
    exready-kit-@@name@@.json, and the next one goes on.
.PARAMETER OutputFolder
    Where the files go. Default: the folder output beside the script.
.PARAMETER ResultSize
    A number for a trial run: at most so many rows of each large export, in a folder that ends in -trial.
.PARAMETER Only
    Only these exports, by their codes.
.PARAMETER Again
    Export again what is whole already.
.PARAMETER AcceptErrors
    Keep a CSV in which single objects failed. The manifest and its last line say so; without this switch it stays a
    file *.part, which nothing reads.
@@more@@.EXAMPLE
    .\@@name@@.ps1
    Everything.
.EXAMPLE
    .\@@name@@.ps1 -ResultSize 50
    A trial with few rows, to see whether the rights suffice.
.NOTES
    Made by exready init, kit @@version@@, for Windows PowerShell 5.1 and PowerShell 7. Exports: @@codes@@.
#>
[CmdletBinding()]
param(
    [string] $OutputFolder = (Join-Path $PSScriptRoot 'output'),
    [ValidatePattern('^(Unlimited|[1-9][0-9]{0,8})$')]
    [string] $ResultSize = 'Unlimited',
    [string[]] $Only = @(),
    [switch] $Again,
    [switch] $AcceptErrors@@parameters@@
)

$ErrorActionPreference = 'Stop'
$Kit = '@@version@@'
$KitScript = '@@name@@'
$Place = '@@folder@@'
$Account = 'not known'
