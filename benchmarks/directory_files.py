"""The directory's side: LDIF as ``ldifde`` dumps whole objects, about 75 attributes a user."""

import base64
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from benchmarks.estate import BASE, DOMAIN, ORGANISATION, ROUTING, Person, guid_base64

WIDTH = 76
# Somebody always changed something just before an export.
EXPORT_DAY = "20261120080000.0Z"
LISTS = f"CN=Address Lists Container,{ORGANISATION}"
# msExchRecipientTypeDetails, msExchRemoteRecipientType, msExchRecipientDisplayType
NUMBERS = {
    "user": ("2147483648", "4", "-2147483642"),
    "shared": ("34359738368", "100", "-2147483642"),
    "room": ("8589934592", "36", "-2147481850"),
    "equipment": ("17179869184", "68", "-2147481594"),
}
CLASSES = {
    "user": ("top", "person", "organizationalPerson", "user"),
    "group": ("top", "group"),
    "contact": ("top", "person", "organizationalPerson", "contact"),
}
COMMON = (
    ("codePage", "0"),
    ("countryCode", "276"),
    ("badPwdCount", "0"),
    ("badPasswordTime", "0"),
    ("lastLogoff", "0"),
    ("primaryGroupID", "513"),
    ("accountExpires", "9223372036854775807"),
    ("sAMAccountType", "805306368"),
    ("showInAddressBook", f"CN=All Recipients(VLV),CN=All System Address Lists,{LISTS}"),
    ("showInAddressBook", f"CN=All Users,CN=All Address Lists,{LISTS}"),
    ("showInAddressBook", f"CN=Default Global Address List,CN=All Global Address Lists,{LISTS}"),
    ("dSCorePropagationData", "20260301080000.0Z"),
    ("internetEncoding", "0"),
    ("msExchPoliciesExcluded", "{26491cfc-9e50-4857-861b-0cb8df22b5d7}"),
    ("msExchVersion", "1130555651091488"),
    ("msExchUserAccountControl", "0"),
    ("msExchELCMailboxFlags", "18"),
    ("msExchTextMessagingState", "302120705"),
    ("msExchTextMessagingState", "16842751"),
    ("msExchBypassAudit", "FALSE"),
    ("msExchMailboxAuditEnable", "TRUE"),
    ("msExchMailboxAuditLogAgeLimit", "7776000"),
    ("msExchGroupSecurityFlags", "0"),
    ("msExchModerationFlags", "6"),
    ("msExchProvisioningFlags", "0"),
    ("msExchTransportRecipientSettingsFlags", "0"),
    ("msExchAddressBookFlags", "1"),
    ("msExchUsageLocation", "DE"),
    ("msExchUserCulture", "de-DE"),
    ("mDBUseDefaults", "TRUE"),
)  # fmt: skip


def user(p: Person) -> Iterator[tuple[str, str]]:
    """Attributes of one remote mailbox as name and value; a name that ends in ``:`` holds base64."""
    m = p.more
    for name in CLASSES["user"]:
        yield "objectClass", name
    yield "cn", p.name
    yield "sn", p.last
    yield "givenName", p.first
    yield "initials", p.first[0] + p.last[0]
    yield "name", p.name
    yield "displayName", p.name
    yield "distinguishedName", p.dn
    yield "title", p.title
    yield "department", p.department
    yield "company", "Contoso"
    yield "physicalDeliveryOfficeName", f"{p.place[0]} {m[56] % 5}"
    yield "streetAddress", f"Main Street {m[57]}"
    yield "l", p.place[0]
    yield "st", p.place[1]
    yield "postalCode", f"{10000 + m[58] * 7}"
    yield "c", "DE"
    yield "co", "Germany"
    yield "telephoneNumber", f"+49 30 5550 {p.number % 10000:04}"
    yield "mobile", f"+49 151 555{p.number % 100000:05}"
    yield "employeeID", f"{p.number:07}"
    yield "employeeType", "internal"
    yield "manager", p.manager.dn
    for n in range(4):
        yield "memberOf", f"CN=Team {m[58 + n] % 200},OU=Groups,{BASE}"
    yield from account(p)
    yield from addresses(p)
    yield from exchange(p)
    yield from COMMON


