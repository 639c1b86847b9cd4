"""What a spreadsheet program does to cells when it saves a file again: found, put right where one value fits."""

import re
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.cell_facts import CellFacts
from analyzer.collectors.cells_lost import lose, no_cells, null_where
from analyzer.collectors.told import Told

_EXPONENT = r"^-?\d([.,]\d+)?E\+\d{2,}$"
_MARK = r"^#[A-ZÀ-Ý/0]{2,12}[?!]$|^#N/?A$|^#{2,}$"
# A spreadsheet keeps fifteen digits of a number and writes zeros for the others. Seven zeros and more are the times of
# the directory at a full second: it counts in steps of 100 nanoseconds.
_ROUNDED = r"^-?[1-9](\d{13}[1-9]00|\d{12,13}[1-9]000|\d{11,13}[1-9]0{4}|\d{10,13}[1-9]0{5}|\d{9,13}[1-9]0{6})$"
_ONLY_DIGITS = r"^[1-9]\d{2,}$"
_CLOCK = r"\d[:.]\d{2}(\s*[ap]\.?\s?m\.?)?\s*$"
_CLOCK_WITH_SECONDS = r"\d[:.]\d{2}[:.]\d{2}(\s*[ap]\.?\s?m\.?)?\s*$"
_ISO = r"\d{4}-\d{2}-\d{2}T"
# Any of these says that the file was open in a spreadsheet program.
_SIGNS = ("W303", "W304", "W482", "W484", "N501", "N511", "E270")
_CELL_LIMIT = 32767


def without_excel(
    column: pa.ChunkedArray,
    name: str,
    kind: str,
    suspects: frozenset[str],
    told: Told,
    *,
    vital: bool,
    is_key: bool,
    facts: CellFacts,
) -> pa.ChunkedArray:
    """The column without rounded numbers, error marks and cells at the limit: known numbers are put right.

    A mark in a column that objects are joined by, and addresses at the limit, refuse the file.
    """
    longest = pc.max(pc.binary_length(column)).as_py() or 0
    if longest >= _CELL_LIMIT:
        full = pc.fill_null(pc.equal(pc.utf8_length(column), _CELL_LIMIT), False)
        column = null_where(column, full, told, "E214" if vital else "W302", name)
    if "exponent" in suspects:
        column = _exponents(column, name, told, facts)
    if kind == "numbers" or facts.holds_digits(name):
        column = lose(column, _ROUNDED, told, "W482", name)
    if pc.any(pc.starts_with(column, "#")).as_py():
        lost = "E270" if is_key or name.casefold() in facts.keys else "W304"
        column = lose(column, _MARK, told, lost, name)
    return column


def _exponents(column: pa.ChunkedArray, name: str, told: Told, facts: CellFacts) -> pa.ChunkedArray:
    """``2,14748E+09`` as the one known number that is written so; where several or none are, no cell is trusted."""
    mask = pc.fill_null(pc.match_substring_regex(column, _EXPONENT), False)
    count = pc.sum(mask).as_py() or 0
    if not count:
        return column
    found = column.filter(mask)
    fitting = {v: nearest(v, facts.numbers.get(name.casefold(), ())) for v in found.unique().to_pylist()}
    if None in fitting.values():
        told.add("W303", count=count, column=name, seen=found[0].as_py())
        return no_cells(column)
    told.add("N511", count=count, column=name, seen=found[0].as_py())
    put_right = pa.array([fitting[v] for v in found.to_pylist()], pa.string())
    return pa.chunked_array([pc.replace_with_mask(column.combine_chunks(), mask.combine_chunks(), put_right)])


def nearest(shown: str, known: tuple[int, ...]) -> str | None:
    """The one known number that a spreadsheet shows so, or None when none or several are."""
    digits, exponent = re.split(r"E\+", shown.replace(",", "."))
    places = len(digits.partition(".")[2])
    value, half = float(shown.replace(",", ".")), 0.5 * 10 ** (int(exponent) - places)
    fits = [n for n in known if abs(n - value) <= half]
    return str(fits[0]) if len(fits) == 1 else None


def tell_rewritten_dates(columns: Mapping[str, pa.ChunkedArray], told: Told) -> None:
    """Dates without seconds beside dates with seconds: a spreadsheet program wrote those that it knew again."""
    without, with_seconds = {}, False
    for name, column in columns.items():
        if column.type != pa.string():
            continue
        printed = column.filter(pc.invert(pc.fill_null(pc.match_substring_regex(column, _ISO), True)))
        if not len(printed):
            continue
        has = pc.match_substring_regex(printed, rf"(?i){_CLOCK_WITH_SECONDS}")
        lacks = pc.and_(pc.match_substring_regex(printed, rf"(?i){_CLOCK}"), pc.invert(has))
        with_seconds = with_seconds or bool(pc.any(has).as_py())
        if count := pc.sum(lacks).as_py() or 0:
            without[name] = (count, printed.filter(lacks)[0].as_py())
    if with_seconds:
        for name, (count, seen) in without.items():
            told.add("W484", count=count, column=name, seen=seen)


def tell_lost_zeros(columns: Mapping[str, pa.ChunkedArray], told: Told, facts: CellFacts) -> None:
    """Columns of digits in a file that was open in a spreadsheet program may have lost their leading zeros."""
    if not any(told.has(code) for code in _SIGNS):
        return
    named = [
        name
        for name, column in columns.items()
        if column.type == pa.string()
        and facts.holds_digits(name)
        and pc.any(pc.match_substring_regex(column, _ONLY_DIGITS)).as_py()
    ]
    if named:
        told.add("W483", column=", ".join(named))
