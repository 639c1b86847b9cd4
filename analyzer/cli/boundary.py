"""The one place that turns errors into words and exit codes."""

import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

import click

from analyzer.cli.exit_codes import ExitCode
from analyzer.cli.terminal import harmless, say
from analyzer.errors import AnalyzerError, InputsUnusable
from analyzer.model.problems import Problem, Severity


class Root(click.Group):
    """The root command: commands in the order of the work, and the error boundary around all of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AnalyzerError as error:
            show_error(error)
            ctx.exit(ExitCode(error.exit_code))
        except KeyboardInterrupt:
            say("interrupted")
            ctx.exit(ExitCode.INTERRUPTED)
        except BrokenPipeError:
            _nobody_reads_on()

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        try:
            return super().make_context(*args, **kwargs)
        except BrokenPipeError:  # of --help and --version
            _nobody_reads_on()


def _nobody_reads_on() -> NoReturn:
    """The reader of our output (head, a pager) has seen enough; Python does not complain once more at its end."""
    sys.stdout = None
    raise click.exceptions.Exit(ExitCode.FINISHED)


def show_error(error: AnalyzerError) -> None:
    """The error is on stderr: what happened, where, what was seen, what to do."""
    if isinstance(error, InputsUnusable):
        from analyzer.cli.problems import commands_of, show_commands, show_problems

        say(_headline(error.problems), style="bold")
        say()
        show_problems(error.problems)
        show_commands(commands_of(error.problems), err=True)
        _help(error.help)
        return
    first, *more = error.message.split("\n")
    _title("error", error.code, first)
    for line in more:
        say(harmless(line))
    if error.where and error.where not in error.message:
        say(f"  --> {harmless(error.where)}")
    if error.seen:
        say(f"  = seen: {harmless(error.seen)}")
    _help(error.help)


def show_problem(problem: Problem, *, err: bool = True) -> None:
    """One problem of an input, with its place and the next step, on stderr or stdout."""
    _title(_word(problem), problem.code, problem.message, err=err)
    place = place_of(problem)
    if place:
        click.echo(f"  --> {place}", err=err)
    if problem.seen:
        click.echo(f"  = seen: {harmless(problem.seen)}", err=err)
    _help(problem.help, err=err)


def place_of(problem: Problem) -> str:
    """File, row and column of a problem, as far as they are known."""
    row = "" if problem.row is None else f"row {problem.row}"
    column = problem.column and f"column {problem.column}"
    return harmless(", ".join(part for part in (problem.file, row, column) if part))


def show_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """``sys.excepthook``: says that the fault is ours and how to learn more. Python then ends with code 1."""
    _title("bug", "E000", f"{kind.__name__}: {error}".split("\n", maxsplit=1)[0])
    frames = traceback.extract_tb(trace)
    if frames:
        say(f"  --> {harmless(Path(frames[-1].filename).name)}, line {frames[-1].lineno}")
    _help("This is a fault of exready, not of your files. Run it again with --debug and report what it prints.")


def _headline(problems: tuple[Problem, ...]) -> str:
    files = len({p.file for p in problems if p.file})
    what = counted(len(problems), "problem")
    return f"Nothing was analysed: {what}" + (f" in {counted(files, 'file')}." if files else ".")


def counted(number: int, noun: str) -> str:
    """The number with its noun, singular or plural."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _word(problem: Problem) -> str:
    return {Severity.REFUSE: "error", Severity.NOTE: "note"}.get(problem.severity, "warning")


def _title(word: str, code: str, message: str, *, err: bool = True) -> None:
    head = click.style(f"{word}[{code}]", bold=True, fg="red" if word in {"error", "bug"} else "yellow")
    click.echo(f"{head}: {harmless(message)}", err=err)


def _help(text: str, *, err: bool = True) -> None:
    for number, line in enumerate(text.strip().splitlines()):
        click.echo(f"  = help: {harmless(line)}" if number == 0 else f"          {harmless(line)}", err=err)
