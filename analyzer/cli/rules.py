"""``exready rules``: the rule pack, printed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli import options

if TYPE_CHECKING:
    from analyzer.model.rules import LeftOut, Rule

COLUMNS = {
    "id": "Rule",
    "state": "State",
    "level": "Level",
    "gates": "Gates",
    "subject": "Speaks about",
    "title": "Title",
    "since": "Stated on",
    "reason": "Left out because",
}
FACTS = {
    "name": "Fact",
    "what": "What",
    "value": "Value",
    "unit": "Unit",
    "from": "From",
    "confidence": "Trust",
    "sources": "Sources",
    "stated_on": "Stated on",
    "note": "Note",
}


@click.command()
@options.output_format("table", "json", "markdown")
@click.option("--facts", is_flag=True, help="List the dated facts instead: minimum versions, limits, milestones.")
@click.option("--for", "folder", type=options.FOLDER, metavar="FOLDER", help="Say which exports FOLDER lacks for each.")
@options.rules
@options.debug
def rules(output: str, facts: bool, folder: Path | None, rules: Path | None) -> None:
    """List the rules.

    What each looks for, how bad that is and which gates it moves, and its state: active, with the exports that
    settle it; asked of a person; or left out, with the reason. JSON holds everything: why, fix, sources,
    parameters and examples.
    """
    from analyzer.cli.listing import print_json, print_markdown, print_table
    from analyzer.report.plain import to_plain
    from analyzer.survey import missing_exports, open_pack

    pack = open_pack(rules)
    if facts:
        columns, rows = FACTS, _facts(to_plain(list(pack.facts.dated)))
    else:
        columns, rows = COLUMNS, _rules(pack.rules, pack.left_out, missing_exports(folder, rules=rules))
    if output == "markdown":
        print_markdown(columns, rows)
    elif output == "table":
        print_table(columns, rows)
    elif facts:
        print_json(to_plain(list(pack.facts.dated)))
    else:
        states = {row["id"]: row["state"] for row in rows}
        every: list[Rule | LeftOut] = [*pack.rules, *pack.left_out]
        print_json([{**to_plain(r), "state": states[r.id]} for r in sorted(every, key=lambda r: r.id)])


def _rules(
    rules: "Sequence[Rule]", left_out: "Sequence[LeftOut]", lacking: Mapping[str, str] | None
) -> list[Mapping[str, object]]:
    rows: dict[str, Mapping[str, object]] = {}
    for rule in rules:
        rows[rule.id] = {
            "id": rule.id,
            "state": state_of(rule.check == "is_answered", rule.settles, lacking),
            "level": rule.level.value,
            "gates": " ".join(rule.gates),
            "subject": rule.subject,
            "title": rule.title,
            "since": rule.since,
            "reason": "",
        }
    for one in left_out:
        rows[one.id] = {
            "id": one.id,
            "state": "left out",
            "level": "",
            "gates": "",
            "subject": one.subject,
            "title": one.title,
            "since": one.since,
            "reason": one.reason,
        }
    return [rows[rule_id] for rule_id in sorted(rows)]


def state_of(asks: bool, settles: tuple[str, ...], lacking: Mapping[str, str] | None) -> str:
    """In a few words: what the rule waits for. ``lacking`` holds code and title of the exports a folder lacks."""
    if asks:
        return "statement"
    exports = " ".join(settles)
    if lacking is None:
        return f"active, by {exports}" if exports else "active"
    gone = [f"{code} {lacking[code]}" for code in settles if code in lacking]
    return f"needs {', '.join(gone)}" if gone else "active"


def _facts(dated: Sequence[Mapping[str, Any]]) -> list[Mapping[str, object]]:
    return [
        {**fact, "from": fact["since"] or "", "confidence": fact["confidence"], "sources": " ".join(fact["sources"])}
        for fact in dated
    ]
