"""Whole columns give the same keys as single values, whatever their spelling."""

import base64
import uuid

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.classify.address_entries import canonical, canonical_column
from analyzer.normalise import key_columns as keys
from analyzer.normalise.addresses import smtp
from analyzer.normalise.caseless import PLAIN_LETTERS, caseless
from analyzer.normalise.guid_columns import guid_bytes, guid_texts
from analyzer.normalise.guids import guid
from analyzer.normalise.keys import guid_text
from analyzer.normalise.names import canonical_dn
from analyzer.normalise.time_columns import iso_texts, parse_times
from analyzer.normalise.words import NotComparable, Surroundings

TRAPS = [
    "Straße",
    "STRASSE",
    "İstanbul",
    "i̇stanbul",
    "\u212aelvin",
    "ΣΊΣΥΦΟΣ",
    "σίσυφος",
    "ﬁ",
    "e\u0301",
    "\u00a0x\u00a0",
    "\x1fx",
    "x\x85",
    "A@bücher.EXAMPLE",
    "a@X.example.",
    "a@ x",
    " a ",
    "",
    "CN=a\\2Cb,DC=x",
    "CN=a, DC=x",
    "CN = a,DC=x",
    "X500:/o=A/cn=B b",
    "smtp: a@x",
    "smtp:a@x.",
    "SMTP:Ä@x",
    "a\nb",
    "\u2003x",
]


def spellings(value: uuid.UUID) -> list[str]:
    """One GUID in every spelling that exports have."""
    raw = value.bytes_le
    return [
        str(value),
        str(value).upper(),
        "{" + str(value) + "}",
        value.hex,
        base64.b64encode(raw).decode(),
        f"X'{raw.hex()}'",
        "".join(f"\\{b:02x}" for b in raw),
        " ".join(f"{b:02X}" for b in raw),
    ]


@given(st.uuids())
def test_every_spelling_of_a_guid_is_one_key(value: uuid.UUID) -> None:
    found = spellings(value)
    expected = [] if value.int == 0 else [str(value)]
    assert {v for v in keys.guids(pa.array(found), len(found)).to_pylist() if v} == set(expected)
    assert {guid_text(v) for v in found} == {str(value) if value.int else ""}


@given(st.lists(st.one_of(st.none(), st.text(), st.uuids().map(lambda u: base64.b64encode(u.bytes).decode()))))
def test_columns_read_guids_as_single_values_do(values: list[str | None]) -> None:
    assert keys.guids(pa.array(values, pa.string()), len(values)).to_pylist() == [guid_text(v) or None for v in values]


def test_bytes_are_read_only_from_the_two_usual_spellings() -> None:
    good = base64.b64encode(uuid.UUID(int=5).bytes_le).decode()
    column = pa.array([good, str(uuid.UUID(int=5)), "x" * 24, "x" * 36, "*" * 22 + "==", None, "ä" * 12])
    values, read = guid_bytes(column)
    assert read.tolist() == [True, True, False, False, False, False, False]
    assert guid_texts(values[:2]).to_pylist() == [str(uuid.UUID(int=5))] * 2


def test_a_sliced_column_is_read_where_it_starts() -> None:
    texts = [str(uuid.UUID(int=n)) for n in range(1, 6)]
    assert keys.guids(pa.array(texts).slice(2), 3).to_pylist() == texts[2:]


def test_anchors_keep_text_anchors_and_their_case() -> None:
    one = uuid.UUID(int=7)
    column = pa.array([base64.b64encode(one.bytes_le).decode(), str(one), "E4711", "e4711", "", None])
    found = keys.anchors(column, 6).to_pylist()
    assert found[0] == found[1]
    assert len({*found[1:4]}) == 3
    assert found[4:] == [None, None]


@pytest.mark.parametrize(
    ("column", "single"),
    [(keys.names, lambda v: v.strip().casefold()), (keys.dns, canonical_dn), (keys.addresses, smtp)],
)
@given(values=st.lists(st.one_of(st.text(max_size=8), st.sampled_from(TRAPS))))
def test_columns_fold_as_single_values_do(column, single, values: list[str]) -> None:
    assert column(pa.array(values, pa.string()), len(values)).to_pylist() == [single(v) or None for v in values]


@given(
    values=st.lists(
        st.one_of(st.text(max_size=8), st.sampled_from(TRAPS), st.sampled_from(TRAPS).map("smtp:{}".format))
    )
)
def test_address_entries_fold_as_single_ones_do(values: list[str]) -> None:
    assert canonical_column(pa.array(values, pa.string())).to_pylist() == [canonical(v) for v in values]


