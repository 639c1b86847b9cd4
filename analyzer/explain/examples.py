"""The examples of a rule as small tables: what they hold, and what the rule says of each row."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analyzer.explain.page import one_line
from analyzer.model.page import Row, Section
from analyzer.model.rules import Example, Rule

RESULT = "The rule says"
_LABELS = {
    "table": "Rows of the table",
    "missing": "Not supplied",
    "incomplete": "Stopped early",
    "as_of": "As of",
    "exported_at": "Exported at",
    "cycle_minutes": "Minutes of a sync cycle",
    "planned": "Planned",
    "leaves_scope": "Will leave the scope",
    "returns_onprem": "Will move back",
    "transferred_by": "Transferred by",
    "statements": "Statements",
    "facts": "Dated facts",
    "ages": "Newest time inside",
}


def example_sections(rule: Rule) -> Iterator[Section]:
    """One section for each example, and one for each table around it."""
    for number, example in enumerate(rule.examples, 1):
        title = "Example" if len(rule.examples) == 1 else f"Example {number}"
        yield _main(title, example)
        for table in example.settings.get("with", ()):
            columns, rows = _table(table.get("rows", ""))
            around = table.get("table", "people")
            yield Section(key="around", title=f"With {around}", columns=columns, rows=rows, under=True)


def _main(title: str, example: Example) -> Section:
    columns, rows = _table(example.rows)
    named = {row[0] for row in rows if row}
    said = _said(example)
    judged = tuple((*row, said.get(row[0], "pass")) for row in rows)
    facts = [(_LABELS.get(k, k), _value(v)) for k, v in example.settings.items() if k in _LABELS]
    # A rule about one thing names it; it stands in no row.
    facts += [(RESULT, f"{who}: {what}") for who, what in said.items() if who not in named]
    return Section(
        key="example",
        title=title,
        text=(one_line(example.says),) if example.says.strip() else (),
        facts=tuple(facts),
        columns=(*columns, RESULT) if columns else (),
        rows=judged if columns else (),
    )


def _said(example: Example) -> dict[str, str]:
    """What the rule says of each id that the example names."""
    possible, until = example.settings.get("possible", ()), example.settings.get("until", {})
    out: dict[str, str] = {}
    for word, ids in (("hit", example.hits), ("unknown", example.unknown), ("outside", example.outside)):
        out |= dict.fromkeys(ids, word)
    out |= dict.fromkeys(possible, "possible hit")
    return out | {i: f"{out.get(i, 'hit')} until {_value(t)}" for i, t in until.items()}


def _table(text: str) -> tuple[Row, tuple[Row, ...]]:
    """Header and rows of a table whose cells are parted by bars."""
    lines = [tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines() if line.strip()]
    if not lines:
        return (), ()
    head, *rows = lines
    return head, tuple((*row, *[""] * (len(head) - len(row))) for row in rows)


def _value(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return "; ".join(f"{k}: {_value(v)}" for k, v in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(_value, value))
    return str(value)
