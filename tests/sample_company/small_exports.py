"""The small exports: domains, organisation, connectors, and what the Connect server says."""

from sample_company.truth import Attributes, Company, earlier, guid, iso


def small_exports(company: Company, *, display: str, build: str, branch: str = "") -> None:
    """What a healthy company shows: every domain on both sides, a current sync, nothing routed back."""
    head, tenant = company.domains[0], company.tenant

    def domain(name: str, kind: str = "Authoritative", **more: str) -> Attributes:
        base: Attributes = {"DomainName": name, "DomainType": kind, "Name": name, "Identity": name, "IsValid": "True"}
        flags = dict.fromkeys(
            ("Default", "InitialDomain", "IsCoexistenceDomain", "MatchSubDomains", "OutboundOnly"), "False"
        )
        return base | flags | {"Guid": str(guid(name, "accepted domain"))} | more

    company.tables = {
        "cloud.accepted_domain": [
            domain(head, Default="True", AuthenticationType="Managed"),
            *([domain(branch, AuthenticationType="Managed")] if branch else []),
            domain(f"{tenant}.onmicrosoft.com", InitialDomain="True", AuthenticationType="Managed"),
            domain(f"{tenant}.mail.onmicrosoft.com", IsCoexistenceDomain="True", AuthenticationType="Managed"),
        ],
        "onprem.accepted_domain": [
            domain(n, Default=str(n == head)) for n in (head, branch, f"{tenant}.mail.onmicrosoft.com") if n
        ],
        "cloud.organization_config": [
            {
                "Name": f"{tenant}.onmicrosoft.com",
                "DisplayName": display,
                "Identity": f"{tenant}.onmicrosoft.com",
                "Guid": str(guid(tenant, "cloud organisation")),
                "BlockExchangeProvisioningFromOnPremEnabled": "False",
                "IsDehydrated": "False",
                "PublicFoldersEnabled": "Remote",
                "OAuth2ClientProfileEnabled": "True",
                "AutoExpandingArchiveEnabled": "True",
                "EwsEnabled": "True",
                "RejectDirectSend": "False",
            }
        ],
        "onprem.organization_config": [
            {
                "Name": company.name,
                "Identity": company.name,
                "Guid": str(guid(tenant, "organisation")),
                "ObjectVersion": "16763",
                "PublicFoldersEnabled": "Local",
                "HybridConfigurationStatus": "Configured",
                "IsDehydrated": "False",
                "AdminDisplayVersion": "0.20 (15.0.0.0)",
                "ObjectState": "Unchanged",
                "IsValid": "True",
            }
        ],
        "cloud.outbound_connector": [
            {
                "Name": "Outbound to 5b1c3d2e-7f10-4c52-9a64-3f0b7c8d9e10",
                "Identity": "Outbound to 5b1c3d2e-7f10-4c52-9a64-3f0b7c8d9e10",
                "Enabled": "True",
                "UseMXRecord": "False",
                "ConnectorType": "OnPremises",
                "ConnectorSource": "HybridWizard",
                "RecipientDomains": [branch or head],
                "SmartHosts": [f"smtp.{head}"],
                "TlsSettings": "DomainValidation",
                "TlsDomain": f"smtp.{head}",
                "RouteAllMessagesViaOnPremises": "False",
                "CloudServicesMailEnabled": "True",
                "IsTransportRuleScoped": "False",
                "TestMode": "False",
                "IsValid": "True",
            }
        ],
        "entra.organization": [
            {
                "Id": str(guid(tenant, "tenant")),
                "DisplayName": display,
                "OnPremisesSyncEnabled": "true",
                "OnPremisesLastSyncDateTime": iso(earlier(minutes=25)),
                "OnPremisesLastPasswordSyncDateTime": iso(earlier(minutes=27)),
                "CountryLetterCode": "CA",
                "TenantType": "AAD",
                "CreatedDateTime": "2014-05-02T11:20:00Z",
            }
        ],
        "sync.parameters": parameters(build),
        "sync.scheduler": [scheduler()],
    }


def parameters(version: str, *, staging: bool = False) -> list[Attributes]:
    """The parameters of one Connect server."""
    pairs = {
        "Microsoft.ConnectDirectories.WizardDirectoryMode": "AD",
        "Microsoft.OptionalFeature.DirectoryExtensionAttributes": "False",
        "Microsoft.OptionalFeature.ExchangeMailPublicFolder": "False",
        "Microsoft.OptionalFeature.GroupWriteBack": "False",
        "Microsoft.OptionalFeature.HybridExchange": "True",
        "Microsoft.Synchronize.SchedulerSuspended": "False",
        "Microsoft.Synchronize.ServerConfigurationVersion": version,
        "Microsoft.Synchronize.StagingMode": str(staging),
        "Microsoft.SynchronizationOption.AnchorAttribute": "mS-DS-ConsistencyGuid",
    }
    return [{"Name": name, "Value": value} for name, value in pairs.items()]


def scheduler(*, enabled: bool = True) -> Attributes:
    """The scheduler, as Format-List prints it."""
    return {
        "AllowedSyncCycleInterval": "00:30:00",
        "CurrentlyEffectiveSyncCycleInterval": "00:30:00",
        "CustomizedSyncCycleInterval": "",
        "NextSyncCyclePolicyType": "Delta",
        "NextSyncCycleStartTimeInUTC": "11/14/2026 10:10:11 PM",
        "PurgeRunHistoryInterval": "7.00:00:00",
        "SyncCycleEnabled": str(enabled),
        "MaintenanceEnabled": "True",
        "StagingModeEnabled": "False",
        "SchedulerSuspended": "False",
        "SyncCycleInProgress": "False",
    }
