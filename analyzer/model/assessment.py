"""The finished assessment: the only thing a report may read.

Frames are pandas frames with Arrow-backed text; their columns are declared in ``model/frames.py`` and
checked when the assessment is built. Times are ``datetime`` in UTC or ISO 8601 text ending in ``Z`` in
frames.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from analyzer.model.papers import NO_PAPERS, Papers
from analyzer.model.problems import Problem
from analyzer.model.rules import Gate, LeftOut, PackLayer, RuleResult, Source
from analyzer.model.settings import Statement, Waiver
from analyzer.model.snapshot import Conflict, RejectedRow, SourceFile

VERDICTS = ("done", "ready", "ready_with_warnings", "wait", "blocked", "unknown", "not_applicable")
GATE_STATES = ("open", "open_in_part", "closed", "unknown", "waived")
GATE_NAMES = {
    Gate.TRANSFER: ("transfer", "May the mailboxes be switched?"),
    Gate.RETIRE: ("retire", "May the last server go?"),
    Gate.WRITEBACK: ("writeback", "May the cloud write to the directory?"),
    Gate.MOVE_BACK: ("move-back", "Is the way back safe?"),
    Gate.PATH: ("path", "Uninstall, or keep the management tools?"),
}
# advised = now; next = after the wait; possible = nothing speaks against it, and nothing asks for it.
PATH_STATES = ("advised", "next", "possible", "ruled_out", "unknown")
# later = a step before it is not done; unanswered = a person owes the answer; unknown = no evidence;
# other_path = belongs to the path that is not taken; not_needed = somebody said that nobody needs it.
STEP_STATES = ("done", "to_do", "later", "unanswered", "unknown", "other_path", "not_needed")
STEP_BASES = ("data", "person", "data and person", "nothing")
REVERSIBLE = ("yes", "with loss", "no")
# For a path: for, against, neither. For a step: holds, shows, listed, stated. For both: unanswered, unknown.
GROUNDS = ("for", "against", "neither", "holds", "shows", "listed", "stated", "unanswered", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """Who, what and when."""

    product_version: str
    pack_name: str
    pack_version: str
    pack_date: str
    pack_sha256: str  # over all layers
    pack_layers: tuple[PackLayer, ...]  # the pack, then what was laid over it
    as_of: datetime
    as_of_basis: str  # "given" or "newest time in the files"
    customer: str
    author: str
    classification: str
    introduction: str
    accent: str
    folder: str
    fingerprint: str  # SHA-256 over the sorted file hashes, settings and pack: the evidence fingerprint
    sync_interval_minutes: int
    sync_interval_basis: str

    @property
    def rules_from(self) -> str:
        """The pack and what was laid over it, each with version and the start of its hash."""
        pack, *over = self.pack_layers
        told = [f"{pack.name} {pack.version} of {pack.date} ({pack.sha256[:12]})"]
        for layer in over:
            version = " ".join(filter(None, (layer.name, layer.version, f"of {layer.date}" if layer.date else "")))
            told.append(
                f"over it {layer.rules:,} rule{'' if layer.rules == 1 else 's'} of {version} ({layer.sha256[:12]})"
            )
        return "; ".join(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """One thing that would open a gate."""

    text: str  # "Decide 14 synced groups"
    rules: tuple[str, ...]
    count: int
    owner: str
    state: str  # "fail" or "unknown"
    settles: str = ""  # for unknown: the export that would settle it
    opens_also: str = ""  # the signature or the answer that would open it too
    key: str = ""  # of a fault: the first rule of its cause, the same from run to run whichever of them fire


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """The state of one gate and the shortest list of what opens it."""

    gate: Gate
    name: str
    question: str
    state: str  # one of GATE_STATES
    reason: str  # one or two sentences
    openers: tuple[Opener, ...]
    reach: int = 0  # mailboxes the gate is open for
    total: int = 0
    closed_by: tuple[str, ...] = ()  # rules that close it for all, whatever holds up single mailboxes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One fact that an advice or the state of a step rests on."""

    text: str
    says: str  # one of GROUNDS
    rules: tuple[str, ...] = ()
    count: int = 0  # objects it was found on
    settles: str = ""  # for what is not known: the export or the answer that would settle it
    person: str = ""  # for what somebody stated: who
    day: date | None = None  # and when
    decides: bool = False  # the answer hangs on it


