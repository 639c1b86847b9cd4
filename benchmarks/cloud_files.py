"""The cloud's side: Get-Mailbox, the lists of other recipients and Get-Recipient as CSV, Get-MgUser as JSON."""

from collections.abc import Mapping, Sequence

from benchmarks.columns import CONTACT, GROUP, MAIL_USER, MAILBOX, RECIPIENT
from benchmarks.directory_files import NUMBERS
from benchmarks.estate import BASE, DOMAIN, ROUTING, TENANT, Person, guid_base64, guid_text

HOSTED = f"OU={TENANT},OU=Microsoft Exchange Hosted Organizations,DC=EURP193A001,DC=PROD,DC=OUTLOOK,DC=COM"
NOBODY = "00000000-0000-0000-0000-000000000000"
TYPES = {"user": "UserMailbox", "shared": "SharedMailbox", "room": "RoomMailbox", "equipment": "EquipmentMailbox"}
REMOTE = {
    "user": "Migrated",
    "shared": "Migrated, SharedMailbox",
    "room": "Migrated, RoomMailbox",
    "equipment": "Migrated, EquipmentMailbox",
}
FLAGS = {name: "False" for name in MAILBOX if name.endswith(("Enabled", "Applied", "Disabled")) or name[:2] == "Is"}
# What a mailbox has when nobody changed anything.
USUAL = FLAGS | {
    "ArchiveGuid": NOBODY,
    "DisabledArchiveGuid": NOBODY,
    "RecipientType": "UserMailbox",
    "IsDirSynced": "True",
    "IsExchangeCloudManaged": "False",
    "IsMailboxEnabled": "True",
    "IsValid": "True",
    "AuditEnabled": "True",
    "SingleItemRecoveryEnabled": "True",
    "DeliverToMailboxAndForward": "False",
    "HasPicture": "False",
    "AuditLogAgeLimit": "90.00:00:00",
    "SendModerationNotifications": "Always",
    "UsageLocation": "Germany",
    "ProhibitSendQuota": "99 GB (106,300,440,576 bytes)",
    "ProhibitSendReceiveQuota": "100 GB (107,374,182,400 bytes)",
    "IssueWarningQuota": "98 GB (105,226,698,752 bytes)",
    "RecoverableItemsQuota": "30 GB (32,212,254,720 bytes)",
    "MaxSendSize": "35 MB (36,700,160 bytes)",
    "MaxReceiveSize": "36 MB (37,748,736 bytes)",
    "RetainDeletedItemsFor": "14.00:00:00",
    "RecipientLimits": "500",
    "RetentionPolicy": "Default MRM Policy",
    "RoleAssignmentPolicy": "Default Role Assignment Policy",
    "SharingPolicy": "Default Sharing Policy",
    "MailboxPlan": "ExchangeOnlineEnterprise",
    "ExternalOofOptions": "External",
    "ArchiveStatus": "None",
    "ArchiveState": "None",
    "AdminDisplayVersion": "Version 15.20 (Build 9412.8)",
    "ExchangeVersion": "0.20 (15.0.0.0)",
    "OriginatingServer": "AM8PR01A01DC001.EURP193A001.PROD.OUTLOOK.COM",
    "OrganizationId": f"EURP193A001.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/{TENANT}",
    "OrganizationalUnit": f"eurp193a001.prod.outlook.com/Microsoft Exchange Hosted Organizations/{TENANT}",
    "ObjectCategory": "EURP193A001.PROD.OUTLOOK.COM/Configuration/Schema/Person",
    "ObjectState": "Changed",
    "ObjectClass": "top|person|organizationalPerson|user",
    "Languages": "de-DE",
    "WhenCreatedUTC": "2021-04-12T07:00:00.0000000Z",
    "WhenCreated": "2021-04-12T07:00:00.0000000Z",
    "WhenMailboxCreated": "2021-04-12T07:00:00.0000000Z",
    "WhenChangedUTC": "2026-11-20T03:12:45.0000000Z",
    "WhenChanged": "2026-11-20T03:12:45.0000000Z",
    "DefaultAuditSet": "Admin|Delegate|Owner",
    "MaxSafeSenders": "0",
    "MaxBlockedSenders": "0",
    "PersistedCapabilities": "BPOS_S_Enterprise",
}  # fmt: skip


def header(columns: Sequence[str]) -> bytes:
    """The first line as Windows PowerShell writes it."""
    return ('\ufeff"' + '","'.join(columns) + '"\r\n').encode("utf-8")


