"""Reads pairs.toml and makes estates of it: one person, or one group, per row."""

import copy
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pair_estates import CATALOGUE, Row, guid, person, snapshot

from analyzer.classify.columns import KIND_OF, side_of
from analyzer.model.catalogue import Attribute
from analyzer.model.snapshot import Snapshot

TABLE = tomllib.loads((Path(__file__).parent / "pairs.toml").read_text(encoding="utf-8"))["pairs"]
PAIRS = ("equal", "cosmetic", "differing", "only_directory", "only_cloud", "unknown_directory", "unknown_cloud")
UNREAD = "?"
OTHERS = ("ben", "carl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One row of the table for one attribute."""

    name: str  # attribute, or an aspect of it
    pair: str
    directory: Any
    cloud: Any
    kind: str
    beside: Mapping[str, Any]
    is_group: bool

    @property
    def attribute(self) -> Attribute:
        """Of the catalogue."""
        found = CATALOGUE.find(self.name.partition(".")[0])
        assert found is not None, self.name
        return found

    @property
    def cloud_name(self) -> str:
        """The column that the cloud cell stands in."""
        if self.attribute.compare == "legacy_dn":
            return "EmailAddresses"
        aspect = self.name.partition(".")[2]
        return aspect if aspect in self.attribute.properties else self.attribute.properties[0]


def of_table() -> dict[str, list[Pair]]:
    """All pairs by attribute or aspect."""
    out: dict[str, list[Pair]] = {}
    for each in TABLE:
        for is_group, names in ((False, each.get("attributes", ())), (True, each.get("groups", ()))):
            for name in names:
                assert name not in out, f"{name} stands twice in the table"
                out[name] = [_pair(name, row, each.get("with", {}), is_group=is_group) for row in each["rows"]]
    return out


def _pair(name: str, row: list[Any], shared: Mapping[str, Any], *, is_group: bool) -> Pair:
    pair, directory, cloud, kind, *own = row
    beside = {**shared, **(own[0] if own else {})}
    return Pair(
        name=name, pair=pair, directory=directory, cloud=cloud, kind=kind, beside=beside, is_group=is_group
    )  # fmt: skip


def estate_of(pairs: list[Pair]) -> Snapshot:
    """A person or group named p0, p1 ... for each pair, and two people whom links may mean."""
    others = [person(name) for name in OTHERS]
    rows = [_row(number, pair) for number, pair in enumerate(pairs)]
    return snapshot([*rows, *_also(others, rows)])


def _also(others: list[Row], rows: list[Row]) -> list[Row]:
    """The others have an empty cell in every column that the rows added: a column is whole or nowhere."""
    for other in others:
        for kind, cells in rows[0].items():
            mine = other.setdefault(kind.replace("cloud.group", "cloud.mailbox"), {})
            for name, value in cells.items():
                mine.setdefault(name, [] if isinstance(value, list) else "")
    return others


def _row(number: int, pair: Pair) -> Row:
    name = f"p{number}"
    row = copy.deepcopy(person(name))
    if pair.is_group:
        row["cloud.group"] = row.pop("cloud.mailbox")
        row["ad.object"]["objectClass"] = ["top", "group"]
    kinds = {"ad": "ad.object", "cloud": "cloud.group" if pair.is_group else "cloud.mailbox"}
    side = side_of(pair.attribute, groups=pair.is_group)
    cloud_kind = kinds.get(side, KIND_OF[side])
    _put(row, "ad.object", pair.attribute.ldap_name, _own(pair.directory, name))
    _put(row, cloud_kind, pair.cloud_name, _own(pair.cloud, name))
    if cloud_kind not in {"cloud.mailbox", "cloud.group", "entra.user"}:
        row[cloud_kind]["ExternalDirectoryObjectId"] = str(guid(name + " entra"))
    for key, value in pair.beside.items():
        where, _, column = key.partition(".")
        _put(row, kinds[where], column, value)
    if pair.attribute.ldap_name != "mailNickname":
        row["ad.object"]["mailNickname"] = name
    return row


def _own(value: Any, name: str) -> Any:
    """The cell with the row's own id in Entra where it asks for it."""
    mine = str(guid(name + " entra"))
    return value.replace("{id}", mine).replace("{ID}", mine.upper()) if isinstance(value, str) else value


def _put(row: Row, kind: str, column: str, value: Any) -> None:
    cells = row.setdefault(kind, {})
    cells[column] = _cell(value)


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return [_cell(v) for v in value]
    if value == UNREAD:
        return None
    filled = value.replace("{448}", "x" * 448)
    for name in OTHERS:
        filled = filled.replace(f"{{dn {name}}}", f"CN={name},OU=Staff,DC=contoso,DC=example")
    return filled
