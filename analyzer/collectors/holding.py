"""Tables that wait until every file is read. Large ones wait packed, so that the next file has their room."""

from dataclasses import dataclass, field

import pyarrow as pa

Part = tuple[int, pa.Table]  # the number of a file, and a table of it
Packed = dict[str, pa.Buffer]  # column by column
# Below this the room is not worth the time. A hundred thousand mailboxes stay below.
LARGE = 300 << 20
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


@dataclass(slots=True)
class Held:
    """The tables of each kind, in the order in which they came."""

    large: int = LARGE  # bytes from which a table is packed
    _parts: dict[str, list[tuple[int, pa.Table | Packed]]] = field(default_factory=dict)

    def add(self, kind: str, part: Part) -> None:
        """One more table. Large ones that were there before are packed; this one is once another file was read."""
        for parts in self._parts.values():
            for place, (number, table) in enumerate(parts):
                if isinstance(table, pa.Table) and number != part[0] and table.nbytes >= self.large:
                    parts[place] = number, _packed(table)
        self._parts.setdefault(kind, []).append(part)

    def kinds(self) -> list[str]:
        """Every kind, sorted."""
        return sorted(self._parts)

    def pop(self, kind: str) -> list[Part]:
        """The tables of one kind, with the same cells; they are not held any longer."""
        return [(n, t if isinstance(t, pa.Table) else _unpacked(t)) for n, t in self._parts.pop(kind)]


def _packed(table: pa.Table) -> Packed:
    return {name: _packed_column(table.select([place])) for place, name in enumerate(table.column_names)}


def _packed_column(column: pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, column.schema, options=_OPTIONS) as writer:
        writer.write_table(column)
    return sink.getvalue()


def _unpacked(packed: Packed) -> pa.Table:
    """The table, each column in one piece. ``packed`` is emptied: the two forms are never there as a whole together."""
    columns = {}
    for name in list(packed):
        # What could not be packed is a part of the buffer itself: of one column, it holds no other back.
        columns[name] = pa.ipc.open_stream(packed.pop(name)).read_all().combine_chunks().column(0)
    return pa.table(columns)
