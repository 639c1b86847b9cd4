"""A healthy company of any size in memory, and the faults of rule examples laid over it.

People, groups and contacts are those of the examples. Everything else (the configuration partition, servers,
connectors, domains) is Fabrikam's, the healthy sample company, under the examples' names. What Fabrikam has no
export of is there and empty.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from estates import AS_OF, arrow_table, recipients, said_settings, source_file, stated_tables

from analyzer.collectors import load_layouts, read_folder
from analyzer.collectors.none_found import empty_table
from analyzer.engine.estate import Estate, build_estate
from analyzer.engine.facts import Facts
from analyzer.engine.pack import Pack
from analyzer.model.progress import Silent
from analyzer.model.rules import Example
from analyzer.model.settings import Settings
from analyzer.model.snapshot import FILE, ROW, Snapshot, SourceFile
from analyzer.resources import data_folder

NAMES = (
    ("DC=fabrikam,DC=example", "DC=contoso,DC=com"),
    ("fabrikam.example", "contoso.com"),
    ("fabrikam-example", "contoso-com"),
    ("fabrikam", "contoso"),
    ("Fabrikam", "Contoso"),
)
# Of the lists of people, those of Fabrikam stay outside.
PEOPLE = frozenset(
    {"ad.object", "ad.change", "cloud.mailbox", "cloud.mailuser", "cloud.group", "cloud.contact", "cloud.recipient",
     "entra.user", "entra.group", "entra.contact"}
)  # fmt: skip
# Objects of the directory that are no recipients: a company has them all the same.
NO_PEOPLE = (
    "OU=Microsoft Exchange Security Groups,",
    "CN=Computers,",
    "CN=MSOL_",
    "CN=Microsoft Exchange System Objects,",
)
# Tables that tell of one thing: a stated row changes it, and is no second one.
ONE_ROW = frozenset(
    {"cloud.organization_config", "onprem.organization_config", "entra.organization", "entra.on_premises_sync",
     "sync.scheduler", "sync.deletion_threshold", "sync.global_settings", "onprem.auth_config", "sync.agent",
     "onprem.federated_organization", "onprem.hybrid_configuration"}
)  # fmt: skip
# What names a row of the other tables: a stated row of the same name takes its place.
NAMING = ("DomainName", "distinguishedName", "Name", "Identity")
# What is otherwise than at Fabrikam: the examples play some days later, and no wizard has run.
CHANGED: dict[str, dict[str, Any]] = {
    "entra.organization": {"OnPremisesLastSyncDateTime": "2026-11-20T11:40:00Z"},
    "cloud.organization_config": {"EwsEnabled": "True", "EwsApplicationAccessPolicy": ""},
}
# An empty list of translations would contradict the mail tip that an example gives.
NOT_ASKED = {"cloud.mailbox": ("MailTipTranslations",)}
ABSENT = ("onprem.hybrid_configuration",)
Tables = dict[str, pa.Table]


def fault_alone(example: Example) -> Example:
    """The example with those of its rows that are hits: what is around them shows what is no fault."""
    lines = example.rows.strip().splitlines()
    head = [c.strip() for c in lines[0].split("|")] if lines else []
    if "id" not in head:
        return example
    place = head.index("id")
    kept = [line for line in lines[1:] if line.split("|")[place].strip() in example.hits]
    return replace(example, rows="\n".join([lines[0], *kept])) if kept else example


def healthy_rows(people: int, groups: int, contacts: int) -> list[dict[str, str]]:
    """The people of a healthy company as rows of an example."""
    rows = [{"id": f"person{n:04}", "class": "user"} for n in range(people)]
    rows += [
        {
            "id": f"list{n:03}",
            "class": "group",
            "ad.reportToOriginator": "TRUE",
            "cloud.ReportToOriginatorEnabled": "True",
        }
        for n in range(groups)
    ]
    return rows + [{"id": f"partner{n:03}", "class": "contact"} for n in range(contacts)]


class HealthyEstate:
    """The tables of a healthy company; faults are laid over copies."""

    def __init__(self, pack: Pack, *, people: int, groups: int, contacts: int, statements: Mapping[str, str]) -> None:
        self.pack = pack
        self.statements = dict(statements)
        self.tables = surroundings(pack)
        made = recipients(healthy_rows(people, groups, contacts), pack.catalogue)
        made["cloud.recipient"] = _every_recipient(made)
        made["entra.group"] = _entra_groups(made)
        for name, rows in made.items():
            self.tables[name] = _joined(self.tables.get(name), _without_ids(rows))

    def estate(
        self,
        example: Example | None = None,
        *,
        facts: Facts | None = None,
        instead: bool = False,
        without: Sequence[str] = (),
    ) -> Estate:
        """The company, with what the example states in it.

        ``instead``: the stated rows are all that their tables hold. ``without``: exports that nobody supplied.
        """
        extra = dict(example.settings) if example else {}
        tables = dict(self.tables)
        for name, rows in (stated_tables(example, self.pack.catalogue) if example else {}).items():
            tables[name] = laid_over(tables.get(name), _without_ids(rows), name, instead=instead)
        for gone in (*without, *extra.get("missing", [])):
            tables.pop(gone, None)
        settings = self._settings(extra)
        snapshot = _snapshot(tables, settings, extra)
        return build_estate(
            snapshot,
            self.pack.catalogue,
            facts or self.pack.facts,
            as_of=extra.get("as_of", AS_OF),
            sync_interval_minutes=extra.get("cycle_minutes", 30),
        )

    def _settings(self, extra: Mapping[str, Any]) -> Settings:
        said = {**self.statements, **extra.get("statements", {})}
        return said_settings({**extra, "statements": said})


def surroundings(pack: Pack) -> Tables:
    """Every table but people's: Fabrikam's under the names of the examples, else empty."""
    rules = data_folder("rules")
    layouts = load_layouts(rules)
    read = read_folder(
        data_folder("sample_data") / "fabrikam", layouts=layouts, catalogue=pack.catalogue, progress=Silent()
    )
    tables = {x.id: empty_table(x) for x in layouts if x.read}
    for name, table in read.tables.items():
        if name == "ad.object":
            where = table["distinguishedName"].to_pylist()
            tables[name] = renamed(table.filter(pa.array([any(part in dn for part in NO_PEOPLE) for dn in where])))
        elif name not in PEOPLE:
            tables[name] = renamed(table)
    for name, changes in CHANGED.items():
        tables[name] = laid_over(tables[name], [changes], name, instead=False)
    for name in ABSENT:
        tables[name] = tables[name].slice(0, 0)
    for name, columns in NOT_ASKED.items():
        tables[name] = tables[name].drop_columns([c for c in columns if c in tables[name].column_names])
    return tables


def renamed(table: pa.Table) -> pa.Table:
    """The table with the examples' names instead of Fabrikam's."""
    columns = {}
    for name in table.column_names:
        column = table[name].combine_chunks()
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            column = _renamed_texts(column)
        elif pa.types.is_list(column.type):
            values = [None if v is None else [_renamed(t) for t in v] for v in column.to_pylist()]
            column = pa.array(values, column.type)
        columns[name] = column
    return pa.table(columns)


def _renamed(text: str | None) -> str | None:
    for old, new in NAMES:
        text = text.replace(old, new) if text else text
    return text


def _renamed_texts(column: pa.Array) -> pa.Array:
    for old, new in NAMES:
        column = pc.replace_substring(column, old, new)
    return column


def _without_ids(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if k != "_id"} for row in rows]


def _every_recipient(made: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Get-Recipient names them all."""
    names = ("Name", "DisplayName", "Alias", "RecipientTypeDetails", "PrimarySmtpAddress", "EmailAddresses",
             "ExternalDirectoryObjectId")  # fmt: skip
    lists = ("cloud.mailbox", "cloud.mailuser", "cloud.group", "cloud.contact")
    return [{n: row[n] for n in names} for kind in lists for row in made.get(kind, [])]


