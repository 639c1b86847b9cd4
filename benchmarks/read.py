"""``python -m benchmarks.read``: one list of mailboxes, read by ``exready`` and by plain ``pyarrow.csv``, in turn.

The plain reading takes every column as text, allows line breaks in cells, and keeps the table: no hash, no ledger,
no proof that the file is whole, no types. What ``exready`` keeps is what an analysis works with.
"""

import argparse
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.generate import write_mailboxes
from benchmarks.measure import Cost, machine, run

ROOT = Path(__file__).resolve().parents[1]
PLAIN = """
import sys
import pyarrow as pa
import pyarrow.csv as csv
with open(sys.argv[1], "rb") as file:
    names = file.readline().decode().strip().replace('"', "").split(",")
table = csv.read_csv(
    sys.argv[1],
    parse_options=csv.ParseOptions(newlines_in_values=True),
    convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
)
print(table.num_rows, table.num_columns)
"""
OURS = """
import sys
from pathlib import Path
from analyzer.collectors import load_layouts, read_folder
from analyzer.engine.catalogue import load_catalogue
from analyzer.memory import use_giving_allocator
from analyzer.model.progress import Silent
from analyzer.resources import data_folder
use_giving_allocator()
rules = data_folder("rules")
found = read_folder(
    Path(sys.argv[1]).parent.parent, layouts=load_layouts(rules), catalogue=load_catalogue(rules), progress=Silent()
)
(file,) = found.files
assert file.health == "whole" and not found.problems, (file, found.problems)
table = found.tables["cloud.mailbox"]
print(table.num_rows, table.num_columns)
"""


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.read", description=__doc__)
    parser.add_argument("--mailboxes", type=int, default=600_000, help="rows of the file; 600,000 are 1.9 GB")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each; medians count")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the file here, and reuse it")
    return parser.parse_args()


def main() -> int:
    """Prints the table."""
    asked = arguments()
    with ExitStack() as stack:
        work = asked.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="exready-read-")))
        path = work / f"read-{asked.mailboxes}-{asked.seed}" / "cloud" / "mailboxes.csv"
        if not path.exists():
            print(f"Writing {asked.mailboxes:,} mailboxes", flush=True)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_mailboxes(path, asked.mailboxes, seed=asked.seed)
        print(f"Machine: {machine()}\n{path.stat().st_size / 1e6:,.0f} MB, {asked.repeat} runs of each in turn")
        plain, ours = [], []
        for _ in range(max(1, asked.repeat)):
            plain.append(run([sys.executable, "-c", PLAIN, str(path)], cwd=ROOT))
            ours.append(run([sys.executable, "-c", OURS, str(path)], cwd=ROOT))
        _print(plain, ours)
    return 0


def _print(plain: list[Cost], ours: list[Cost]) -> None:
    print(f"\n{'':<20} {'wall s':>8} {'processor s':>12} {'peak MiB':>9}  rows and columns kept")
    for name, costs in (("pyarrow.csv", plain), ("exready", ours)):
        seconds, processor = (statistics.median(x) for x in ([c.seconds for c in costs], [c.processor for c in costs]))
        peak = max(c.peak_mib for c in costs)
        print(f"{name:<20} {seconds:>8.1f} {processor:>12.1f} {peak:>9,.0f}  {costs[0].output.strip()}")
    ratios = [
        statistics.median(getattr(b, key) / getattr(a, key) for a, b in zip(plain, ours, strict=True))
        for key in ("seconds", "processor", "peak_mib")
    ]
    print(f"{'times, pair by pair':<20} {ratios[0]:>8.2f} {ratios[1]:>12.2f} {ratios[2]:>9.2f}")


if __name__ == "__main__":
    sys.exit(main())
