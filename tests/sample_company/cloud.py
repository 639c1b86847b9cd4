"""The cloud side: what the cmdlets of Exchange Online and Graph show for each kind of object."""

import datetime as dt

from sample_company.columns import MAILBOX_DEFAULTS, USER_DEFAULTS
from sample_company.truth import NOW, Attributes, Cell, anchor, guid, iso, number

TYPES = {
    "user": "UserMailbox",
    "shared": "SharedMailbox",
    "room": "RoomMailbox",
    "equipment": "EquipmentMailbox",
}
REMOTE_WORDS = {
    "4": "Migrated",
    "1": "ProvisionMailbox",
    "100": "Migrated, SharedMailbox",
    "36": "Migrated, RoomMailbox",
    "68": "Migrated, EquipmentMailbox",
}
PLACES = {"CA": "Canada", "DE": "Germany", "NL": "Netherlands"}


def text(value: Cell | None) -> str:
    """A single value as text."""
    return value if isinstance(value, str) else ""


def many(value: Cell | None) -> list[str]:
    """A list of texts."""
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def legacy_name(tenant: str, key: str) -> str:
    """The cloud's own legacy name."""
    return (
        "/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients"
        f"/cn={guid(tenant, key, 'cloud legacy').hex}-{key.replace('.', '')[:12]}"
    )


def recipient(key: str, ad: Attributes, *, tenant: str, synced: bool = True) -> Attributes:
    """What every cloud recipient has: names, addresses, times."""
    name = text(ad["cn"]) if number("named", key, below=4) else str(guid(key, "entra"))
    host = f"{tenant}.onmicrosoft.com"
    own = legacy_name(tenant, key)
    kept = [a for a in many(ad.get("proxyAddresses")) if not a.casefold().startswith("x500:/o=exchangelabs")]
    changed = NOW - dt.timedelta(
        days=2 + number("cloud changed", key, below=40), seconds=number("c", key, below=80_000)
    )
    created = NOW - dt.timedelta(
        days=400 + number("cloud created", key, below=1200), seconds=number("d", key, below=80_000)
    )
    base = f"OU={host},OU=Microsoft Exchange Hosted Organizations,DC=NAMPR07A004,DC=PROD,DC=OUTLOOK,DC=COM"
    out: Attributes = {
        "Identity": name,
        "Id": name,
        "Name": name,
        "Guid": str(guid(key, "cloud")),
        "ExchangeObjectId": str(guid(key, "cloud")),
        "ExternalDirectoryObjectId": str(guid(key, "entra")),
        "DisplayName": text(ad.get("displayName")),
        "Alias": text(ad.get("mailNickname")),
        "PrimarySmtpAddress": text(ad.get("mail")),
        "WindowsEmailAddress": text(ad.get("mail")),
        "EmailAddresses": [*kept, f"x500:{text(ad.get('legacyExchangeDN'))}"],
        "LegacyExchangeDN": own,
        "IsDirSynced": "True" if synced else "False",
        "DistinguishedName": f"CN={name},{base}",
        "OrganizationalUnit": f"nampr07a004.prod.outlook.com/Microsoft Exchange Hosted Organizations/{host}",
        "OrganizationId": f"NAMPR07A004.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/{host} - "
        f"NAMPR07A004.PROD.OUTLOOK.COM/ConfigurationUnits/{host}/Configuration",
        "OriginatingServer": "YQ1PR07A04DC001.NAMPR07A004.PROD.OUTLOOK.COM",
        "HiddenFromAddressListsEnabled": "True" if ad.get("msExchHideFromAddressLists") == "TRUE" else "False",
        "RequireSenderAuthenticationEnabled": "True" if ad.get("msExchRequireAuthToSendTo") == "TRUE" else "False",
        "ModerationEnabled": "True" if ad.get("msExchEnableModeration") == "TRUE" else "False",
        "EmailAddressPolicyEnabled": "False",
        "WhenChangedUTC": iso(changed),
        "WhenChanged": iso(changed),
        "WhenCreatedUTC": iso(created),
        "WhenCreated": iso(created),
        "ExchangeVersion": "0.20 (15.0.0.0)",
        "ObjectState": "Unchanged",
        "IsValid": "True",
    }
    for n in range(1, 16):
        out[f"CustomAttribute{n}"] = text(ad.get(f"extensionAttribute{n}"))
    for n in range(1, 6):
        out[f"ExtensionCustomAttribute{n}"] = many(ad.get(f"msExchExtensionCustomAttribute{n}"))
    return out


