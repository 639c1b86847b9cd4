"""Where the memory of columns comes from."""

from collections.abc import Iterator

import pyarrow as pa
import pytest

from analyzer.memory import give_back, use_giving_allocator


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = pa.default_memory_pool()
    yield
    pa.set_memory_pool(before)


def test_columns_come_from_the_allocator_that_gives_back() -> None:
    pa.set_memory_pool(pa.system_memory_pool())
    use_giving_allocator()
    expected = "jemalloc" if "jemalloc" in pa.supported_memory_backends() else "system"
    assert pa.default_memory_pool().backend_name == expected


def test_without_it_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> pa.MemoryPool:
        raise NotImplementedError

    monkeypatch.setattr(pa, "jemalloc_memory_pool", missing)
    pa.set_memory_pool(pa.system_memory_pool())
    use_giving_allocator()
    assert pa.default_memory_pool().backend_name == "system"


def test_values_outlive_what_is_given_back() -> None:
    use_giving_allocator()
    column = pa.array(["a", None, ""])
    give_back()
    assert column.to_pylist() == ["a", None, ""]
