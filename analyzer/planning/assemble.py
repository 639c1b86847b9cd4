"""Outcomes become the Assessment: the only thing a report may read."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from analyzer import __version__
from analyzer.engine.estate import Estate
from analyzer.engine.evaluate import Outcome
from analyzer.engine.findings import Told
from analyzer.engine.mailboxes import build_differences, build_mailboxes
from analyzer.engine.other_recipients import build_contacts, build_groups
from analyzer.engine.pack import Pack
from analyzer.model.assessment import (
    VERDICTS,
    Assessment,
    Meta,
    Reconciliation,
    VerdictCount,
)
from analyzer.model.problems import Problem, Severity
from analyzer.model.rules import Gate, RuleResult
from analyzer.model.snapshot import Snapshot
from analyzer.planning.attributes import attribute_lines
from analyzer.planning.corrections import build_calendar, build_corrections
from analyzer.planning.preview_both import foresee
from analyzer.planning.preview_register import register_problems, writers_of
from analyzer.planning.sequence import build_sequence
from analyzer.planning.timing import build_timing, count_dead_edits
from analyzer.planning.waivers import waiver_problems
from analyzer.planning.weighing import weigh
from analyzer.planning.wording import number_of

LABELS = {
    "done": ("Done", "Already managed in the cloud"),
    "ready": ("Ready", "Can be transferred today"),
    "ready_with_warnings": ("Ready with warnings", "Can be transferred; read the notes first"),
    "wait": ("Wait", "A change in the directory is less than a cycle and the settling time old"),
    "blocked": ("Blocked", "Something must be corrected first"),
    "unknown": ("Unknown", "Evidence is missing; the finding says which export settles it"),
    "not_applicable": ("Not applicable", "No transfer is meant for it"),
}


def assemble(
    estate: Estate,
    outcomes: Sequence[Outcome],
    pack: Pack,
    *,
    as_of_basis: str,
    interval_basis: str,
    inputs: Sequence[tuple[str, str, str, str]],
    told: Mapping[str, Told] | None = None,
) -> Assessment:
    """The finished assessment.

    ``inputs`` lists code, title, command and layout id of every known export; ``told`` holds findings by rule that
    are known already.
    """
    snapshot = estate.snapshot
    weighed = weigh(estate, outcomes, pack, inputs, told=told)
    verdicts, findings, counts, exports = weighed.verdicts, weighed.findings, weighed.counts, weighed.exports
    able, transfer = counts["ready"] + counts["ready_with_warnings"], weighed.gate(Gate.TRANSFER)
    foreseen = foresee(estate, verdicts)
    differences = build_differences(estate)
    return Assessment(
        meta=_meta(estate, pack, as_of_basis, interval_basis),
        sentence=weighed.sentence,
        ask=_ask(able, transfer.state, counts),
        verdicts=tuple(
            VerdictCount(verdict=v, label=LABELS[v][0], meaning=LABELS[v][1], mailboxes=counts[v]) for v in VERDICTS
        ),
        gates=weighed.gates,
        advice=weighed.advice,
        sequence=build_sequence(pack.road, weighed.standing, weighed.advice),
        rules=weighed.results,
        left_out=pack.left_out,
        corrections=build_corrections(
            verdicts,
            {o.rule.id: o.rule for o in outcomes},
            pack.road.causes,
            {o.rule.id: o.missing or "; ".join(exports[c] for c in o.rule.settles if c in exports) for o in outcomes},
        ),
        calendar=build_calendar(estate, verdicts),
        attributes=attribute_lines(estate),
        files=snapshot.files,
        problems=(
            *waiver_problems(estate, outcomes, findings, pack.road),
            *register_problems(estate.catalogue, snapshot.settings.applications),
            *_age_problems(estate, pack),
            *snapshot.problems,
        ),
        rejected=snapshot.rejected,
        conflicts=snapshot.conflicts,
        papers=pack.papers,
        reconciliation=_reconcile(estate),
        statements=snapshot.settings.statements,
        waivers=snapshot.settings.waivers,
        sources=pack.sources,
        missing=_missing(snapshot, weighed.results, inputs),
        mailboxes=build_mailboxes(estate, verdicts),
        findings=findings,
        differences=differences,
        timing=build_timing(estate, verdicts, writers_of(snapshot.settings.applications)),
        dead_edits=count_dead_edits(differences),
        previews=foreseen.previews,
        writeback=foreseen.writeback,
        rollback=foreseen.rollback,
        groups=build_groups(estate, findings),
        contacts=build_contacts(estate, findings),
    )


def _meta(estate: Estate, pack: Pack, as_of_basis: str, interval_basis: str) -> Meta:
    snapshot, settings = estate.snapshot, estate.snapshot.settings
    digest = hashlib.sha256()
    for file in sorted(snapshot.files, key=lambda f: f.file):
        digest.update(f"{file.file}\0{file.sha256}\n".encode())
    digest.update(f"{settings.sha256}\n{pack.sha256}\n{__version__}\n{estate.as_of.isoformat()}".encode())
    return Meta(
        product_version=__version__,
        pack_name=pack.name,
        pack_version=pack.version,
        pack_date=pack.date,
        pack_sha256=pack.sha256,
        pack_layers=pack.layers,
        as_of=estate.as_of,
        as_of_basis=as_of_basis,
        customer=settings.customer or snapshot.folder,
        author=settings.author,
        classification=settings.classification,
        introduction=settings.introduction,
        accent=settings.accent,
        logo=settings.logo,
        folder=snapshot.folder,
        fingerprint=digest.hexdigest(),
        sync_interval_minutes=estate.sync_interval_minutes,
        sync_interval_basis=interval_basis,
    )


def _ask(able: int, transfer: str, counts: Mapping[str, int]) -> str:
    if transfer in {"open", "open_in_part"} and able:
        ready = number_of("mailbox", able)
        return f"Asked today: approve the transfer of {ready}. Not asked today: taking the server away."
    if counts.get("unknown", 0):
        unknown = number_of("mailbox", counts["unknown"])
        return f"Nothing is asked today. {unknown} cannot be judged; the report says which export would settle it."
    return "Nothing is asked today. The gates below say what has to be done first."


def _reconcile(estate: Estate) -> Reconciliation:
    files, snapshot = estate.snapshot.files, estate.snapshot
    ad, cloud = estate.has_ad, estate.has_cloud
    return Reconciliation(
        read=sum(f.rows_read for f in files),
        used=sum(f.rows_used for f in files),
        ignored=sum(f.rows_ignored for f in files),
        rejected=sum(f.rows_rejected for f in files),
        ignored_because=dict(sorted(snapshot.ignored.items())),
        matched=int(np.count_nonzero(ad & cloud)),
        only_directory=int(np.count_nonzero(ad & ~cloud)),
        only_cloud=int(np.count_nonzero(cloud & ~ad)),
        ambiguous=int(np.count_nonzero(estate.identities.ambiguous != "")),
    )


def _missing(
    snapshot: Snapshot, results: Sequence[RuleResult], inputs: Sequence[tuple[str, str, str, str]]
) -> tuple[tuple[str, str, str, int], ...]:
    """Exports that nobody supplied, the one that would settle most rules first."""
    settles: Counter[str] = Counter(code for r in results if r.unknown for code in r.rule.settles)
    present = set(snapshot.tables)
    codes_present = {code for code, _t, _c, kind in inputs if kind in present}
    rows = {}
    for code, title, command, kind in inputs:
        if kind not in present and (settles[code] or code not in codes_present):
            rows[(code, title)] = (code, title, command, settles[code])
    return tuple(sorted(rows.values(), key=lambda r: (-r[3], r[0], r[1])))


def _age_problems(estate: Estate, pack: Pack) -> tuple[Problem, ...]:
    """An old rule pack, and evidence of different days."""
    out = []
    if pack.date and (estate.as_of.date() - dt.date.fromisoformat(pack.date)).days > pack.fresh_days:
        words = (
            f"The facts of the rule pack are of {pack.date}, more than {pack.fresh_days} days before the as-of time."
        )
        out.append(
            Problem(code="W502", severity=Severity.WARN, message=words, help="Install a newer version of exready.")
        )
    if estate.ages_differ:
        hours = int(estate.ages_apart.total_seconds() // 3600)
        words = f"The newest times inside the files lie {hours:,} hours apart, so differences are only possible ones."
        out.append(
            Problem(code="W503", severity=Severity.WARN, message=words, help="Export both sides again on one day.")
        )
    return tuple(out)
