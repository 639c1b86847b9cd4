"""A small assessment folder: a few healthy remote mailboxes, as ldifde, Get-Mailbox and Get-MgUser write them."""

import base64
import csv
import io
import json
import uuid
from pathlib import Path

DOMAIN = "fabrikam.example"
TENANT = "fabrikam.onmicrosoft.com"
ROUTING = "fabrikam.mail.onmicrosoft.com"
_NAMES = ("Ada Berg", "Bela Cole", "Cleo Dahl", "Dora Eng", "Emil Fox")
EXPORTED = "2026-11-16T05:30:00Z"


def place(folder: Path, *, people: int = 3, **changed: str) -> Path:
    """The folder holds whole exports of both sides. ``changed`` replaces directory values of the first person."""
    for side in ("directory", "cloud"):
        (folder / side).mkdir(parents=True, exist_ok=True)
    (folder / "directory" / "fabrikam.ldf").write_text(ldif(people, **changed), encoding="utf-8")
    (folder / "cloud" / "mailboxes.csv").write_text(mailboxes(people), encoding="utf-8")
    (folder / "cloud" / "users.json").write_text(users(people), encoding="utf-8")
    return folder


def _guid(kind: str, number: int) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_DNS, f"{kind}-{number}.{DOMAIN}")


def _base64(value: uuid.UUID) -> str:
    return base64.b64encode(value.bytes_le).decode()


def _alias(number: int) -> str:
    return _NAMES[number % len(_NAMES)].split()[0].lower() + (
        str(number // len(_NAMES)) if number >= len(_NAMES) else ""
    )


def _addresses(number: int) -> list[str]:
    return [f"SMTP:{_alias(number)}@{DOMAIN}", f"smtp:{_alias(number)}@{ROUTING}"]


def ldif(people: int, **changed: str) -> str:
    """A full dump of the people, as ldifde writes it."""
    return "\r\n".join(_entry(n, changed if n == 0 else {}) for n in range(people))


def _entry(number: int, changed: dict[str, str]) -> str:
    name, alias = _NAMES[number % len(_NAMES)], _alias(number)
    dn = f"CN={name} {number},OU=Staff,DC=fabrikam,DC=example"
    values = {
        "cn": f"{name} {number}",
        "distinguishedName": dn,
        "displayName": name,
        "name": f"{name} {number}",
        "objectGUID:": _base64(_guid("object", number)),
        "mS-DS-ConsistencyGuid:": _base64(_guid("object", number)),
        "uSNCreated": str(1000 + number),
        "objectCategory": "CN=Person,CN=Schema,CN=Configuration,DC=fabrikam,DC=example",
        "dSCorePropagationData": "16010101000000.0Z",
        "whenCreated": "20240102080000.0Z",
        "whenChanged": "20261110080000.0Z",
        "userAccountControl": "512",
        "sAMAccountName": alias,
        "userPrincipalName": f"{alias}@{DOMAIN}",
        "mail": f"{alias}@{DOMAIN}",
        "mailNickname": alias,
        "targetAddress": f"SMTP:{alias}@{ROUTING}",
        "legacyExchangeDN": f"/o=Fabrikam/ou=External/cn=Recipients/cn={alias}",
        "msExchMailboxGuid:": _base64(_guid("mailbox", number)),
        "msExchRecipientDisplayType": "-2147483642",
        "msExchRecipientTypeDetails": "2147483648",
        "msExchRemoteRecipientType": "4",
        "msExchVersion": "44220983382016",
        **changed,
    }
    lines = [f"dn: {dn}", "changetype: add"]
    lines += [f"objectClass: {name}" for name in ("top", "person", "organizationalPerson", "user")]
    lines += [f"proxyAddresses: {address}" for address in _addresses(number)]
    lines += [f"{key}: {value}" for key, value in values.items() if value]
    return "\r\n".join(lines) + "\r\n"


def mailboxes(people: int) -> str:
    """Get-Mailbox of Exchange Online, lists joined with a semicolon."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(_mailbox(0)), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_mailbox(number) for number in range(people))
    return out.getvalue()


def _mailbox(number: int) -> dict[str, str]:
    alias = _alias(number)
    entra = str(_guid("entra", number))
    return {
        "Identity": entra,
        "Guid": str(_guid("cloud", number)),
        "ExchangeObjectId": str(_guid("cloud", number)),
        "ExternalDirectoryObjectId": entra,
        "ExchangeGuid": str(_guid("mailbox", number)),
        "ArchiveGuid": str(uuid.UUID(int=0)),
        "Name": entra,
        "DisplayName": _NAMES[number % len(_NAMES)],
        "Alias": alias,
        "UserPrincipalName": f"{alias}@{DOMAIN}",
        "PrimarySmtpAddress": f"{alias}@{DOMAIN}",
        "WindowsEmailAddress": f"{alias}@{DOMAIN}",
        "EmailAddresses": ";".join(_addresses(number)),
        "RecipientType": "UserMailbox",
        "RecipientTypeDetails": "UserMailbox",
        "RemoteRecipientType": "ProvisionMailbox",
        "IsDirSynced": "True",
        "IsExchangeCloudManaged": "False",
        "HiddenFromAddressListsEnabled": "False",
        "ForwardingAddress": "",
        "ForwardingSmtpAddress": "",
        "DeliverToMailboxAndForward": "False",
        "LitigationHoldEnabled": "False",
        **{f"CustomAttribute{n}": "" for n in range(1, 16)},
        "OrganizationId": f"EURPR05A001.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/{TENANT}",
        "DistinguishedName": f"CN={entra},OU={TENANT},DC=EURPR05A001,DC=PROD,DC=OUTLOOK,DC=COM",
        "WhenChangedUTC": "2026-11-15T20:00:00Z",
        "WhenCreatedUTC": "2024-01-02T09:00:00Z",
        "WhenMailboxCreated": "2024-01-02T09:00:00Z",
    }


def users(people: int) -> str:
    """Get-MgUser with the properties that matter, as ConvertTo-Json writes it."""
    return json.dumps([_user(number) for number in range(people)], indent=2)


def _user(number: int) -> dict[str, object]:
    alias = _alias(number)
    return {
        "AccountEnabled": True,
        "DisplayName": _NAMES[number % len(_NAMES)],
        "Id": str(_guid("entra", number)),
        "Mail": f"{alias}@{DOMAIN}",
        "MailNickname": alias,
        "OnPremisesDistinguishedName": f"CN={_NAMES[number % len(_NAMES)]} {number},OU=Staff,DC=fabrikam,DC=example",
        "OnPremisesDomainName": DOMAIN,
        "OnPremisesImmutableId": _base64(_guid("object", number)),
        "OnPremisesLastSyncDateTime": EXPORTED,
        "OnPremisesSamAccountName": alias,
        "OnPremisesSyncEnabled": True,
        "OnPremisesUserPrincipalName": f"{alias}@{DOMAIN}",
        "ProxyAddresses": _addresses(number),
        "UserPrincipalName": f"{alias}@{DOMAIN}",
        "UserType": "Member",
    }
