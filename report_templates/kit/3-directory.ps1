@@head@@
@@frame@@
# ---- the session: LDAP as Windows speaks it, signed and sealed with the account that runs the script ----------------

Add-Type -AssemblyName System.DirectoryServices
Add-Type -AssemblyName System.DirectoryServices.Protocols
$Account = if ([Security.Principal.WindowsIdentity]::GetCurrent().IsSystem) { 'computer' } else { 'user' }
$Latin = [System.Text.Encoding]::GetEncoding(28591)
# Text that LDIF may carry as it is; everything else is written as base64.
$Plain = New-Object System.Text.RegularExpressions.Regex -ArgumentList '\A(?![ :<])[\x01-\x09\x0B\x0C\x0E-\x7F]*(?<! )\z', 'Compiled'
# Bytes by their syntax, also where they happen to look like text.
$Binary = @{}
foreach ($each in @(@@binary@@)) { $Binary[$each] = $true }
# Large or internal values that nothing looks at.
$LeftOut = @{}
foreach ($each in @(@@left_out@@)) { $LeftOut[$each] = $true }
# What change times are kept of.
$Watched = @{}
foreach ($each in @(@@watched@@)) { $Watched[$each] = $true }

function Get-Connection {
    # A session with a controller, encrypted by Kerberos or NTLM.
    param([string] $HostName)
    $address = New-Object System.DirectoryServices.Protocols.LdapDirectoryIdentifier -ArgumentList $HostName, 389
    $ldap = New-Object System.DirectoryServices.Protocols.LdapConnection -ArgumentList $address
    $ldap.AuthType = 'Negotiate'
    $ldap.Timeout = [timespan]::FromMinutes(5)
    $ldap.SessionOptions.ProtocolVersion = 3
    $ldap.SessionOptions.ReferralChasing = 'None'
    $ldap.SessionOptions.Signing = $true
    $ldap.SessionOptions.Sealing = $true
    $ldap.Bind()
    $ldap
}

function Get-Entry {
    # The entries of one search, page by page, one after the other. A place that is not there gives none.
    param($Ldap, [string] $Base, [string] $Filter, [string] $Scope, [string[]] $Attributes, [switch] $Acl)
    $search = New-Object System.DirectoryServices.Protocols.SearchRequest -ArgumentList $Base, $Filter, $Scope, $Attributes
    $page = New-Object System.DirectoryServices.Protocols.PageResultRequestControl -ArgumentList 500
    # The root of the server has an empty name and takes no pages.
    if ($Base) {
        [void]$search.Controls.Add($page)
        $alone = New-Object System.DirectoryServices.Protocols.SearchOptionsControl -ArgumentList 'DomainScope'
        [void]$search.Controls.Add($alone)
    }
    if ($Acl) {
        # Who may not read the audit list gets no access list at all unless the question leaves it out.
        $masks = New-Object System.DirectoryServices.Protocols.SecurityDescriptorFlagControl -ArgumentList 'Dacl'
        [void]$search.Controls.Add($masks)
    }
    do {
        $more = $false
        try {
            $answer = $Ldap.SendRequest($search)
        } catch {
            $fault = $_.Exception
            if ($fault.InnerException) { $fault = $fault.InnerException }
            if ($fault.Response -and "$($fault.Response.ResultCode)" -eq 'NoSuchObject') { return }
            throw
        }
        foreach ($entry in $answer.Entries) { $entry }
        foreach ($control in $answer.Controls) {
            if ($control -is [System.DirectoryServices.Protocols.PageResultResponseControl]) {
                $page.Cookie = $control.Cookie
                $more = $control.Cookie.Length -gt 0
            }
        }
    } while ($more)
}

function Get-Text {
    # The first value of an attribute as text; empty when there is none.
    param($Entry, [string] $Name)
    if ($Entry.Attributes.Contains($Name)) { "$($Entry.Attributes[$Name].GetValues([string])[0])" } else { '' }
}

