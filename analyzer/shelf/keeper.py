"""What is kept for one folder of exports: taken where everything it rests on is the same, kept where somebody asked.

It is asked for by name, or by the folder that an earlier run made; nothing is kept or used silently.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from analyzer.classify import Classified
from analyzer.collectors.folder import KEPT
from analyzer.engine.estate import Estate
from analyzer.model.rules import Rule
from analyzer.model.snapshot import Snapshot
from analyzer.shelf.evidence import classified_again, classified_kept, snapshot_again, snapshot_kept
from analyzer.shelf.folder import Damaged, Part, get, put
from analyzer.shelf.sources import Inputs, inputs_of, program, stats_of
from analyzer.shelf.verdicts import Said, said_again, said_kept

T = TypeVar("T")
_READ, _JOINED, _JUDGED = "read", "joined", "judged"
_BECAUSE = {
    "program": "another exready, or other libraries, read them",
    "rules": "the rules are others",
    "folder": "the folder has another name",
    "lean": "assessment.toml says something else of the recipients",
}


class Keeper:
    """Keeps and takes what one run reads, joins and judges.

    Attributes:
        active: somebody asked to keep, or there is a folder of what an earlier run kept.
        place: that folder.
    """

    def __init__(self, folder: Path, *, asked: bool = False, say: Callable[[str], None] | None = None) -> None:
        """``say`` is told in one line each what is taken, what is not and why, and what is kept."""
        self.place = folder / KEPT
        self._folder, self._say = folder, say or (lambda _line: None)
        self.active = asked or self.place.is_dir()
        if self.active and (self.place.is_symlink() or (self.place.exists() and not self.place.is_dir())):
            self._off(f"{KEPT} is no folder of its own")
        self._key: dict[str, Any] = {}
        self._inputs: Inputs | None = None
        self._paths: Sequence[Path] = ()

    def snapshot(self, paths: Sequence[Path], rules: str, *, lean: bool) -> Snapshot | None:
        """The files as they were read, if they are the same; ``lean`` tells two ways of keeping them apart."""
        if not self.active:
            return None
        try:
            self._inputs = inputs_of(self._folder, paths)
        except OSError:
            # Reading tells what is wrong with the file.
            self._off("a file cannot be read")
            return None
        self._paths = paths
        root = self._folder.resolve().name
        self._key[_READ] = {"program": program(), "rules": rules, "folder": root, "lean": lean} | {
            "inputs": dict(self._inputs.hashes)
        }
        found = self._taken(_READ, snapshot_again, self._told_why)
        if found is not None:
            self._say("Kept evidence: the exports are as they were and are not read again.")
        return found

    def keep_snapshot(self, snapshot: Snapshot) -> None:
        """The files as read are kept, if nobody wrote to them in the meantime."""
        if not self.active:
            return
        try:
            same = self._inputs is not None and stats_of(self._paths) == self._inputs.stats
        except OSError:
            same = False
        if not same:
            self._off("a file was written to while it was read")
            return
        facts, tables = snapshot_kept(snapshot)
        if self._kept(_READ, facts, tables):
            size = sum(path.stat().st_size for path in self.place.iterdir()) / 1e6
            self._say(f"Kept evidence: {size:,.0f} MB in {KEPT}, with the values of the exports as they are.")

    def classified(self, snapshot: Snapshot, minutes: int) -> Classified | None:
        """The snapshot as it was joined and compared, if both and the interval of the sync are the same."""
        if not self.active:
            return None
        said = sorted(set(snapshot.settings.none_found))
        self._key[_JOINED] = {"read": _digest(self._key[_READ]), "none_found": said, "minutes": minutes}
        why = "both sides are compared again, because assessment.toml is another"
        return self._taken(
            _JOINED, lambda part: classified_again(part, snapshot), self._told_if_same(_JOINED, "read", why)
        )

    def keep_classified(self, classified: Classified) -> None:
        """What was joined and compared is kept."""
        if self.active:
            self._kept(_JOINED, *classified_kept(classified))

    def said(self, estate: Estate, rules: Sequence[Rule]) -> Said | None:
        """What the rules said, if the evidence, the settings and the time are the same."""
        if not self.active:
            return None
        self._key[_JUDGED] = {
            "joined": _digest(self._key[_JOINED]),
            "settings": estate.snapshot.settings.sha256,
            "as_of": estate.as_of.isoformat(),
        }
        why = "the rules judge again, because assessment.toml or the time is another"
        return self._taken(
            _JUDGED, lambda part: said_again(part, estate, rules), self._told_if_same(_JUDGED, "joined", why)
        )

    def keep_said(self, said: Said) -> None:
        """What the rules said is kept; a rule that could not run is a bug, and nothing to be kept."""
        if self.active and not any(o.error for o in said.outcomes):
            self._kept(_JUDGED, *said_kept(said))

    def _taken(self, name: str, again: Callable[[Part], T], why: Callable[[Any], None] | None = None) -> T | None:
        key = self._key[name]
        try:
            part = get(self.place, name, lambda kept: bool(kept == key))
            if part is None:
                return None
            if part.key != key:
                if why is not None:
                    why(part.key)
                return None
            return again(part)
        except (Damaged, ValueError, LookupError, TypeError, pa.ArrowException) as error:
            seen = str(error) if isinstance(error, Damaged) else "it is not of these exports"
            self._say(f"Kept evidence: what was {name} is damaged and not used: {seen}.")
            return None

    def _kept(self, name: str, facts: Any, tables: Mapping[str, pa.Table]) -> bool:
        try:
            put(self.place, name, self._key[name], facts, tables)
        except OSError as error:
            self._off(f"nothing can be written to {KEPT}: {error.strerror or type(error).__name__}")
            return False
        return True

    def _told_why(self, old: Any) -> None:
        new = self._key[_READ]
        reasons = [words for name, words in _BECAUSE.items() if _at(old, name) != new[name]]
        before, now = _at(old, "inputs") or {}, new["inputs"]
        number = sum(before.get(n) != now.get(n) for n in before.keys() | now.keys()) if isinstance(before, dict) else 0
        if number:
            reasons.append(f"{number:,} file{' is' if number == 1 else 's are'} new, gone or changed")
        self._say(f"Kept evidence: the exports are read again, because {' and '.join(reasons) or 'it is older'}.")

    def _told_if_same(self, name: str, before: str, words: str) -> Callable[[Any], None]:
        """Says it where the part before is the same; where it is not, that was said already."""

        def told(old: Any) -> None:
            if _at(old, before) == self._key[name][before]:
                self._say(f"Kept evidence: {words}.")

        return told

    def _off(self, why: str) -> None:
        self.active = False
        self._say(f"Kept evidence: not used and not kept, because {why}.")


def _at(old: Any, name: str) -> Any:
    return old.get(name) if isinstance(old, dict) else None


def _digest(key: Any) -> str:
    return hashlib.sha256(json.dumps(key, sort_keys=True).encode("ascii")).hexdigest()
