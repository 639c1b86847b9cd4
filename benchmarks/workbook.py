"""``python -m benchmarks.workbook``: what writing the workbook costs, against the same rows through bare openpyxl.

An assessment with as many findings as mailboxes and half as many differences is made up. Two ways write it, one after
the other, each in a process of its own: the program, and openpyxl in its write-only mode with lxml, which gets the
same sheets, columns and rows and nothing else. Making up the assessment is not counted; for openpyxl, neither is the
planning of the sheets. Told are: processor time of all threads; wall clock; by how much the resident memory grew above
what the process held before, at most; size of the file in MB of 1,000,000 bytes; and the ratio of the processor times.
"""

import argparse
import gc
import importlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from openpyxl import Workbook
from openpyxl.xml import LXML

from analyzer.memory import give_back, use_giving_allocator
from analyzer.model.assessment import Assessment
from analyzer.report.workbook import write_workbook
from analyzer.report.workbook_notes import KeptNotes
from analyzer.report.workbook_plan import plan_sheets
from benchmarks.measure import machine
from benchmarks.page import MADE_UP
from benchmarks.rules import resident_mib

ROOT = Path(__file__).parent.parent
_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_AT_ONCE = 5_000  # rows that become Python objects together


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workbook", description=__doc__)
    parser.add_argument("--mailboxes", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3, help="runs of exready; the median of the times counts")
    parser.add_argument("--no-bare", action="store_true", help="leave openpyxl out")
    parser.add_argument("--way", choices=tuple(WAYS), help="only this way, in this process")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the workbooks here")
    return parser.parse_args()


def main() -> int:
    """Prints the table."""
    asked = arguments()
    with tempfile.TemporaryDirectory(prefix="exready-workbook-") as made:
        folder = asked.keep or Path(made)
        if asked.way:
            print(*one_way(asked.way, asked.mailboxes, folder / f"{asked.way}.xlsx"))
            return 0
        print(f"Machine: {machine()}; load {os.getloadavg()[0]:.1f}; lxml {'in' if LXML else 'not in'} use")
        print(f"\n{asked.mailboxes:>11,} mailboxes {'processor s':>14} {'wall s':>8} {'grown MiB':>10} {'size MB':>8}")
        ours = middle([in_own_process("exready", asked.mailboxes, folder) for _ in range(asked.repeat)])
        print(line("exready", ours))
        if not asked.no_bare:
            bare = in_own_process("openpyxl", asked.mailboxes, folder)
            print(line("bare openpyxl", bare))
            print(f"{'ratio':<21} {ours[0] / bare[0]:>14.3f}")
        print(f"Load at the end {os.getloadavg()[0]:.1f}")
    return 0


def in_own_process(way: str, mailboxes: int, folder: Path) -> list[float]:
    """What one way took in a fresh interpreter."""
    command = [sys.executable, "-m", "benchmarks.workbook", "--way", way, "--mailboxes", str(mailboxes)]
    said = subprocess.run([*command, "--keep", str(folder)], cwd=ROOT, capture_output=True, text=True, check=True)
    return [float(figure) for figure in said.stdout.split()]


def one_way(way: str, mailboxes: int, path: Path) -> tuple[float, float, float, float]:
    """Processor seconds, wall seconds, growth in MiB and size in MB of one workbook written in this process."""
    use_giving_allocator()
    write = WAYS[way](_made_up()(mailboxes))
    gc.collect()
    give_back()
    _RESET.write_text("5")  # the largest resident size is counted from here on
    held = resident_mib()
    processor, wall = time.process_time(), time.perf_counter()
    write(path)
    spent = time.process_time() - processor, time.perf_counter() - wall
    return (*spent, peak_mib() - held, path.stat().st_size / 1e6)


def as_exready(assessment: Assessment) -> Callable[[Path], None]:
    """The workbook as the program writes it."""

    def write(path: Path) -> None:
        with path.open("wb") as out:
            write_workbook(assessment, out)

    return write


def as_openpyxl(assessment: Assessment) -> Callable[[Path], None]:
    """The same sheets with the same headers and rows, as text and numbers: no styles, tables, filters, heights.

    Times stay text, which openpyxl writes sooner than dates.
    """
    sheets = [
        (s.name, [c.name for c in s.columns] + [p.header for p in s.people], s.rows)
        for s in plan_sheets(assessment, KeptNotes()).sheets
    ]

    def write(path: Path) -> None:
        workbook = Workbook(write_only=True)
        for name, headers, table in sheets:
            sheet = workbook.create_sheet(name)
            sheet.append(headers)
            for row in python_rows(table):
                sheet.append(row)
        workbook.save(path)

    return write


def python_rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    """The rows of a table; an empty text is no cell, as in the program's workbook."""
    for batch in table.to_batches(max_chunksize=_AT_ONCE):
        columns = [[v if v != "" else None for v in column.to_pylist()] for column in batch.columns]
        yield from zip(*columns, strict=True)


def middle(runs: list[list[float]]) -> list[float]:
    """The median of the times, the largest of memory and size."""
    processor, wall, grown, size = (sorted(figures) for figures in zip(*runs, strict=True))
    return [processor[len(runs) // 2], wall[len(runs) // 2], grown[-1], size[-1]]


def line(name: str, cost: list[float]) -> str:
    """One line of the table."""
    return f"{name:<21} {cost[0]:>14.2f} {cost[1]:>8.2f} {cost[2]:>10.1f} {cost[3]:>8.2f}"


def peak_mib() -> float:
    """The largest resident size of this process since it was reset."""
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _made_up() -> Callable[[int], Assessment]:
    sys.path.insert(0, str(MADE_UP))
    maker: Callable[[int], Assessment] = importlib.import_module("assessments").large_assessment
    return maker


WAYS = {"exready": as_exready, "openpyxl": as_openpyxl}


if __name__ == "__main__":
    sys.exit(main())
