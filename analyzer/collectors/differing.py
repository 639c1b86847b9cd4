"""In which columns two rows of one object contradict each other. Unknown contradicts nothing."""

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.model.snapshot import FILE, ROW

_BYTES = re.compile(r"\(([^)]*\d)\s*[A-Za-z]*\)")
_MARK = "\x1f"
# LDIF has the whole chain of classes, other exports of the directory only its last.
_CLASS = "objectClass"
Numbers = npt.NDArray[np.int64]


def differing_columns(table: pa.Table, left: Numbers, right: Numbers, kinds: Mapping[str, str]) -> pa.Array:
    """For each pair of rows the names of the differing columns, joined with ", "; empty where none differs.

    The order of a list, the case of an identifier and the culture of a size are no contradiction; a time without
    a zone contradicts nothing.
    """
    names = pa.array([""] * len(left), pa.string())
    ours, theirs = pa.array(left), pa.array(right)
    for name in table.column_names:
        if name in {FILE, ROW}:
            continue
        column, kind = table[name], kinds.get(name, "texts")
        if pa.types.is_list(column.type):
            # The directory keeps lists as sets, whatever layout they are in.
            kind = "lists" if kind == "texts" else kind
            column = pc.binary_join(column, pa.scalar(_MARK))
        if kind == "guids":
            column = pc.utf8_lower(column)
        a, b = column.take(ours), column.take(theirs)
        differ = pc.fill_null(pc.not_equal(a, b), False)
        if not pc.any(differ).as_py():
            continue
        at = np.flatnonzero(differ.to_numpy())
        pairs = zip(a.take(pa.array(at)).to_pylist(), b.take(pa.array(at)).to_pylist(), strict=True)
        real = [at[n] for n, (x, y) in enumerate(pairs) if not _same(x, y, kind, name)]
        mask = np.zeros(len(left), dtype=bool)
        mask[real] = True
        joined = pc.binary_join_element_wise(names, pa.scalar(name), pa.scalar(", "))
        names = pc.if_else(pa.array(mask), joined, names)
    return pc.utf8_ltrim(names, ", ")


def _same(a: str, b: str, kind: str, name: str) -> bool:
    """Two spellings of one value."""
    if name == _CLASS:
        return a.rpartition(_MARK)[2].casefold() == b.rpartition(_MARK)[2].casefold()
    if kind in {"addresses", "lists", "joined"}:
        return sorted(a.split(_MARK)) == sorted(b.split(_MARK))
    if kind == "local_times" and (a.endswith("Z") != b.endswith("Z")):
        return True
    sizes = _BYTES.search(a), _BYTES.search(b)
    if sizes[0] and sizes[1]:
        return re.sub(r"\D", "", sizes[0][1]) == re.sub(r"\D", "", sizes[1][1])
    return False
