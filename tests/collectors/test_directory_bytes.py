"""Bytes of the directory in every print in which they are handed over."""

import base64
import uuid

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.collectors.formats.directory_bytes import base64_of, hex_to_base64, to_base64

RAW = bytes.fromhex("0b818fd05ca3a849a4cdc6923dfc031e")
CODED = base64.b64encode(RAW).decode()


@pytest.mark.parametrize(
    "printed",
    [
        "d08f810b-a35c-49a8-a4cd-c6923dfc031e",
        "{D08F810B-A35C-49A8-A4CD-C6923DFC031E}",
        "X'0b818fd05ca3a849a4cdc6923dfc031e'",
        "0x0b818fd05ca3a849a4cdc6923dfc031e",
        "0B818FD05CA3A849A4CDC6923DFC031E",
        RAW.hex("-"),
        " ".join(map(str, RAW)),
        ";".join(map(str, RAW)),
        "|".join(map(str, RAW)),
        str(list(RAW)),
        f"  {CODED} ",
        CODED,
    ],
)
def test_every_print_of_a_guid_is_the_same_bytes(printed: str) -> None:
    found, bad = to_base64(pa.array([printed]))
    assert found.to_pylist() == [CODED]
    assert not bad.any()


def test_sid_text_is_the_bytes_of_the_sid() -> None:
    raw = bytes.fromhex("010500000000000515000000" + "a065cf7e784b9b5fe77c8770" + "f4010000")
    found, _bad = to_base64(pa.array(["S-1-5-21-2127521184-1604012920-1887927527-500", "s-1-5-18"]))
    assert found.to_pylist() == [
        base64.b64encode(raw).decode(),
        base64.b64encode(bytes.fromhex("010100000000000512000000")).decode(),
    ]


def test_what_is_no_bytes_is_told_apart() -> None:
    printed = ["System.Byte[]", "1 2 300", "S-1-5-99999999999", "#####", CODED, "abc"]
    found, bad = to_base64(pa.array(printed))
    assert found.to_pylist() == [None, None, None, None, CODED, None]
    assert bad.tolist() == [True, True, True, True, False, True]


@given(st.lists(st.binary(max_size=40)))
def test_hexadecimal_of_any_lengths_in_any_order(values: list[bytes]) -> None:
    found = hex_to_base64(pa.array([v.hex() for v in values], pa.string()))
    assert found.to_pylist() == [base64.b64encode(v).decode() for v in values]


@given(st.integers(1, 20), st.integers(1, 5), st.randoms(use_true_random=False))
def test_rows_of_a_matrix(width: int, count: int, random) -> None:  # type: ignore[no-untyped-def]
    rows = [random.randbytes(width) for _ in range(count)]
    found = base64_of(np.frombuffer(b"".join(rows), np.uint8).reshape(count, width))
    assert found.to_pylist() == [base64.b64encode(r).decode() for r in rows]


@given(st.uuids())
def test_guid_text_in_the_order_of_its_bytes(value: uuid.UUID) -> None:
    assert to_base64(pa.array([str(value)]))[0].to_pylist() == [base64.b64encode(value.bytes_le).decode()]