function Get-LongList {
    # All values of an attribute that the controller gives in pieces, as one list of bytes.
    param($Ldap, $Entry, [string] $Name)
    $all = New-Object System.Collections.ArrayList
    $all.AddRange($Entry.Attributes[$Name].GetValues([byte[]]))
    $piece = [regex]::Match($Name, '(?i)\A(.+);range=[0-9]+-([0-9]+)\z')
    while ($piece.Success) {
        $wanted = "$($piece.Groups[1].Value);range=$([int]$piece.Groups[2].Value + 1)-*"
        $piece = [System.Text.RegularExpressions.Match]::Empty
        foreach ($each in @(Get-Entry $Ldap $Entry.DistinguishedName '(objectClass=*)' 'Base' @($wanted))) {
            foreach ($next in @($each.Attributes.AttributeNames)) {
                $all.AddRange($each.Attributes[$next].GetValues([byte[]]))
                $piece = [regex]::Match($next, '(?i)\A(.+);range=[0-9]+-([0-9]+)\z')
            }
        }
    }
    , $all
}

function Export-Ldif {
    # The objects of one search with every attribute, in the order the controller gives them.
    param([string] $HostName, [string] $Base, [string] $Filter, [string] $Scope, [string] $Path)
    $ldap = Get-Connection $HostName
    $file = New-Object System.IO.StreamWriter -ArgumentList $Path, $false, $Utf8
    try {
        $file.WriteLine('version: 1')
        Get-Entry $ldap $Base $Filter $Scope @('*') | Select-Object -First $Limit | & $count | ForEach-Object {
            $entry = $_
            $called = $entry.DistinguishedName
            $file.WriteLine('')
            if ($Plain.IsMatch($called)) {
                $file.WriteLine("dn: $called")
            } else {
                $file.WriteLine("dn:: $([Convert]::ToBase64String($Utf8.GetBytes($called)))")
            }
            $file.WriteLine('changetype: add')
            foreach ($name in @($entry.Attributes.AttributeNames)) {
                $bare = ($name -split ';')[0]
                if ($LeftOut.ContainsKey($bare)) { continue }
                $bytes = $Binary.ContainsKey($bare)
                $values = if ($name -eq $bare) { $null } else { Get-LongList $ldap $entry $name }
                if ($null -eq $values) { $values = $entry.Attributes[$name].GetValues([byte[]]) }
                foreach ($value in $values) {
                    $text = $Latin.GetString($value)
                    if (-not $bytes -and $Plain.IsMatch($text)) {
                        $file.WriteLine("${bare}: $text")
                    } else {
                        $file.WriteLine("${bare}:: $([Convert]::ToBase64String($value))")
                    }
                }
            }
        }
    } finally {
        $file.Dispose()
        $ldap.Dispose()
    }
}

function Get-Change {
    # When each attribute was changed last, from what the controllers keep for replication.
    param([string] $HostName, [string] $Base, [string] $Filter)
    $ldap = Get-Connection $HostName
    try {
        Get-Entry $ldap $Base $Filter 'Subtree' @('msDS-ReplAttributeMetaData') | Select-Object -First $Limit | ForEach-Object {
            $entry = $_
            foreach ($name in @($entry.Attributes.AttributeNames)) {
                foreach ($value in (Get-LongList $ldap $entry $name)) {
                    # Each value is a small text of its own, with one field in each element.
                    $fields = @{}
                    foreach ($field in [regex]::Matches($Utf8.GetString($value), '<(\w+)>([^<]*)</')) {
                        $fields[$field.Groups[1].Value] = $field.Groups[2].Value
                    }
                    if (-not $Watched.ContainsKey("$($fields['pszAttributeName'])")) { continue }
                    [pscustomobject]@{
                        Object = $entry.DistinguishedName
                        AttributeName = $fields['pszAttributeName']
                        LastOriginatingChangeTime = $fields['ftimeLastOriginatingChange']
                        Version = $fields['dwVersion']
                        LastOriginatingChangeDirectoryServerIdentity = $fields['pszLastOriginatingDsaDN']
                    }
                }
            }
        }
    } finally {
        $ldap.Dispose()
    }
}

