"""Change times as a cmdlet lists them: only moments that are known for sure say when an attribute was changed."""

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.cells_times import order_of, to_times
from analyzer.collectors.told import Told

TIME = "LastOriginatingChangeTime"
_UTC = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"


def known_moments(table: pa.Table, told: Told) -> pa.Table:
    """The table with ISO times in UTC. A time without its zone is null and told: it can be most of a day off."""
    if TIME not in table.column_names or table.schema.field(TIME).type != pa.string():
        return table
    cells = table[TIME]
    read = to_times(cells, TIME, order_of({TIME: cells}), told, local=True)
    known = pc.fill_null(pc.or_(pc.match_substring_regex(read, _UTC), pc.equal(read, "")), False)
    zoneless = pc.and_not(pc.is_valid(read), known)
    if count := pc.sum(zoneless).as_py():
        told.add("W472", count=count, column=TIME, seen=cells.filter(zoneless)[0].as_py())
        read = pc.if_else(zoneless, pa.scalar(None, pa.string()), read)
    return table.set_column(table.column_names.index(TIME), TIME, read)
