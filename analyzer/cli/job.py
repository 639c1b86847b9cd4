"""The main job as ``analyze`` and ``demo`` run it: assessment, reports, a few words about both."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from analyzer.cli.exit_codes import ExitCode
from analyzer.cli.kept import kept_lines, last_notes
from analyzer.cli.redaction import Redaction
from analyzer.cli.templates import faults_named, template_folder
from analyzer.cli.terminal import counted, harmless, progress, say
from analyzer.model.assessment import Assessment
from analyzer.pipeline import analyze
from analyzer.report.workbook_notes import match_notes
from analyzer.report.write import write_reports
from analyzer.shelf import Keeper


def analyse_folder(
    folder: Path,
    out: Path | None,
    *,
    as_of: dt.datetime | None,
    formats: Sequence[str],
    rules: Path | None = None,
    keep_from: Path | None = None,
    templates: Path | None = None,
    keep_evidence: bool = False,
    quiet: bool = False,
    redaction: Redaction | None = None,
) -> Assessment:
    """The assessment of the folder; its reports are complete in ``out`` and the reader knows where.

    With a redaction it, its reports and all that is said hold no names, and no notes are carried on: people write
    names into them.
    Templates in ``templates`` take the place of ours with the same name.

    What people wrote into the workbook that is replaced, or into ``keep_from``, is carried on. It is read before
    anything is analysed: a workbook that cannot be read stops the run while nothing is changed.

    With ``keep_evidence``, or beside what an earlier run kept, what is read and judged is kept in the folder.
    """
    target = out or folder / "reports"
    notes = last_notes(target, keep_from, dropped=redaction is not None) if "xlsx" in formats else None
    with template_folder(templates) as laid, progress(quiet=quiet) as listener:
        told = redaction.progress(listener) if redaction else listener
        keeper = Keeper(folder, asked=keep_evidence, say=None if quiet else say)
        assessment = analyze(folder, rules=rules, as_of=as_of, progress=told, keeper=keeper)
        assessment = redaction.assessment(assessment) if redaction else assessment
        kept = match_notes(assessment, notes) if notes else None
        with faults_named(laid):
            written = write_reports(assessment, target, laid.folder, formats=formats, progress=told, kept=kept)
    if not quiet:
        if redaction:
            written = redaction.places(written, target)
            folder = Path("FOLDER")
        for line in summary(assessment, folder, written):
            say(line)
        if redaction:
            say(f"  redacted   key {assessment.meta.redacted_with}, values {assessment.meta.values_shown}")
    if kept:
        for line in kept_lines(kept, quiet=quiet):
            say(line)
    return assessment


def summary(assessment: Assessment, folder: Path, written: Sequence[Path]) -> Iterator[str]:
    """What somebody at the terminal wants to know, line by line."""
    yield harmless(assessment.sentence)
    yield harmless(assessment.ask)
    yield ""
    verdicts = [f"{v.mailboxes:,} {v.label.lower()}" for v in assessment.verdicts if v.mailboxes]
    yield f"  mailboxes  {', '.join(verdicts) or 'none'}"
    yield f"  gates      {', '.join(f'{g.name} {_words(g.state)}' for g in assessment.gates)}"
    rows = assessment.reconciliation
    yield (
        f"  evidence   {counted(len(assessment.files), 'file')}, {counted(rows.read, 'row')}: {rows.used:,} used, "
        f"{rows.ignored:,} ignored, {rows.rejected:,} rejected"
    )
    if assessment.problems:
        listed = f"exready check {harmless(folder)}"
        yield f"  problems   {len(assessment.problems):,} with the exports; {listed} lists them"
    for number, path in enumerate(written):
        yield f"  {'reports    ' if number == 0 else '           '}{harmless(path)}"
    broken = [r.rule.id for r in assessment.rules if r.state == "error"]
    if broken:
        yield ""
        yield f"  {counted(len(broken), 'rule')} could not run because of a bug in exready: {' '.join(broken)}"


def _words(state: str) -> str:
    return state.replace("_", " ")


def exit_code(assessment: Assessment, fail_on: str | None) -> ExitCode:
    """The worst thing found, if it is at least as bad as ``fail_on``; a broken rule before everything."""
    if any(r.state == "error" for r in assessment.rules):
        return ExitCode.BUG
    if fail_on is None:
        return ExitCode.FINISHED
    least = ExitCode[fail_on.upper()]
    return max((c for c in _found(assessment) if c >= least), default=ExitCode.FINISHED)


def _found(assessment: Assessment) -> set[ExitCode]:
    """Which of warnings, unknowns and blockers the findings hold. Information and waived findings do not count."""
    findings = assessment.findings
    pairs = set(zip(findings["level"].tolist(), findings["outcome"].tolist(), strict=True))
    found = set()
    for level, outcome in pairs:
        if outcome == "waived" or level in {"info", "none"}:
            continue
        if outcome == "unknown" or level == "unknown":
            found.add(ExitCode.UNKNOWNS)
        elif level == "blocker":
            found.add(ExitCode.BLOCKERS)
        else:
            found.add(ExitCode.WARNINGS)
    return found
