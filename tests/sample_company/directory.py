"""The directory side: what a full dump of AD shows for each kind of object."""

import datetime as dt

from sample_company.names import Person, ascii_of
from sample_company.truth import NOW, Attributes, guid, number, stamp, ticks

POLICY_OFF = "{26491CFC-9E50-4857-861B-0CB8DF22B5D7}"
POLICY = "{9C7D0B52-1B0E-4D0C-8E57-5D6D8A1C2F60}"
USER_CLASSES = ["top", "person", "organizationalPerson", "user"]
ORGANISATION = "/o={org}/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn={id}"
# type number, remote type, display type
REMOTE = {
    "user": ("2147483648", "4", "-2147483642"),
    "shared": ("34359738368", "100", "-2147483642"),
    "room": ("8589934592", "36", "-2147481850"),
    "equipment": ("17179869184", "68", "-2147481594"),
}
REMOTE_NUMBERS = frozenset(number for number, _remote, _display in REMOTE.values())
LOCAL = {
    "user": ("1", "1073741824"),
    "shared": ("4", "0"),
    "room": ("16", "7"),
}


def base_of(domain: str) -> str:
    """``DC=contoso,DC=example``."""
    return ",".join(f"DC={p}" for p in domain.split("."))


def forest_of(domain: str) -> str:
    """The root of the forest that a domain is in."""
    return ".".join(domain.split(".")[-2:])


def configuration_of(domain: str) -> str:
    """The container of Exchange in the forest's configuration."""
    return f"CN=Microsoft Exchange,CN=Services,CN=Configuration,{base_of(forest_of(domain))}"


def escaped(name: str) -> str:
    """A name inside a distinguished name."""
    return (
        name.replace("\\", "\\\\")
        .replace(",", "\\,")
        .replace("=", "\\=")
        .replace('"', '\\"')
        .replace("<", "\\<")
        .replace(">", "\\>")
        .replace(";", "\\;")
        .replace("+", "\\+")
    )


def sid(domain: str, key: str, rid: int | None = None) -> bytes:
    """The bytes of S-1-5-21-a-b-c-rid."""
    parts = [21] + [number("sid", domain, str(n), below=2**32) for n in range(3)]
    parts.append(rid if rid is not None else 1100 + number("rid", domain, key, below=90_000))
    return bytes([1, 5]) + (5).to_bytes(6, "big") + b"".join(p.to_bytes(4, "little") for p in parts)


def changed(key: str) -> dt.datetime:
    """When the object was last changed: some quiet day long before the exports."""
    return NOW - dt.timedelta(days=3 + number("changed", key, below=200), seconds=number("second", key, below=80_000))


def any_object(key: str, name: str, *, domain: str, classes: list[str], unit: str, category: str) -> Attributes:
    """What every object of a full dump carries."""
    created = NOW - dt.timedelta(days=500 + number("created", key, below=3000), seconds=number("at", key, below=80_000))
    usn = 20_000 + number("usn", key, below=900_000)
    return {
        "distinguishedName": f"CN={escaped(name)},{unit},{base_of(domain)}",
        "objectClass": classes,
        "cn": name,
        "instanceType": "4",
        "whenCreated": stamp(created),
        "whenChanged": stamp(changed(key)),
        "displayName": name,
        "uSNCreated": str(usn),
        "uSNChanged": str(usn + 50_000),
        "name": name,
        "objectGUID": guid(key, "ad").bytes_le,
        "objectCategory": f"CN={category},CN=Schema,CN=Configuration,{base_of(forest_of(domain))}",
        "dSCorePropagationData": ["20240311083000.0Z", "16010101000000.0Z"],
    }


