"""Rows on stdout: a table for people, Markdown for documents, JSON for programs."""

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import click

from analyzer.cli.terminal import harmless


def print_json(value: Any) -> None:
    """The value as JSON. Everything beyond ASCII is escaped: harmless on a terminal, safe in any code page."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=True))


def print_markdown(columns: Mapping[str, str], rows: Sequence[Mapping[str, object]]) -> None:
    """A Markdown table; ``columns`` maps keys of the rows to headings."""
    click.echo(f"| {' | '.join(columns.values())} |")
    click.echo(f"|{'---|' * len(columns)}")
    for row in rows:
        click.echo("| " + " | ".join(harmless(row[key]).replace("|", "\\|") for key in columns) + " |")


def print_table(
    columns: Mapping[str, str], rows: Sequence[Mapping[str, object]], *, title: str = "", width: int | None = None
) -> None:
    """A table of that width; else as wide as the terminal, or as its content where nobody watches."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, title_justify="left", title_style="bold")
    if title:
        table.title = title
    for key, heading in columns.items():
        numbers = all(isinstance(row[key], int) for row in rows) and bool(rows)
        table.add_column(heading, justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(row[key]), overflow="fold") for key in columns))
    console = Console(
        width=width or (None if sys.stdout.isatty() else 10_000), highlight=False, markup=False, emoji=False
    )
    with console.capture() as drawn:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in drawn.get().splitlines()).strip("\n") + "\n")


def print_code(title: str, code: str, *, err: bool = False) -> None:
    """Lines to be copied as they are, under a title."""
    click.secho(harmless(title), bold=True, err=err)
    for line in code.strip().splitlines():
        click.echo(f"  {harmless(line)}", err=err)
    click.echo(err=err)


def shared_start(commands: Sequence[str]) -> str:
    """The lines that most of the commands begin with, so that they can be shown once; empty when there are none."""
    split = [command.strip().splitlines() for command in commands]
    starts = Counter(tuple(lines[:n]) for lines in split for n in range(1, len(lines)))
    often = max(starts.values(), default=0)
    if often < 2:
        return ""
    return "\n".join(max((len(start), start) for start, number in starts.items() if number == often)[1])


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else "\n".join(harmless(line) for line in str(value).split("\n"))
