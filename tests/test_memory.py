"""Where the memory of columns comes from."""

import platform
from collections.abc import Iterator

import pyarrow as pa
import pytest

from analyzer import memory
from analyzer.memory import give_back, use_giving_allocator


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
