@@head@@
@@frame@@
# ---- the session ----------------------------------------------------------------------------------------------------

if (-not (Get-Command -Name Get-RemoteMailbox -ErrorAction SilentlyContinue)) {
    # A machine with the management tools alone has a snap-in of its own.
    if (Get-Command -Name Add-PSSnapin -ErrorAction SilentlyContinue) {
        Add-PSSnapin -Name Microsoft.Exchange.Management.PowerShell.RecipientManagement
    } else {
        throw 'Open the Exchange Management Shell and run the script there.'
    }
}
if (Get-Command -Name Get-ConnectionInformation -ErrorAction SilentlyContinue) {
    if (@(Get-ConnectionInformation | Where-Object { $_.State -eq 'Connected' })) {
        throw 'This session is connected to Exchange Online. Open a new Exchange Management Shell.'
    }
}
$Account = if ([Security.Principal.WindowsIdentity]::GetCurrent().IsSystem) { 'computer' } else { 'user' }
# Holds for this session alone: without it the shell shows the recipients of one domain.
if (Get-Command -Name Set-ADServerSettings -ErrorAction SilentlyContinue) { Set-ADServerSettings -ViewEntireForest $true }

# ---- the exports, the most useful first -----------------------------------------------------------------------------

$exports = @(
@@exports@@
)

Export-All $exports
