"""What the board paper and the service desk's card say, and when."""

import dataclasses

import pandas as pd
import pytest
from assessments import large_assessment, small_assessment
from page_reading import empty

from analyzer.engine.pack import load_pack
from analyzer.model.frames import TEXT
from analyzer.model.rules import Gate
from analyzer.report.board import build_board, render_board
from analyzer.report.board_risks import build_risks, build_waivers, in_words
from analyzer.report.desk import build_card, render_desk, switch_state
from analyzer.report.papers import clipped
from analyzer.resources import data_folder

TEMPLATES = data_folder("report_templates")
PACK = load_pack(data_folder("rules"))


def assessed(**changed):
    return dataclasses.replace(small_assessment(), papers=PACK.papers, **changed)


def switched(*states):
    """The assessment whose mailboxes are switched or not as the states say, in turn."""
    full = assessed()
    frame = full.mailboxes.copy()
    frame["transferred"] = pd.array([states[k % len(states)] for k in range(len(frame))], dtype=TEXT)
    return dataclasses.replace(full, mailboxes=frame)


@pytest.mark.parametrize(
    ("states", "state", "left", "right"),
    [
        (("no",), "before", "Now", "After the switch"),
        (("yes",), "after", "Before the switch", "Now"),
        (("yes", "no"), "mixed", "Not switched", "Switched"),
        (("no", "unknown"), "mixed", "Not switched", "Switched"),
        (("yes", ""), "mixed", "Not switched", "Switched"),
        (("",), "unknown", "Not switched", "Switched"),
    ],
)
def test_the_card_says_which_column_counts(states, state, left, right):
    assessment = switched(*states)
    card = build_card(assessment)
    assert switch_state(assessment) == state
    assert (card.left, card.right) == (left, right)
    assert card.command.startswith("Get-Mailbox")


def test_an_estate_without_mailboxes_is_unknown_not_before():
    assert switch_state(dataclasses.replace(empty(), papers=PACK.papers)) == "unknown"


def test_a_task_that_the_switch_does_not_touch_is_said_once():
    tasks = {t.task: t for g in build_card(assessed()).groups for t in g.tasks}
    assert tasks["Change a first, last or display name"].is_same
    assert not tasks["Add or remove an address"].is_same


def test_where_the_card_sends_somebody_is_who_owns_the_attribute():
    side = {p.id: "cloud" if p.side == "cloud" else "directory" for p in PACK.papers.desk.places}
    for group in PACK.papers.desk.groups:
        for task in group.tasks:
            for name in task.attributes:
                attribute = PACK.catalogue.find(name)
                owners = (attribute.owner_before, attribute.owner_after)
                assert (side[task.before], side[task.after]) == owners, (task.task, name)


def test_a_task_with_set_remotemailbox_names_what_it_can_set():
    for group in PACK.papers.desk.groups:
        for task in group.tasks:
            for name in task.attributes if task.before_how.startswith("Set-RemoteMailbox") else ():
                attribute = PACK.catalogue.find(name)
                assert attribute.remote_mailbox or name.startswith("msExchRecipient"), name


def test_the_paper_asks_only_while_the_gate_is_open():
    assert build_board(assessed()).heading.startswith("Approve the switch")
    gates = tuple(dataclasses.replace(g, state="closed") for g in small_assessment().gates)
    closed = build_board(assessed(gates=gates))
    assert closed.heading.startswith("Nothing to approve yet")
    assert closed.kick == "Nothing is asked today"
    unknown = tuple(
        dataclasses.replace(g, state="unknown") if g.gate is Gate.TRANSFER else g for g in small_assessment().gates
    )
    assert build_board(assessed(gates=unknown)).heading.startswith("Nothing to approve yet")


def test_risks_are_those_of_the_mailboxes_that_are_ready():
    full = assessed()
    risks, in_all = build_risks(full)
    ready = full.mailboxes[full.mailboxes["verdict"] == "ready_with_warnings"]
    by_rule = {r.rule: r for r in risks}
    assert by_rule["DRF-003"].on == f"{len(ready)} mailboxes"
    assert by_rule["DRF-003"].sure == "Found"
    assert "DIR-016" not in by_rule, "it blocks, so its mailboxes are not in the scope"
    assert in_all >= len(risks)


def test_only_waivers_that_hold_and_accept_something_stand_on_the_paper():
    lines, in_all = build_waivers(assessed())
    assert in_all == len(lines) <= 6
    assert all("DRF-005" not in line.what for line in lines), "it has ended"


def test_the_same_assessment_gives_the_same_bytes():
    for render in (render_board, render_desk):
        assert render(assessed(), TEMPLATES) == render(assessed(), TEMPLATES)


def test_the_fingerprint_stands_whole_and_numbers_have_marks():
    board = build_board(dataclasses.replace(large_assessment(2_000), papers=PACK.papers))
    assert "".join(board.fingerprint) == large_assessment(1).meta.fingerprint
    assert "1," in board.heading or "2," in board.heading or len(board.heading) > 20
    assert board.stand == "Where the 2,000 mailboxes stand"


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("short", 10, "short"),
        ("two\nlines", 20, "two lines"),
        ("abcdefghij", 5, "abcde…"),
        ("WWWWWW", 6, "WWWW…"),
        ("漢字漢字", 4, "漢字…"),
        ("a batch is not finished", 20, "a batch is not…"),
        ("to keep, to go on", 9, "to keep…"),
        ("a\u202eb", 20, "a⟨RLE⟩b".replace("RLE", "RLO")),
    ],
)
def test_a_clipped_text_is_one_line_and_shows_that_it_was_cut(text, most, short):
    assert clipped(text, most) == short


@pytest.mark.parametrize(
    ("fix", "told"),
    [
        ("Repair the sync, run Start-ADSyncSyncCycle -PolicyType Delta, wait.", "Repair the sync."),
        ("Switch the policy off: Get-RemoteMailbox -ResultSize Unlimited", "Switch the policy off."),
        ("Set-Mailbox {upn} -Type Shared", "Set-Mailbox {upn} -Type Shared"),
        ("Ask the owner.", "Ask the owner."),
    ],
)
def test_the_board_reads_words_and_no_half_command(fix, told):
    assert in_words(fix) == told
