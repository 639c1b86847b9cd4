"""Whatever was done to a CSV, its rows add up, and those that cannot be used are listed one by one."""

import tempfile
from pathlib import Path

from export_files import csv_text, mailbox, read
from hypothesis import example, given, settings
from hypothesis import strategies as st

NAMES = ["kim", "ada", "eve", "bob", "dan", "liv"]
CELL = st.sampled_from(
    [
        "",
        "x",
        "System.Object[]",
        "#####",
        "1E+12",
        "a;b",
        'a"b',
        "line\r\nbreak",
        "Get-X : no",
        "'=1",
        "Ã¼",
        "x" * 32767,
    ]
)
ROWS = st.lists(
    st.builds(
        lambda name, office, alias: mailbox(name, Office=office, Alias=alias), st.sampled_from(NAMES), CELL, CELL
    ),
    min_size=1,
    max_size=8,
)
CUT, DOUBLE, SHORTER, LONGER, QUOTE, BYTES = "cut", "double", "shorter", "longer", "quote", "bytes"
DAMAGE = st.lists(
    st.tuples(st.sampled_from([CUT, DOUBLE, SHORTER, LONGER, QUOTE, BYTES]), st.integers(0, 10**6)), max_size=4
)


def damaged(text: bytes, how: str, number: int) -> bytes:
    """The text with one thing wrong at a place that the number says."""
    lines = text.split(b"\r\n")
    line = number % len(lines)
    if how == CUT:
        return text[: number % (len(text) + 1)]
    if how == DOUBLE:
        lines.insert(line, lines[line])
    elif how == SHORTER:
        lines[line] = lines[line].rpartition(b",")[0]
    elif how == LONGER:
        lines[line] += b',"more"'
    elif how == QUOTE:
        at = number % (len(text) + 1)
        return text[:at] + b'"' + text[at:]
    else:
        at = number % (len(text) + 1)
        return text[:at] + bytes([number % 256]) + text[at:]
    return b"\r\n".join(lines)


@settings(deadline=None, max_examples=150)
@given(rows=ROWS, damage=DAMAGE, second=st.booleans())
@example(rows=[mailbox("kim"), mailbox("ada")], damage=[(SHORTER, 1)], second=True)
@example(rows=[mailbox("kim", Alias="y"), mailbox("kim", Alias="x")], damage=[], second=False)
def test_rows_add_up_and_the_rejected_are_listed(
    rows: list[dict[str, str]], damage: list[tuple[str, int]], second: bool
) -> None:
    content = csv_text(rows).encode()
    for how, number in damage:
        content = damaged(content, how, number)
    files: dict[str, str | bytes] = {"cloud/a.csv": content}
    if second:
        files["cloud/b.csv"] = csv_text([mailbox("kim"), mailbox("mia")])
    with tempfile.TemporaryDirectory() as folder:
        snapshot = read(Path(folder), files)
    for file in snapshot.files:
        assert file.rows_read == file.rows_used + file.rows_ignored + file.rows_rejected
        listed = [r for r in snapshot.rejected if r.file == file.file]
        assert len(listed) == file.rows_rejected
        assert all(r.reason and r.row >= 1 for r in listed)
        # Why rows are ignored stands with the file.
        assert ("ignored: " in file.note) == (file.rows_ignored > 0)
    assert sum(snapshot.ignored.values()) == sum(f.rows_ignored for f in snapshot.files)
    assert sum(t.num_rows for t in snapshot.tables.values()) == sum(f.rows_used for f in snapshot.files)
