"""The command ``exready``. Nothing heavy is imported here: ``--help`` has to answer at once."""

import io
import os
import sys

import click

from analyzer import __version__
from analyzer.cli import boundary, options
from analyzer.cli.analyze import analyze
from analyzer.cli.attributes import attributes
from analyzer.cli.check import check
from analyzer.cli.collect import collect
from analyzer.cli.demo import demo
from analyzer.cli.explain import explain
from analyzer.cli.init import init
from analyzer.cli.render import render
from analyzer.cli.rules import rules

COMPLETION = """\b
Completion of commands and options with the Tab key:
  bash   eval "$(_EXREADY_COMPLETE=bash_source exready)"
  zsh    eval "$(_EXREADY_COMPLETE=zsh_source exready)"
  fish   _EXREADY_COMPLETE=fish_source exready | source
"""


@click.group(
    cls=boundary.Root,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=COMPLETION,
)
@click.version_option(__version__, prog_name="exready", message="%(prog)s %(version)s")
@options.debug
def root() -> None:
    """Tells, from exported files alone, whether the Exchange attributes of your mailboxes may move to the
    cloud and the last Exchange server may go. Only collect needs a network; nothing is written to any directory.
    """


for command in (init, collect, check, analyze, render, explain, demo, rules, attributes):
    root.add_command(command)


def run() -> None:
    """The console command has run; the process ends with one of ``ExitCode``."""
    sys.excepthook = boundary.show_bug
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console with a small character set shows a code in place of a letter it does not have.
            stream.reconfigure(errors="backslashreplace")
    # None leaves the decision to each stream: colour on a terminal only.
    root(prog_name="exready", color=False if os.environ.get("NO_COLOR") else None)