def addressed(
    key: str, alias: str, mail: str, *, organisation: str, domain: str, extra: tuple[str, ...] = ()
) -> Attributes:
    """What every object with an address carries."""
    legacy = ORGANISATION.format(org=organisation, id=f"{guid(key, 'legacy').hex}-{alias.replace('.', '')[:12]}")
    return {
        "mailNickname": alias,
        "mail": mail,
        "proxyAddresses": [f"SMTP:{mail}", *extra],
        "legacyExchangeDN": legacy,
        "msExchPoliciesExcluded": [POLICY_OFF],
        "msExchVersion": "88218628259840",
        "msExchALObjectVersion": "138",
        "showInAddressBook": [
            f"CN=All Users,CN=All Address Lists,CN=Address Lists Container,CN={organisation},{configuration_of(domain)}"
        ],
    }


def account(key: str, sign_in: str, *, domain: str, enabled: bool = True, rid: int | None = None) -> Attributes:
    """What every account carries."""
    logon = NOW - dt.timedelta(days=1 + number("logon", key, below=9), seconds=number("logon at", key, below=60_000))
    password = NOW - dt.timedelta(days=10 + number("password", key, below=80))
    return {
        "userPrincipalName": sign_in,
        "sAMAccountName": ascii_of(sign_in.partition("@")[0])[:20],
        "sAMAccountType": "805306368",
        "objectSid": sid(domain, key, rid),
        "userAccountControl": "512" if enabled else "514",
        "badPwdCount": "0",
        "codePage": "0",
        "badPasswordTime": "0",
        "lastLogoff": "0",
        "lastLogon": ticks(logon),
        "lastLogonTimestamp": ticks(logon - dt.timedelta(days=1)),
        "pwdLastSet": ticks(password),
        "primaryGroupID": "513",
        "accountExpires": "9223372036854775807",
        "logonCount": str(number("count", key, below=4000)),
        "mS-DS-ConsistencyGuid": guid(key, "ad").bytes_le,
    }


def personal(key: str, person: Person, place: "tuple[str, str, str, str, str]", domain: str) -> Attributes:
    """Name, work and place of a person."""
    city, region, code, country, country_number = place
    return {
        "sn": person.last,
        "givenName": person.first,
        "displayName": person.name,
        "title": person.title,
        "department": person.department,
        "company": "Contoso Water Meters" if "contoso" in domain else "Fabrikam Boatyard",
        "l": city,
        "st": region,
        "c": code,
        "co": country,
        "countryCode": country_number,
        "physicalDeliveryOfficeName": f"{city} {1 + number('floor', key, below=4)}."
        f"{1 + number('room', key, below=30):02}",
        "telephoneNumber": f"+1 555 01{number('phone', key, below=100):02}",
        "msExchUsageLocation": code,
    }


def remote_mailbox(key: str, what: str, *, mailbox: bytes | None) -> Attributes:
    """The stamp of a mailbox in the cloud."""
    number_of_type, remote, display = REMOTE[what]
    out: Attributes = {
        "msExchRecipientTypeDetails": number_of_type,
        "msExchRemoteRecipientType": remote,
        "msExchRecipientDisplayType": display,
        "msExchUMDtmfMap": [f"emailAddress:{number('dtmf', key, below=10**10)}"],
    }
    if mailbox is not None:
        out["msExchMailboxGuid"] = mailbox
    if what in {"room", "equipment"}:
        out["msExchResourceMetaData"] = [f"ResourceType:{what.title()}"]
        out["msExchResourceDisplay"] = what.title()
        out["msExchResourceSearchProperties"] = [what.title()]
    return out


def local_mailbox(key: str, what: str, *, organisation: str, server: str, domain: str) -> Attributes:
    """The stamp of a mailbox on a server."""
    number_of_type, display = LOCAL[what]
    groups = f"CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups,CN={organisation}"
    return {
        "msExchRecipientTypeDetails": number_of_type,
        "msExchRecipientDisplayType": display,
        "msExchMailboxGuid": guid(key, "local mailbox").bytes_le,
        "homeMDB": f"CN=DB01-{server},CN=Databases,{groups},{configuration_of(domain)}",
        "msExchHomeServerName": f"/o={organisation}/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)"
        f"/cn=Configuration/cn=Servers/cn={server}",
        "mDBUseDefaults": "TRUE",
        "msExchUserCulture": "en-US",
    }
