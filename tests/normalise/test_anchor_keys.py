"""Source anchors of a whole column: one spelling for bytes and GUID text, and no key where there is no value."""

import base64
import uuid

import pyarrow as pa

from analyzer.normalise.key_columns import anchors

GUID = uuid.UUID("d08f810b-a35c-49a8-a4cd-c6923dfc031e")


def test_empty_and_blank_values_are_no_key() -> None:
    assert anchors(pa.array(["", "   ", None]), 3).to_pylist() == [None, None, None]


def test_bytes_and_guid_text_are_one_key() -> None:
    found = anchors(pa.array([base64.b64encode(GUID.bytes_le).decode(), str(GUID).upper()]), 2).to_pylist()
    assert found[0] is not None
    assert found[0] == found[1]


def test_a_text_anchor_keeps_its_case() -> None:
    first, second = anchors(pa.array(["Employee-7", "employee-7"]), 2).to_pylist()
    assert first is not None
    assert first != second
