"""Single facts of the forest."""

from typing import TYPE_CHECKING

import pyarrow as pa

from analyzer.engine.configuration import first_values, text_column
from analyzer.engine.traits import trait

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_PARTITIONS = "cn=partitions,cn=configuration,"


@trait("forest_level", on="organisation", needs="msDS-Behavior-Version of CN=Partitions in the configuration partition")
def forest_level(estate: "Estate") -> pa.Array | None:
    """Functional level of the forest by number (6 is Windows Server 2012 R2); the lowest of several."""
    table = estate.snapshot.table("ad.configuration")
    if table is None:
        return None
    names = [(d or "").casefold().replace(", ", ",") for d in table["distinguishedName"].to_pylist()]
    levels = first_values(table, "msDS-Behavior-Version")
    found = [v for n, v in zip(names, levels, strict=True) if n.startswith(_PARTITIONS) and v.isdigit()]
    return text_column([min(found, key=int)]) if found else None
