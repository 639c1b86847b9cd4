"""Tables that wait until every file is read. Large ones wait packed, so that the next file has their room."""

from dataclasses import dataclass, field

import pyarrow as pa

Part = tuple[int, pa.Table]  # the number of a file, and a table of it
# Below this the room is not worth the time. A hundred thousand mailboxes stay below.
LARGE = 300 << 20
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


@dataclass(slots=True)
class Held:
    """The tables of each kind, in the order in which they came."""

    large: int = LARGE  # bytes from which a table is packed
    _parts: dict[str, list[tuple[int, pa.Table | pa.Buffer]]] = field(default_factory=dict)

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
        """The tables of one kind, as they were given; they are not held any longer."""
        return [(number, _unpacked(table)) for number, table in self._parts.pop(kind)]


def _packed(table: pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=_OPTIONS) as writer:
        writer.write_table(table)
    return sink.getvalue()


def _unpacked(table: pa.Table | pa.Buffer) -> pa.Table:
    return table if isinstance(table, pa.Table) else pa.ipc.open_stream(table).read_all()
