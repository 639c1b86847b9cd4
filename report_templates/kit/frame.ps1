# ---- what every script of the kit does the same way -----------------------------------------------------------------

$Utf8 = New-Object System.Text.UTF8Encoding $false
$Rows = 0
$Running = ''
$Notes = @()
# .NET knows no current folder of PowerShell.
$OutputFolder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($OutputFolder)
# A trial with few rows must never be taken for the whole export: it gets a folder of its own.
if ($ResultSize -ne 'Unlimited') { $OutputFolder = "$OutputFolder-trial" }
$Limit = if ($ResultSize -eq 'Unlimited') { [int]::MaxValue } else { [int]$ResultSize }
$Target = Join-Path $OutputFolder $Place
$Manifest = Join-Path $OutputFolder "exready-kit-$KitScript.json"
$Done = @{}

@@flat@@

# Counts what goes through, and shows it.
$count = { process {
    $script:Rows++
    if ($script:Rows % 250 -eq 0) { Write-Progress -Id 2 -ParentId 1 -Activity $script:Running -Status "$script:Rows rows" }
    $_ } }

function Get-Moment {
    # The time now, UTC, the same in every culture.
    [datetime]::UtcNow.ToString('s') + 'Z'
}

function Read-Manifest {
    # What an earlier run of this script finished. A manifest that cannot be read counts as none.
    if (-not (Test-Path -LiteralPath $Manifest)) { return }
    try {
        $text = [System.IO.File]::ReadAllText($Manifest, $Utf8)
        foreach ($each in @((ConvertFrom-Json -InputObject $text).exports)) { $Done[$each.file] = $each }
    } catch {
        Write-Warning "The manifest of an earlier run cannot be read; everything is exported again."
    }
}

function Write-Manifest {
    # The manifest is whole at any time: written beside, then renamed.
    $all = @($Done.Keys | Sort-Object | ForEach-Object { $Done[$_] })
    $told = [pscustomobject]@{
        product = 'exready kit'; kit = $Kit; script = $KitScript; written = Get-Moment
        shell = "$($PSVersionTable.PSVersion)"; account = $Account; result_size = $ResultSize; exports = $all
    }
    [System.IO.File]::WriteAllText("$Manifest.part", (ConvertTo-Json -InputObject $told -Depth 6), $Utf8)
    Move-Item -LiteralPath "$Manifest.part" -Destination $Manifest -Force
}

function Export-One {
    # One export is whole in its place, or its error is in the manifest. It never stops the others.
    param($Each)
    $path = Join-Path $Target $Each.File
    $part = "$path.part"
    $known = $Done[$Each.File]
    $finished = $known -and @('whole', 'none') -contains $known.state
    if ($finished -and -not $Again -and ($known.bytes -eq 0 -or (Test-Path -LiteralPath $path))) {
        Write-Host "  kept        $($Each.File)"
        return
    }
    $script:Rows = 0
    $script:Notes = @()
    $script:Running = $Each.Title
    $begun = Get-Moment
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $errors = @()
    $state = 'whole'
    $absent = @($Each.Needs | Where-Object { -not (Get-Command -Name $_ -ErrorAction SilentlyContinue) })
    if ($absent) {
        $state = 'unavailable'
        $errors += "This shell does not know $($absent -join ', ')."
    } else {
        # An error of one object is written down and the rest goes on; what ends the export is caught.
        $ErrorActionPreference = 'Continue'
        try {
            & $Each.Run $part $Each 2>&1 | ForEach-Object {
                if ($_ -is [System.Management.Automation.ErrorRecord]) { $errors += "$($_.Exception.Message)" }
            }
        } catch {
            $errors += "$($_.Exception.Message)"
            $state = 'failed'
        }
        $ErrorActionPreference = 'Stop'
        if ($errors -and $state -eq 'whole') { $state = 'incomplete' }
        if ($state -eq 'whole' -and $Each.Counted -and $script:Rows -eq 0) {
            $state = 'none'
            # Nothing there: a file with the heads of the columns says so, where columns can be told.
            [System.IO.File]::Delete($part)
            if ($Each.Header) { [System.IO.File]::WriteAllText($part, $Each.Header + [Environment]::NewLine, $Utf8) }
        }
        $usable = @('whole', 'none') -contains $state
        if ($AcceptErrors -and $state -eq 'incomplete' -and $path -like '*.csv' -and (Test-Path -LiteralPath $part)) {
            # The last line is no row: whoever reads the file knows that it is not the whole list.
            [System.IO.File]::AppendAllText($part, "-- incomplete: $($errors.Count) errors --" + [Environment]::NewLine, $Utf8)
            $usable = $true
        }
        if ($usable -and (Test-Path -LiteralPath $part)) {
            Move-Item -LiteralPath $part -Destination $path -Force
        } elseif ($state -eq 'whole') {
            $state = 'failed'
            $errors += 'The command ended without a file.'
        }
    }
    $bytes = if (Test-Path -LiteralPath $path) { (Get-Item -LiteralPath $path).Length } else { 0 }
    $Done[$Each.File] = [pscustomobject]@{
        code = $Each.Code; id = $Each.Id; file = $Each.File; state = $state; rows = $script:Rows; bytes = $bytes
        started = $begun; seconds = [int]$watch.Elapsed.TotalSeconds
        errors = $errors.Count; first_errors = @($errors | Select-Object -First 20); notes = @($script:Notes)
    }
    Write-Manifest
    $counted = if ($Each.Counted) { "$($script:Rows) rows" } else { "$bytes bytes" }
    Write-Host ("  {0,-11} {1}  {2}" -f $state, $Each.File, $counted)
    foreach ($note in $script:Notes) { Write-Warning "$($Each.Code) $($Each.Title): $note" }
    if ($errors) { Write-Warning "$($Each.Code) $($Each.Title): $($errors[0])" }
}

function Export-All {
    # Every export was tried; what is not whole is said at the end.
    param([object[]] $Exports)
    $chosen = @($Exports | Where-Object { -not $Only -or $Only -contains $_.Code -or $Only -contains $_.Id })
    if (-not $chosen) { throw "-Only $($Only -join ', ') names no export of this script." }
    [void](New-Item -ItemType Directory -Path $Target -Force)
    Read-Manifest
    $number = 0
    foreach ($each in $chosen) {
        $percent = [int](100 * $number / $chosen.Count)
        Write-Progress -Id 1 -Activity "exready $KitScript" -Status "$($each.Code) $($each.Title)" -PercentComplete $percent
        Export-One $each
        $number++
    }
    Write-Progress -Id 1 -Activity "exready $KitScript" -Completed
    $open = @($chosen | Where-Object { @('whole', 'none') -notcontains $Done[$_.File].state })
    Write-Host ''
    Write-Host "$($chosen.Count - $open.Count) of $($chosen.Count) exports are whole, in $Target"
    if ($open) {
        Write-Host "Not whole: $(@($open | ForEach-Object { $_.Code + ' ' + $_.File }) -join ', ')"
        Write-Host "Run the script again: it goes on with these. The errors are in $Manifest"
    }
}