function Get-Right {
    # Who may send as a recipient, or has full control of it; the columns of Get-ADPermission.
    param([string] $HostName, [string] $Base, [string] $Filter)
    $sendAsRights = @('ab721a54-1e2f-11d0-9819-00aa0040529b', [guid]::Empty.ToString())
    $ldap = Get-Connection $HostName
    $names = @{}
    try {
        Get-Entry $ldap $Base $Filter 'Subtree' @('nTSecurityDescriptor') -Acl | Select-Object -First $Limit | ForEach-Object {
            $entry = $_
            if (-not $entry.Attributes.Contains('nTSecurityDescriptor')) { return }
            $list = New-Object System.DirectoryServices.ActiveDirectorySecurity
            $list.SetSecurityDescriptorBinaryForm($entry.Attributes['nTSecurityDescriptor'].GetValues([byte[]])[0])
            foreach ($rule in $list.GetAccessRules($true, $true, [Security.Principal.SecurityIdentifier])) {
                $rights = "$($rule.ActiveDirectoryRights)"
                $full = $rights -match 'GenericAll'
                $sendAs = $rights -match 'ExtendedRight' -and $sendAsRights -contains "$($rule.ObjectType)"
                if (-not $sendAs -and -not $full) { continue }
                $sid = $rule.IdentityReference.Value
                if (-not $names.ContainsKey($sid)) {
                    $names[$sid] = $sid
                    # An account that is gone has no name; its number stays.
                    try { $names[$sid] = $rule.IdentityReference.Translate([Security.Principal.NTAccount]).Value } catch { Write-Verbose "$sid has no name" }
                }
                [pscustomobject]@{
                    Identity = $entry.DistinguishedName
                    User = $names[$sid]
                    Deny = "$($rule.AccessControlType)" -eq 'Deny'
                    IsInherited = $rule.IsInherited
                    AccessRights = $(if ($full) { 'GenericAll' } else { 'ExtendedRight' })
                    ExtendedRights = $(if ($sendAs) { 'Send-As' } else { '' })
                }
            }
        }
    } finally {
        $ldap.Dispose()
    }
}

function Get-MailDomain {
    # The domains that the Exchange organisation accepts mail for, from its configuration.
    $place = Get-Connection $first
    try {
        $base = "CN=Microsoft Exchange,CN=Services,$configuration"
        Get-Entry $place $base '(objectClass=msExchAcceptedDomain)' 'Subtree' @('msExchAcceptedDomainName') |
            ForEach-Object { (Get-Text $_ 'msExchAcceptedDomainName').TrimStart('*', '.') } | Sort-Object -Unique
    } finally {
        $place.Dispose()
    }
}

function Get-DnsFact {
    # What one resolver says about the mail of each domain. A name that does not exist is a row without a value.
    param([string] $View, [string] $Resolver, [string[]] $Names)
    $kinds = @{ 'MX' = 'NameExchange'; 'CNAME' = 'NameHost'; 'SRV' = 'NameTarget'; 'A' = 'IPAddress'; 'TXT' = 'Strings' }
    $asked = @(foreach ($each in $Names) {
        @{ Name = $each; Type = 'MX' }; @{ Name = $each; Type = 'TXT' }
        @{ Name = "autodiscover.$each"; Type = 'A' }; @{ Name = "autodiscover.$each"; Type = 'CNAME' }
        @{ Name = "_autodiscover._tcp.$each"; Type = 'SRV' } })
    foreach ($each in $asked) {
        $where = @{ Name = $each.Name; Type = $each.Type; DnsOnly = $true; ErrorAction = 'SilentlyContinue' }
        if ($Resolver) { $where['Server'] = $Resolver }
        $answers = @(Resolve-DnsName @where | Where-Object { "$($_.Type)" -eq $each.Type })
        if (-not $answers) { $answers = @([pscustomobject]@{ Preference = '' }) }
        foreach ($answer in $answers) {
            [pscustomobject]@{
                View = $View; Resolver = $Resolver; Name = $each.Name; Type = $each.Type
                Value = (@($answer.($kinds[$each.Type])) -join ''); Preference = $answer.Preference
            }
        }
    }
}