class Rows:
    """Rows of one list. No value holds a quotation mark, so nothing has to be doubled."""

    def __init__(self, columns: Sequence[str], usual: Mapping[str, str]) -> None:
        self._places = {name: n for n, name in enumerate(columns)}
        self._usual = [usual.get(name, "") for name in columns]

    def line(self, values: Mapping[str, str]) -> bytes:
        """The row with these values and the usual ones; values without a column are left out."""
        cells = self._usual.copy()
        for name, value in values.items():
            place = self._places.get(name)
            if place is not None:
                cells[place] = value
        return ('"' + '","'.join(cells) + '"\r\n').encode("utf-8")


def mailbox_rows() -> Rows:
    """Rows of Get-Mailbox."""
    return Rows(MAILBOX, USUAL)


def mailbox(p: Person) -> dict[str, str]:
    """What Get-Mailbox prints of one person."""
    primary = p.upn
    old = f"x500:{p.legacy_dn}"
    proxies = [f"SIP:{p.upn}", old, f"smtp:{p.alias}@{TENANT}", f"smtp:{p.alias}@{ROUTING}", f"smtp:{p.alias}@{DOMAIN}"]
    if p.fault == "address_added":
        proxies.append(f"smtp:only.cloud.{p.number}@{DOMAIN}")
    proxies.append(f"SMTP:{primary}")
    manager = p.manager.alias
    customs = dict(zip((f"CustomAttribute{n}" for n in range(1, 16)), p.customs, strict=True))
    if p.fault == "custom":
        customs["CustomAttribute3"] = "elsewhere"
    out = {
        "Identity": p.alias,
        "Id": p.alias,
        "Guid": p.cloud_guid,
        "ExchangeObjectId": p.cloud_guid,
        "ExternalDirectoryObjectId": p.entra_id,
        "ExchangeGuid": guid_text(p.mailbox_guid),
        "Name": p.alias,
        "DisplayName": p.name,
        "Alias": p.alias,
        "UserPrincipalName": p.upn,
        "PrimarySmtpAddress": primary,
        "WindowsEmailAddress": primary,
        "WindowsLiveID": p.upn,
        "MicrosoftOnlineServicesID": p.upn,
        "EmailAddresses": "|".join(proxies),
        "LegacyExchangeDN": p.cloud_legacy_dn,
        "RecipientTypeDetails": TYPES[p.kind],
        "RemoteRecipientType": REMOTE[p.kind],
        "ImmutableId": guid_base64(p.object_guid),
        "DistinguishedName": f"CN={p.alias},{HOSTED}",
        "Office": f"{p.place[0]} {p.more[56] % 5}",
        "SamAccountName": f"$FI5000-{p.alias[:11]}",
        "NetID": p.more[:8].hex().upper(),
        "ExchangeUserAccountControl": "None" if p.kind == "user" else "AccountDisabled",
        "AccountDisabled": "False" if p.kind == "user" else "True",
        "IsShared": str(p.kind == "shared"),
        "IsResource": str(p.kind in {"room", "equipment"}),
        "ExtensionCustomAttribute1": p.list_value,
        "UMDtmfMap": f"emailAddress:3662{p.number}|lastNameFirstName:5662{p.number}|firstNameLastName:2662{p.number}",
        "MailboxLocations": f"1;{guid_text(p.mailbox_guid)};Primary;eurprd01.prod.outlook.com;{p.cloud_guid}",
        **customs,
    }
    if p.kind in {"room", "equipment"}:
        out["ResourceType"] = p.kind.title()
    if p.fault == "transferred":
        out["IsExchangeCloudManaged"] = "True"
    if p.has_delegate:
        out["GrantSendOnBehalfTo"] = manager
    if p.is_forwarded:
        out["ForwardingAddress"] = manager
    return out


def recipient_rows(columns: Sequence[str], kind: str) -> Rows:
    """Rows of Get-DistributionGroup or Get-MailContact."""
    return Rows(columns, {k: v for k, v in USUAL.items() if k in columns} | {"RecipientType": kind})


def group_rows() -> Rows:
    """Rows of Get-DistributionGroup."""
    return recipient_rows(GROUP, "MailUniversalDistributionGroup")


def contact_rows() -> Rows:
    """Rows of Get-MailContact."""
    return recipient_rows(CONTACT, "MailContact")


def mail_user_rows() -> Rows:
    """Rows of Get-MailUser."""
    return Rows(MAIL_USER, {k: v for k, v in USUAL.items() if k in MAIL_USER} | {"RecipientType": "MailUser"})


