"""What a script of the collection kit says of its run: what it exported, what failed, and where nothing was found."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any

from analyzer.collectors.outcome import OneFile, changed, source_of
from analyzer.collectors.told import Told

KIT_RUN = "kit.run"
TITLE = "Run of the collection kit"
_PRODUCT = "exready kit"
_LARGEST = 20 << 20  # bytes; a real one has some thousand
_NOT_MADE = frozenset({"failed", "incomplete", "unavailable"})
_WHOLE_RUN = "Unlimited"


def is_kit_run(path: PurePath) -> bool:
    """It has the name of what a script of the kit writes about its run."""
    return path.suffix.casefold() == ".json" and path.name.casefold().startswith("exready-kit-")


def read_kit_run(path: Path, name: str) -> OneFile:
    """One line of the ledger; ``also`` names the kinds of which the script found none, in a run without a limit.

    Exports that failed are told, each with its first error. A file that cannot be read confirms nothing.
    """
    told = Told(file=name)
    base = changed(source_of(name, KIT_RUN, health="whole"), title=TITLE, note="not a list")
    try:
        raw = path.read_bytes()
        base = changed(base, sha256=hashlib.sha256(raw).hexdigest(), bytes=len(raw))
        if len(raw) > _LARGEST:
            raise ValueError("it is too large")
        run = json.loads(raw.decode("utf-8-sig"))
        exports = list(_exports(run))
    except (OSError, ValueError, RecursionError) as error:
        told.add("W446", reason=str(error) or type(error).__name__)
        return OneFile(source=changed(base, health="damaged"), problems=told.problems())
    for one in exports:
        if one.get("state") in _NOT_MADE:
            first = next((str(e) for e in _listed(one.get("first_errors"))), "no reason was given")
            told.add(
                "W445", title=f"{one.get('code', '')} {one.get('file', '')}".strip(), reason=" ".join(first.split())
            )
    is_whole = run.get("result_size") == _WHOLE_RUN
    none = tuple(sorted({str(e["id"]) for e in exports if e.get("state") == "none" and e.get("id") and is_whole}))
    return OneFile(source=changed(base, also=none, exported_at=_newest(exports)), problems=told.problems())


def _exports(run: Any) -> Iterator[Mapping[str, Any]]:
    if not isinstance(run, dict) or run.get("product") != _PRODUCT:
        raise ValueError(f"it does not say that it is of the {_PRODUCT.removeprefix('exready ')}")
    for one in _listed(run.get("exports")):
        if isinstance(one, dict):
            yield one


def _listed(value: Any) -> list[Any]:
    """Windows PowerShell writes a list of one as the one."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _newest(exports: list[Mapping[str, Any]]) -> dt.datetime | None:
    """When the last export began, UTC; what is no such time says nothing."""
    found = []
    for one in exports:
        try:
            found.append(dt.datetime.fromisoformat(str(one.get("started", ""))))
        except ValueError:
            continue
    return max((m.astimezone(dt.UTC) for m in found if m.tzinfo is not None), default=None)
