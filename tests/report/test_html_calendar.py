"""The calendar of the page: who can go when, who keeps mailboxes waiting, what was edited in vain."""

from dataclasses import replace

from assessments import small_assessment
from made_parts import writer_made

from analyzer.model.assessment import DeadEdits, SafeDay, Timing
from analyzer.report.html_calendar import build_calendar
from analyzer.report.view import rows

WRITER = replace(
    writer_made(), waiting=412, alone=400, mailboxes=1412, all_changes=1500, text="extensionAttribute7 was last set."
)
TIMING = Timing(
    ready=10,
    waiting=412,
    never=3,
    unknown=1,
    exact=400,
    latest=12,
    days_looked_at=30,
    writers=(WRITER,),
    more_writers=2,
)
TIMED = replace(
    small_assessment(),
    timing=TIMING,
    calendar=(SafeDay(day="2026-11-17", mailboxes=400), SafeDay(day="2026-11-18", mailboxes=12)),
    dead_edits=(DeadEdits(attribute="mailNickname", cloud_name="Alias", yes=1, possible=2),),
)


def test_the_calendar_has_now_each_day_never_and_unknown() -> None:
    view = build_calendar(TIMED)
    assert [(t.label, t.mailboxes, t.safe) for t in view.times] == [
        ("Now", "10", "10"),
        ("Tue 17 Nov 2026", "400", "410"),
        ("Wed 18 Nov 2026", "12", "422"),
        ("Not by waiting", "3", ""),
        ("Unknown", "1", ""),
    ]
    assert view.sentence == (
        "10 mailboxes can go now; 412 by waiting, 12 of them at the latest then; 3 not by waiting; of 1 nobody can say."
    )
    found = rows(TIMED, "transfer_times")
    assert found["state"].to_pylist() == ["now", "day", "day", "never", "unknown"]
    assert found["mailboxes"].to_pylist() == [10, 400, 12, 3, 1]
    assert found["safe_in_all"].to_pylist() == [10, 410, 422, None, None]


def test_writers_and_dead_edits_are_listed() -> None:
    view = build_calendar(TIMED)
    assert [(w.waiting, w.alone, w.word, w.newest) for w in view.writers] == [
        ("412", "400", "Again and again", "16 Nov 2026, 02:05 UTC")
    ]
    assert "And 2 more that hold fewer mailboxes." in view.writers_note
    assert [(e.attribute, e.cloud_name, e.yes, e.possible) for e in view.edits] == [("mailNickname", "Alias", "1", "2")]
    (line,) = rows(TIMED, "recent_writers").to_pylist()
    assert (line["controller"], line["hour"], line["applications"]) == ("DC02", 2, "Payroll")


def test_where_nothing_is_known_the_view_says_so() -> None:
    view = build_calendar(replace(TIMED, timing=Timing(ready=1), calendar=(), dead_edits=()))
    assert view.sentence == "1 mailbox can go now."
    assert view.writers_note.startswith("No mailbox waits for a change")
    assert view.edits_note.startswith("No value is known")
