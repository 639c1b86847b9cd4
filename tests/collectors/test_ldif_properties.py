"""Any value that is written as LDIF is read again, however the file is folded, cut into blocks or encoded."""

import base64
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ldif_text import BASE, CATALOGUE, FULL

from analyzer.collectors.formats import ldif, ldif_lines
from analyzer.collectors.formats.ldif import LdifFile, read_ldif
from analyzer.model.progress import Silent

TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40)
BYTES = st.binary(min_size=1, max_size=40)
Person = tuple[str, str, list[str], bytes]
PEOPLE = st.lists(st.tuples(TEXT, TEXT, st.lists(TEXT, max_size=4), BYTES), min_size=1, max_size=6)


def line(name: str, value: str | bytes) -> str:
    """As RFC 2849 says: base64 for what is not safe."""
    raw = value.encode() if isinstance(value, str) else value
    safe = isinstance(value, str) and value.isascii() and not set(value) & set("\r\n\0")
    if safe and value[0] not in " :<" and value[-1] != " ":
        return f"{name}: {value}"
    return f"{name}:: {base64.b64encode(raw).decode()}"


def written(people: list[Person], *, width: int, end: str) -> tuple[str, list[int]]:
    """The file, and the line on which each record begins."""
    out: list[str] = []
    rows = []
    for cn, title, addresses, guid in people:
        lines = [line("dn", f"CN={cn},{BASE}"), "objectClass: user", line("title", title)]
        lines += [line("proxyAddresses", a) for a in addresses]
        lines += [line("objectGUID", guid), *FULL]
        out += ["# a comment that is folded like any other line"[:width]]
        rows.append(len(out) + 1)
        for text in lines:
            out.append(text[:width])
            rest = text[width:]
            out += [" " + rest[i : i + width - 1] for i in range(0, len(rest), width - 1)]
        out.append("")
    return end.join(out) + end, rows


def read_bytes(content: bytes) -> LdifFile:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export.ldf"
        path.write_bytes(content)
        return read_ldif(path, file="export.ldf", catalogue=CATALOGUE, progress=Silent())


def check(found: LdifFile, people: list[Person], rows: list[int]) -> None:
    assert not found.problems
    assert found.health == "whole"
    table = found.tables["ad.object"]
    assert table["distinguishedName"].to_pylist() == [f"CN={p[0]},{BASE}" for p in people]
    assert table["title"].to_pylist() == [p[1] for p in people]
    assert table["proxyAddresses"].to_pylist() == [p[2] for p in people]
    assert [base64.b64decode(v) for v in table["objectGUID"].to_pylist()] == [p[3] for p in people]
    assert table["_row"].to_pylist() == rows


@settings(deadline=None)
@given(people=PEOPLE, width=st.integers(2, 90), end=st.sampled_from(["\n", "\r\n"]))
def test_every_value_comes_back_however_it_is_folded(people: list[Person], width: int, end: str) -> None:
    text, rows = written(people, width=width, end=end)
    check(read_bytes(text.encode()), people, rows)


@settings(deadline=None)
@given(people=PEOPLE, encoding=st.sampled_from(["utf-16", "utf-16-be", "utf-8-sig"]))
def test_every_encoding_gives_the_same(people: list[Person], encoding: str) -> None:
    text, rows = written(people, width=76, end="\r\n")
    check(read_bytes(text.encode(encoding)), people, rows)


@pytest.mark.parametrize("chunk", [2, 7, 64, 1000])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_size_of_the_blocks_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, chunk: int, end: str, encoding: str
) -> None:
    people: list[Person] = [
        (f"Ünal {i}", "x" * (i * 7), [f"SMTP:u{i}@contoso.example"] * (i % 3), bytes([i])) for i in range(1, 30)
    ]
    monkeypatch.setattr(
        ldif,
        "read_blocks",
        lambda path, reading, progress: ldif_lines.read_blocks(path, reading, progress, chunk=chunk),
    )
    text, rows = written(people, width=40, end=end)
    check(read_bytes(text.encode(encoding)), people, rows)


@settings(deadline=None)
@given(people=PEOPLE, data=st.data())
def test_a_file_that_stops_anywhere_loses_no_row_silently(people: list[Person], data: st.DataObject) -> None:
    text, _rows = written(people, width=76, end="\n")
    content = text.encode()
    stop = data.draw(st.integers(0, len(content) - 1))
    found = read_bytes(content[:stop])
    assert found.rows_read == sum(found.used.values()) + sum(found.ignored.values()) + len(found.rejected)
    if stop and not content[:stop].endswith(b"\n") and found.rows_read:
        assert found.health != "whole"


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(st.sampled_from("dn: :\n\r#;a=,CD<\0 é"), max_size=200).map(str.encode))
def test_any_bytes_are_read_and_counted(content: bytes) -> None:
    found = read_bytes(content)
    assert found.rows_read == sum(found.used.values()) + sum(found.ignored.values()) + len(found.rejected)
