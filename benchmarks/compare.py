"""``python -m benchmarks.compare``: the comparison of all attributes of all pairs, against two other ways, in one run.

The other ways: the same words in pandas, every cell of both sides normalised and then judged; and datacompy on the
same columns as text. Exports are read and joined before, and not counted. datacompy needs an older pandas than this
program: it runs in a Python of its own, which ``--datacompy`` names.
"""

import argparse
import gc
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import feather

from analyzer.classify.columns import Comparand, PairColumns, comparands
from analyzer.classify.details import judge_cells, read_value
from analyzer.classify.identities import Identities
from analyzer.classify.keyed import is_list
from analyzer.classify.match import match
from analyzer.classify.pairs import compare_pairs, pairs_of, surroundings
from analyzer.memory import give_back, keeping_freed
from analyzer.model.catalogue import Catalogue
from analyzer.model.progress import Silent
from analyzer.model.snapshot import Snapshot
from analyzer.normalise.key_columns import guids
from analyzer.normalise.registry import WORDS
from analyzer.normalise.words import Answer, Case, Surroundings
from analyzer.pipeline import read_whole, sync_interval
from benchmarks.__main__ import estate as exports
from benchmarks.measure import machine
from benchmarks.rules import resident_mib

_EVERY = 0.02  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What one way took."""

    processor: float  # seconds
    wall: float
    peak_mib: float  # largest memory of the process meanwhile


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__)
    parser.add_argument("--mailboxes", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--naive", type=int, default=10_000, metavar="PAIRS", help="scaled up in proportion; 0: none")
    parser.add_argument("--times", type=int, default=1, help="each pair so many times: memory of larger companies")
    parser.add_argument("--datacompy", type=Path, metavar="PYTHON", help="a Python that has datacompy and pyarrow")
    parser.add_argument("--lists", action="store_true", help="datacompy with lists as lists too: many minutes")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the exports here, and reuse them")
    return parser.parse_args()


def main() -> int:
    """Prints the table."""
    asked = arguments()
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="exready-compare-")))
        snapshot, pack, _ = read_whole(exports(asked.keep or work, asked.mailboxes, asked.seed))
        identities, catalogue = match(snapshot), pack.catalogue
        minutes, _ = sync_interval(snapshot)
        gc.collect()
        give_back()
        print(f"Machine: {machine()}; load {os.getloadavg()[0]:.1f}; {resident_mib():,.0f} MiB before")
        many = repeated(identities, asked.times)
        with keeping_freed(), measured() as ours:
            which, comparison = compare_pairs(
                snapshot, many, catalogue, sync_interval_minutes=minutes, progress=Silent()
            )
        compared = len(comparison.kinds) - len(comparison.unknown_because)
        print(f"{len(which):,} pairs, {compared} attributes and aspects, {len(comparison.rows):,} rows of differences")
        print(f"\n{'':<40} {'processor s':>11} {'wall s':>8} {'peak MiB':>9}")
        print(line("exready", ours[0]))
        del comparison
        columns = PairColumns(snapshot=snapshot, identities=identities, which=pairs_of(identities))
        if asked.naive:
            spent = plain(snapshot, identities, catalogue, columns, asked.naive)
            factor = len(which) / min(asked.naive, columns.count)
            whole = replace(spent, processor=spent.processor * factor, wall=spent.wall * factor)
            print(line(f"every cell, {asked.naive:,} pairs scaled up", whole))
            print(f"{'ratio':<40} {ours[0].processor / whole.processor:>11.3f}")
        for laid in laid_out(catalogue, columns, with_lists=asked.lists) if asked.datacompy else ():
            for name, theirs in zip(("", ", report"), datacompy(asked.datacompy, laid, work), strict=True):
                print(line(f"datacompy, {laid.way}{name}", theirs))
                print(f"{'ratio':<40} {ours[0].processor / theirs.processor / asked.times:>11.3f}")
    return 0


def repeated(identities: Identities, times: int) -> Identities:
    """Everybody so many times: the tables stay, the columns of the pairs grow."""
    if times == 1:
        return identities
    rows = {
        name: np.tile(getattr(identities, name), times)
        for name in ("ad_row", "cloud_row", "entra_row", "matched_by", "strong", "ambiguous")
    }
    beside = {side: (table, np.tile(place, times)) for side, (table, place) in identities.beside.items()}
    return replace(identities, **rows, beside=beside, _cache={})


@contextmanager
def measured() -> Iterator[list[Spent]]:
    """Holds, after the block, what the block took."""
    out: list[Spent] = []
    peak = [resident_mib()]
    done = threading.Event()

    def look() -> None:
        while not done.wait(_EVERY):
            peak[0] = max(peak[0], resident_mib())

    watcher = threading.Thread(target=look)
    watcher.start()
    processor, wall = time.process_time(), time.perf_counter()
    try:
        yield out
    finally:
        spent = time.process_time() - processor, time.perf_counter() - wall
        done.set()
        watcher.join()
        out.append(Spent(processor=spent[0], wall=spent[1], peak_mib=max(peak[0], resident_mib())))


def plain(snapshot: Snapshot, identities: Identities, catalogue: Catalogue, columns: PairColumns, count: int) -> Spent:
    """Every cell of both sides through its word, in object columns, then every pair judged."""
    around = surroundings(snapshot, identities, catalogue, columns)
    few = replace(columns, which=columns.which[:count])
    objects = []
    for found in compared(catalogue, few):
        sides = [as_objects(c) for c in (found.directory, found.cloud)]
        more = {n: as_objects(c) for n, c in found.more.items() if c is not None}
        objects.append((found, sides, more))
    with measured() as spent:
        for found, (left, right), more in objects:
            one_by_one(found, left, right, more, around)
    return spent[0]


def one_by_one(
    found: Comparand, left: pd.Series, right: pd.Series, more: dict[str, pd.Series], around: Surroundings
) -> int:
    """How many pairs differ."""
    word = found.word
    read = [
        column.map(lambda cell, reader=reader: None if cell is None else read_value(reader, cell, around))
        for column, reader in ((left, word.directory), (right, word.cloud))
    ]
    different = 0
    for place, (raws, values) in enumerate(zip(zip(left, right, strict=True), zip(*read, strict=True), strict=True)):
        if None in raws:
            continue
        beside = {name: column.iloc[place] for name, column in more.items()}
        case = Case(around=around, cloud_name=found.cloud_name, more=beside)
        different += judge_cells(word, raws, values, case).answer is Answer.DIFFERENT
    return different


def compared(catalogue: Catalogue, columns: PairColumns) -> Iterator[Comparand]:
    """What can be compared, addresses and legacy names too."""
    for found in comparands(catalogue, columns):
        if not found.missing:
            yield found
    for attribute in catalogue:
        word = WORDS.get(attribute.compare)
        if word is None or not word.by_rows:
            continue
        sides = columns.take("ad", attribute.ldap_name), columns.take("cloud", attribute.properties[0])
        if None not in sides:
            yield Comparand(
                name=attribute.ldap_name,
                attribute=attribute,
                word=word,
                cloud_name=attribute.properties[0],
                cloud_side="cloud",
                directory=sides[0],
                cloud=sides[1],
            )


def as_objects(column: pa.Array | None) -> pd.Series:
    """A column of Python objects: texts, tuples of texts, None."""
    cells = [] if column is None else column.to_pylist()
    return pd.Series([tuple(c) if isinstance(c, list) else c for c in cells], dtype=object)


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """The columns of both sides as datacompy gets them, with a column to join on."""

    way: str
    directory: pa.Table
    cloud: pa.Table


def laid_out(catalogue: Catalogue, columns: PairColumns, *, with_lists: bool) -> Iterator[Laid]:
    """The same columns in two ways, the ordinary use of datacompy first.

    That is two tables, each in the order of its export, joined by datacompy on the objectGUID as text; a list is one
    text. If asked, the same with lists left as lists. Then with rows that stand side by side before, joined on their
    number.
    """
    sides: tuple[dict[str, pa.Array], dict[str, pa.Array]] = ({}, {})
    for found in compared(catalogue, columns):
        for side, column in zip(sides, (found.directory, found.cloud), strict=True):
            side[found.name] = column
    key = guids(columns.take("ad", "objectGUID"), columns.count)
    lists = [pa.table({"key": key, **side}) for side in sides]
    texts = [
        pa.table({"key": key, **{n: pc.binary_join(c, "|") if is_list(c) else c for n, c in side.items()}})
        for side in sides
    ]
    rows = [columns.identities.tables[side][1][columns.which].argsort(kind="stable") for side in ("ad", "cloud")]
    ways = {"two tables": texts} | ({"two tables, lists": lists} if with_lists else {})
    for way, tables in ways.items():
        left, right = (table.take(pa.array(order)) for table, order in zip(tables, rows, strict=True))
        yield Laid(way=way, directory=left, cloud=right)
    number = pa.array(range(columns.count))
    left, right = (table.set_column(0, "key", number) for table in texts)
    yield Laid(way="side by side before", directory=left, cloud=right)


def datacompy(python: Path, laid: Laid, work: Path) -> tuple[Spent, Spent]:
    """What datacompy takes, without and with its report, in a process of its own; reading is not counted."""
    files = [work / "directory.feather", work / "cloud.feather"]
    for file, table in zip(files, (laid.directory, laid.cloud), strict=True):
        feather.write_feather(table.combine_chunks(), str(file))
    script = Path(__file__).with_name("compare_datacompy.py")
    command = [str(python), str(script), *map(str, files)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-2:]
    processor, wall, peak = zip(*(map(float, one.split()) for one in said), strict=True)
    first, second = (Spent(processor=p, wall=w, peak_mib=m) for p, w, m in zip(processor, wall, peak, strict=True))
    return first, second


def line(name: str, spent: Spent) -> str:
    """One line of the table."""
    return f"{name:<40} {spent.processor:>11.2f} {spent.wall:>8.2f} {spent.peak_mib:>9,.0f}"


if __name__ == "__main__":
    sys.exit(main())