def account(p: Person) -> Iterator[tuple[str, str]]:
    """The account."""
    yield from system(p, "Person", p.changed)
    yield "pwdLastSet", "133400000000000000"
    yield "lastLogonTimestamp", "133750000000000000"
    yield "lastLogon", "133750000000000000"
    yield "logonCount", str(p.more[59])
    yield "mS-DS-ConsistencyGuid:", guid_base64(p.object_guid)
    sid = b"\1\5\0\0\0\0\0\5\25\0\0\0" + b"\1\2\3\4" * 3 + (10_000 + p.number).to_bytes(4, "little")
    yield "objectSid:", base64.b64encode(sid).decode()
    yield "userAccountControl", "512" if p.kind == "user" else "514"
    yield "sAMAccountName", p.alias
    yield "userPrincipalName", p.upn


def exchange(p: Person) -> Iterator[tuple[str, str]]:
    """Exchange attributes besides the addresses."""
    number, remote, display = NUMBERS[p.kind]
    if p.fault == "type":
        number = NUMBERS["shared" if p.kind == "user" else "user"][0]
    yield "legacyExchangeDN", p.legacy_dn
    yield "textEncodedORAddress", f"X400:C=DE;A= ;P=Contoso;O=Exchange;S={p.last};G={p.first};"
    if p.fault == "hidden":
        yield "msExchHideFromAddressLists", "TRUE"
    if p.has_delegate or p.fault == "delegates":
        yield "publicDelegates", p.manager.dn
    if p.is_forwarded or p.fault == "forwarding":
        yield "altRecipient", p.manager.dn
    for n, value in enumerate(p.customs, 1):
        if value:
            yield f"extensionAttribute{n}", value
    if p.list_value:
        yield "msExchExtensionCustomAttribute1", p.list_value
    if p.fault == "custom_list":
        yield "msExchExtensionCustomAttribute1", "only in the directory"
    if p.fault == "mail_tip":
        yield "msExchSenderHintTranslations", "default:<html>\n<body>\nAsk the front desk.\n</body>\n</html>\n"
    if p.kind in {"room", "equipment"}:
        yield "msExchResourceMetaData", f"ResourceType:{p.kind.title()}"
        yield "msExchResourceSearchProperties", p.kind.title()
        yield "msExchResourceDisplay", p.kind.title()
    yield "msExchRecipientTypeDetails", number
    yield "msExchRemoteRecipientType", remote
    yield "msExchRecipientDisplayType", display
    yield "msExchWhenMailboxCreated", "20210412070000.0Z"
    for part in ("emailAddress:3662", "lastNameFirstName:5662", "firstNameLastName:2662"):
        yield "msExchUMDtmfMap", f"{part}{p.number}"


def addresses(p: Person) -> Iterator[tuple[str, str]]:
    """Addresses, alias, mail and the mailbox GUID."""
    if p.fault != "alias_missing":
        yield "mailNickname", p.alias
    yield "mail", f"old.{p.upn}" if p.fault == "mail" else p.upn
    primary = f"new.{p.upn}" if p.fault == "primary" else p.upn
    yield "proxyAddresses", f"x500:{p.cloud_legacy_dn}"
    yield "proxyAddresses", f"smtp:{p.alias}@{ROUTING}"
    yield "proxyAddresses", f"smtp:{p.alias}@{DOMAIN}"
    if p.fault == "address_missing":
        yield "proxyAddresses", f"smtp:alias{p.number}@{DOMAIN}"
    if p.fault == "primary":
        yield "proxyAddresses", f"smtp:{p.upn}"
    yield "proxyAddresses", f"SMTP:{primary}"
    yield "targetAddress", f"SMTP:{p.alias}@{ROUTING}"
    guid = p.more[:16] if p.fault == "mailbox_guid" else p.mailbox_guid
    yield "msExchMailboxGuid:", guid_base64(guid)


def system(p: Person, category: str, changed: str) -> Iterator[tuple[str, str]]:
    """What the system keeps about every object."""
    yield "objectCategory", f"CN={category},CN=Schema,CN=Configuration,{BASE}"
    yield "instanceType", "4"
    yield "whenCreated", "20190204091500.0Z"
    yield "whenChanged", changed
    yield "uSNCreated", str(20_000 + p.number)
    yield "uSNChanged", str(9_000_000 + p.number)
    yield "objectGUID:", guid_base64(p.object_guid)
    yield "dSCorePropagationData", "16010101000000.0Z"


