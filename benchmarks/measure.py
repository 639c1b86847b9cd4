"""Runs a command as a process of its own and says what time it took and how much memory it held at most."""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """One finished process."""

    seconds: float  # wall clock, start of the interpreter included
    processor: float  # seconds of all cores
    peak_mib: float  # largest resident set of the process
    output: str


class RunFailed(RuntimeError):
    """A measured command ended with an error; carries what it said."""


def run(command: Sequence[str], *, cwd: Path) -> Cost:
    """The cost of the command, which has ended well.

    Raises:
        RunFailed: it ended with another code than 0.
    """
    started = time.perf_counter()
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None  # noqa: S101  (asked for above)
        output = process.stdout.read()
        if hasattr(os, "wait4"):
            # Not getrusage of all children: that is the largest of every process so far.
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            peak = usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
            processor = usage.ru_utime + usage.ru_stime
        else:
            process.wait()
            peak = processor = float("nan")
    seconds = time.perf_counter() - started
    if process.returncode:
        raise RunFailed(f"{' '.join(command)} ended with {process.returncode}:\n{output[-4000:]}")
    return Cost(seconds=seconds, processor=processor, peak_mib=peak, output=output)


def machine() -> str:
    """Processor, cores, memory and Python in one line."""
    processor, memory = platform.processor() or platform.machine(), ""
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line[:10] == "model name"]
        processor = names[0] if names else processor
    if hasattr(os, "sysconf"):
        memory = f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1024**3:.0f} GiB"
    return f"{processor}, {os.cpu_count()} cores{memory}, Python {platform.python_version()}, {platform.system()}"
