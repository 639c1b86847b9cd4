"""Numbers that a spreadsheet program rounded, and times of the directory that only look like it."""

from pathlib import Path

import pytest
from export_files import codes, column, mailbox, read_mailboxes


@pytest.mark.parametrize("number", ["134081000000000000", "133900200410000000", "12345678901234"])
def test_times_at_a_full_second_are_whole(tmp_path: Path, number: str) -> None:
    found = read_mailboxes(tmp_path, mailbox(CustomAttribute3=number))
    assert codes(found) == []
    assert column(found, "CustomAttribute3") == [number]


@pytest.mark.parametrize("number", ["9223372036854770000", "133900200412345000", "12345678901234500"])
def test_fifteen_digits_and_zeros_are_rounded(tmp_path: Path, number: str) -> None:
    found = read_mailboxes(tmp_path, mailbox(CustomAttribute3=number))
    assert "W482" in codes(found)
    assert column(found, "CustomAttribute3") == [None]
