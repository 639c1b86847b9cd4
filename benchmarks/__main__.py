"""``python -m benchmarks``: both ways over the same generated company, in the same run, side by side."""

import argparse
import math
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

from benchmarks.generate import write_estate
from benchmarks.measure import Cost, RunFailed, machine, run

# The console command without looking for where it was installed.
START = "from analyzer.cli.main import run; run()"
ROOT = Path(__file__).resolve().parents[1]


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--mailboxes", type=int, default=100_000, help="size of the measured company")
    parser.add_argument(
        "--naive",
        type=int,
        default=5_000,
        metavar="MAILBOXES",
        help="size for the hand-written script; its time is then scaled up in proportion; 0 leaves it out",
    )
    parser.add_argument("--repeat", type=int, default=3, help="runs of exready; the median counts")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the exports and reports here, and reuse them")
    return parser.parse_args()


def main() -> int:
    """Prints the table; 1 when a measured program failed or a part is missing."""
    asked = arguments()
    if asked.naive and find_spec("ldif") is None:
        print("The script needs python-ldap: pip install -r benchmarks/requirements.txt (or --naive 0)")
        return 1
    with ExitStack() as stack:
        work = asked.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="exready-bench-")))
        try:
            measure(asked, work)
        except RunFailed as error:
            print(error)
            return 1
    return 0


def measure(asked: argparse.Namespace, work: Path) -> None:
    """Generates what is not there yet, runs both and prints."""
    print(f"Machine: {machine()}")
    ours = estate(work, asked.mailboxes, asked.seed)
    exready = [sys.executable, "-c", START, "analyze", str(ours), "--out", str(work / "reports")]
    costs = repeated(asked.repeat, lambda: run(exready, cwd=ROOT))
    seconds, processor = (statistics.median(each(c) for c in costs) for each in (_wall, _processor))
    rows = [("exready analyze", asked.mailboxes, seconds, processor, max(c.peak_mib for c in costs))]
    ratios = ""
    if asked.naive:
        folder = estate(work, asked.naive, asked.seed)
        script = [sys.executable, "-W", "ignore", "-m", "benchmarks.naive", str(folder), str(work / "naive-reports")]
        peer = run(script, cwd=ROOT)
        rows.append(("script by hand", asked.naive, peer.seconds, peer.processor, peer.peak_mib))
        times = asked.mailboxes / asked.naive
        wall, cores = peer.seconds * times, peer.processor * times
        if asked.naive != asked.mailboxes:
            rows.append(("script by hand, in proportion", asked.mailboxes, wall, cores, float("nan")))
        ratios = (
            f"exready takes {seconds / wall:.1%} of the script's time, {processor / cores:.1%} of its processor time."
        )
    print(f"\n{'program':<30} {'mailboxes':>10} {'seconds':>9} {'processor':>9} {'peak MiB':>9}")
    for name, mailboxes, spent, worked, held in rows:
        shown = ["" if math.isnan(v) else f"{v:,.{digits}f}" for v, digits in ((spent, 1), (worked, 1), (held, 0))]
        print(f"{name:<30} {mailboxes:>10,} " + " ".join(f"{v:>9}" for v in shown))
    print(f"\nexready, each run: {', '.join(f'{c.seconds:.1f} s ({c.processor:.1f} s)' for c in costs)}")
    if ratios:
        print(ratios)


def _wall(cost: Cost) -> float:
    return cost.seconds


def _processor(cost: Cost) -> float:
    return cost.processor


def repeated(times: int, once: Callable[[], Cost]) -> list[Cost]:
    """That many costs."""
    return [once() for _ in range(max(1, times))]


def estate(work: Path, mailboxes: int, seed: int) -> Path:
    """The folder of a company of that size, written when it is not there yet."""
    folder = work / f"estate-{mailboxes}-{seed}"
    done = folder / "cloud" / "organization.json"
    if not done.exists():
        print(f"Writing the exports of {mailboxes:,} mailboxes", flush=True)
        write_estate(folder, mailboxes, seed=seed)
    return folder


if __name__ == "__main__":
    sys.exit(main())