def _recipient(p: Person, alias: str, name: str, primary: str) -> dict[str, str]:
    return {
        "Identity": alias,
        "Id": alias,
        "Guid": p.cloud_guid,
        "ExchangeObjectId": p.cloud_guid,
        "ExternalDirectoryObjectId": p.entra_id,
        "Name": alias,
        "DisplayName": name,
        "Alias": alias,
        "PrimarySmtpAddress": primary,
        "WindowsEmailAddress": primary,
        "LegacyExchangeDN": p.cloud_legacy_dn,
        "DistinguishedName": f"CN={alias},{HOSTED}",
    }


def group(p: Person) -> dict[str, str]:
    """What Get-DistributionGroup prints of the group that the person stands for."""
    alias = f"list{p.number}"
    return _recipient(p, alias, f"List {p.number}", f"{alias}@{DOMAIN}") | {
        "EmailAddresses": f"x500:{p.legacy_dn}|smtp:{alias}@{ROUTING}|SMTP:{alias}@{DOMAIN}",
        "RecipientTypeDetails": "MailUniversalDistributionGroup",
        "GroupType": "Universal",
        "RequireSenderAuthenticationEnabled": "True",
        "MemberJoinRestriction": "Closed",
        "MemberDepartRestriction": "Closed",
    }


def contact(p: Person) -> dict[str, str]:
    """What Get-MailContact prints of the contact that the person stands for."""
    alias = f"partner{p.number}"
    address = f"{alias}@fabrikam.example"
    return _recipient(p, alias, f"Partner {p.number}", address) | {
        "EmailAddresses": f"x500:{p.legacy_dn}|SMTP:{address}",
        "RecipientTypeDetails": "MailContact",
        "ExternalEmailAddress": f"SMTP:{address}",
        "MacAttachmentFormat": "BinHex",
        "MessageFormat": "Mime",
        "MessageBodyFormat": "TextAndHtml",
    }


def mail_user(p: Person) -> dict[str, str]:
    """What Get-MailUser prints of a guest whom no directory knows."""
    address = f"guest{p.number}@fabrikam.example"
    return _recipient(p, f"guest{p.number}", f"Guest {p.number}", address) | {
        "UserPrincipalName": f"guest{p.number}_fabrikam.example#EXT#@{TENANT}",
        "ExchangeGuid": NOBODY,
        "EmailAddresses": f"SMTP:{address}",
        "RecipientTypeDetails": "GuestMailUser",
        "ExternalEmailAddress": f"SMTP:{address}",
        "IsDirSynced": "False",
    }


def every_recipient_rows() -> Rows:
    """Rows of Get-Recipient, of whatever kind."""
    return Rows(RECIPIENT, {k: v for k, v in USUAL.items() if k in RECIPIENT})


def entra_user(p: Person) -> str:
    """One member of the array that Get-MgUser and ConvertTo-Json print."""
    dn = p.dn.replace("\\", "\\\\")
    domain = BASE.replace("DC=", "").replace(",", ".")
    customs = ",\n".join(
        f'      "ExtensionAttribute{n}": ' + (f'"{value}"' if value else "null") for n, value in enumerate(p.customs, 1)
    )
    return f"""  {{
    "Id": "{p.entra_id}",
    "UserPrincipalName": "{p.upn}",
    "DisplayName": "{p.name}",
    "Mail": "{p.upn}",
    "ProxyAddresses": [
      "smtp:{p.alias}@{TENANT}",
      "smtp:{p.alias}@{ROUTING}",
      "SMTP:{p.upn}"
    ],
    "OnPremisesImmutableId": "{guid_base64(p.object_guid)}",
    "OnPremisesSyncEnabled": true,
    "OnPremisesLastSyncDateTime": "2026-11-20T11:3{p.more[60] % 10}:00Z",
    "OnPremisesDistinguishedName": "{dn}",
    "OnPremisesDomainName": "{domain}",
    "OnPremisesSamAccountName": "{p.alias}",
    "OnPremisesSecurityIdentifier": "S-1-5-21-67305985-67305985-67305985-{10_000 + p.number}",
    "OnPremisesExtensionAttributes": {{
{customs}
    }},
    "OnPremisesProvisioningErrors": [],
    "AssignedLicenses": [
      {{
        "DisabledPlans": [],
        "SkuId": "05e9a617-0261-4cee-bb44-138d3ef5d965"
      }}
    ],
    "AccountEnabled": {"true" if p.kind == "user" else "false"},
    "UserType": "Member"
  }}"""


assert set(TYPES) == set(NUMBERS)  # noqa: S101  (two tables of one list of kinds)
