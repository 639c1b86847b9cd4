"""Columns that are worked on at once: Arrow leaves Python alone while it computes."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from analyzer.collectors.told import Told

T = TypeVar("T")
R = TypeVar("R")
# Shorter columns take less time than it takes to hand them out.
_FROM = 20_000
# More would hold more columns in two forms at the same time.
_MOST = 4


def each(work: Callable[[T, Told], R], items: Sequence[T], *, rows: int, told: Told) -> list[R]:
    """The result for each item, in their order; so are the problems, whoever was ready first."""
    workers = min(_MOST, os.cpu_count() or 1, len(items))
    if rows < _FROM or workers < 2:
        return [work(item, told) for item in items]
    heard = [Told(file=told.file) for _ in items]
    with ThreadPoolExecutor(workers) as pool:
        done = list(pool.map(work, items, heard))
    for each_told in heard:
        told.take(each_told)
    return done
