"""The finished assessment: the only thing a report may read.

Frames are pandas frames with Arrow-backed text; their columns are declared in ``model/frames.py`` and
checked when the assessment is built. Times are ``datetime`` in UTC or ISO 8601 text ending in ``Z`` in
frames.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from analyzer.model.problems import Problem
from analyzer.model.rules import Gate, RuleResult, Source
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """Who, what and when."""

    product_version: str
    pack_name: str
    pack_version: str
    pack_date: str
    pack_sha256: str
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """One thing that would open a gate."""

    text: str  # "Decide 14 synced groups"
    rules: tuple[str, ...]
    count: int
    owner: str
    state: str  # "fail" or "unknown"
    settles: str = ""  # for unknown: the export that would settle it


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
    rules: tuple[RuleResult, ...]  # sorted by rule id
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
