@@head@@
@@frame@@
# ---- the session ----------------------------------------------------------------------------------------------------

$Scopes = @(@@scopes@@)
Import-Module -Name Microsoft.Graph.Authentication
if (-not (Get-MgContext)) {
    # Asks for rights to read, and for no other.
    Connect-MgGraph -Scopes $Scopes -NoWelcome
}
$Account = if ((Get-MgContext).AuthType -eq 'AppOnly') { 'application' } else { 'user' }

function Export-Graph {
    # Every page of one request, as a JSON array with one object on each line. With -Detail a second answer is asked
    # for each object, and kept beside it under the last word of the address.
    param([string] $Uri, [string] $Path, [string] $Detail = '')
    $file = New-Object System.IO.StreamWriter -ArgumentList $Path, $false, $Utf8
    $between = '['
    $called = ($Detail -split '/')[-1]
    try {
        while ($Uri -and $script:Rows -lt $Limit) {
            $page = Invoke-MgGraphRequest -Method GET -Uri $Uri -OutputType PSObject
            $list = if ($page.PSObject.Properties['value']) { @($page.value) } else { @($page) }
            foreach ($each in $list) {
                if ($script:Rows -ge $Limit) { break }
                if ($Detail) {
                    try {
                        $more = Invoke-MgGraphRequest -Method GET -Uri $Detail.Replace('{id}', $each.id) -OutputType PSObject
                        $each.PSObject.Properties.Add((New-Object PSNoteProperty -ArgumentList $called, $more))
                    } catch {
                        # Without the right the first answer is as good as all others: what is not known is left out.
                        $script:Notes += "$called stays unknown: $($_.Exception.Message)"
                        $Detail = ''
                    }
                }
                $file.WriteLine($between + (ConvertTo-Json -InputObject $each -Depth 10 -Compress))
                $between = ','
                $script:Rows++
            }
            $next = $page.PSObject.Properties['@odata.nextLink']
            $Uri = if ($next) { $next.Value } else { '' }
            Write-Progress -Id 2 -ParentId 1 -Activity $script:Running -Status "$script:Rows rows"
        }
        if ($between -eq '[') { $file.WriteLine('[]') } else { $file.WriteLine(']') }
    } finally {
        $file.Dispose()
    }
}

function Export-Job {
    # The synchronisation jobs of every application that has some, each with the schema that says what it maps.
    param([string] $Path)
    $file = New-Object System.IO.StreamWriter -ArgumentList $Path, $false, $Utf8
    $between = '['
    $refused = 0
    $uri = 'v1.0/servicePrincipals?$top=999&$select=id,displayName'
    try {
        while ($uri) {
            $page = Invoke-MgGraphRequest -Method GET -Uri $uri -OutputType PSObject
            foreach ($each in @($page.value)) {
                $jobs = "v1.0/servicePrincipals/$($each.id)/synchronization/jobs"
                # Most applications synchronise nothing, and say so with an error.
                try { $list = @((Invoke-MgGraphRequest -Method GET -Uri $jobs -OutputType PSObject).value) } catch { $list = @(); $refused++ }
                foreach ($job in $list) {
                    $schema = Invoke-MgGraphRequest -Method GET -Uri "$jobs/$($job.id)/schema" -OutputType PSObject
                    $told = [pscustomobject]@{
                        ServicePrincipalId = $each.id; ServicePrincipalName = $each.displayName
                        Id = $job.id; TemplateId = $job.templateId; Status = $job.status; Schedule = $job.schedule
                        SynchronizationJobSettings = $job.synchronizationJobSettings; Schema = $schema
                    }
                    $file.WriteLine($between + (ConvertTo-Json -InputObject $told -Depth 30 -Compress))
                    $between = ','
                    $script:Rows++
                }
            }
            $next = $page.PSObject.Properties['@odata.nextLink']
            $uri = if ($next) { $next.Value } else { '' }
            Write-Progress -Id 2 -ParentId 1 -Activity $script:Running -Status "$script:Rows rows"
        }
        if ($between -eq '[') { $file.WriteLine('[]') } else { $file.WriteLine(']') }
    } finally {
        $file.Dispose()
    }
    $script:Notes += "$refused applications showed no jobs"
    # Not one answer: that is a missing right, and no empty list.
    if ($refused -and $script:Rows -eq 0) { throw 'No application showed a job: there is none, or the account may not see them.' }
}

# ---- the exports, the most useful first -----------------------------------------------------------------------------

$exports = @(
@@exports@@
)

Export-All $exports
