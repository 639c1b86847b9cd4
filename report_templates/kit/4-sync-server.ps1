@@head@@
@@frame@@
# ---- the session ----------------------------------------------------------------------------------------------------

Import-Module -Name ADSync
$Account = if ([Security.Principal.WindowsIdentity]::GetCurrent().IsSystem) { 'computer' } else { 'user' }

# ---- the exports, the most useful first -----------------------------------------------------------------------------

$exports = @(
@@exports@@
)

Export-All $exports
