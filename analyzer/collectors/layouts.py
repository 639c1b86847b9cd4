"""The layouts of exports: one TOML file each in ``rules/inputs/``, loaded and checked as a whole."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analyzer.collectors.cell_facts import CELLS_FILE, CellFacts, load_cell_facts
from analyzer.collectors.fingerprints import Fingerprint, Mark, folded, marks_of, prints_of
from analyzer.errors import PackUnusable

__all__ = ["Layout", "Layouts", "folded", "load_layouts"]

FOLDER = "inputs"
COLUMNS = "columns"
SIDES_FILE = "sides.toml"
COMMANDS_FILE = "commands.toml"
UNASKED_FILE = "unasked.toml"
_NO_LAYOUTS = frozenset({SIDES_FILE, COMMANDS_FILE, UNASKED_FILE, CELLS_FILE})
SIDES = ("directory", "onprem", "cloud", "entra", "sync", "people")
# What a column of an export can hold; the names are the keys of the files.
KINDS = ("addresses", "lists", "joined", "booleans", "guids", "times", "local_times", "numbers", "names", "texts")
BLANKS = ("empty", "asked")
_LAYOUT_KEYS = {
    "id", "code", "title", "side", "read", "command", "family", "columns", "key", "newest", "needed", "vital",
    "asked_for", "caps", "things", "blank", "text", "clock", "recognise", "stated_on", "sources", "note", "like",
    "kept", "opened", "reason", "both_sides",
}  # fmt: skip
_NEEDED = ("id", "title", "side", "command", "recognise", "stated_on", "sources")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One kind of export. Header names in mappings are folded, canonical names are as the cmdlet spells them."""

    id: str
    title: str
    side: str
    command: str
    prints: tuple[Fingerprint, ...]
    code: str = ""
    read: bool = True
    reason: str = ""  # why the rows are of no use, where they are not read
    kinds: Mapping[str, str] = field(default_factory=dict, repr=False)  # canonical name -> kind of column
    names: Mapping[str, str] = field(default_factory=dict, repr=False)  # folded name or alias -> canonical name
    key: tuple[str, ...] = ()
    newest: str = ""
    needed: tuple[str, ...] = ()
    vital: tuple[str, ...] = ()  # damage of these columns refuses the file
    asked_for: tuple[str, ...] = ()  # a file in which all of these are blank did not ask for them
    caps: tuple[int, ...] = ()
    things: str = "rows"
    blank: str = "empty"
    text: bool = False  # Format-List text is accepted
    clock: tuple[str, ...] = ()  # columns whose newest time says how young the export is
    kept: frozenset[str] = frozenset()  # of exports with millions of rows: the columns that stay in memory
    both_sides: bool = False  # the cmdlet exists on the other side too, where nothing asks for it
    opened: tuple[str, ...] = ()  # columns of objects whose properties become columns: Features.X
    stated_on: str = ""
    sources: tuple[str, ...] = ()
    facts: CellFacts = field(default_factory=CellFacts, repr=False)  # the same for all layouts of a pack

    @property
    def dropped(self) -> frozenset[str]:
        """Columns that are not held in memory because only some are kept."""
        return frozenset(self.kinds) - self.kept if self.kept else frozenset()


class Layouts(tuple[Layout, ...]):
    """All layouts in the order of their ids, with the marks of the sides.

    ``unasked`` holds, for the id of a layout, the columns that nothing looks at.
    """

    marks: tuple[Mark, ...]
    unasked: Mapping[str, frozenset[str]]


def load_layouts(rules_folder: Path) -> Layouts:
    """All layouts of a rules folder, sorted by id.

    Raises:
        PackUnusable: listing every fault of every file with file and key.
    """
    folder = rules_folder / FOLDER
    faults: list[str] = []
    families = {p.stem: _toml(p, folder, faults) for p in sorted((folder / COLUMNS).glob("*.toml"))}
    for name, family in families.items():
        _column_faults(family, _under(f"{COLUMNS}/{name}.toml: ", faults))
    pieces = {k: v.strip() for k, v in _toml(folder / COMMANDS_FILE, folder, faults).items() if isinstance(v, str)}
    layouts = []
    for path in sorted(p for p in folder.glob("*.toml") if p.name not in _NO_LAYOUTS):
        layout = _layout(path, folder, families, pieces, faults)
        if layout is not None:
            layouts.append(layout)
    marks = marks_of(_toml(folder / SIDES_FILE, folder, faults), SIDES, _under(f"{SIDES_FILE}: ", faults))
    facts = load_cell_facts(rules_folder, faults)
    lists = _toml(folder / UNASKED_FILE, folder, faults).get("lists", [])
    unasked = {kind: frozenset(entry["columns"]) for entry in lists for kind in entry["of"]}
    if not layouts and not faults:
        faults.append("no layout file found")
    if faults:
        listed = "\n  ".join(f"{FOLDER}/{fault}" for fault in faults)
        many = f"{len(faults)} fault" + ("" if len(faults) == 1 else "s")
        raise PackUnusable(f"the layouts have {many}:\n  {listed}", help="Mend these files, then run again.")
    out = Layouts(sorted((replace(x, facts=facts) for x in layouts), key=lambda x: x.id))
    out.marks = marks
    out.unasked = unasked
    return out


