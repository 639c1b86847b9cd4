"""``desk.toml`` and ``board.toml`` of a pack: what the service desk's card and the board paper say, checked."""

from datetime import date
from pathlib import Path
from typing import Any

from analyzer.engine.entries import Tell, known, made_of, one_of, teller
from analyzer.engine.rule_file import read_toml
from analyzer.model.catalogue import Catalogue
from analyzer.model.papers import (
    SIDES,
    SIZES,
    BackStep,
    BoardWords,
    Change,
    Desk,
    DeskGroup,
    DeskPlace,
    DeskTask,
    Papers,
    Signer,
)

DESK, BOARD = "desk.toml", "board.toml"


def load_papers(folder: Path, sources: set[str], catalogue: Catalogue, faults: list[str]) -> Papers:
    """What the pack says for both papers; a file that is not there says nothing. Faults go to the list."""
    return Papers(desk=_desk(folder, sources, catalogue, faults), board=_board(folder, sources, faults))


def _desk(folder: Path, sources: set[str], catalogue: Catalogue, faults: list[str]) -> Desk:
    data = _read(folder, DESK, faults)
    tell = teller(faults.append, DESK)
    found = [made_of(DeskPlace, p, teller(tell, f"place {n}")) for n, p in enumerate(data.pop("place", []), 1)]
    places = tuple(p for p in found if p)
    for place in places:
        one_of(place.side, SIDES, "side", teller(tell, f"place {place.id}"))
    groups = []
    for number, group in enumerate(data.pop("group", []), 1):
        within = teller(tell, f"group {number}")
        tasks = [
            _task(t, sources, catalogue, {p.id for p in places}, teller(within, f"task {n}"))
            for n, t in enumerate(group.pop("task", []), 1)
        ]
        groups.append(made_of(DeskGroup, group, within, tasks=tuple(t for t in tasks if t)))
    stated = data.pop("stated_on", "")
    stated = stated.isoformat() if isinstance(stated, date) else str(stated)
    filled = tuple(g for g in groups if g)
    desk: Desk | None = made_of(Desk, data, tell, stated_on=stated, places=places, groups=filled)
    return desk or Desk()


def _task(
    data: dict[str, Any], sources: set[str], catalogue: Catalogue, places: set[str], tell: Tell
) -> DeskTask | None:
    task: DeskTask | None = made_of(DeskTask, data, tell)
    if task is None:
        return None
    known(task.sources, sources, tell)
    for place in (task.before, task.after):
        one_of(place, sorted(places), "place", tell)
    for name in task.attributes:
        if catalogue.find(name) is None:
            tell(f"attribute {name!r} is not in attributes.csv")
    return task


def _board(folder: Path, sources: set[str], faults: list[str]) -> BoardWords:
    data = _read(folder, BOARD, faults)
    tell = teller(faults.append, BOARD)

    def entries(key: str, kind: Any) -> tuple[Any, ...]:
        found = [made_of(kind, e, teller(tell, f"{key} {n}")) for n, e in enumerate(data.pop(key, []), 1)]
        return tuple(e for e in found if e)

    changes, back = entries("change", Change), entries("back", BackStep)
    for one in (*changes, *back):
        known(one.sources, sources, tell)
    for change in changes:
        one_of(change.size, SIZES, "size", teller(tell, change.who))
    words: BoardWords | None = made_of(
        BoardWords, data, tell, changes=changes, back=back, signers=entries("signer", Signer)
    )
    return words or BoardWords()


def _read(folder: Path, name: str, faults: list[str]) -> dict[str, Any]:
    return dict(read_toml(folder / name, folder, faults)) if (folder / name).is_file() else {}