def _entra_groups(made: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    return [
        {
            "Id": row["ExternalDirectoryObjectId"],
            "DisplayName": row["DisplayName"],
            "Mail": row["PrimarySmtpAddress"],
            "MailEnabled": "True",
            "SecurityEnabled": "False",
            "GroupTypes": "",
            "OnPremisesSyncEnabled": "True",
        }
        for row in made.get("cloud.group", [])
    ]


def _joined(table: pa.Table | None, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows after those of a table; what only one of both tells is empty in the other's rows."""
    if not rows:
        return table
    added = arrow_table(rows, 0)
    if table is None:
        return added
    if not table.num_rows:
        return _widened(added, _like(table, added))
    return pa.concat_tables(
        [_like(_widened(table, added), added), _widened(added, table)], promote_options="permissive"
    )


def _widened(table: pa.Table, other: pa.Table) -> pa.Table:
    """The table with the columns of the other, empty."""
    for field in other.schema:
        if field.name not in table.column_names:
            blank: Any = [] if pa.types.is_list(field.type) else ""
            kind = field.type if not pa.types.is_dictionary(field.type) else pa.string()
            if field.name in {FILE, ROW}:
                continue
            table = table.append_column(field.name, pa.array([blank] * table.num_rows, kind))
    return table


def _like(table: pa.Table, other: pa.Table) -> pa.Table:
    """The table with the types of the other where a column is a list in one and a text in the other."""
    for name in set(table.column_names) & set(other.column_names):
        mine, theirs = table.schema.field(name).type, other.schema.field(name).type
        if pa.types.is_list(theirs) and not pa.types.is_list(mine):
            values = [None if v is None else [v] if v else [] for v in table[name].to_pylist()]
            table = table.set_column(table.column_names.index(name), name, pa.array(values, theirs))
    return table


def laid_over(table: pa.Table | None, rows: Sequence[Mapping[str, Any]], name: str, *, instead: bool) -> pa.Table:
    """The rows of a table with the stated ones: added, changed, or instead of them all."""
    if table is None or (instead and name != "ad.object" and not name.startswith("cloud.m")):
        return (
            arrow_table(rows, 0) if rows else table.slice(0, 0) if table is not None else pa.table({FILE: [], ROW: []})
        )
    if not rows:
        return table
    if name in ONE_ROW and table.num_rows:
        before = table.slice(0, 1).to_pylist()[0]
        rows = [{k: v for k, v in before.items() if k not in {FILE, ROW}} | rows[0], *rows[1:]]
        return arrow_table(rows, 0)
    key = next((k for k in NAMING if k in rows[0] and k in table.column_names), "")
    if key and name not in PEOPLE:
        taken = {_text(r.get(key)) for r in rows}
        keep = [_text(v) not in taken for v in table[key].to_pylist()]
        table = table.filter(pa.array(keep, pa.bool_()))
    added = arrow_table(rows, 0)
    before = _like(table, added)
    return pa.concat_tables([before, _like(added, before)], promote_options="permissive")


def _text(value: object) -> str:
    return str(value[0] if isinstance(value, list) and value else value or "").casefold()


def _snapshot(tables: Tables, settings: Settings, extra: Mapping[str, Any]) -> Snapshot:
    when: dt.datetime = extra.get("exported_at", extra.get("as_of", AS_OF))
    files: list[SourceFile] = []
    placed: Tables = {}
    for name, table in sorted(tables.items()):
        count = table.num_rows
        health = "capped" if name in extra.get("incomplete", []) else "whole"
        moment = extra.get("ages", {}).get(name, when)
        entry = source_file(name, [], health, moment)
        files.append(replace(entry, rows_read=count, rows_used=count, domains=_domains(table)))
        kept = table.drop_columns([c for c in (FILE, ROW) if c in table.column_names])
        kept = kept.append_column(FILE, pa.array([len(files) - 1] * count, pa.int32()))
        placed[name] = kept.append_column(ROW, pa.array(range(1, count + 1), pa.int64()))
    return Snapshot(folder="healthy", files=tuple(files), tables=placed, settings=settings)


def _domains(table: pa.Table) -> tuple[str, ...]:
    if "distinguishedName" not in table.column_names or not table.num_rows:
        return ()
    tails = {dn.casefold().partition(",dc=")[2] for dn in table["distinguishedName"].to_pylist() if isinstance(dn, str)}
    return tuple(sorted({t.replace(",dc=", ".") for t in tails if t}))