def _under(where: str, faults: list[str]) -> Callable[[str], None]:
    """Takes down faults with the place they are in."""
    return lambda text: faults.append(where + text)


def _toml(path: Path, folder: Path, faults: list[str]) -> dict[str, Any]:
    where = path.relative_to(folder).as_posix()
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        faults.append(f"{where}: {error.strerror or error}")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{where}: {error}")
    return {}


def _layout(
    path: Path,
    folder: Path,
    families: Mapping[str, dict[str, Any]],
    pieces: Mapping[str, str],
    faults: list[str],
) -> Layout | None:
    before = len(faults)
    data = _toml(path, folder, faults)
    if len(faults) > before:
        return None

    def fault(text: str) -> None:
        faults.append(f"{path.relative_to(folder).as_posix()}: {text}")

    data = _like(data, folder, fault)

    for key in sorted(data.keys() - _LAYOUT_KEYS):
        fault(f"unknown key {key!r}")
    for key in _NEEDED:
        if not data.get(key):
            fault(f"key {key!r} is missing")
    if len(faults) > before:
        return None
    if data["id"] != path.stem:
        fault(f"id {data['id']!r} is not the file name")
    if data["side"] not in SIDES:
        fault(f"side {data['side']!r} is none of {', '.join(SIDES)}")
    if data.get("blank", "empty") not in BLANKS:
        fault(f"blank {data['blank']!r} is none of {', '.join(BLANKS)}")
    if data.get("family", "") not in {"", *families}:
        fault(f"family {data['family']!r} has no file in {COLUMNS}/")
    own = data.get("columns", {})
    _column_faults(own, fault)
    prints = prints_of(data["recognise"], fault)
    if len(faults) > before:
        return None
    kinds, names = _columns(families.get(data.get("family", ""), {}), own)
    kept = frozenset(data.get("kept", ()))
    for key in ("key", "needed", "vital", "asked_for", "clock", "kept", "opened"):
        for name in data.get(key, []):
            if kinds and name not in kinds:
                fault(f"{key}: column {name!r} is not declared")
            if kept and name not in kept:
                fault(f"{key}: column {name!r} is not kept")
    if len(faults) > before:
        return None
    command = data["command"].strip()
    for name, text in pieces.items():
        command = command.replace("{" + name + "}", text)
    tuples: dict[str, Any] = {
        k: tuple(data.get(k, ())) for k in ("key", "needed", "vital", "asked_for", "caps", "clock", "opened", "sources")
    }
    plain = {
        k: data[k] for k in ("code", "read", "reason", "newest", "things", "blank", "text", "both_sides") if k in data
    }
    return Layout(
        id=data["id"],
        title=data["title"],
        side=data["side"],
        command=command,
        prints=prints,
        kinds=kinds,
        names=names,
        kept=kept,
        stated_on=str(data["stated_on"]),
        **tuples,
        **plain,
    )


def _like(data: dict[str, Any], folder: Path, fault: Callable[[str], None]) -> dict[str, Any]:
    """The data with what it takes over from its twin on the other side: everything it does not say itself."""
    if "like" not in data:
        return data
    twin = folder / f"{data['like']}.toml"
    try:
        other = tomllib.loads(twin.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        fault(f"like: {data['like']!r} is no layout")
        return data
    if "like" in other:
        fault(f"like: {data['like']!r} is itself like another")
    return other | data


def _column_faults(columns: Mapping[str, Any], fault: Callable[[str], None]) -> None:
    seen: dict[str, str] = {}
    for key, value in columns.items():
        if key == "aliases":
            continue
        if key not in KINDS:
            fault(f"unknown kind of columns {key!r}")
            continue
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            fault(f"{key} is not a list of names")
            continue
        for name in value:
            if folded(name) in seen:
                fault(f"column {name!r} stands under {seen[folded(name)]} and {key}")
            seen[folded(name)] = key


def _columns(family: Mapping[str, Any], own: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Kind by canonical name, and canonical name by folded name; the layout's own word beats its family's."""
    kinds: dict[str, str] = {}
    names: dict[str, str] = {}
    for part in (family, own):
        for kind in KINDS:
            for name in part.get(kind, ()):
                kinds[names.setdefault(folded(name), name)] = kind
    for part in (family, own):
        for name, others in part.get("aliases", {}).items():
            for other in others:
                names.setdefault(folded(other), name)
    return kinds, names
