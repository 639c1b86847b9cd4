"""One estate before any style: Contoso with values that tear badly made exports apart, as typed cells."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from sample_company import contoso_files, directory, table_files
from sample_company.contoso import BRANCH, HEAD
from sample_company.folder import (
    CHANGE_COLUMNS,
    USER_COLUMNS,
    change_rows,
    cloud_rows,
    containers,
    entries_of,
    recipient_rows,
    settings_text,
)
from sample_company.ldif_files import Entry
from sample_company.truth import Attributes, Company, Recipient

Cell = str | bool | dt.datetime | list[str] | None
Row = Mapping[str, Cell]
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_WORDS = {"True": True, "False": False, "true": True, "false": False}
_EXCHANGE = "Microsoft.Exchange.Data.Directory.Management."
_GRAPH = "Microsoft.Graph.PowerShell.Models.MicrosoftGraph"


@dataclass(frozen=True, kw_only=True)
class Export:
    """One command's objects. ``made_of`` is the class that PowerShell names."""

    file: str  # without its ending
    made_of: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Estate:
    """Everything that a style writes."""

    domains: Mapping[str, Sequence[Entry]]  # AD domain -> its objects
    configuration: Sequence[Entry]
    exchange: Sequence[Export]
    graph: Sequence[Export]
    settings: bytes


@cache
def estate() -> Estate:
    """Contoso with fewer people, every story, and messy values."""
    company = contoso_files.company(at_head=92, at_branch=56)
    _messy(company)
    lists = {
        "cloud/mailboxes": ("Mailbox", "exo_get-mailbox", cloud_rows(company, "mailbox")[1]),
        "cloud/mailusers": ("MailUser", "get-mailuser", cloud_rows(company, "mailuser")[1]),
        "cloud/groups": ("DistributionGroup", "get-distributiongroup", cloud_rows(company, "group")[1]),
        "cloud/contacts": ("MailContact", "get-mailcontact", cloud_rows(company, "contact")[1]),
        "cloud/recipients": ("ReducedRecipient", "get-recipient", recipient_rows(company)[1]),
    }
    tables = company.tables
    exchange = [
        Export(file=file, made_of=_EXCHANGE + kind, columns=tuple(table_files.columns(head)), rows=_typed(rows))
        for file, (kind, head, rows) in lists.items()
    ]
    for file, table, head in (
        ("cloud/accepted-domains", "cloud.accepted_domain", "exo_get-accepteddomain"),
        ("cloud/organization-config", "cloud.organization_config", "exo_get-organizationconfig"),
        ("cloud/outbound-connectors", "cloud.outbound_connector", "exo_get-outboundconnector"),
        ("onprem/accepted-domains", "onprem.accepted_domain", "onprem_get-accepteddomain"),
        ("onprem/organization-config", "onprem.organization_config", "onprem_get-organizationconfig"),
        ("onprem/sync-parameters", "sync.parameters", ""),
        ("onprem/sync-parameters-staging", "sync.parameters.staging", ""),
        ("onprem/sync-scheduler", "sync.scheduler", ""),
        ("directory/attribute-changes", "", ""),
    ):
        rows = _typed(tables[table] if table else change_rows(company))
        columns = table_files.columns(head) if head else list(rows[0]) if table else list(CHANGE_COLUMNS)
        made_of = "Selected.System.Management.Automation.PSCustomObject"
        exchange.append(Export(file=file, made_of=made_of, columns=tuple(columns), rows=rows))
    users = sorted((r.user for r in company.recipients.values() if r.entra is not None), key=lambda u: str(u["Id"]))
    organisation = _typed(tables["entra.organization"])
    return Estate(
        domains={d: [*containers(d), *entries_of(company, d)[1]] for d in (HEAD, BRANCH)},
        configuration=company.configuration,
        exchange=exchange,
        graph=[
            Export(file="cloud/mg-users", made_of=_GRAPH + "User", columns=USER_COLUMNS, rows=_typed(users)),
            Export(
                file="cloud/mg-organization",
                made_of=_GRAPH + "Organization",
                columns=tuple(organisation[0]),
                rows=organisation,
            ),
        ],
        settings=settings_text(company, customer="Contoso", introduction="Eight styles, one estate."),
    )


def _typed(rows: Sequence[Attributes]) -> tuple[Row, ...]:
    """Truth values and moments as such: each style prints them in its own way."""
    return tuple({name: _cell(value) for name, value in row.items()} for row in rows)


