"""``exready what-if``: the same evidence under other assumptions."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli import options, redaction

if TYPE_CHECKING:
    from analyzer.assuming import GateChange, WhatIf


@click.command("what-if")
@click.argument("folder", type=options.FOLDER)
@click.option(
    "--assume",
    "assumed",
    multiple=True,
    metavar="NAME=VALUE",
    help="writeback=on, sync-interval=3h, waive=MBX-009, as-of=TIME, or an answer such as ATT-001=yes. Repeatable; "
    "all hold together, as do several in one with commas between them.",
)
@click.option("--each", is_flag=True, help="Each --assume is a question of its own, with its own answer.")
@click.option("--out", type=options.FOLDER, metavar="FILE", help="Write the mailboxes that change to this CSV file.")
@options.as_of
@options.output_format("text", "json")
@options.keep_evidence
@redaction.redact
@options.rules
@options.quiet
@options.debug
def what_if(
    folder: Path,
    assumed: tuple[str, ...],
    each: bool,
    out: Path | None,
    as_of: dt.datetime | None,
    output: str,
    keep_evidence: bool,
    key_file: Path | None,
    rules: Path | None,
    quiet: bool,
) -> None:
    """Judge the exports under assumptions: what changes?

    The exports are read once, judged as they are and judged again. Told are the verdicts that change, the gates and
    what opens them, and the advised path. Nothing is written but the file of --out and what --keep-evidence keeps;
    assessment.toml stays as it is. With --redact all of it but what is kept has the pseudonyms of the redacted
    reports.

    With --keep-evidence, or beside what an earlier run kept, the next question is answered without reading again.
    """
    from analyzer.assuming import what_ifs
    from analyzer.cli.terminal import progress, say
    from analyzer.shelf import Keeper

    questions = [[part for part in text.split(",") if part.strip()] or [text] for text in assumed]
    asked = questions if each and questions else [[part for question in questions for part in question]]
    hidden = redaction.redaction(key_file, None)
    with hidden.guard() if hidden else nullcontext():
        with progress(quiet=quiet) as told:
            answers = what_ifs(
                folder,
                asked,
                rules=rules,
                as_of=as_of,
                progress=hidden.progress(told) if hidden else told,
                keeper=Keeper(folder, asked=keep_evidence, say=None if quiet or hidden else say),
                shown=hidden.parts_about if hidden else None,
            )
        if out is not None:
            _write(answers, out, each=each)
    if output == "json":
        from analyzer.cli.listing import print_json

        told_of_each = [_plain(found) for found in answers]
        print_json({"answers": told_of_each} if each else told_of_each[0])
    else:
        for number, found in enumerate(answers):
            for line in ([""] * 2 if number else []) + list(_lines(found)):
                click.echo(line)


def _write(answers: Sequence["WhatIf"], path: Path, *, each: bool) -> None:
    """The file holds a row per mailbox that changes, for each question its own; nothing in it is a formula.

    Raises:
        OutputUnwritable: the file cannot be written.
    """
    import io

    import pyarrow as pa

    from analyzer.cli.whole_files import put
    from analyzer.errors import OutputUnwritable
    from analyzer.report.csv_tables import write_table

    stream = io.BytesIO()
    tables = [pa.Table.from_pandas(a.changed, preserve_index=False).replace_schema_metadata(None) for a in answers]
    if each:
        asked = [pa.repeat(pa.scalar(_assumptions(a) or "nothing"), len(a.changed)) for a in answers]
        tables = [table.append_column("assumed", words) for table, words in zip(tables, asked, strict=True)]
    write_table(pa.concat_tables(tables), stream)
    try:
        put(path, stream.getvalue())
    except OSError as error:
        raise OutputUnwritable(f"{path} cannot be written", where=str(path), seen=error.strerror or "") from error


def _lines(found: "WhatIf") -> Iterator[str]:
    from analyzer.cli.terminal import harmless

    yield f"Assumed    {_assumptions(found) or 'nothing'}"
    noun = "mailbox" if found.mailboxes == 1 else "mailboxes"
    yield f"Judged     {found.judged_again} again, for {found.mailboxes:,} {noun}"
    if found.hypothetical:
        yield f"Note       nobody can sign for {', '.join(found.hypothetical)}: the cause has to be corrected"
    yield ""
    yield f"Verdicts   {_changing(found)}"
    for change in found.verdicts:
        rest = change.mailboxes - len(change.first)
        names = ", ".join(map(harmless, change.first)) + (f" and {rest:,} more" if rest else "")
        yield f"  {change.mailboxes:>7,}  {_words(change.before)} -> {_words(change.after)}: {names}"
    yield ""
    changing = [g for g in found.gates if g.changes]
    yield "Gates" if changing else "Gates      none changes"
    for gate in changing:
        yield f"  {gate.name}: {_state(gate, after=False)} -> {_state(gate, after=True)}"
        yield from (f"    no longer: {harmless(text)}" for text in gate.no_longer)
        yield from (f"    new:       {harmless(text)}" for text in gate.new)
    yield ""
    yield "Path" if found.paths or found.advice[0] != found.advice[1] else "Path       does not change"
    if found.advice[0] != found.advice[1]:
        yield f"  before: {harmless(found.advice[0])}"
        yield f"  now:    {harmless(found.advice[1])}"
    for path in found.paths:
        yield f"  {harmless(path.title)}: {_words(path.before)} -> {_words(path.after)}"
    yield ""
    yield harmless(found.sentence[1])


def _assumptions(found: "WhatIf") -> str:
    return ", ".join(f"{a.name}={_value(a.name, a.value)}" for a in found.assumptions)


def _changing(found: "WhatIf") -> str:
    if not found.changing:
        return "none changes"
    return f"{found.changing:,} of {found.mailboxes:,} {'changes' if found.changing == 1 else 'change'}"


def _value(name: str, value: str) -> str:
    return f"{int(value):,}m" if name == "sync-interval" else value


def _words(state: str) -> str:
    return state.replace("_", " ")


def _state(gate: "GateChange", *, after: bool) -> str:
    state, reach = (gate.after, gate.reach_after) if after else (gate.before, gate.reach_before)
    return f"{_words(state)} for {reach:,} of {gate.total:,}" if state == "open_in_part" else _words(state)


def _plain(found: "WhatIf") -> dict[str, Any]:
    """The result as JSON types; pairs are before and after."""

    def pair(values: tuple[Any, Any]) -> dict[str, Any]:
        return {"before": values[0], "after": values[1]}

    times = tuple(f"{t:%Y-%m-%dT%H:%M:%SZ}" for t in found.as_of)
    return {
        "folder": found.folder,
        "assumptions": [{"name": a.name, "value": a.value} for a in found.assumptions],
        "as_of": {"before": times[0], "after": times[1]},
        "sync_interval_minutes": pair(found.sync_interval_minutes),
        "judged_again": found.judged_again,
        "hypothetical": list(found.hypothetical),
        "mailboxes": found.mailboxes,
        "changing": found.changing,
        "sentence": pair(found.sentence),
        "verdicts": [
            {"before": c.before, "after": c.after, "mailboxes": c.mailboxes, "first": list(c.first)}
            for c in found.verdicts
        ],
        "gates": [
            {
                "gate": g.name,
                "state": {"before": g.before, "after": g.after},
                "reach": {"before": g.reach_before, "after": g.reach_after},
                "total": g.total,
                "reason": g.reason,
                "no_longer": list(g.no_longer),
                "new": list(g.new),
            }
            for g in found.gates
        ],
        "rules": [
            {
                "rule": r.rule,
                "title": r.title,
                "hits": pair(r.hits),
                "unknown": pair(r.unknown),
                "waived": pair(r.waived),
            }
            for r in found.rules
        ],
        "advice": pair(found.advice),
        "paths": [{"path": p.path, "title": p.title, "state": pair((p.before, p.after))} for p in found.paths],
    }
