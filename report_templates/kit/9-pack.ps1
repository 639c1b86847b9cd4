<#
.SYNOPSIS
    exready collection kit: makes one zip file of what the other scripts wrote.
.DESCRIPTION
    Reads the output folder and writes the zip file beside it, with a manifest: what was run, when, by which type of
    account, the rows, the errors, and the SHA-256 of every file. Unfinished files (*.part) stay behind.

    It changes nothing: it reads files of the output folder, and writes the manifest and the zip file.
    Where to run it: on any Windows with Windows PowerShell 5.1 or PowerShell 7
    Modules: none
    Least rights: to read the output folder
.PARAMETER OutputFolder
    What to pack. Default: the folder output beside the script.
.PARAMETER ZipFile
    The file to make. Default: exready-exports and the time, beside the output folder.
.EXAMPLE
    .\9-pack.ps1
    Packs everything.
.NOTES
    Made by exready init, kit @@version@@. Put the zip file into the assessment folder as it is.
#>
[CmdletBinding()]
param(
    [string] $OutputFolder = (Join-Path $PSScriptRoot 'output'),
    [string] $ZipFile = ''
)

$ErrorActionPreference = 'Stop'
Add-Type -AssemblyName System.IO.Compression
Add-Type -AssemblyName System.IO.Compression.FileSystem
$utf8 = New-Object System.Text.UTF8Encoding $false
$now = [datetime]::UtcNow.ToString('s') + 'Z'
$root = (Resolve-Path -LiteralPath $OutputFolder).ProviderPath.TrimEnd('\', '/')
if (-not $ZipFile) {
    $name = 'exready-exports-' + ($now -replace '[:Z]', '' -replace 'T', '-') + '.zip'
    $ZipFile = Join-Path (Split-Path -Parent $root) $name
}
$ZipFile = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($ZipFile)
$packed = 'exready-kit-pack.json'
$left = @('.part', '.zip')
$files = @(Get-ChildItem -LiteralPath $root -Recurse -File |
    Where-Object { $left -notcontains $_.Extension -and $_.Name -ne $packed } | Sort-Object FullName)
if (-not $files) { throw "There is nothing in $root. Run the other scripts first." }

$listed = @()
$number = 0
foreach ($file in $files) {
    Write-Progress -Activity 'exready 9-pack' -Status $file.Name -PercentComplete ([int](50 * $number / $files.Count))
    $listed += [pscustomobject]@{
        file = $file.FullName.Substring($root.Length + 1).Replace('\', '/')
        bytes = $file.Length
        written = $file.LastWriteTimeUtc.ToString('s') + 'Z'
        sha256 = (Get-FileHash -LiteralPath $file.FullName -Algorithm SHA256).Hash.ToLowerInvariant()
    }
    $number++
}
$runs = @()
foreach ($file in @($files | Where-Object { $_.Name -like 'exready-kit-*.json' })) {
    $runs += ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($file.FullName, $utf8))
}
$told = [pscustomobject]@{ product = 'exready kit'; kit = '@@version@@'; packed = $now; files = $listed; runs = $runs }
$manifest = Join-Path $root $packed
[System.IO.File]::WriteAllText($manifest, (ConvertTo-Json -InputObject $told -Depth 8), $utf8)

[System.IO.File]::Delete("$ZipFile.part")
$zip = [System.IO.Compression.ZipFile]::Open("$ZipFile.part", 'Create')
try {
    $number = 0
    foreach ($each in @($listed | ForEach-Object { $_.file }) + $packed) {
        $percent = [int](50 + 50 * $number / ($files.Count + 1))
        Write-Progress -Activity 'exready 9-pack' -Status $each -PercentComplete $percent
        # Forward slashes, also where the system writes backward ones.
        $path = Join-Path $root $each
        [void][System.IO.Compression.ZipFileExtensions]::CreateEntryFromFile($zip, $path, $each)
        $number++
    }
} finally {
    $zip.Dispose()
}
Move-Item -LiteralPath "$ZipFile.part" -Destination $ZipFile -Force
Write-Progress -Activity 'exready 9-pack' -Completed
$open = @($runs | ForEach-Object { $_.exports } | Where-Object { $_ -and @('whole', 'none') -notcontains $_.state })
Write-Host "$($files.Count) files are in $ZipFile"
foreach ($each in $open) { Write-Warning "$($each.code) $($each.file) is $($each.state): $($each.first_errors | Select-Object -First 1)" }
