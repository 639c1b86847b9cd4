"""Taking a file or a column away never makes anything look better: what is not known is never a pass."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from sample_company import contoso_files, fabrikam
from sample_company.folder import Folder

import analyzer
from analyzer.collectors import load_layouts, read_folder, unusable
from analyzer.engine.estate import build_estate
from analyzer.engine.evaluate import evaluate
from analyzer.engine.pack import load_pack
from analyzer.engine.verdicts import decide
from analyzer.model.progress import Silent
from analyzer.model.snapshot import FILE, ROW, Snapshot
from analyzer.planning.gates import build_gates
from analyzer.resources import data_folder

RULES = data_folder("rules")
PACK = load_pack(RULES)
LAYOUTS = load_layouts(RULES)
AS_OF = dt.datetime(2026, 11, 16, 6, tzinfo=dt.UTC)
# Better is a larger number. Blocked and unknown both say "do not"; the last two say "not asked".
VERDICTS = {"blocked": 0, "unknown": 0, "wait": 1, "ready_with_warnings": 2, "ready": 3, "done": 4, "not_applicable": 4}
GATES = {"closed": 0, "unknown": 0, "open_in_part": 1, "waived": 2, "open": 3}
# An LDIF with a list of attributes carries none of what only a dump of everything does.
DUMP_MARKS = ("objectCategory", "uSNCreated", "dSCorePropagationData")
JOINED = frozenset({"ad.object", "cloud.mailbox", "entra.user"})  # the three that are joined: key by key
TOGETHER = 9  # columns of a wide list that go at once
Place = tuple[str, int]


@dataclass(frozen=True)
class Seen:
    """What an assessment says, by the places of its evidence: those stay the same whatever names a finding."""

    mailboxes: tuple[tuple[tuple[Place, ...], str], ...]
    gates: Mapping[str, str]
    loud: frozenset[str]  # rules that found something or could not judge
    broken: tuple[str, ...]  # rules that raised

    def best(self) -> dict[Place, str]:
        """The best verdict that each row of a file takes part in."""
        out: dict[Place, str] = {}
        for places, word in self.mailboxes:
            for place in places:
                if VERDICTS[word] >= VERDICTS[out.get(place, "blocked")]:
                    out[place] = word
        return out


def assessed(snapshot: Snapshot) -> Seen:
    """The snapshot judged for the day of the exports. Nobody signed for anything, so no waiver hides a change."""
    estate = build_estate(snapshot, PACK.catalogue, PACK.facts, as_of=AS_OF, sync_interval_minutes=30)
    outcomes = evaluate(estate, PACK.rules)
    verdicts = decide(estate, outcomes, {}, mandatory=PACK.mandatory)
    which = np.flatnonzero(verdicts.is_mailbox)
    places = estate.recipients.places(which)
    sides = [
        (((p.file, p.row), (p.cloud_file, p.cloud_row)), verdicts.verdict[i])
        for p, i in zip(places, which, strict=True)
    ]
    files = snapshot.files
    return Seen(
        mailboxes=tuple(
            (tuple((files[f].file, row) for f, row in both if f is not None and row is not None), word)
            for both, word in sides
        ),
        gates={g.gate.value: g.state for g in build_gates(outcomes, verdicts, {}, {})},
        loud=frozenset(o.rule.id for o in outcomes if o.hits or o.unknowns or o.error),
        broken=tuple(f"{o.rule.id}: {o.error}" for o in outcomes if o.error),
    )


def better(before: Seen, after: Seen, *, with_rows: bool = True) -> list[str]:
    """What looks better afterwards; unless the rows went too, everybody and every rule must still be spoken of."""
    out = []
    now = after.best()
    for places, word in before.mailboxes:
        told = [now[p] for p in places if p in now]
        if not told and with_rows:
            out.append(f"{places[0]}: {word}, now nobody speaks of it")
        out += [f"{places[0]}: {word}, now {w}" for w in dict.fromkeys(told) if VERDICTS[w] > VERDICTS[word]]
    for gate, state in before.gates.items():
        if GATES[after.gates[gate]] > GATES[state]:
            out.append(f"gate {gate}: {state}, now {after.gates[gate]}")
    out += after.broken
    silent = before.loud - after.loud - SILENT_BY_RIGHT if with_rows else frozenset()
    return out + [f"{rule} fell silent" for rule in sorted(silent)]


# Rules that only count what was found: without its evidence there is nothing to count.
SILENT_BY_RIGHT = frozenset(r.id for r in PACK.rules if r.level.value == "info" or not r.gates)


def read(folder: Folder, target: Path) -> Snapshot:
    """The files, written and read again."""
    for name, data in folder.files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return read_folder(target, layouts=LAYOUTS, catalogue=PACK.catalogue, progress=Silent())


@dataclass(frozen=True)
class Whole:
    """A company with everything there."""

    folder: Folder
    snapshot: Snapshot
    seen: Seen


@pytest.fixture(scope="module", params=["contoso", "fabrikam"])
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    small = contoso_files.files(contoso_files.company(at_head=92, at_branch=56))
    folder = small if request.param == "contoso" else fabrikam.files(fabrikam.company())
    snapshot = read(folder, tmp_path_factory.mktemp(request.param))
    return Whole(folder=folder, snapshot=snapshot, seen=assessed(snapshot))


def named_columns() -> tuple[frozenset[str], frozenset[str]]:
    """Without case: what the comparison reads, and what a rule file or the code of matching and judging names."""
    attributes = [a for a in PACK.catalogue if a.compare != "none"]
    compared = {a.ldap_name for a in attributes} | {c for a in attributes for c in a.properties}
    named: set[str] = set()
    for rule in PACK.rules:
        named |= set(re.findall(r"[A-Za-z][A-Za-z0-9-]+", (RULES / rule.file).read_text(encoding="utf-8")))
    for stage in ("classify", "engine"):
        for source in (Path(analyzer.__file__).parent / stage).rglob("*.py"):
            named |= set(re.findall(r'"([A-Za-z][A-Za-z0-9-]+)"', source.read_text(encoding="utf-8")))
    return frozenset(n.casefold() for n in compared), frozenset(n.casefold() for n in named)


def columns(snapshot: Snapshot) -> Iterator[tuple[str, list[str]]]:
    """Each table with the columns that go at once; every column that it has goes once.

    What a rule names in the lists that are joined goes alone. Of the others some go together, far from each other
    in the table: what looks better without one of them looks better without all, unless another hides it.
    """
    compared, named = named_columns()
    for kind, table in snapshot.tables.items():
        # The name of an entry is no attribute: without it there is no entry.
        filled = [n for n in table.column_names if n not in {FILE, ROW, "distinguishedName"}]
        filled = [n for n in filled if table[n].null_count < table.num_rows]
        known_by = [n for n in filled if not is_recognised(kind, [n])]
        filled = [n for n in filled if n not in known_by]
        wanted = [n for n in filled if n.casefold() in named]
        if kind in JOINED:
            yield from ((kind, [n]) for n in wanted)
            wanted = [n for n in filled if n.casefold() in compared - named]
        together = TOGETHER if len(wanted) > TOGETHER * 2 else 4
        parts = -(-len(wanted) // together)
        yield from ((kind, wanted[n::parts]) for n in range(parts))
        rest = [n for n in filled if n.casefold() not in named and not (kind in JOINED and n.casefold() in compared)]
        yield from ((kind, some) for some in (known_by, rest) if some)


def is_recognised(kind: str, lacking: list[str]) -> bool:
    """Whether a file of the kind is still known without some of its columns."""
    prints = [p.all_of for layout in LAYOUTS for p in layout.prints if layout.id == kind]
    gone = {n.casefold() for n in lacking}
    return not prints or not all(gone & {a.casefold() for a in p} for p in prints)


def without(snapshot: Snapshot, kind: str, names: list[str]) -> Snapshot:
    """The same files, exported without some columns. What nobody recognises without one is no table at all."""
    tables = dict(snapshot.tables)
    if not is_recognised(kind, names):
        files = tuple(replace(f, kind="unrecognised") if f.kind == kind else f for f in snapshot.files)
        del tables[kind]
        return replace(snapshot, tables=tables, files=files)
    marks = [m for m in DUMP_MARKS if m in tables[kind].column_names] if kind.startswith("ad.") else []
    tables[kind] = tables[kind].drop_columns(sorted({*names, *marks}))
    return replace(snapshot, tables=tables)


def test_no_column_is_missed(whole: Whole) -> None:
    tried = {(kind, n) for kind, names in columns(whole.snapshot) for n in names}
    assert len(tried) > 400
    assert {("ad.object", "homeMDB"), ("cloud.mailbox", "IsExchangeCloudManaged"), ("entra.user", "Id")} <= tried


# Nothing can look better than Fabrikam, where everything is in order.
@pytest.mark.parametrize("whole", ["contoso"], indirect=True)
def test_a_column_less_is_never_better(whole: Whole) -> None:
    wrong = []
    for kind, names in columns(whole.snapshot):
        told = names[0] if len(names) == 1 else f"all {len(names)} other columns"
        found = better(whole.seen, assessed(without(whole.snapshot, kind, names)))
        wrong += [f"without {told} of {kind}: {x}" for x in found[:3]]
    assert wrong == []


def test_a_file_less_is_never_better(whole: Whole, tmp_path: Path) -> None:
    """One file at a time; of Fabrikam, where every export is there and in order, two."""
    wrong = []
    names = sorted(whole.folder.files)
    parts = len(names) if len(names) < 50 else -(-len(names) // 2)
    for n in range(parts):
        gone = names[n::parts]
        rest = {f: data for f, data in whole.folder.files.items() if f not in gone}
        snapshot = read(Folder(files=rest), tmp_path / str(n))
        if unusable(snapshot):
            continue
        found = better(whole.seen, assessed(snapshot), with_rows=False)
        wrong += [f"without {' and '.join(gone)}: {x}" for x in found]
    assert wrong == []
