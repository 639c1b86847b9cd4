"""Pages as text for a terminal, as Markdown, and as JSON. Every value is made harmless here."""

import re
import shutil
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

import click

from analyzer.cli.listing import print_table
from analyzer.cli.terminal import harmless
from analyzer.model.page import Page, Section

_WIDEST, _LABEL = 120, 26
# What Markdown or HTML would take for more than text; in a word, _ and - mean nothing.
_MARKS = re.compile(r"([\\`*<>\[\]|])|(?<!\w)(_)|(_)(?!\w)|^([#+-]|\d+\.)(?= )")


def print_page(page: Page) -> None:
    """The page on stdout, as wide as the terminal."""
    width = min(shutil.get_terminal_size((100, 24)).columns, _WIDEST)
    click.secho(_wrapped(page.id, width), bold=True)
    click.echo(_wrapped(page.title, width))
    for section in page.sections:
        click.echo()
        if section.title:
            click.secho(harmless(section.title), bold=True)
        for text in section.text:
            click.echo(_wrapped(text, width, indent="  "))
        _pairs(section.facts, width)
        if section.wide:
            _blocks(section, width)
        elif section.rows:
            rows = [dict(zip(section.columns, row, strict=True)) for row in section.rows]
            print_table({name: name for name in section.columns}, rows, width=width)
        for item in section.items:
            click.echo(_wrapped(item, width, indent="  - ", further="    "))
        if section.code:
            click.echo(_wrapped(section.code, width, indent="  "))


def _wrapped(text: str, width: int, *, indent: str = "", further: str | None = None) -> str:
    lines = textwrap.wrap(
        harmless(text),
        width,
        initial_indent=indent,
        subsequent_indent=indent if further is None else further,
        break_on_hyphens=False,
    )
    return "\n".join(lines)


def _pairs(facts: Sequence[tuple[str, str]], width: int, *, indent: str = "  ") -> None:
    size = min(max((len(name) for name, _value in facts), default=0), _LABEL)
    for name, value in facts:
        head = f"{indent}{harmless(name):<{size}}  "
        click.echo(_wrapped(value, width, indent=head, further=" " * len(head)) or head.rstrip())


def _blocks(section: Section, width: int) -> None:
    """Each row as a block: its first cell, and below it the others that say something."""
    for row in section.rows:
        click.echo(f"  {harmless(row[0])}")
        named = [(n, v) for n, v in zip(section.columns[1:], row[1:], strict=True) if v.strip()]
        _pairs(named, width, indent="      ")


def to_json(page: Page) -> dict[str, Any]:
    """The page for programs: keys stay the same, words may change."""
    return {
        "kind": page.kind,
        "id": page.id,
        "title": page.title,
        "sections": [_plain(section) for section in page.sections],
    }


def _plain(section: Section) -> dict[str, Any]:
    columns = [_key(name) for name in section.columns]
    found: dict[str, Any] = {
        "text": list(section.text),
        "facts": {_key(name): value for name, value in section.facts},
        "rows": [dict(zip(columns, row, strict=True)) for row in section.rows],
        "items": list(section.items),
        "code": section.code,
    }
    return {"key": section.key, "title": section.title, **{k: v for k, v in found.items() if v}}


def _key(name: str) -> str:
    return re.sub(r"[^\w.]+", "_", name).strip("_").casefold()


def to_markdown(page: Page, *, level: int = 1) -> str:
    """The page under a heading of that level. No value can become markup."""
    return "\n".join(_markdown(page, "#" * level)) + "\n"


def _markdown(page: Page, mark: str) -> Iterator[str]:
    yield f"{mark} {quiet(page.id)}\n"
    yield f"**{quiet(page.title)}**"
    for section in page.sections:
        yield ""
        if section.title:
            yield f"{mark}# {quiet(section.title)}\n" if not section.under else f"*{quiet(section.title)}*\n"
        yield from _body(section)


def _body(section: Section) -> Iterator[str]:
    parts = [[quiet(text)] for text in section.text]
    parts.append([f"- {quiet(name)}: {quiet(value)}" for name, value in section.facts])
    if section.wide:
        parts.append([line for row in section.rows for line in _bullets(section.columns, row)])
    elif section.rows:
        head = [f"| {' | '.join(map(quiet, section.columns))} |", f"|{'---|' * len(section.columns)}"]
        parts.append(head + [f"| {' | '.join(map(quiet, row))} |" for row in section.rows])
    parts.append([f"- {quiet(item)}" for item in section.items])
    if section.code:
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", section.code)), default=0))
        parts.append([f"{fence}text", harmless(section.code), fence])
    yield "\n\n".join("\n".join(part) for part in parts if part)


def _bullets(columns: Sequence[str], row: Sequence[str]) -> Iterator[str]:
    yield f"- **{quiet(row[0])}**"
    for name, value in zip(columns[1:], row[1:], strict=True):
        if value.strip():
            yield f"  - {quiet(name)}: {quiet(value)}"


def quiet(text: str) -> str:
    """Text that stays text in Markdown."""
    return _MARKS.sub(lambda found: f"\\{found[0]}", harmless(text))
