"""``python -m benchmarks.whatif``: what a question costs without kept evidence, the first time with it, and after that.

Each line is a process of its own, start of the interpreter included, all over the same generated company in one run.
The share is that of the processor time of the first line. ``kept-evidence`` is taken away again.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from analyzer.collectors.folder import KEPT
from benchmarks.__main__ import ROOT, START, estate
from benchmarks.measure import Cost, machine, run

QUESTION = "writeback=on"
KINDS = ("waive=MBX-009", "ATT-001=yes", QUESTION, "as-of=2026-12-20T06:00Z", "sync-interval=3h")
JSON = ("--format", "json")


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.whatif", description=__doc__)
    parser.add_argument("--mailboxes", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the exports here, and reuse them")
    return parser.parse_args()


def main() -> int:
    """Prints the table; 1 when an answer from what was kept is not the answer from the files."""
    asked = arguments()
    with ExitStack() as stack:
        work = asked.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="exready-whatif-")))
        folder = estate(work, asked.mailboxes, asked.seed)
        stack.callback(shutil.rmtree, folder / KEPT, ignore_errors=True)
        shutil.rmtree(folder / KEPT, ignore_errors=True)
        return measured(folder, work / "whatif-reports")


def measured(folder: Path, out: Path) -> int:
    """The table of one company; ``out`` takes the reports."""
    print(f"Machine: {machine()}")
    print(f"\n{'':<48} {'processor s':>11} {'wall s':>8} {'peak MiB':>9} {'share':>6}")
    assumed = ("--assume", QUESTION)
    plain = line("what-if, nothing kept", ["what-if", folder, *assumed, *JSON])
    first = line("what-if --keep-evidence, the first", ["what-if", folder, *assumed, *JSON, "--keep-evidence"], plain)
    same = [answer(plain) == answer(first)]
    for kind in KINDS:
        cost = line(f"what-if {kind}, kept", ["what-if", folder, "--assume", kind, *JSON], plain)
        same += [answer(cost) == answer(plain)] if kind == QUESTION else []
    every = [word for kind in KINDS for word in ("--assume", kind)]
    line("what-if --each, all five, kept", ["what-if", folder, *every, "--each", *JSON], plain)
    line("analyze, CSV tables, kept", ["analyze", folder, "--out", out, "--format", "csv"], plain)
    size = sum(path.stat().st_size for path in (folder / KEPT).iterdir())
    print(f"\nKept: {size / 1e6:,.0f} MB. The answers are {'the same' if all(same) else 'NOT THE SAME'}.")
    return 0 if all(same) else 1


def answer(cost: Cost) -> str:
    """What the command printed, without what it said of the kept evidence."""
    return "\n".join(x for x in cost.output.splitlines() if not x.startswith("Kept evidence"))


def line(title: str, words: Sequence[str | Path], first: Cost | None = None) -> Cost:
    """One command, run and printed."""
    cost = run([sys.executable, "-c", START, *map(str, words)], cwd=ROOT)
    share = f"{cost.processor / first.processor:>6.0%}" if first else f"{1:>6.0%}"
    print(f"{title:<48} {cost.processor:>11.1f} {cost.seconds:>8.1f} {cost.peak_mib:>9,.0f} {share}", flush=True)
    return cost


if __name__ == "__main__":
    sys.exit(main())
