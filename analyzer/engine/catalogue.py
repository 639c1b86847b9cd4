"""Loads and checks the attribute catalogue, ``rules/attributes.csv``, and the tables its words need."""

import csv
import datetime as dt
import io
import tomllib
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from analyzer.errors import PackUnusable
from analyzer.model.catalogue import Attribute, Catalogue
from analyzer.normalise.registry import WORDS

FILE = "attributes.csv"
HEADER = (
    "ldap_name", "category", "owner_before", "owner_after", "written_back", "synced", "syntax", "multi_valued",
    "cmdlet", "property", "compare", "oid", "trust", "notes", "sources", "stated_on",
)  # fmt: skip
TABLE_HEADER = ("value", "name", "means", "stated_on", "sources", "note")
# What a cell of these columns may hold.
KNOWN = {
    "category": {"exchange", "identity", "object", "other"},
    "owner_before": {"directory", "cloud"},
    "owner_after": {"directory", "cloud"},
    "written_back": {"yes", "calculated", "no"},
    "synced": {"yes", "no"},
    "multi_valued": {"yes", "no"},
    "syntax": {
        "unicode", "printable", "case-ignore", "integer", "large-integer", "boolean", "dn", "or-name", "octet", "sid",
        "generalized-time", "security-descriptor", "oid",
    },
    "trust": {"confirmed", "secondary", "inferred"},
}  # fmt: skip
NOT_COMPARED = "none"


def load_catalogue(folder: Path) -> Catalogue:
    """The catalogue of a rules folder with its tables, every row checked.

    Raises:
        PackUnusable: listing every fault with its file and row.
    """
    faults: list[str] = []
    sources = _source_ids(folder, faults)
    rows = _rows(folder, FILE, HEADER, faults)
    tables = _tables(folder, sources, faults)
    settable = frozenset(tables.get("remote_mailbox", {}))
    attributes: dict[str, Attribute] = {}
    for line, row in rows:
        found = _row_faults(row, sources)
        faults += [f"{FILE}, row {line}: {fault}" for fault in found]
        if not found:
            attributes[row["ldap_name"]] = _attribute(row, settable)
    faults += _order_faults(rows)
    if faults:
        listed = "\n  ".join(faults)
        many = f"{len(faults)} fault" + ("" if len(faults) == 1 else "s")
        raise PackUnusable(f"the attribute catalogue has {many}:\n  {listed}", help="Mend these files, then run again.")
    return Catalogue(
        attributes=attributes,
        by_folded={name.casefold(): attribute for name, attribute in attributes.items()},
        tables=tables,
    )


