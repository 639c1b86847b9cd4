"""Dates of every culture; the whole file decides what day and month are."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest
from export_files import codes, column, mailbox, read_mailboxes, told
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.collectors.cells_printed import read_printed
from analyzer.collectors.cells_times import Order, _read


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["2026-11-18T10:00:00.1234567Z"], ["2026-11-18T10:00:00Z"]),
        (["2026-11-18T10:00:00+01:00"], ["2026-11-18T09:00:00Z"]),
        (["2026-11-18T10:00:00.0000000"], ["2026-11-18T10:00:00Z"]),
        (["2026-11-18 13:37:00"], ["2026-11-18T13:37:00Z"]),
        (["2026/11/18 13:37:00"], ["2026-11-18T13:37:00Z"]),
        (["11/18/2026 1:37:00 PM", "1/2/2026 12:00:00 AM"], ["2026-11-18T13:37:00Z", "2026-01-02T00:00:00Z"]),
        (["18/11/2026 13:37:00", "01/02/2026 13:37:00"], ["2026-11-18T13:37:00Z", "2026-02-01T13:37:00Z"]),
        (["18.11.2026 13:37:00"], ["2026-11-18T13:37:00Z"]),
        (["01.02.2026 13:37:00"], ["2026-02-01T13:37:00Z"]),
        (["18-11-2026 13:37:00"], ["2026-11-18T13:37:00Z"]),
        (["1/2/2026 1:37:00\u202fPM"], ["2026-01-02T13:37:00Z"]),
        (["18/11/2026 1:37:00 pm", "1/2/2026 1:00:00 pm"], ["2026-11-18T13:37:00Z", "2026-02-01T13:00:00Z"]),
        (["5/5/2026 13:37:00"], ["2026-05-05T13:37:00Z"]),
        (["01/01/0001 00:00:00"], [""]),
        (["1/1/1601 12:00:00 AM"], [""]),
        ([""], [""]),
        (["0"], [""]),
    ],
)
def test_dates_that_can_be_known(tmp_path: Path, cells: list[str], values: list[str]) -> None:
    snapshot = read_mailboxes(tmp_path, *(mailbox(f"u{n}", WhenChangedUTC=c) for n, c in enumerate(cells)))
    assert column(snapshot, "WhenChangedUTC") == values
    assert codes(snapshot) == []


def test_another_column_of_the_file_tells_the_order(tmp_path: Path) -> None:
    row = mailbox(WhenChangedUTC="01/02/2026 13:37:00", WhenCreatedUTC="18/11/2025 13:37:00")
    assert column(read_mailboxes(tmp_path, row), "WhenChangedUTC") == ["2026-02-01T13:37:00Z"]


@pytest.mark.parametrize("cells", [["01/02/2026 13:37:00"], ["13/01/2026 10:00:00", "01/13/2026 10:00:00"]])
def test_dates_nobody_can_know_are_unknown(tmp_path: Path, cells: list[str]) -> None:
    snapshot = read_mailboxes(tmp_path, *(mailbox(f"u{n}", WhenChangedUTC=c) for n, c in enumerate(cells)))
    assert column(snapshot, "WhenChangedUTC") == [None] * len(cells)
    assert told(snapshot, "W417").column == "WhenChangedUTC"
    assert snapshot.files[0].exported_at is None


@pytest.mark.parametrize(
    "cell", ["soon", "18/11/2569 13:37:00", "30.02.2026 10:00:00", "2026-02-30T10:00:00Z", "0000-01-01T00:00:00Z"]
)
def test_what_is_no_date_is_unknown(tmp_path: Path, cell: str) -> None:
    snapshot = read_mailboxes(tmp_path, mailbox(WhenChangedUTC=cell))
    assert column(snapshot, "WhenChangedUTC") == [None]
    assert codes(snapshot) == ["W423"]


def test_local_times_carry_no_zone_and_say_so(tmp_path: Path) -> None:
    row = mailbox(LitigationHoldDate="11/18/2026 1:37:00 PM", WhenChanged="11/18/2026 1:37:00 PM")
    snapshot = read_mailboxes(tmp_path, row)
    assert column(snapshot, "LitigationHoldDate") == ["2026-11-18T13:37:00"]
    # WhenChanged has its UTC twin in the file: nothing to say.
    assert told(snapshot, "N506").message == "The times of LitigationHoldDate carry no time zone"


def test_a_local_time_with_its_zone_is_known(tmp_path: Path) -> None:
    snapshot = read_mailboxes(tmp_path, mailbox(LitigationHoldDate="2026-11-18T10:00:00+01:00"))
    assert column(snapshot, "LitigationHoldDate") == ["2026-11-18T09:00:00Z"]
    assert codes(snapshot) == []


def test_the_newest_time_inside_says_how_young_the_export_is(tmp_path: Path) -> None:
    later = "2030-01-01T00:00:00Z"
    rows = [mailbox("kim", LitigationHoldDate=later), mailbox("ada", WhenChangedUTC="2026-11-19T08:00:00Z")]
    rows[1]["LitigationHoldDate"] = ""
    assert str(read_mailboxes(tmp_path, *rows).files[0].exported_at) == "2026-11-19 08:00:00+00:00"


FIRST, LAST = dt.datetime.fromisoformat("1700-01-01"), dt.datetime.fromisoformat("2399-01-01")
FORMS = {
    "%m/%d/%Y %I:%M:%S %p": False,
    "%d/%m/%Y %H:%M:%S": True,
    "%d.%m.%Y %H:%M:%S": True,
    "%d-%m-%Y %H:%M": True,
    "%d/%m/%Y %I:%M:%S %p": True,
    "%Y-%m-%d %H:%M:%S": None,
    "%Y/%m/%d %H:%M:%S": None,
    "%Y-%m-%dT%H:%M:%S.0000000%z": None,
}


@settings(deadline=None)
@given(
    moment=st.datetimes(FIRST, LAST),
    form=st.sampled_from(sorted(FORMS)),
    ahead=st.integers(-14 * 60, 14 * 60),
)
def test_whole_columns_and_single_cells_are_read_alike(moment: dt.datetime, form: str, ahead: int) -> None:
    zone = dt.timezone(dt.timedelta(minutes=ahead)) if "%z" in form else None
    text = moment.replace(tzinfo=zone).strftime(form)
    expected = moment.replace(microsecond=0, second=moment.second if "%S" in form else 0)
    if zone is not None:
        expected -= dt.timedelta(minutes=ahead)
    by_column = read_printed(pa.array([text]), day_first=FORMS[form], local=False).to_pylist()
    assert by_column == [expected.strftime("%Y-%m-%dT%H:%M:%SZ")]
    order = Order(day_first=FORMS[form] is True, month_first=FORMS[form] is False)
    assert by_column == [_read(text, order, local=False)]


DATE = r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4} "
CLOCK = r"[0-9]{1,2}:[0-9]{2}( ?[AaPp][Mm])?( ?Z|[+-][0-9]{4})?"


@settings(deadline=None)
@given(text=st.from_regex(rf"\A{DATE}{CLOCK}\Z"))
def test_no_cell_is_read_in_two_ways(text: str) -> None:
    for order in (Order(day_first=True), Order(month_first=True), Order()):
        day_first = order.day_first if order.known else None
        (by_column,) = read_printed(pa.array([text]), day_first=day_first, local=True).to_pylist()
        alone = _read(text, order, local=True)
        if by_column is not None and not isinstance(alone, ValueError):
            assert by_column == alone
