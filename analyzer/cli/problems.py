"""Problems of the exports on the terminal: file by file, and every command that exports one again only once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import click

from analyzer.cli.listing import print_code, shared_start
from analyzer.cli.messages import show_problem
from analyzer.cli.terminal import harmless
from analyzer.model.problems import Problem, Severity

_ORDER = {Severity.REFUSE: 0, Severity.COLUMN: 1, Severity.WARN: 1, Severity.NOTE: 2}
_AGAIN = "Export it again:\n"


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """The problems of a file together, the file with the most serious one first; within a file the same."""
    worst: dict[str, int] = {}
    for each in problems:
        worst[each.file] = min(worst.get(each.file, 9), _ORDER[each.severity])
    return sorted(problems, key=lambda p: (worst[p.file], not p.file, p.file, _ORDER[p.severity]))


def show_problems(problems: Sequence[Problem], *, codes: Mapping[str, str] | None = None, err: bool = True) -> None:
    """All problems, each with place and next step; a command stands further down, where ``show_commands`` puts it.

    ``codes`` names the export of a file, such as ``C1``, as far as it is known.
    """
    for each in in_order(problems):
        if each.help.startswith(_AGAIN):
            code = (codes or {}).get(each.file, "")
            step = f"Export it again; the command {code + ' ' if code else ''}is below."
            show_problem(replace(each, help=step), err=err)
        else:
            show_problem(each, err=err)
        click.echo(err=err)


def commands_of(problems: Sequence[Problem], titles: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Each command that some problem asks for, once, with the files it is for and the title of the export."""
    files: dict[str, list[str]] = {}
    for each in in_order(problems):
        if each.help.startswith(_AGAIN):
            known = files.setdefault(each.help.removeprefix(_AGAIN), [])
            if each.file not in known:
                known.append(each.file)
    out = []
    for command, names in files.items():
        what = next((t for n in names if (t := (titles or {}).get(n))), "")
        listed = ", ".join(harmless(name) for name in names)
        out.append((f"{what}: {listed}" if what else listed, command))
    return out


def show_commands(commands: Sequence[tuple[str, str]], *, err: bool = False) -> None:
    """How to make exports, ready to be copied; what most commands begin with is printed once."""
    start = shared_start([command for _title, command in commands])
    if start:
        print_code("Once in each session", start, err=err)
    for title, command in commands:
        print_code(title, command.strip().removeprefix(start), err=err)
