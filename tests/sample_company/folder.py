"""A company as the files of an assessment folder, and where in them each object stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sample_company import cloud, table_files
from sample_company.directory import any_object, base_of
from sample_company.ldif_files import Entry, ldapsearch, ldifde
from sample_company.truth import Attributes, Company, Recipient, earlier, guid, iso, number

Place = tuple[str, int]  # file, row


@dataclass(kw_only=True)
class Folder:
    """The files, and for each object its place on the directory and on the cloud side."""

    files: dict[str, bytes] = field(default_factory=dict)
    directory: dict[str, Place] = field(default_factory=dict)  # key of a recipient or distinguished name
    cloud: dict[str, Place] = field(default_factory=dict)
    entra: dict[str, Place] = field(default_factory=dict)


USER_COLUMNS = (
    "Id", "UserPrincipalName", "DisplayName", "Mail", "MailNickname", "AccountEnabled", "UserType", "ProxyAddresses",
    "OnPremisesImmutableId", "OnPremisesSyncEnabled", "OnPremisesLastSyncDateTime", "OnPremisesDistinguishedName",
    "OnPremisesDomainName", "OnPremisesSamAccountName", "OnPremisesUserPrincipalName", "OnPremisesProvisioningErrors",
)  # fmt: skip
CHANGE_COLUMNS = (
    "Object", "AttributeName", "LastOriginatingChangeTime", "Version", "LastOriginatingChangeDirectoryServerIdentity",
)  # fmt: skip


def entry(one: Recipient) -> Entry:
    """An object as LDIF shows it: the name stands in front, and once more as an attribute."""
    return str(one.directory["distinguishedName"]), one.directory


def entries_of(company: Company, domain: str) -> tuple[list[str], list[Entry]]:
    """Keys and entries of one domain, in the order of creation, which is nobody's alphabet."""
    chosen = sorted(company.of_domain(domain), key=lambda r: number("order", r.key, below=10**9))
    return [r.key for r in chosen], [entry(r) for r in chosen]


def put_ldif(folder: Folder, file: str, keys: list[str], made: tuple[bytes, list[int]]) -> None:
    """A file of directory objects, and their places."""
    folder.files[file], starts = made
    for key, line in zip(keys, starts, strict=True):
        folder.directory.setdefault(key, (file, line))


def put_rows(
    folder: Folder,
    file: str,
    keys: list[str],
    rows: list[Attributes],
    names: list[str],
    *,
    first: int = 2,
    **style: str,
) -> None:
    """A CSV file of cloud objects, and their places: the header is row 1."""
    folder.files[file] = table_files.csv(rows, names, **style)  # type: ignore[arg-type]
    for n, key in enumerate(keys):
        folder.cloud.setdefault(key, (file, first + n))


def containers(domain: str) -> list[Entry]:
    """What a dump of a whole domain holds besides objects with names of their own."""
    base = base_of(domain)
    out: list[Entry] = []
    for dn, *classes in (
        (base, "domain", "domainDNS"),
        (f"CN=Microsoft Exchange System Objects,{base}", "container", "msExchSystemObjectsContainer"),
        *((f"OU={unit},{base}", "organizationalUnit") for unit in ("Staff", "Shared", "Rooms", "Groups", "Contacts")),
    ):
        name = dn.partition(",")[0].partition("=")[2]
        made = any_object(dn, name, domain=domain, classes=["top", *classes], unit="", category=classes[-1])
        made = {k: v for k, v in made.items() if k not in {"displayName", "cn"}}
        out.append((dn, made | {"distinguishedName": dn}))
    return out


def cloud_rows(company: Company, *kinds: str) -> tuple[list[str], list[Attributes]]:
    """Keys and rows of some cloud lists, in the order the service would give them."""
    chosen = sorted(company.of_kind(*kinds), key=lambda r: str(r.online["Guid"]))
    return [r.key for r in chosen], [r.online for r in chosen]


