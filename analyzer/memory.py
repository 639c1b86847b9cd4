"""Memory that is free inside the process goes back to the system, so that the next step can have it."""

import ctypes
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pyarrow as pa

# Parameters of glibc's mallopt(3), and what this program wants of them.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
# A column of a large export is a block of its own: freed, it is the system's at once, whatever was made after it.
_OWN_BLOCK = 4 << 20
# What the C library keeps for itself where nobody says otherwise.
_USUAL_TRIM = 128 << 10
# While freed memory is kept: so much of it, and blocks up to this size. More is a little faster, and takes more memory.
_KEPT, _LARGEST_KEPT = 64 << 20, 16 << 20


def use_giving_allocator() -> None:
    """Columns made from now on are held by the allocator that gives free memory back soonest.

    Holds for the whole process. With the C library of GNU that is its own, told to map large blocks one by one: a
    hundred thousand mailboxes then peak a sixth lower than with the ones that Arrow brings along, which keep what
    lies between columns that are still in use. Elsewhere it is jemalloc where Arrow has it (not on Windows).
    """
    mallopt = _of_c_library("mallopt") if _TRIM is not None else None
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _OWN_BLOCK)
        mallopt(_ARENA_MAX, 1)
        pa.set_memory_pool(pa.system_memory_pool())
        return
    try:
        pa.set_memory_pool(pa.jemalloc_memory_pool())
    except NotImplementedError:
        return


@contextmanager
def keeping_freed() -> Iterator[None]:
    """Inside, some of what is freed is used again before it goes back to the system; afterwards all of it goes back.

    For steps that make and drop thousands of columns: to get each one's memory from the system anew took a fifth of
    the time of judging.
    """
    mallopt = _of_c_library("mallopt") if _TRIM is not None else None
    if mallopt is None:
        yield
        return
    mallopt(_MMAP_THRESHOLD, _LARGEST_KEPT)
    mallopt(_TRIM_THRESHOLD, _KEPT)
    try:
        yield
    finally:
        mallopt(_MMAP_THRESHOLD, _OWN_BLOCK)
        mallopt(_TRIM_THRESHOLD, _USUAL_TRIM)
        give_back()


def give_back() -> None:
    """Nothing is held that nobody uses, as far as the allocators let go. Values never change."""
    pa.default_memory_pool().release_unused()
    if _TRIM is not None:
        _TRIM(0)


def _of_c_library(name: str) -> Callable[..., int] | None:
    """A function of the C library on Linux; None where there is none of that name."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        found: Callable[..., int] = getattr(ctypes.CDLL(None), name)
    except (OSError, AttributeError):
        return None
    return found


# The C library keeps what Python freed until it is told; only the one of GNU can be told.
_TRIM = _of_c_library("malloc_trim")
