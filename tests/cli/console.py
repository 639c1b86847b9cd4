"""The command as a user starts it: in this process, where that is enough, or as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from analyzer.cli.main import root

START = "from analyzer.cli.main import run; run()"
COLOUR = "\x1b["


def exready(*arguments: str | Path) -> Result:
    """The command has run in this process. Errors of ours are caught, others come up."""
    result = CliRunner().invoke(root, [str(a) for a in arguments], prog_name="exready")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def command(*arguments: str | Path) -> list[str]:
    """What starts the command as a process."""
    return [sys.executable, "-c", START, *map(str, arguments)]


def started(*arguments: str | Path, before: Sequence[str] = (), **more: Any) -> subprocess.CompletedProcess[str]:
    """The command has run as a process of its own, without a terminal."""
    environment = {k: v for k, v in os.environ.items() if k not in {"FORCE_COLOR", "NO_COLOR", "COLUMNS"}}
    more.setdefault("env", environment)
    more.setdefault("stdout", subprocess.PIPE)
    more.setdefault("stderr", subprocess.PIPE)
    return subprocess.run([*before, *command(*arguments)], text=True, check=False, timeout=120, **more)


def names(folder: Path) -> set[str]:
    """The files in the folder, with forward slashes."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
