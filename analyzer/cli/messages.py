"""One message on the terminal: its title with a code, where it happened, what was seen, what to do."""

import click

from analyzer.cli.terminal import harmless
from analyzer.model.problems import Problem, Severity


def show_problem(problem: Problem, *, err: bool = True) -> None:
    """One problem of an input, with its place and the next step, on stderr or stdout."""
    show_title(_word(problem), problem.code, problem.message, err=err)
    place = _place_of(problem)
    if place:
        click.echo(f"  --> {place}", err=err)
    if problem.seen:
        click.echo(f"  = seen: {harmless(problem.seen)}", err=err)
    show_help(problem.help, err=err)


def _place_of(problem: Problem) -> str:
    """File, row and column of a problem, as far as they are known."""
    row = "" if problem.row is None else f"row {problem.row}"
    column = problem.column and f"column {problem.column}"
    return harmless(", ".join(part for part in (problem.file, row, column) if part))


def _word(problem: Problem) -> str:
    return {Severity.REFUSE: "error", Severity.NOTE: "note"}.get(problem.severity, "warning")


def show_title(word: str, code: str, message: str, *, err: bool = True) -> None:
    """The first line of a message: its kind, its code and what happened."""
    head = click.style(f"{word}[{code}]", bold=True, fg="red" if word in {"error", "bug"} else "yellow")
    click.echo(f"{head}: {harmless(message)}", err=err)


def show_help(text: str, *, err: bool = True) -> None:
    """What to do, in as many lines as it has."""
    for number, line in enumerate(text.strip().splitlines()):
        click.echo(f"  = help: {harmless(line)}" if number == 0 else f"          {harmless(line)}", err=err)