def test_primaries_are_the_first_marked_entry() -> None:
    lists = [["smtp:a@x", "SMTP:B@X"], [], None, ["smtp:a@x"], ["SMTP:c@x", "SMTP:d@x"], ["SMTP:ß@x"]]
    found = keys.primaries(pa.array(lists, pa.list_(pa.string())), len(lists))
    assert found.to_pylist() == ["b@x", None, None, None, "c@x", "ss@x"]


def test_a_guid_that_is_none_raises_for_single_values() -> None:
    with pytest.raises(NotComparable):
        guid("4711", Surroundings())


def test_times_of_a_column() -> None:
    texts = [
        "20260901080000.0Z",
        "2026-01-05T08:00:00Z",
        "2026-01-05T08:00:00.1234567Z",
        "2026-01-05 08:00:00+00:00",
        "20261301080000.0Z",
        "2026-01-05T08:00:00+01:00",
        "never",
        "",
        None,
        "2026-11-2T08:00:00",
        "99999999999999",
    ]
    found = parse_times(pa.array(texts), len(texts))
    assert iso_texts(found).to_pylist() == [
        "2026-09-01T08:00:00Z",
        *["2026-01-05T08:00:00Z"] * 3,
        *[""] * 7,
    ]
    assert np.isnat(parse_times(None, 2)).all()


@pytest.mark.parametrize(
    "way",
    [
        ("20260228235959.0Z", "20261330000000.0Z", "2026022823595x.0Z"),
        ("2026-02-28T23:59:59Z", "2026-13-30T00:00:00Z", "2026-02-28T23:59:5xZ"),
    ],
)
def test_a_column_written_in_one_way_reads_as_a_mixed_one_does(way: tuple[str, ...]) -> None:
    for last in (way[1], way[2], way[0][:-1] + "z", "2026-02-28T23-59:59Z", "20260228235959.1Z"):
        cells = [way[0], "", None, way[1], last]
        mixed = parse_times(pa.array([*cells, "2026-02-28 23:59:59Z"]), 6)[:5]
        assert iso_texts(parse_times(pa.array(cells), 5)).to_pylist() == iso_texts(mixed).to_pylist()
        assert iso_texts(mixed).to_pylist()[:4] == ["2026-02-28T23:59:59Z", "", "", ""]


@given(st.lists(st.text(alphabet="0123456789-:TZ. +", max_size=24)))
def test_no_text_breaks_the_times(values: list[str]) -> None:
    assert len(parse_times(pa.array(values, pa.string()), len(values))) == len(values)


def test_an_escaped_comma_is_the_same_in_every_spelling() -> None:
    spellings = ["CN=Moreau\\, Eva,OU=X", "cn=moreau\\2C Eva,ou=x", "CN = Moreau\\, Eva , OU=X"]
    others = ["CN=Moreau,Eva,OU=X", "CN=Moreau\\\\, Eva,OU=X", "CN=Moreau\\,Eva,OU=X"]
    found = keys.dns(pa.array(spellings + others), 6).to_pylist()
    assert len(set(found[:3])) == 1
    assert len(set(found)) == 4
    assert found == [canonical_dn(v) for v in spellings + others]


def test_plain_letters_fold_alike_alone_in_a_column_and_beside_others() -> None:
    assert {"Ä", "é", "ł", "Ő", "Ž"} <= set(PLAIN_LETTERS)
    assert not {"ß", "İ", "ŉ", "ſ", "×"} & set(PLAIN_LETTERS)
    texts = [*PLAIN_LETTERS, *(f"CN=x{one}{two},OU={two}" for one in PLAIN_LETTERS for two in "AÉ\u0301\u0345ςİ")]
    for column, single in ((keys.names, lambda v: v.strip().casefold()), (keys.dns, canonical_dn)):
        assert column(pa.array(texts), len(texts)).to_pylist() == [single(v) for v in texts]
    assert [caseless(v) for v in PLAIN_LETTERS] == [canonical_dn(f"cn={v}")[3:] for v in PLAIN_LETTERS]


@given(st.text(alphabet=PLAIN_LETTERS + "ab ,=\\", max_size=12))
def test_a_name_of_plain_letters_is_its_own_normal_form(name: str) -> None:
    once = canonical_dn(name)
    assert canonical_dn(once) == once