def group(p: Person) -> Iterator[tuple[str, str]]:
    """One synced distribution group; the person stands for it."""
    for name in CLASSES["group"]:
        yield "objectClass", name
    yield from system(p, "Group", EXPORT_DAY)
    name = f"List {p.number}"
    yield "cn", name
    yield "name", name
    yield "displayName", name
    yield "distinguishedName", f"CN={name},OU=Groups,{BASE}"
    yield "groupType", "8"
    yield "sAMAccountName", f"list{p.number}"
    yield "mailNickname", f"list{p.number}"
    yield "mail", f"list{p.number}@{DOMAIN}"
    yield "proxyAddresses", f"SMTP:list{p.number}@{DOMAIN}"
    yield "proxyAddresses", f"smtp:list{p.number}@{ROUTING}"
    yield "legacyExchangeDN", p.legacy_dn
    yield "msExchRecipientDisplayType", "1"
    yield "msExchRecipientTypeDetails", "256"
    yield "msExchRequireAuthToSendTo", "TRUE"
    yield "msExchPoliciesExcluded", "{26491cfc-9e50-4857-861b-0cb8df22b5d7}"
    yield "member", p.manager.dn


def contact(p: Person) -> Iterator[tuple[str, str]]:
    """One synced mail contact."""
    for name in CLASSES["contact"]:
        yield "objectClass", name
    yield from system(p, "Person", EXPORT_DAY)
    name = f"Partner {p.number}"
    yield "cn", name
    yield "name", name
    yield "displayName", name
    yield "distinguishedName", f"CN={name},OU=Partners,{BASE}"
    yield "mailNickname", f"partner{p.number}"
    yield "mail", f"partner{p.number}@fabrikam.example"
    yield "proxyAddresses", f"SMTP:partner{p.number}@fabrikam.example"
    yield "targetAddress", f"SMTP:partner{p.number}@fabrikam.example"
    yield "legacyExchangeDN", p.legacy_dn
    yield "msExchRecipientDisplayType", "6"
    yield "msExchRecipientTypeDetails", "64"
    yield "msExchPoliciesExcluded", "{26491cfc-9e50-4857-861b-0cb8df22b5d7}"


def configuration() -> Iterator[tuple[str, Sequence[tuple[str, str]]]]:
    """The few objects of the Exchange configuration that every organisation has."""
    servers = f"CN=Servers,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups,{ORGANISATION}"
    yield ORGANISATION, [("objectClass", "top"), ("objectClass", "msExchOrganizationContainer"), ("cn", "Contoso")]
    yield (
        f"CN=EX01,{servers}",
        [
            ("objectClass", "top"),
            ("objectClass", "server"),
            ("objectClass", "msExchExchangeServer"),
            ("cn", "EX01"),
            ("name", "EX01"),
            ("serialNumber", "Version 15.2 (Build 32562.17)"),
            ("msExchCurrentServerRoles", "16439"),
            ("whenChanged", EXPORT_DAY),
        ],
    )


def write_entry(out: BinaryIO, dn: str, attributes: Sequence[tuple[str, str]] | Iterator[tuple[str, str]]) -> None:
    """One record: base64 where the grammar wants it, folded as ldifde folds."""
    lines = [_line("dn", dn), "changetype: add"]
    lines += [_line(name, value) for name, value in attributes]
    out.write(("\r\n".join(lines) + "\r\n\r\n").encode("ascii"))


def _line(name: str, value: str) -> str:
    plain = value.isascii() and "\n" not in value and value[:1] not in {" ", ":", "<"} and value[-1:] != " "
    line = f"{name}: {value}" if plain else f"{name}:: {base64.b64encode(value.encode('utf-8')).decode()}"
    if len(line) <= WIDTH:
        return line
    parts = [line[:WIDTH], *(line[n : n + WIDTH - 1] for n in range(WIDTH, len(line), WIDTH - 1))]
    return "\r\n ".join(parts)