# ---- the forest -----------------------------------------------------------------------------------------------------

$first = if ($Server) { $Server } else { [System.DirectoryServices.ActiveDirectory.Domain]::GetCurrentDomain().Name }
$ldap = Get-Connection $first
$asked = @('configurationNamingContext', 'schemaNamingContext', 'rootDomainNamingContext', 'dnsHostName')
$top = @(Get-Entry $ldap '' '(objectClass=*)' 'Base' $asked)[0]
$first = Get-Text $top 'dnsHostName'
$configuration = Get-Text $top 'configurationNamingContext'
$schema = Get-Text $top 'schemaNamingContext'
$forestRoot = Get-Text $top 'rootDomainNamingContext'
# The partitions that are domains of this forest.
$isDomain = '(&(objectClass=crossRef)(systemFlags:1.2.840.113556.1.4.803:=3))'
$places = @(Get-Entry $ldap "CN=Partitions,$configuration" $isDomain 'OneLevel' @('nCName', 'dnsRoot') | ForEach-Object {
    [pscustomobject]@{ Name = (Get-Text $_ 'dnsRoot'); Base = (Get-Text $_ 'nCName'); HostName = '' } })
$ldap.Dispose()
if ($Domain) { $places = @($places | Where-Object { $Domain -contains $_.Name }) }
if (-not $places) { throw "No domain of the forest is called $($Domain -join ' or ')." }
foreach ($each in $places) {
    # One controller for all searches of a domain. A domain that does not answer fails by itself, not the others.
    $each.HostName = $each.Name
    try {
        $own = ($Server -replace '\A[^.]+\.', '') -eq $each.Name
        $ldap = Get-Connection $(if ($own) { $Server } else { $each.Name })
        $top = @(Get-Entry $ldap '' '(objectClass=*)' 'Base' $asked)[0]
        $each.HostName = Get-Text $top 'dnsHostName'
        $ldap.Dispose()
    } catch {
        Write-Warning "$($each.Name) does not answer: $($_.Exception.Message)"
    }
}
$rootHost = @(@($places | Where-Object { $_.Base -eq $forestRoot } | ForEach-Object { $_.HostName }) + $first)[0]

# ---- the searches, made once for each place -------------------------------------------------------------------------

$search = { param($Path, $Each) Export-Ldif $Each.HostName $Each.Base $Each.Filter $Each.Scope $Path }
$change = { param($Path, $Each)
    Get-Change $Each.HostName $Each.Base $Each.Filter | & $count | Export-Csv -LiteralPath $Path -NoTypeInformation -Encoding UTF8 }
$right = { param($Path, $Each)
    Get-Right $Each.HostName $Each.Base $Each.Filter | & $count | Export-Csv -LiteralPath $Path -NoTypeInformation -Encoding UTF8 }
$exports = @()
foreach ($each in $places) {
@@domain_searches@@
}
@@forest_searches@@

$dns = { param($Path, $Each)
    $names = @(if ($MailDomain) { $MailDomain } else { Get-MailDomain })
    Get-DnsFact $Each.View $Each.Resolver $names | & $count | Export-Csv -LiteralPath $Path -NoTypeInformation -Encoding UTF8 }
$exports += @{ Id = 'onprem.dns_record'; Code = 'D7'; Title = 'DNS of the mail domains, from inside'; File = 'dns-inside.csv'
    View = 'inside'; Resolver = ''; Counted = $true; Needs = @('Resolve-DnsName'); Header = ''; Run = $dns }
if ($OutsideResolver) {
    $exports += @{ Id = 'onprem.dns_record'; Code = 'D7'; Title = 'DNS of the mail domains, from outside'; File = 'dns-outside.csv'
        View = 'outside'; Resolver = $OutsideResolver; Counted = $true; Needs = @('Resolve-DnsName'); Header = ''; Run = $dns }
}

# ---- what is no search ----------------------------------------------------------------------------------------------

$exports += @(
@@exports@@
)

Export-All $exports
