"""What each rule looked at among the things that an assumption may change, noted while the rules are judged.

Whatever is worked out once and then kept (traits, populations, arrays) hands what it looked at on to everybody who
asks for it, so a rule that only finds a kept value depends on the same.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, cast

from analyzer.engine.estate import Estate
from analyzer.model.snapshot import Snapshot

JOBS, AS_OF, INTERVAL, COMPARISON, EVERY_STATEMENT = "jobs", "as-of", "sync-interval", "comparison", "statements"
RULE = "rule"
_KIND = "entra.sync_job"
_ATTRIBUTES = {
    "as_of": AS_OF,
    "sync_interval_minutes": INTERVAL,
    "comparison": COMPARISON,
    "pair_identity": COMPARISON,
}
_KEPT = frozenset(name for name, made in vars(Estate).items() if isinstance(made, cached_property))


def statement(name: str) -> str:
    """The source that stands for one statement."""
    return f"statement {name}"


@dataclass(kw_only=True)
class Reads:
    """Sources by whoever looked at them."""

    of: dict[object, set[str]] = field(default_factory=dict)
    _open: list[set[str]] = field(default_factory=list)

    def note(self, source: str) -> None:
        """Whoever is at work has looked at the source."""
        if self._open:
            self._open[-1].add(source)

    @contextmanager
    def within(self, key: object) -> Iterator[None]:
        """What is looked at inside is looked at by this one, and by whoever asks for it."""
        mine: set[str] = set()
        self._open.append(mine)
        try:
            yield
        finally:
            self._open.pop()
            known = self.of.setdefault(key, set())
            known |= mine
            if self._open:
                self._open[-1] |= known

    def by_rule(self, rule: str) -> frozenset[str]:
        """The sources that a judged rule depends on."""
        return frozenset(self.of[RULE, rule])


class WatchedEstate(Estate):
    """An estate that answers like the one it was made of, and notes who asks for what."""

    reads: Reads

    def __getattribute__(self, name: str) -> Any:
        """The attribute; a source is noted, and what is kept carries its sources."""
        source = _ATTRIBUTES.get(name)
        if source is not None:
            super().__getattribute__("reads").note(source)
        if name in _KEPT:
            with super().__getattribute__("reads").within(name):
                return super().__getattribute__(name)
        return super().__getattribute__(name)

    @contextmanager
    def noting(self, key: object) -> Iterator[None]:
        """Sources are noted for this key."""
        with self.reads.within(key):
            yield


def watched(estate: Estate, reads: Reads) -> WatchedEstate:
    """An estate of the same evidence that has kept nothing yet."""
    said: Mapping[str, Any] = {f.name: getattr(estate, f.name) for f in fields(estate) if f.init}
    fresh = {name: value for name, value in said.items() if not isinstance(value, dict)}
    # A watched one must have its notes before anything is asked of it.
    made = WatchedEstate.__new__(WatchedEstate)
    made.reads = reads
    made.__init__(**fresh | {"snapshot": cast("Snapshot", _Snapshot(estate.snapshot, reads))})  # type: ignore[misc]
    return made


class _Snapshot:
    """The tables and files of a snapshot; jobs and statements are noted."""

    def __init__(self, snapshot: Snapshot, reads: Reads) -> None:
        self._whole, self._reads = snapshot, reads

    def __getattr__(self, name: str) -> Any:
        # Who takes all tables or all files may look at the jobs among them.
        if name in {"tables", "files"}:
            self._reads.note(JOBS)
        return getattr(self._whole, name)

    @property
    def settings(self) -> "_Settings":
        """The settings, whose statements are noted."""
        return _Settings(self._whole.settings, self._reads)

    def table(self, kind: str) -> Any:
        """As the snapshot answers."""
        return self._asked(kind).table(kind)

    def complete(self, kind: str) -> bool:
        """As the snapshot answers."""
        return self._asked(kind).complete(kind)

    def files_of(self, kind: str) -> Any:
        """As the snapshot answers."""
        return self._asked(kind).files_of(kind)

    def _asked(self, kind: str) -> Snapshot:
        if kind == _KIND:
            self._reads.note(JOBS)
        return self._whole


class _Settings:
    """Settings; statements are noted."""

    def __init__(self, settings: Any, reads: Reads) -> None:
        self._whole, self._reads = settings, reads

    def __getattr__(self, name: str) -> Any:
        if name == "statements":
            self._reads.note(EVERY_STATEMENT)
        return getattr(self._whole, name)

    def statement(self, name: str) -> Any:
        """As the settings answer."""
        self._reads.note(statement(name))
        return self._whole.statement(name)
