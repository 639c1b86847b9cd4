@@head@@
@@frame@@
# ---- the session ----------------------------------------------------------------------------------------------------

if (Get-Command -Name Get-ExchangeServer -ErrorAction SilentlyContinue) {
    throw 'This is the shell of an Exchange server. Open a plain PowerShell for Exchange Online.'
}
Import-Module -Name ExchangeOnlineManagement
$sessions = @(Get-ConnectionInformation | Where-Object { $_.State -eq 'Connected' })
if (-not $sessions) {
    Connect-ExchangeOnline -ShowBanner:$false
    $sessions = @(Get-ConnectionInformation | Where-Object { $_.State -eq 'Connected' })
}
$Account = if ($sessions -and $sessions[0].UserPrincipalName) { 'user' } else { 'application' }

# ---- the exports, the most useful first -----------------------------------------------------------------------------

$exports = @(
@@exports@@
)

Export-All $exports