def recipient_rows(company: Company) -> tuple[list[str], list[Attributes]]:
    """Every cloud recipient as Get-Recipient shows it."""
    keys, rows = cloud_rows(company, "mailbox", "mailuser", "group", "contact", "recipient")
    lost = {"SafeSendersHash": "System.Byte[]", "SafeRecipientsHash": "System.Byte[]", "Capabilities": "None"}
    return keys, [r | lost | {"SamAccountName": ""} for r in rows]


def put_entra(folder: Folder, file: str, company: Company, guests: int) -> None:
    """Get-MgUser as JSON, guests and cloud accounts included."""
    chosen = sorted((r for r in company.recipients.values() if r.entra is not None), key=lambda r: str(r.user["Id"]))
    rows = [r.user for r in chosen]
    for n in range(guests):
        name = f"visitor{n + 1}"
        rows.append(
            {
                "Id": str(guid(company.tenant, name)),
                "UserPrincipalName": f"{name}_partner.example#EXT#@{company.tenant}.onmicrosoft.com",
                "DisplayName": f"Visitor {n + 1}",
                "Mail": f"{name}@partner.example",
                "AccountEnabled": "true",
                "UserType": "Guest",
                "ProxyAddresses": [],
                "OnPremisesProvisioningErrors": [],
            }
        )
    folder.files[file] = table_files.json_array(rows, USER_COLUMNS)
    for n, one in enumerate(chosen):
        folder.entra[one.key] = (file, n + 1)


def change_rows(company: Company) -> list[Attributes]:
    """Change times: of those somebody asked about, and of some more."""
    rows: list[Attributes] = []
    for one in company.recipients.values():
        if one.ad is None or not (one.changes or number("asked", one.key, below=8) == 0):
            continue
        times = {"mail": iso(earlier(days=800)), "proxyAddresses": iso(earlier(days=120 + number(one.key, below=300)))}
        if one.kind == "mailbox" and "extensionAttribute1" not in one.changes and not _is_recent(one):
            times["extensionAttribute1"] = iso(earlier(days=60 + number("cost", one.key, below=400)))
        elif not one.changes:
            continue
        for attribute, when in (times | one.changes).items():
            version = str(1 + number(one.key, attribute, below=9))
            name = str(one.directory["distinguishedName"])
            rows.append(
                {
                    "Object": name,
                    "AttributeName": attribute,
                    "LastOriginatingChangeTime": when,
                    "Version": version,
                    "LastOriginatingChangeDirectoryServerIdentity": controller(one),
                }
            )
    return rows


CONTROLLERS = {"contoso.example": "HALDC01", "emea.contoso.example": "EMEADC1", "fabrikam.example": "LEIDC01"}


def controller(one: Recipient) -> str:
    """The settings object of the controller that took the change, as the cmdlet prints it."""
    forest = base_of(".".join(one.domain.split(".")[-2:]))
    site = f"CN=Servers,CN=Main,CN=Sites,CN=Configuration,{forest}"
    return f"CN=NTDS Settings,CN={CONTROLLERS[one.domain]},{site}"


def _is_recent(one: Recipient) -> bool:
    """Changed within the last two days: then the object's own time is the story."""
    return str(one.directory["whenChanged"]) > earlier(days=2).strftime("%Y%m%d%H%M%S")


def settings_text(company: Company, *, customer: str, introduction: str) -> bytes:
    """``assessment.toml``."""
    lines = [
        "[customer]",
        f'name = "{customer}"',
        "",
        "[report]",
        'author = "Niamh Kinsella"',
        'classification = "Confidential"',
        f'introduction = "{introduction}"',
        "",
    ]
    for name, said in company.statements.items():
        lines += [f"[statements.{name}]", *_pairs(said), ""]
    for waiver in company.waivers:
        lines += ["[[waiver]]", *_pairs(waiver), ""]
    for application in company.applications:
        lines += ["[[application]]", *_pairs(application), ""]
    return "\n".join(lines).encode()


def _pairs(values: Mapping[str, str]) -> list[str]:
    bare = {"date", "expires", "reads", "writes"}
    return [f"{k} = {v}" if k in bare else f'{k} = "{v}"' for k, v in values.items()]


__all__ = ["Folder", "cloud", "ldapsearch", "ldifde"]
