"""Where the memory of columns comes from."""

import mmap
import platform
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from analyzer import memory
from analyzer.memory import give_back, keeping_freed, use_giving_allocator


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = pa.default_memory_pool()
    yield
    pa.set_memory_pool(before)


def test_columns_come_from_the_allocator_that_gives_back() -> None:
    use_giving_allocator()
    glibc = platform.libc_ver()[0] == "glibc"
    expected = "system" if glibc or "jemalloc" not in pa.supported_memory_backends() else "jemalloc"
    assert pa.default_memory_pool().backend_name == expected


def test_without_it_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> pa.MemoryPool:
        raise NotImplementedError

    monkeypatch.setattr(pa, "jemalloc_memory_pool", missing)
    monkeypatch.setattr(memory, "_TRIM", None)
    before = pa.default_memory_pool().backend_name
    use_giving_allocator()
    assert pa.default_memory_pool().backend_name == before


def test_values_outlive_what_is_given_back() -> None:
    use_giving_allocator()
    column = pa.array(["a", None, ""])
    give_back()
    assert column.to_pylist() == ["a", None, ""]


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only the C library of GNU can be told")
def test_what_is_freed_stays_for_the_next_step_and_goes_back_afterwards() -> None:
    use_giving_allocator()
    before = resident()
    with keeping_freed():
        columns = [pa.array(["x" * 100] * 80_000) for _ in range(5)]
        del columns
        kept = resident() - before
    assert kept > 25 << 20
    assert resident() - before < 15 << 20


def resident() -> int:
    """Bytes of memory that the process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * mmap.PAGESIZE
