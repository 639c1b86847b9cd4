"""Four readers and their first screens: the same panels over the same data, in another order and choice.

A panel is a part of the overview: ``page/panels/NAME.html``, a ``<section data-panel="NAME">``. Its content comes
with :func:`build_panels` or with the overview. Add its name to ``PANELS`` and to the readers who see it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.model.assessment import Assessment, Step
from analyzer.model.rules import RuleResult
from analyzer.report.desk import Card, build_card, switch_counts
from analyzer.report.html_overview import TONES, level_word
from analyzer.report.html_road import PATH_WORDS, STEP_WORDS
from analyzer.report.html_standing import Fact
from analyzer.report.html_words import counted, link, number

# In the order of the page where no script runs; it shows them all.
PANELS = ("lookup", "verdicts", "gates", "road", "days", "fixes", "hits", "kinds", "tasks", "inputs")
_MOST_STEPS = 6
_MOST_HITS = 10
_MOST_ATTRIBUTES = 8
_NO_WORK = {"info", "none"}
_OPEN = ("to_do", "unanswered", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who opens the page with a question."""

    name: str  # in the address
    label: str
    asks: str
    panels: tuple[str, ...]  # what the first screen shows, in this order


READERS = (
    Reader(
        name="board",
        label="Board",
        asks="Is it safe, how far are we, what is asked?",
        panels=("verdicts", "gates", "days", "fixes", "inputs"),
    ),
    Reader(
        name="architect",
        label="Architect",
        asks="What stands between us and the last server, in which order?",
        panels=("road", "gates", "days", "fixes", "verdicts", "inputs"),
    ),
    Reader(
        name="engineer",
        label="Engineer",
        asks="What do I correct next?",
        panels=("fixes", "hits", "kinds", "verdicts", "inputs"),
    ),
    Reader(
        name="desk",
        label="Service desk",
        asks="Where do I change this now?",
        panels=("lookup", "tasks", "verdicts"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadCell:
    """One step as a cell of the strip."""

    x: str
    tone: str
    is_next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadStep:
    """A step that can be worked on now."""

    number: str
    title: str
    state: str
    tone: str
    owner: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """How far the way to the last server is gone."""

    summary: str
    title: str
    cells: tuple[RoadCell, ...]
    width: str
    states: tuple[Fact, ...]
    steps: tuple[RoadStep, ...]
    advice: str
    paths: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One rule and how much it found."""

    rule: str
    title: str
    level: str
    tone: str
    owner: str
    hits: str
    link: str
    width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of difference, or one attribute that drifts."""

    label: str
    tone: str
    meaning: str
    number: str
    link: str
    width: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panels:
    """What the panels show that the overview itself does not."""

    readers: tuple[Reader, ...]
    road: Road
    hits: tuple[Hit, ...]
    hits_note: str
    kinds: tuple[Kind, ...]
    drifting: tuple[Kind, ...]
    drifting_note: str
    card: Card
    switched: str


def build_panels(assessment: Assessment) -> Panels:
    """The panels of this assessment."""
    hit = sorted(
        (r for r in assessment.rules if r.hits and r.rule.level.value not in _NO_WORK),
        key=lambda r: (-r.hits, r.rule.id),
    )
    drifting = sorted((a for a in assessment.attributes if a.drift), key=lambda a: (-a.drift, a.ldap_name))
    most = max((a.drift for a in drifting), default=0)
    yes, no, unsaid = switch_counts(assessment)
    said = (
        f"{counted(yes, 'mailbox is', 'mailboxes are')} changed in the cloud already, {number(no)} still on-premises."
    )
    return Panels(
        readers=READERS,
        road=_road(assessment),
        hits=_hits(hit),
        hits_note=f"{counted(len(hit), 'rule')} of {number(len(assessment.rules))} found work; those that only inform "
        "are left out.",
        kinds=_kinds(assessment),
        drifting=tuple(
            Kind(
                label=a.ldap_name,
                tone="drift",
                meaning=a.cloud_name,
                number=number(a.drift),
                link=link("differences", ("attribute", a.ldap_name), ("kind", "drift")),
                width=f"{100 * a.drift / most:.1f}%",
            )
            for a in drifting[:_MOST_ATTRIBUTES]
        ),
        drifting_note=f"{counted(len(drifting), 'attribute drifts', 'attributes drift')}.",
        card=build_card(assessment),
        switched=said + (f" For {number(unsaid)} the exports do not say." if unsaid else ""),
    )


def _road(assessment: Assessment) -> Road:
    steps = assessment.sequence
    done = sum(s.state == "done" for s in steps)
    ahead = [s for s in steps if s.state in _OPEN]
    first = ahead[0].step if ahead else ""
    width = 100 / len(steps) if steps else 0.0
    counts = [(state, sum(s.state == state for s in steps)) for state in STEP_WORDS]
    told = "; ".join(f"{STEP_WORDS[state][0]} {number(n)}" for state, n in counts if n)
    return Road(
        summary=f"{number(done)} of {counted(len(steps), 'step is', 'steps are')} done.",
        title=f"{counted(len(steps), 'step')} in order. {told}." if steps else "",
        cells=tuple(
            RoadCell(x=f"{k * width:.3f}%", tone=STEP_WORDS[s.state][1], is_next=s.step == first)
            for k, s in enumerate(steps)
        ),
        width=f"{width:.3f}%",
        states=tuple(
            Fact(label=STEP_WORDS[state][0], value=number(n), tone=STEP_WORDS[state][1]) for state, n in counts if n
        ),
        steps=tuple(_step(s) for s in ahead[:_MOST_STEPS]),
        advice=assessment.advice.sentence,
        paths=tuple(
            Fact(label=p.title, value=PATH_WORDS[p.state][0], tone=PATH_WORDS[p.state][1])
            for p in assessment.advice.paths
        ),
    )


def _step(step: Step) -> RoadStep:
    state, tone = STEP_WORDS[step.state]
    return RoadStep(number=step.step, title=step.title, state=state, tone=tone, owner=step.owner, reason=step.reason)


def _hits(results: Sequence[RuleResult]) -> tuple[Hit, ...]:
    most = results[0].hits if results else 0
    return tuple(
        Hit(
            rule=r.rule.id,
            title=r.rule.title,
            level=level_word(r.rule.level),
            tone=TONES[r.rule.level.value],
            owner=r.rule.owner,
            hits=number(r.hits),
            link=link("findings", ("rule", r.rule.id), ("outcome", "fail")),
            width=f"{100 * r.hits / most:.1f}%",
        )
        for r in results[:_MOST_HITS]
    )


def _kinds(assessment: Assessment) -> tuple[Kind, ...]:
    counts = assessment.differences["kind"].value_counts().to_dict()
    meanings = (
        ("drift", "Drift", "drift", "Stays until somebody chooses a value"),
        ("lag", "Lag", "wait", "The next sync brings it"),
        ("unknown", "Unknown", "unknown", "Could not be compared"),
        ("by_design", "By design", "design", "Expected; no work"),
    )
    return tuple(
        Kind(
            label=label,
            tone=tone,
            meaning=meaning,
            number=number(int(counts.get(kind, 0))),
            link=link("differences", ("kind", kind)),
        )
        for kind, label, tone, meaning in meanings
    )
