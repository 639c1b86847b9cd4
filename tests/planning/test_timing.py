"""Who can go when, who keeps mailboxes waiting, and the count of dead edits."""

import datetime as dt

import pandas as pd
from tiny_estates import PACK, Tiny, named, rule, tiny

from analyzer.engine.evaluate import evaluate
from analyzer.engine.verdicts import Verdicts, decide
from analyzer.model.assessment import DeadEdits
from analyzer.planning.timing import NO_TIMES, build_timing, count_dead_edits

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def verdicts_of(made: Tiny) -> Verdicts:
    blocker = rule("is_present", "untransferred_mailboxes", params={"attributes": ["mail"]})
    return decide(made.estate, evaluate(made.estate, [named("MBX-009"), blocker]), {}, mandatory=PACK.mandatory)


def nightly(*, noise: str = "") -> Tiny:
    """Three nights of a job that writes one attribute, on other mailboxes each night."""
    rows = "\n".join(
        f"u{n} | 2026-11-{day}T02:{n:02d}:00Z | | 20261120110000.0Z" for n, day in enumerate((18, 19, 20, 20, 20), 1)
    )
    return tiny(f"id | change.extensionAttribute7 | ad.mail | ad.whenChanged\n{rows}\n{noise}", as_of=NOON)


def test_a_job_that_writes_every_night_is_found_by_attribute_and_hour() -> None:
    made = nightly()
    timing = build_timing(made.estate, verdicts_of(made))
    assert (timing.ready, timing.waiting, timing.exact, timing.latest) == (2, 3, 3, 0)
    (writer,) = timing.writers
    assert (writer.attribute, writer.hour, writer.waiting, writer.alone) == ("extensionAttribute7", 2, 3, 3)
    assert (writer.mailboxes, writer.days, writer.all_changes, writer.is_habit) == (5, 3, 5, True)
    assert writer.newest == "2026-11-20T02:05:00Z"
    assert writer.text == (
        "extensionAttribute7 was last set on 5 mailboxes between 02:00 and 03:00 UTC on 3 days: "
        "something writes it at this hour again and again."
    )


def test_the_application_that_writes_the_attribute_is_named() -> None:
    made = nightly()
    known = {"extensionattribute7": ("Payroll",)}
    (writer,) = build_timing(made.estate, verdicts_of(made), known).writers
    assert writer.applications == ("Payroll",)
    assert writer.text.endswith("again and again; Payroll writes it.")


def test_changes_spread_over_the_day_are_no_habit() -> None:
    noise = "\n".join(f"n{h} | 2026-11-18T{h:02d}:30:00Z | | 20261120110000.0Z" for h in range(6, 16))
    made = nightly(noise=noise)
    timing = build_timing(made.estate, verdicts_of(made))
    assert [(w.hour, w.is_habit, w.all_changes) for w in timing.writers] == [(2, False, 15)]


def test_two_writers_of_one_mailbox_hold_it_together() -> None:
    made = tiny(
        """
        id | change.extensionAttribute7 | change.msExchHideFromAddressLists | change.title         | ad.mail
        u1 | 2026-11-20T02:00:00Z       | 2026-11-20T09:00:00Z              | 2026-11-20T10:00:00Z |
        u2 | 2026-11-20T02:30:00Z       | 2026-11-02T09:00:00Z              | ?                    |
        """,
        as_of=NOON,
    )
    found = build_timing(made.estate, verdicts_of(made)).writers
    assert [(w.attribute, w.waiting, w.alone) for w in found] == [
        ("extensionAttribute7", 2, 1),
        ("msExchHideFromAddressLists", 1, 0),
    ]


def test_without_attribute_times_nobody_is_named_and_the_reason_is_given() -> None:
    made = tiny("id | ad.whenChanged | ad.mail\nu1 | 20261120110000.0Z |\nu2 | 20261120110000.0Z | x", as_of=NOON)
    timing = build_timing(made.estate, verdicts_of(made))
    assert (timing.waiting, timing.latest, timing.never, timing.writers) == (1, 1, 1, ())
    assert timing.note == NO_TIMES


def test_nobody_waits_and_nothing_has_to_be_said() -> None:
    made = tiny("id | ad.whenChanged | ad.mail\nu1 | 20261101110000.0Z |\nu2 | ? |", as_of=NOON)
    timing = build_timing(made.estate, verdicts_of(made))
    assert (timing.ready, timing.waiting, timing.unknown, timing.note) == (1, 0, 1, "")


def test_dead_edits_are_counted_by_attribute_the_surest_first() -> None:
    frame = pd.DataFrame(
        {
            "attribute": ["a", "b", "b", "c", "b"],
            "cloud_name": ["A", "B", "B", "C", "B"],
            "dead_edit": ["possible", "yes", "possible", "", "yes"],
        }
    )
    assert count_dead_edits(frame) == (
        DeadEdits(attribute="b", cloud_name="B", yes=2, possible=1),
        DeadEdits(attribute="a", cloud_name="A", yes=0, possible=1),
    )
    assert count_dead_edits(frame[frame["dead_edit"] == ""]) == ()