def _rows(folder: Path, name: str, header: tuple[str, ...], faults: list[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows with their line numbers; rows of another width are faults and left out."""
    try:
        text = (folder / name).read_text(encoding="utf-8")
    except OSError as error:
        faults.append(f"{name}: {error.strerror or error}")
        return []
    except UnicodeDecodeError as error:
        faults.append(f"{name}: byte {error.start} is not UTF-8")
        return []
    reader = csv.reader(io.StringIO(text))
    head = tuple(next(reader, []))
    if head != header:
        faults.append(f"{name}: the header is {','.join(head)}, not {','.join(header)}")
        return []
    out = []
    for cells in reader:
        if len(cells) != len(header):
            faults.append(f"{name}, row {reader.line_num}: {len(cells)} cells instead of {len(header)}")
            continue
        out.append((reader.line_num, dict(zip(header, cells, strict=True))))
    return out


def _row_faults(row: Mapping[str, str], sources: frozenset[str]) -> list[str]:
    who = row["ldap_name"] or "no name"
    faults = [
        f"{who}: {column} is {row[column]!r}, not one of {', '.join(sorted(known))}"
        for column, known in KNOWN.items()
        if row[column] not in known
    ]
    if not row["ldap_name"].strip():
        faults.append("ldap_name is empty")
    if row["compare"] != NOT_COMPARED and row["compare"] not in WORDS:
        faults.append(f"{who}: compare is {row['compare']!r}, which nobody registered")
    if row["compare"] != NOT_COMPARED and not (row["cmdlet"] and row["property"]):
        faults.append(f"{who}: it is compared, but cmdlet or property is empty")
    return faults + [f"{who}: {fault}" for fault in _origin_faults(row, sources)]


def _origin_faults(row: Mapping[str, str], sources: frozenset[str]) -> list[str]:
    """Faults of the two columns that every fact has: where from, and stated when."""
    faults = []
    named = [s for s in row["sources"].split(";") if s]
    if not named:
        faults.append("sources is empty")
    faults += [f"source {s} is not in sources.toml" for s in named if s not in sources]
    try:
        dt.date.fromisoformat(row["stated_on"])
    except ValueError:
        faults.append(f"stated_on is {row['stated_on']!r}, not a date like 2026-11-23")
    return faults


def _order_faults(rows: list[tuple[int, dict[str, str]]]) -> list[str]:
    """Names are sorted and unique, both without regard to case."""
    faults = []
    for (_, before), (line, after) in pairwise(rows):
        first, second = before["ldap_name"].casefold(), after["ldap_name"].casefold()
        if first > second:
            faults.append(f"{FILE}, row {line}: {after['ldap_name']} stands after {before['ldap_name']}")
    seen: dict[str, str] = {}
    for line, row in rows:
        name = row["ldap_name"]
        if name.casefold() in seen:
            faults.append(f"{FILE}, row {line}: {name} is there already as {seen[name.casefold()]}")
        seen.setdefault(name.casefold(), name)
    return faults


def _attribute(row: Mapping[str, str], settable: frozenset[str]) -> Attribute:
    properties = tuple(p for p in row["property"].split(";") if p)
    return Attribute(
        ldap_name=row["ldap_name"],
        category=row["category"],
        owner_before=row["owner_before"],
        owner_after=row["owner_after"],
        written_back=row["written_back"],
        synced=row["synced"] == "yes",
        syntax=row["syntax"],
        multi_valued=row["multi_valued"] == "yes",
        cmdlet=row["cmdlet"],
        properties=properties,
        compare=row["compare"],
        oid=row["oid"],
        trust=row["trust"],
        notes=row["notes"],
        sources=tuple(s for s in row["sources"].split(";") if s),
        stated_on=dt.date.fromisoformat(row["stated_on"]),
        remote_mailbox=not settable.isdisjoint(properties),
    )


def _source_ids(folder: Path, faults: list[str]) -> frozenset[str]:
    try:
        listed = tomllib.loads((folder / "sources.toml").read_text(encoding="utf-8")).get("source", [])
    except OSError as error:
        faults.append(f"sources.toml: {error.strerror or error}")
        return frozenset()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"sources.toml: {error}")
        return frozenset()
    return frozenset(str(s.get("id", "")) for s in listed)


def _tables(folder: Path, sources: frozenset[str], faults: list[str]) -> dict[str, dict[str, str]]:
    """``enumerations/X.csv`` as X (value to name) and X.means (value to meaning), and the recipient types."""
    tables: dict[str, dict[str, str]] = {}
    for path in sorted((folder / "enumerations").glob("*.csv")):
        file = f"enumerations/{path.name}"
        rows = _rows(folder, file, TABLE_HEADER, faults)
        for line, row in rows:
            faults += [f"{file}, row {line}: {fault}" for fault in _origin_faults(row, sources)]
        tables[path.stem] = {row["value"]: row["name"] for _, row in rows}
        tables[path.stem + ".means"] = {row["value"]: row["means"] for _, row in rows}
        if len(tables[path.stem]) != len(rows):
            faults.append(f"{file}: a value stands there twice")
    # The recipient types are shared with the populations, so they live with the facts.
    try:
        with (folder / "facts" / "recipient_types.csv").open(encoding="utf-8", newline="") as file_:
            types = list(csv.DictReader(file_))
        tables["recipient_types"] = {r["number"]: r["name"] for r in types}
        tables["recipient_types.means"] = {r["number"]: r["cloud_name"] for r in types if r["population"] == "remote"}
    except (OSError, KeyError, UnicodeDecodeError) as error:
        faults.append(f"facts/recipient_types.csv: {error}")
    try:
        with (folder / "facts" / "old_hybrid_writeback.csv").open(encoding="utf-8", newline="") as file_:
            tables["old_hybrid_writeback"] = {r["attribute"]: r["both_directions"] for r in csv.DictReader(file_)}
    except (OSError, KeyError, UnicodeDecodeError) as error:
        faults.append(f"facts/old_hybrid_writeback.csv: {error}")
    try:
        with (folder / "facts" / "remote_mailbox.csv").open(encoding="utf-8", newline="") as file_:
            tables["remote_mailbox"] = {r["parameter"]: "yes" for r in csv.DictReader(file_)}
    except (OSError, KeyError, UnicodeDecodeError) as error:
        faults.append(f"facts/remote_mailbox.csv: {error}")
    return tables
