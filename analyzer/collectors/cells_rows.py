"""What only all rows of a file show: cells that belong to other rows, identifiers that identify nothing."""

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.layouts import Layout
from analyzer.collectors.told import Told

_PRIMARY = "PrimarySmtpAddress"
_LISTED = "EmailAddresses"
_ALIKE = ("UserPrincipalName", "WindowsEmailAddress", _LISTED)
_NAMES = (_PRIMARY, "UserPrincipalName", "DisplayName", "Name")
_GUID = r"^\{?[0-9A-Fa-f]{8}-?([0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}\}?$"
_FEWEST = 10
_FEWEST_KEYS = 3
_MOST = 0.5


def tell_mixed_rows(table: dict[str, pa.ChunkedArray], told: Told) -> None:
    """Told when two columns hold the same addresses, but not in the same rows: only a part was sorted.

    Names that differ from addresses prove nothing; an address that stands in another row does.
    """
    if _PRIMARY not in table or len(table[_PRIMARY]) < _FEWEST:
        return
    primary = pc.utf8_lower(table[_PRIMARY])
    for name in _ALIKE:
        if name not in table:
            continue
        other = _main(table[name]) if name == _LISTED else table[name]
        if other.type != pa.string():
            continue
        other = pc.utf8_lower(other)
        same = pc.fill_null(pc.and_(pc.equal(primary, other), pc.not_equal(other, "")), False)
        if pc.mean(pc.cast(same, pa.float64())).as_py() >= _MOST:
            continue
        elsewhere = pc.and_(pc.is_in(primary, other.unique()), pc.not_equal(primary, ""))
        known = pc.sum(pc.fill_null(elsewhere, False)).as_py() or 0
        wrong = known - (pc.sum(same).as_py() or 0)
        if known >= _FEWEST and wrong > known * _MOST:
            told.add("W486", count=wrong, column=f"{_PRIMARY}, {name}")
            return


def _main(lists: pa.ChunkedArray) -> pa.ChunkedArray:
    """The address that each list marks as primary, without its prefix; null without one."""
    if not pa.types.is_list(lists.type):
        return lists
    plain = lists.combine_chunks()
    flat, parents = plain.flatten(), pc.list_parent_indices(plain)
    is_main = pc.fill_null(pc.starts_with(flat, "SMTP:"), False)
    found, rows = pc.utf8_slice_codeunits(flat.filter(is_main), 5), parents.filter(is_main)
    at = pc.index_in(pa.array(range(len(plain)), rows.type), rows)
    return pa.chunked_array([found.take(at)])


def without_false_keys(table: dict[str, pa.ChunkedArray], layout: Layout, told: Told) -> dict[str, pa.ChunkedArray]:
    """The columns with null for identifiers that were blanked or replaced by one word: they identify nothing."""
    out = dict(table)
    present = [name for name in layout.key if name in table and table[name].type == pa.string()]
    filled = {name: table[name].filter(pc.fill_null(pc.not_equal(table[name], ""), False)) for name in present}
    wanted = set(layout.needed).intersection(present)
    if wanted and not any(len(cells) for cells in filled.values()):
        _lose_keys(out, present, told)
    alike = [
        name
        for name, cells in filled.items()
        if len(cells) >= _FEWEST_KEYS and pc.count_distinct(cells).as_py() == 1 and _is_false(cells[0], table)
    ]
    if alike:
        _lose_keys(out, alike, told)
    return out


def _is_false(key: pa.StringScalar, table: dict[str, pa.ChunkedArray]) -> bool:
    """It is no identifier at all, or the rows that share it are of different objects."""
    if not pc.match_substring_regex(key, _GUID).as_py():
        return True
    return any(name in table and pc.count_distinct(table[name]).as_py() > 1 for name in _NAMES)


def _lose_keys(table: dict[str, pa.ChunkedArray], names: list[str], told: Told) -> None:
    told.add("W487", column=", ".join(names))
    for name in names:
        table[name] = pa.chunked_array([pa.nulls(len(table[name]), pa.string())])