@dataclass(frozen=True, slots=True, kw_only=True)
class PathAdvice:
    """One way to go on: what speaks for it and against it today."""

    path: str
    title: str
    about: str
    state: str  # one of PATH_STATES
    reason: str
    grounds: tuple[Ground, ...]  # those that decide first
    changes: tuple[str, ...]  # what would change the answer
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Which way to go, or why that cannot be said yet."""

    sentence: str
    is_said: bool
    paths: tuple[PathAdvice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step to the last server and how far it is."""

    step: str  # "7", "23A"
    title: str
    state: str  # one of STEP_STATES
    basis: str  # what the state rests on, one of STEP_BASES
    reason: str
    owner: str
    needs: tuple[str, ...]  # steps that come before it
    waits_for: tuple[str, ...]  # those of them that are not done
    grounds: tuple[Ground, ...]
    question: str  # what a person has to state for this step, with the id to answer under
    reversible: str  # one of REVERSIBLE
    back: str  # how it is undone
    border: str  # what ends behind it, empty for most
    path: str  # the path it belongs to, empty for both
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictCount:
    """How many mailboxes have one verdict."""

    verdict: str
    label: str
    meaning: str
    mailboxes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One rule's correction and the mailboxes that it frees, alone and together with those above it."""

    rank: int
    text: str
    rule: str
    owner: str
    frees: int  # mailboxes for which this is the only thing in the way
    touches: int  # mailboxes it stands in the way of
    together: int  # freed when this and all corrections above are done
    rules: tuple[str, ...] = ()  # every rule that it corrects
    settles: str = ""  # the export that would do it, where evidence is all that lacks


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeDay:
    """How many waiting mailboxes become safe on one day (UTC)."""

    day: str  # ISO date
    mailboxes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeLine:
    """One attribute of the ledger: both names, owner before and after, how often both sides differ."""

    ldap_name: str
    cloud_name: str
    category: str
    owner_before: str
    owner_after: str
    edit_before: str
    edit_after: str
    written_back: str
    compared_as: str
    pairs: int  # pairs of mailboxes with both sides known
    equal: int
    lag: int
    drift: int
    by_design: int
    unknown: int
    unknown_because: str
    trust: str
    sources: str
    stated_on: str
    notes: str
    edit_mixed: str = ""  # while some mailboxes are switched and others are not
    compares: str = ""  # the compare rule in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Rows of all files: read = used + ignored + rejected."""

    read: int
    used: int
    ignored: int
    rejected: int
    ignored_because: Mapping[str, int]
    matched: int  # directory objects with a cloud object
    only_directory: int
    only_cloud: int
    ambiguous: int

    @property
    def reconciles(self) -> bool:
        """The counts add up."""
        return self.read == self.used + self.ignored + self.rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Everything a report may show."""

    meta: Meta
    sentence: str  # the decision in one sentence
    ask: str  # what is asked today, or what is missing
    verdicts: tuple[VerdictCount, ...]  # in the order of VERDICTS, all seven
    gates: tuple[GateResult, ...]  # five
    advice: Advice  # which way to go
    sequence: tuple[Step, ...]  # the steps to the last server, in order
    rules: tuple[RuleResult, ...]  # sorted by rule id
    left_out: tuple[LeftOut, ...]  # rules that are known and not judged, each with its reason
    corrections: tuple[Correction, ...]  # at most ten
    calendar: tuple[SafeDay, ...]
    attributes: tuple[AttributeLine, ...]
    files: tuple[SourceFile, ...]
    problems: tuple[Problem, ...]
    rejected: tuple[RejectedRow, ...]
    reconciliation: Reconciliation
    statements: tuple[Statement, ...]
    waivers: tuple[Waiver, ...]
    sources: tuple[Source, ...]
    missing: tuple[tuple[str, str, str, int], ...]  # input code, title, command, rules it would settle
    mailboxes: pd.DataFrame  # frames.MAILBOXES
    findings: pd.DataFrame  # frames.FINDINGS
    differences: pd.DataFrame  # frames.DIFFERENCES
    conflicts: tuple[Conflict, ...] = ()  # rows that another row of the same object contradicts
    papers: Papers = NO_PAPERS  # what the pack says for the service desk's card and the board paper
