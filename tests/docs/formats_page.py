"""The page of formats and damage: which export is read in which grammar, and what happens to what is damaged."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analyzer.collectors import load_layouts
from analyzer.collectors.codes import CODES
from analyzer.collectors.layouts import Layout
from analyzer.model.problems import Severity

ROOT = Path(__file__).resolve().parents[2]
COLLECTORS = ROOT / "tests" / "collectors"
FORMATS: Mapping[str, Any] = tomllib.loads((ROOT / "tests" / "docs" / "formats.toml").read_text(encoding="utf-8"))
DAMAGE: Mapping[str, Any] = tomllib.loads((COLLECTORS / "damage.toml").read_text(encoding="utf-8"))
LAYOUTS = load_layouts(ROOT / "rules")
GRAMMARS: tuple[str, ...] = tuple(g["id"] for g in FORMATS["grammar"])
_USUAL = ("csv", "clixml", "json")
_SIDES = {
    "directory": "The directory", "onprem": "Exchange on-premises", "sync": "The sync server",
    "cloud": "Exchange Online", "entra": "Entra and Microsoft 365", "people": "People",
}  # fmt: skip
_DOES = {
    Severity.REFUSE: "refused", Severity.COLUMN: "unknown", Severity.WARN: "used, less trust", Severity.NOTE: "used",
}  # fmt: skip


def grammars_of(layout: Layout) -> tuple[str, ...]:
    """In which grammars the export is read."""
    named = FORMATS["only"].get(layout.id, _USUAL)
    return tuple(g for g in GRAMMARS if g in named or (g == "text" and layout.text))


def page() -> str:
    """The whole page."""
    return "\n".join([*_head(), *_grammars(), *_exports(), *_damage()]) + "\n"


def _head() -> Iterator[str]:
    yield "# Formats and damage\n"
    source = "`rules/inputs/`, `tests/docs/formats.toml` and `tests/collectors/damage.toml`"
    yield f"<!-- Made by `make docs` from {source}. Do not edit. -->\n"
    yield "Which export is read from which kind of file, and what becomes of files that were damaged on the way. A file"
    yield "is recognised by what is in it. What cannot be known is *unknown*, never guessed. Nothing is lost without a"
    yield "word: for every file, rows read = used + ignored + rejected. Rejected rows are in `tables/rejected.csv`, the"
    yield "reasons of ignored ones in `tables/evidence.csv`, and objects that two files describe differently in"
    yield "`tables/conflicts.csv`.\n"


def _grammars() -> Iterator[str]:
    yield "## Kinds of files\n"
    yield "| Kind | Made by | Known by | How rows are counted |\n|---|---|---|---|"
    for g in FORMATS["grammar"]:
        yield f"| {g['name']} | {_cell(g['made_by'])} | {_cell(g['known_by'])} | {g['rows']} |"
    said = FORMATS["said"]
    yield f"\n{said['packing']} {said['refused']}\n"
    yield f"{said['encodings']}"


def _exports() -> Iterator[str]:
    yield "\n## Exports\n"
    yield "The commands are in [the exports](exports.md). What is not read is named in the report, with the reason."
    names = [g["name"] for g in FORMATS["grammar"]]
    for side, title in _SIDES.items():
        mine = [x for x in LAYOUTS if x.side == side]
        if not mine:
            continue
        yield f"\n### {title}\n"
        yield f"| Export | | {' | '.join(names)} | Sample |\n|---|---|{'---|' * len(names)}---|"
        for layout in mine:
            found = grammars_of(layout) if layout.read else ()
            marks = " | ".join("yes" if g in found else "" for g in GRAMMARS)
            code = layout.code if layout.read else "not read"
            yield f"| {_cell(layout.title)} | {code} | {marks} | {_sample(layout)} |"


def _sample(layout: Layout) -> str:
    """A link to the sample of the layout; the directory's are made by its tests."""
    found = sorted((COLLECTORS / "samples" / "exports").glob(f"{layout.id}.*"))
    return f"[{found[0].suffix[1:]}](../{found[0].relative_to(ROOT).as_posix()})" if found else ""


def _damage() -> Iterator[str]:
    yield "\n## Damage\n"
    yield "Each row has samples, and a test that states the exact outcome of each."
    for part, title in DAMAGE["parts"].items():
        yield f"\n### {title}\n"
        yield "| | What happened | It looks like | It is found by | What exready does | Codes | Samples |"
        yield "|---|---|---|---|---|---|---|"
        for row in DAMAGE["row"]:
            if row["part"] == part:
                told = dict.fromkeys(c for case in row["case"] for c in (*case["codes"], *case.get("analysed", ())))
                codes = ", ".join(_code(c) for c in told)
                links = {
                    c["sample"]: f"[{_cell(c['says'])}](../tests/collectors/damage/{c['sample']})" for c in row["case"]
                }
                cells = (row["id"], row["title"], row["looks"], row["found"], row["does"])
                yield f"| {' | '.join(map(_cell, cells))} | {codes} | {', '.join(links.values())} |"


def _code(code: str) -> str:
    """The code and what it does to the file."""
    return f"`{code}` {_DOES[CODES[code].severity]}" if code in CODES else f"`{code}`"


def _cell(text: str) -> str:
    """Text that does not end its cell."""
    return re.sub(r"(?<!\\)\|", r"\\|", text)
