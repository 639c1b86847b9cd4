"""The one place that turns errors into words and exit codes."""

import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

import click

from analyzer.cli.exit_codes import ExitCode
from analyzer.cli.messages import show_help, show_title
from analyzer.cli.problems import commands_of, show_commands, show_problems
from analyzer.cli.terminal import counted, harmless, say
from analyzer.errors import AnalyzerError, InputsUnusable
from analyzer.model.problems import Problem


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
        say(_headline(error.problems), style="bold")
        say()
        show_problems(error.problems)
        show_commands(commands_of(error.problems), err=True)
        show_help(error.help)
        return
    first, *more = error.message.split("\n")
    show_title("error", error.code, first)
    for line in more:
        say(harmless(line))
    if error.where and error.where not in error.message:
        say(f"  --> {harmless(error.where)}")
    if error.seen:
        say(f"  = seen: {harmless(error.seen)}")
    show_help(error.help)


def show_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """``sys.excepthook``: says that the fault is ours and how to learn more. Python then ends with code 1."""
    show_title("bug", "E000", f"{kind.__name__}: {error}".split("\n", maxsplit=1)[0])
    frames = traceback.extract_tb(trace)
    if frames:
        say(f"  --> {harmless(Path(frames[-1].filename).name)}, line {frames[-1].lineno}")
    show_help("This is a fault of exready, not of your files. Run it again with --debug and report what it prints.")


def _headline(problems: tuple[Problem, ...]) -> str:
    files = len({p.file for p in problems if p.file})
    what = counted(len(problems), "problem")
    return f"Nothing was analysed: {what}" + (f" in {counted(files, 'file')}." if files else ".")
