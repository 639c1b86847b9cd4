"""The forms of a time on the command line."""

import datetime as dt

import pytest
from console import exready

from analyzer.cli.options import moment
from analyzer.errors import TimeUnusable


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("2026-11-16T06:00Z", dt.datetime(2026, 11, 16, 6, tzinfo=dt.UTC)),
        ("2026-11-16T06:00:30Z", dt.datetime(2026, 11, 16, 6, 0, 30, tzinfo=dt.UTC)),
        ("2026-11-16T07:00+01:00", dt.datetime(2026, 11, 16, 6, tzinfo=dt.UTC)),
        ("2026-11-16 06:00Z", dt.datetime(2026, 11, 16, 6, tzinfo=dt.UTC)),
        ("2026-11-16", dt.datetime(2026, 11, 16, tzinfo=dt.UTC)),
    ],
)
def test_a_time_with_its_zone_or_a_day(text, means):
    assert moment(None, None, text) == means


def test_no_time_stays_no_time():
    assert moment(None, None, None) is None


@pytest.mark.parametrize(
    "text", ["", "now", "16.11.2026", "2026-13-01", "2026-11-16T06:00", "2026-11-16T25:00Z", "٢٠٢٦-١١-١٦"]
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(TimeUnusable):
        moment(None, None, text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [("2026-11-16T06:00", "has no time zone"), ("yesterday", "is no time"), ("\x1b[2J", "is no time")],
)
def test_the_refusal_helps(text, fault, tmp_path):
    result = exready("analyze", tmp_path, "--as-of", text)
    assert result.exit_code == 2
    seen = text.replace("\x1b", "\\x1b")
    assert result.stderr.splitlines() == [
        f"error[E130]: the as-of time {fault}",
        f"  = seen: {seen}",
        "  = help: Write it like 2026-11-16T06:00Z or 2026-11-16.",
    ]
