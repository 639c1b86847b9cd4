"""The words of msExchRemoteRecipientType."""

from typing import TYPE_CHECKING

import pyarrow as pa

from analyzer.engine.traits import trait

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


@trait("remote_flags", needs="msExchRemoteRecipientType of the directory export")
def remote_flags(estate: "Estate") -> pa.Array | None:
    """Every bit of msExchRemoteRecipientType by its name; unknown where it is no number."""
    column = estate.identities.column("ad", "msExchRemoteRecipientType")
    if column is None:
        return None
    names = {int(value): name for value, name in estate.catalogue.tables["remote_type_flags"].items()}
    coded = column.dictionary_encode()
    lists = pa.array([_words(v, names) for v in coded.dictionary.to_pylist()], pa.list_(pa.string()))
    return lists.take(coded.indices)


def _words(value: str, names: dict[int, str]) -> list[str] | None:
    if not value.strip():
        return []
    if not value.strip().isdigit():
        return None
    number = int(value)
    return [name for bit, name in names.items() if bit & (bit - 1) == 0 and number & bit]