def _cell(value: object) -> Cell:
    if isinstance(value, list):
        return [str(v) for v in value]
    text = str(value)
    if text in _WORDS:
        return _WORDS[text]
    if text == "11/14/2026 10:10:11 PM":
        return dt.datetime(2026, 11, 14, 22, 10, 11, tzinfo=dt.UTC)
    return dt.datetime.fromisoformat(text) if _ISO.fullmatch(text) else text


def _messy(company: Company) -> None:
    """Values that look like separators, quotes, other letters, formulas: equal on both sides, or not."""
    # A group without an address: what groups there are is known in every style, not in a collection only.
    files = directory.any_object(
        "files", "File access", domain=HEAD, classes=["top", "group"], unit="OU=Groups", category="Group"
    )
    company.add(Recipient(key="files", domain=HEAD, kind="security", ad=files | {"groupType": "-2147483646"}))
    told = {e.who for e in company.expected}
    quiet = [
        r
        for r in company.of_domain(HEAD)
        if r.kind == "mailbox" and r.key not in told and r.entra is not None and not r.changes
    ]
    name, addresses, legacy, texts, breaks, formula = quiet[:6]
    for side in (name.directory, name.online, name.user):
        side["displayName" if side is name.directory else "DisplayName"] = 'Dvořák, Jiří "JD" 👋 Größe'
    odd = [
        "X400:C=us;A= ;P=Org;O=Exchange;S=Doe;G=Jo, Anne;",
        "EUM:1234;phone-context=dp.contoso.example",
        "smtp:jo+tag@contoso.example",
    ]
    _both(addresses.directory, addresses.online, odd)
    old = "x500:/o=Contoso, Inc/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=old; name"
    _both(legacy.directory, legacy.online, [old])
    for number, value in enumerate(("a; b, c | d + e ^ f", "Grüße – „ok“ 👍", 'say "hi"', "{x}", "'quoted'"), 1):
        texts.directory[f"extensionAttribute{number}"] = texts.online[f"CustomAttribute{number}"] = value
    texts.online["CustomAttribute3"] = 'say "hello"; then'
    tip = '<html>\r\n<body>Back, on Monday; ask "Bo"\r\n</body>\r\n</html>'
    breaks.directory["extensionAttribute6"] = breaks.online["CustomAttribute6"] = 'two\r\nlines, each "quoted"'
    breaks.directory["extensionAttribute7"], breaks.online["CustomAttribute7"] = tip, "other\r\nlines; here"
    formula.directory["extensionAttribute8"], formula.online["CustomAttribute8"] = "=1+1", "-2+3;x"
    formula.directory["userCertificate"] = [bytes(range(256))]


def _both(directory: Attributes, cloud: Attributes, more: list[str]) -> None:
    for side, name in ((directory, "proxyAddresses"), (cloud, "EmailAddresses")):
        held = side[name]
        assert isinstance(held, list)
        side[name] = [*map(str, held), *more]


def without_blanks(estate: Estate) -> Estate:
    """The estate as far as lists can be told apart that are joined with blanks.

    Addresses carry prefixes; some columns hold single words; identifiers and plain addresses are known by their form.
    Every other list of several values, and one value that holds a blank, is left out.
    """

    def lean(export: Export) -> Export:
        rows = ({n: c if n in _TOLD_APART or _is_told_apart(c) else [] for n, c in r.items()} for r in export.rows)
        return replace(export, rows=tuple(rows))

    return replace(estate, exchange=[lean(e) for e in estate.exchange])


_TOLD_APART = frozenset(
    {"EmailAddresses", "AuditAdmin", "AuditDelegate", "AuditOwner", "DefaultAuditSet", "ObjectClass", "Languages"}
)
_KNOWN_FORM = re.compile(r"\S+@\S+|\{?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?")


def _is_told_apart(cell: Cell) -> bool:
    if not isinstance(cell, list):
        return True
    if len(cell) > 1:
        return all(_KNOWN_FORM.fullmatch(part) for part in cell)
    return not any(" " in part for part in cell)


def part_of(export: Export, rows: Sequence[Row], suffix: str) -> Export:
    """The same command for some of the objects."""
    return replace(export, file=f"{export.file}-{suffix}", rows=tuple(rows))
