"""A column of the directory is the same beside the identities, with nulls for those without a directory object."""

import numpy as np
import pyarrow as pa

from analyzer.classify.identities import Identities

TEXTS = ["a", None, "", "\u00fc"]
LISTS = [["a", "b"], None, [], ["c", None]]


def identities(table: pa.Table, without: int) -> Identities:
    """The rows of the table one after the other, then identities of other sides."""
    count = table.num_rows + without
    nowhere = np.full(count, -1)
    return Identities(
        ad=table,
        cloud=None,
        entra=None,
        ad_row=np.append(np.arange(table.num_rows), np.full(without, -1)),
        cloud_row=nowhere,
        entra_row=nowhere,
        matched_by=np.full(count, "", dtype=object),
        strong=np.zeros(count, dtype=bool),
        ambiguous=np.full(count, "", dtype=object),
    )


def test_nulls_stand_behind_the_cells_whatever_piece_they_come_from() -> None:
    whole = pa.table({"text": pa.array(TEXTS), "list": pa.array(LISTS), "number": pa.array([1, None, 3, 4])})
    pieces = pa.concat_tables([whole.slice(0, 1), whole.slice(1)])
    for table, rows in ((whole, slice(None)), (pieces, slice(None)), (whole.slice(1), slice(1, None))):
        for without in (0, 1, 9):
            ids = identities(table, without)
            for name in table.column_names:
                found = ids.column("ad", name)
                assert found is not None
                found.validate(full=True)
                assert found.to_pylist() == [*whole[name].to_pylist()[rows], *[None] * without]
                assert found.null_count == found.to_pylist().count(None)


def test_the_texts_are_not_copied() -> None:
    table = pa.table({"text": pa.array(TEXTS)})
    found = identities(table, 2).column("ad", "text")
    assert found is not None
    assert found.buffers()[2].address == table["text"].chunk(0).buffers()[2].address
