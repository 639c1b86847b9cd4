"""The service desk's card: "Where do I edit this now?", for before, during and after the switch."""

from dataclasses import dataclass
from pathlib import Path

from analyzer.model.assessment import Assessment
from analyzer.model.papers import DeskPlace, DeskTask
from analyzer.report.html_words import counted, number
from analyzer.report.papers import paper_of, render_paper

_HEADS = {
    "before": ("Now", "After the switch", "is-before"),
    "after": ("Before the switch", "Now", "is-after"),
    "mixed": ("Not switched", "Switched", "is-mixed"),
    "unknown": ("Not switched", "Switched", "is-mixed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One task and its two places; ``is_same`` where the switch changes nothing."""

    task: str
    note: str
    before: str
    before_how: tuple[str, ...]
    after: str
    after_how: tuple[str, ...]
    is_same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskGroup:
    """Tasks of one kind."""

    title: str
    tasks: tuple[TaskLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Everything the card shows."""

    state: str
    detail: str
    tell: str
    command: str
    left: str
    right: str
    form: str
    groups: tuple[TaskGroup, ...]
    places: tuple[DeskPlace, ...]
    origin: str


def render_desk(assessment: Assessment, templates: Path) -> bytes:
    """The card as UTF-8, on one or two pages of A4: same assessment, same bytes."""
    paper = paper_of(assessment, "Service desk card, Exchange attributes")
    return render_paper("desk", assessment, templates, paper, card=build_card(assessment))


def build_card(assessment: Assessment) -> Card:
    """The card for the state the mailboxes are in today."""
    desk = assessment.papers.desk
    places = {p.id: p for p in desk.places}
    state = switch_state(assessment)
    left, right, form = _HEADS[state]
    words, detail = _told(assessment, state)
    groups = tuple(TaskGroup(title=g.title, tasks=tuple(_line(t, places) for t in g.tasks)) for g in desk.groups)
    named = sorted({s for g in desk.groups for t in g.tasks for s in t.sources})
    return Card(
        state=words,
        detail=detail,
        tell=desk.tell,
        command=desk.command,
        left=left,
        right=right,
        form=form,
        groups=groups,
        places=desk.places,
        origin=f"Stated on {desk.stated_on}; rests on the sources {', '.join(named)} of the pack." if named else "",
    )


def _line(task: DeskTask, places: dict[str, DeskPlace]) -> TaskLine:
    return TaskLine(
        task=task.task,
        note=task.note,
        before=places[task.before].title,
        before_how=tuple(task.before_how.split()),
        after=places[task.after].title,
        after_how=tuple(task.after_how.split()),
        is_same=(task.before, task.before_how) == (task.after, task.after_how),
    )


def switch_counts(assessment: Assessment) -> tuple[int, int, int]:
    """Mailboxes that are switched, are not, and of which nobody knows; those without a transfer are left out."""
    meant = assessment.mailboxes[assessment.mailboxes["verdict"] != "not_applicable"]
    found = meant["transferred"].value_counts().to_dict()
    yes, no = int(found.get("yes", 0)), int(found.get("no", 0))
    return yes, no, len(meant) - yes - no


def switch_state(assessment: Assessment) -> str:
    """before, after, mixed or unknown: how far the switch is today.

    A mailbox of which nobody knows whether it is switched makes the state mixed, never before or after.
    """
    yes, no, unknown = switch_counts(assessment)
    if not yes and not no:
        return "unknown"
    if unknown or (yes and no):
        return "mixed"
    return "after" if yes else "before"


def _told(assessment: Assessment, state: str) -> tuple[str, str]:
    yes, no, unknown = switch_counts(assessment)
    total = yes + no + unknown
    if state == "before":
        return (
            "Before the switch.",
            f"None of {counted(total, 'mailbox', 'mailboxes')} is switched. Use the left column.",
        )
    if state == "after":
        return (
            "After the switch.",
            f"All of {counted(total, 'mailbox', 'mailboxes')} are switched. Use the right column.",
        )
    if state == "unknown":
        return "Unknown.", "The exports do not say which mailboxes are switched. Ask each mailbox."
    unsaid = f"; for {number(unknown)} the exports do not say" if unknown else ""
    told = f"{number(yes)} of {counted(total, 'mailbox', 'mailboxes')} {'is' if yes == 1 else 'are'} switched{unsaid}."
    return "Mixed.", f"{told} The mailbox decides which column counts."
