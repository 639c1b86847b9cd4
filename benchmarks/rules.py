"""``python -m benchmarks.rules``: what judging costs, all rules together and each rule alone, on a generated company.

Reading and joining are done before and not counted. Rules share what they work out (traits, populations); whichever
asks first pays, so the single times are those of rules in the order of their ids.
"""

import argparse
import cProfile
import gc
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from analyzer.engine.estate import Estate, build_estate
from analyzer.engine.evaluate import judge, last_reads
from analyzer.memory import give_back, keeping_freed
from analyzer.model.rules import Rule
from analyzer.pipeline import read_whole, sync_interval
from benchmarks.__main__ import estate as exports
from benchmarks.measure import machine


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCost:
    """What one rule took."""

    id: str
    processor: float  # seconds
    wall: float
    grown_mib: float  # of the process, while it judged
    hits: int
    unknowns: int


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rules", description=__doc__)
    parser.add_argument("--mailboxes", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--top", type=int, default=10, help="how many of the slowest rules are shown")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the exports here, and reuse them")
    parser.add_argument("--profile", type=Path, metavar="FILE", help="write a profile of the judging here")
    return parser.parse_args()


def main() -> int:
    """Prints the table."""
    asked = arguments()
    with ExitStack() as stack:
        work = asked.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="exready-rules-")))
        folder = exports(work, asked.mailboxes, asked.seed)
        estate, rules = prepared(folder)
    before = resident_mib()
    arrow_before = pa.total_allocated_bytes() / 1024**2
    with keeping_freed():
        if asked.profile:
            with cProfile.Profile() as profile:
                costs = measured(estate, rules)
            profile.dump_stats(asked.profile)
        else:
            costs = measured(estate, rules)
    gc.collect()
    give_back()
    print(f"Machine: {machine()}; load {os.getloadavg()[0]:.1f}; {estate.identities.count:,} identities")
    print(f"\n{'rule':<10} {'processor s':>11} {'wall s':>8} {'grown MiB':>9} {'hits':>9} {'unknown':>9}")
    for cost in sorted(costs, key=lambda c: -c.processor)[: asked.top]:
        print(row(cost))
    print(row(total(costs)))
    arrow = pa.total_allocated_bytes() / 1024**2
    print(f"\nMemory of the process: {before:,.0f} MiB before, {resident_mib():,.0f} MiB after")
    print(f"Of that, tables and columns: {arrow_before:,.0f} MiB before, {arrow:,.0f} MiB after")
    return 0


def prepared(folder: Path) -> tuple[Estate, tuple[Rule, ...]]:
    """The company read and joined, and the rules of the shipped pack."""
    snapshot, pack, _ = read_whole(folder)
    as_of = max(f.exported_at for f in snapshot.files if f.exported_at)
    minutes, _ = sync_interval(snapshot)
    with keeping_freed():
        estate = build_estate(snapshot, pack.catalogue, pack.facts, as_of=as_of, sync_interval_minutes=minutes)
    gc.collect()
    give_back()
    return estate, pack.rules


def measured(estate: Estate, rules: Sequence[Rule]) -> list[RuleCost]:
    """Every rule judged once, in the order given. Its outcome is kept meanwhile, as in an analysis."""
    costs, outcomes = [], []
    for rule, done_with in zip(rules, last_reads(rules), strict=True):
        held, processor, wall = resident_mib(), time.process_time(), time.perf_counter()
        outcome = judge(estate, rule)
        spent = time.process_time() - processor, time.perf_counter() - wall
        estate.let_go(done_with)
        outcomes.append(outcome)
        grown = resident_mib() - held
        costs.append(
            RuleCost(
                id=rule.id,
                processor=spent[0],
                wall=spent[1],
                grown_mib=grown,
                hits=outcome.hits,
                unknowns=outcome.unknowns,
            )
        )
    estate.let_go_all()
    return costs


def total(costs: Sequence[RuleCost]) -> RuleCost:
    """All rules together."""
    return RuleCost(
        id=f"all {len(costs)}",
        processor=sum(c.processor for c in costs),
        wall=sum(c.wall for c in costs),
        grown_mib=sum(c.grown_mib for c in costs),
        hits=sum(c.hits for c in costs),
        unknowns=sum(c.unknowns for c in costs),
    )


def row(cost: RuleCost) -> str:
    """One line of the table."""
    return (
        f"{cost.id:<10} {cost.processor:>11.3f} {cost.wall:>8.3f} {cost.grown_mib:>9.1f} "
        f"{cost.hits:>9,} {cost.unknowns:>9,}"
    )


def resident_mib() -> float:
    """Memory that the process holds now; not a number where the system does not say."""
    status = Path("/proc/self/statm")
    if not status.exists():
        return float("nan")
    return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024**2


if __name__ == "__main__":
    sys.exit(main())