def mailbox(key: str, ad: Attributes, what: str, *, tenant: str, transferred: bool = False) -> Attributes:
    """A row of Get-Mailbox that agrees with its directory object."""
    host = f"{tenant}.onmicrosoft.com"
    out = MAILBOX_DEFAULTS | recipient(key, ad, tenant=tenant)
    sign_in = text(ad.get("userPrincipalName"))
    addresses = many(out["EmailAddresses"])
    addresses.append(f"SPO:SPO_{guid(key, 'spo')}@SPO_{guid(tenant, 'tenant')}")
    if what == "user":
        addresses.append(f"SIP:{sign_in}")
    if not any(a.casefold().endswith(f"@{host}") for a in addresses):
        addresses.append(f"smtp:{sign_in.partition('@')[0]}@{host}")
    litigation = int(text(ad.get("msExchELCMailboxFlags")) or "0")
    out |= {
        "EmailAddresses": addresses,
        "ExchangeGuid": str(guid(key, "mailbox")),
        "ArchiveGuid": "00000000-0000-0000-0000-000000000000",
        "UserPrincipalName": sign_in,
        "WindowsLiveID": sign_in,
        "MicrosoftOnlineServicesID": sign_in,
        "RecipientType": "UserMailbox",
        "RecipientTypeDetails": TYPES[what],
        "RemoteRecipientType": REMOTE_WORDS.get(text(ad.get("msExchRemoteRecipientType")), "Migrated"),
        "IsExchangeCloudManaged": "True" if transferred else "False",
        "ResourceType": what.title() if what in {"room", "equipment"} else "",
        "IsResource": "True" if what in {"room", "equipment"} else "False",
        "IsShared": "True" if what == "shared" else "False",
        "AccountDisabled": "True" if text(ad.get("userAccountControl")) == "514" else "False",
        "Office": text(ad.get("physicalDeliveryOfficeName")),
        "UsageLocation": PLACES.get(text(ad.get("msExchUsageLocation")), ""),
        "SamAccountName": f"${number('sam', key, below=10**6):06}-{number('sam2', key, below=10**9):09}",
        "DeliverToMailboxAndForward": "True" if ad.get("deliverAndRedirect") == "TRUE" else "False",
        "LitigationHoldEnabled": "True" if litigation & 8 else "False",
        "RetentionHoldEnabled": "True" if litigation & 1 else "False",
        "HasPicture": "True" if "thumbnailPhoto" in ad else "False",
        "WhenMailboxCreated": text(out["WhenCreatedUTC"]),
        "Database": f"NAMPR07DG{number('dg', key, below=300):03}-db{number('db', key, below=90):03}",
        "ServerName": f"yq1pr07mb{number('server', key, below=9000):04}",
        "MailboxRegion": "CAN",
    }
    return out


def mail_user(key: str, ad: Attributes, *, tenant: str, external: str, mailbox_guid: str = "") -> Attributes:
    """A row of Get-MailUser."""
    sign_in = text(ad.get("userPrincipalName"))
    return (
        USER_DEFAULTS
        | recipient(key, ad, tenant=tenant)
        | {
            "ExchangeGuid": mailbox_guid or "00000000-0000-0000-0000-000000000000",
            "ArchiveGuid": "00000000-0000-0000-0000-000000000000",
            "UserPrincipalName": sign_in,
            "WindowsLiveID": sign_in,
            "MicrosoftOnlineServicesID": sign_in,
            "ExternalEmailAddress": f"SMTP:{external}",
            "RecipientType": "MailUser",
            "RecipientTypeDetails": "MailUser",
        }
    )


def entra_user(key: str, ad: Attributes, *, domain: str, tenant: str) -> Attributes:
    """A user of Get-MgUser that the sync made."""
    synced = NOW - dt.timedelta(days=1 + number("synced", key, below=30), hours=9, seconds=number("s", key, below=3600))
    value = ad["objectGUID"]
    assert isinstance(value, bytes)
    import uuid

    return {
        "Id": str(guid(key, "entra")),
        "UserPrincipalName": text(ad.get("userPrincipalName")),
        "DisplayName": text(ad.get("displayName")),
        "Mail": text(ad.get("mail")),
        "MailNickname": text(ad.get("mailNickname")),
        "AccountEnabled": (text(ad.get("userAccountControl")) != "514" and "true") or "false",
        "UserType": "Member",
        "ProxyAddresses": [a for a in many(ad.get("proxyAddresses")) if a.casefold().startswith("smtp:")],
        "OnPremisesImmutableId": anchor(uuid.UUID(bytes_le=value)),
        "OnPremisesSyncEnabled": "true",
        "OnPremisesLastSyncDateTime": iso(synced),
        "OnPremisesDistinguishedName": text(ad.get("distinguishedName")),
        "OnPremisesDomainName": domain,
        "OnPremisesSamAccountName": text(ad.get("sAMAccountName")),
        "OnPremisesUserPrincipalName": text(ad.get("userPrincipalName")),
        "OnPremisesProvisioningErrors": [],
    }
