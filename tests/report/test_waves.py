"""The sheet of the planned wave: counted from the mailboxes, there only when a wave is planned."""

from dataclasses import replace

import pandas as pd
import pytest
from assessments import small_assessment
from workbooks import opened, table_rows, written

from analyzer.model.frames import TEXT
from analyzer.report.view import rows


def planned(**columns):
    """The first mailboxes of the small assessment, with these columns."""
    one = small_assessment()
    count = len(next(iter(columns.values())))
    frame = one.mailboxes.head(count).copy()
    for name, values in columns.items():
        frame[name] = pd.array(values, dtype=TEXT)
    return replace(one, mailboxes=frame)


def waves(**columns):
    return {line["wave"]: line for line in rows(planned(**columns), "waves").to_pylist()}


def test_every_mailbox_is_in_one_wave_one_kind_and_one_verdict():
    found = rows(small_assessment(), "waves").to_pylist()
    assert [line["wave"] for line in found] == ["planned", "later"]
    assert sum(line["mailboxes"] for line in found) == len(small_assessment().mailboxes)
    for line in found:
        assert line["people"] + line["shared"] + line["rooms_equipment"] == line["mailboxes"]
        verdicts = ("done", "ready", "ready_with_warnings", "wait", "blocked", "unknown", "not_applicable")
        assert sum(line[v] for v in verdicts) == line["mailboxes"]


@pytest.mark.parametrize(
    ("verdicts", "moment"),
    [
        (["wait", "wait", "ready"], "2026-11-20T09:35:00Z"),
        (["wait", "ready", "ready"], "2026-11-18T07:35:00Z"),
        (["wait", "wait", "blocked"], ""),
        (["unknown", "wait", "ready"], ""),
        (["ready", "ready", "done"], ""),
    ],
)
def test_a_wave_is_safe_when_its_last_mailbox_is_and_nothing_else_holds_it(verdicts, moment):
    times = ["2026-11-18T07:35:00Z", "2026-11-20T09:35:00Z", ""]
    found = waves(planned=["yes"] * 3, verdict=verdicts, earliest_safe_transfer=times)
    assert found["planned"]["earliest_all_safe"] == moment
    assert list(found) == ["planned"]


def test_a_wave_with_a_wait_of_unknown_length_has_no_moment():
    found = waves(planned=["yes", "yes"], verdict=["wait", "wait"], earliest_safe_transfer=["2026-11-18T07:35:00Z", ""])
    assert found["planned"]["earliest_all_safe"] == ""


def test_without_a_plan_there_is_no_sheet_and_read_me_says_so():
    workbook = opened(written(planned(planned=["", "", ""])))
    assert "Waves" not in workbook.sheetnames
    said = {line[0].value: line[1].value for line in workbook["Read me"].iter_rows()}
    assert said["Waves"].startswith("Has no sheet:")


def test_people_decide_on_a_wave_in_columns_of_their_own():
    headers = list(table_rows(opened(written(small_assessment())), "Waves")[0])
    assert headers[-4:] == ["✎ go", "✎ signed_by", "✎ signed_on", "✎ note"]
