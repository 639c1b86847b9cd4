"""Which script of the kit makes which export: ``rules/kit.toml`` and the layouts, put together."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.collectors import Layout
from analyzer.errors import PackUnusable

FILE = "kit.toml"
_SCRIPT_KEYS = {
    "name", "title", "side", "codes", "folder", "covered", "reads", "where", "modules", "roles", "session", "lasts",
    "stops", "scopes",
}  # fmt: skip
_NEEDED = ("name", "title", "side", "folder", "reads", "where", "modules", "roles", "lasts", "stops")
SINKS = r"(?:Export-Csv|Export-Clixml|Out-File)"
_SINK = re.compile(rf"\b(?:{SINKS}\s+(?:-\w*Path\s+)?|(?:ldifde|csvde)\b.*?\s-f\s+)(?P<file>[\w.-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One script: where it runs, with which rights, and the layouts it makes, in the order it makes them."""

    name: str
    title: str
    side: str
    folder: str
    reads: str
    where: str
    modules: str
    roles: str
    lasts: str
    stops: str
    session: str = ""
    scopes: tuple[str, ...] = ()
    exports: tuple[Layout, ...] = ()
    covered: frozenset[str] = frozenset()  # ids of layouts that it makes in its own way


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What Microsoft Graph is asked for: an address and one for each object found, or a function of the script."""

    uri: str = ""
    detail: str = ""
    run: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """The scripts, what single searches of the directory are part of, and what Graph is asked for."""

    stated_on: str
    scripts: tuple[Script, ...]
    parts: Mapping[str, str]  # search of collection.toml -> code of the export
    requests: Mapping[str, Request]  # layout id -> what is asked of Graph in place of the layout's command
    variants: Mapping[str, tuple[str, ...]]  # layout id -> switches that show further objects of its kind
    binary: frozenset[str]  # syntaxes whose values are bytes
    left_out: tuple[str, ...]  # attributes that are never written
    by_hand: frozenset[str]  # codes of exports that a person types in

    def script_of(self, layout: Layout) -> Script | None:
        """The script that makes this export, or None when a person does."""
        return next((s for s in self.scripts if layout in s.exports), None)


def file_of(command: str) -> str:
    """The name of the file that a command makes; empty when it names none."""
    found = _SINK.search(command)
    return found["file"] if found else ""


def load_kit(rules: Path, layouts: Sequence[Layout], weights: Mapping[str, tuple[int, ...]]) -> Kit:
    """The kit of a rules folder. ``weights`` says how useful an export is, by its code; the most useful comes first.

    Raises:
        PackUnusable: the file is missing or has faults; all of them are named.
    """
    path = rules / FILE
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PackUnusable(f"{FILE} cannot be read: {error}", where=str(path)) from error
    raw = data.get("script", [])
    known = {x.id for x in layouts}
    faults = [f"{k} is missing" for k in ("stated_on", "sources", "script") if not data.get(k)]
    faults += list(_faults(raw))
    requests = {
        r.get("layout", ""): Request(**{k: v for k, v in r.items() if k in {"uri", "detail", "run"}})
        for r in data.get("request", [])
    }
    faults += [f"request: {name!r} is no layout" for name in sorted(requests.keys() - known)]
    variants = {v.get("layout", ""): tuple(v.get("switches", ())) for v in data.get("variant", [])}
    faults += [f"variant: {name!r} is no layout" for name in sorted(variants.keys() - known)]
    by_hand = set(data.get("by_hand", ()))
    if faults:
        raise PackUnusable("\n  ".join([f"{FILE} has faults:", *faults]), where=str(path))
    return Kit(
        stated_on=str(data["stated_on"]),
        scripts=tuple(_script(each, _belonging(each, raw, layouts, by_hand), weights) for each in raw),
        parts=data.get("parts", {}),
        requests=requests,
        variants=variants,
        binary=frozenset(data.get("binary", ())),
        left_out=tuple(data.get("left_out", ())),
        by_hand=frozenset(by_hand),
    )


def _faults(scripts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for number, each in enumerate(scripts, 1):
        name = each.get("name", f"number {number}")
        yield from (f"script {name}: key {key!r} is missing" for key in _NEEDED if not each.get(key))
        yield from (f"script {name}: unknown key {key!r}" for key in sorted(each.keys() - _SCRIPT_KEYS))


def _belonging(
    raw: Mapping[str, Any], scripts: Sequence[Mapping[str, Any]], layouts: Sequence[Layout], by_hand: Set[str]
) -> list[Layout]:
    """The layouts of one script: by their codes, or by their side where no script names the code."""
    named = {code for each in scripts for code in each.get("codes", ())}
    coded = [x for x in layouts if x.code and x.code not in by_hand]
    mine = [x for x in coded if x.code in raw.get("codes", ()) or (x.side == raw["side"] and x.code not in named)]
    # What the script makes in its own way needs no second way.
    covered = {x.code for x in mine if x.id in raw.get("covered", ())}
    return [x for x in mine if x.id in raw.get("covered", ()) or x.code not in covered]


def _script(raw: Mapping[str, Any], mine: Sequence[Layout], weights: Mapping[str, tuple[int, ...]]) -> Script:
    texts = {k: v for k, v in raw.items() if isinstance(v, str)}
    return Script(
        **texts,
        scopes=tuple(raw.get("scopes", ())),
        exports=tuple(_one_of_each(sorted(mine, key=lambda x: (_negative(weights, x), by_code(x.code), x.title)))),
        covered=frozenset(raw.get("covered", ())),
    )


def _negative(weights: Mapping[str, tuple[int, ...]], layout: Layout) -> tuple[int, ...]:
    return tuple(-n for n in weights.get(layout.code, (0, 0, 0)))


def by_code(code: str) -> tuple[str, int]:
    """Where an export stands when they are sorted by their codes: A9 before A10."""
    return code[:1], int(re.sub(r"\D", "", code) or 0)


def _one_of_each(layouts: Sequence[Layout]) -> Iterator[Layout]:
    """Layouts that the same command makes are several ways to write one export: the first stands for all."""
    seen: set[str] = set()
    for each in layouts:
        if each.command not in seen:
            seen.add(each.command)
            yield each
