"""Statements of people from a list and from ``assessment.toml``, joined. A contradiction is no answer."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from analyzer.collectors.codes import problem
from analyzer.model.booleans import FALSE_WORDS, TRUE_WORDS
from analyzer.model.problems import Problem
from analyzer.model.settings import Statement
from analyzer.model.snapshot import FILE, ROW, Snapshot

KIND = "people.statement"
SETTINGS = "assessment.toml"
_ID = re.compile(r"^[A-Z]{2,4}-\d{3}$")
_YES = TRUE_WORDS | {"ja", "oui", "si", "sí", "sì", "sim"}
_NO = FALSE_WORDS | {"nein", "non", "nee", "não"}
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}(?=$|[T ])")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    statement: Statement
    file: str
    row: int | None = None


def with_statements(snapshot: Snapshot) -> Snapshot:
    """The snapshot whose settings hold the statements of both places.

    Two answers to one statement leave it open, and are told. What an entry leaves blank another one of the same
    answer fills, ``assessment.toml`` first.
    """
    table = snapshot.table(KIND)
    if table is None:
        return snapshot
    problems: list[Problem] = []
    said = [_Said(statement=s, file=SETTINGS) for s in snapshot.settings.statements]
    for row in table.to_pylist():
        said += _read(row, snapshot.files[row[FILE]].file, problems)
    by_id: dict[str, list[_Said]] = {}
    for one in said:
        by_id.setdefault(one.statement.id, []).append(one)
    joined = [s for name in sorted(by_id) if (s := _join(by_id[name], problems)) is not None]
    return replace(
        snapshot,
        settings=replace(snapshot.settings, statements=tuple(joined)),
        problems=(*snapshot.problems, *problems),
    )


def _read(row: dict[str, str | int | None], file: str, problems: list[Problem]) -> Iterable[_Said]:
    """The statement of a row; none where there is no answer, or none that can be read."""
    name, answer, day, person, text = (
        str(row.get(k) or "").strip() for k in ("id", "answer", "date", "person", "text")
    )
    number = int(row[ROW] or 0)

    def unusable(reason: str, column: str, seen: str) -> None:
        problems.append(problem("W463", file=file, row=number, column=column, seen=seen, count=1, reason=reason))

    if not name and not answer:
        return
    if not _ID.match(name.upper()):
        unusable("the id is not like ATT-001", "id", name)
        return
    word = answer.casefold()
    if not word:
        return
    if word not in _YES | _NO:
        unusable("the answer is neither yes nor no", "answer", answer)
        return
    when = _day(day)
    if day and when is None:
        unusable("the date is not like 2026-11-20", "date", day)
    said = Statement(id=name.upper(), answer="yes" if word in _YES else "no", person=person, date=when, text=text)
    yield _Said(statement=said, file=file, row=number)


def _day(text: str) -> dt.date | None:
    found = _DAY.match(text)
    if not found:
        return None
    try:
        return dt.date.fromisoformat(found[0])
    except ValueError:
        return None


def _join(said: Sequence[_Said], problems: list[Problem]) -> Statement | None:
    first, *others = said
    for other in others:
        if other.statement.answer != first.statement.answer:
            words = {"first": _place(first), "second": _place(other)}
            problems.append(
                problem("W462", file=other.file, row=other.row, statement=first.statement.id, **words),
            )
            return None
    return replace(
        first.statement,
        person=next((s.statement.person for s in said if s.statement.person), ""),
        date=next((s.statement.date for s in said if s.statement.date), None),
        text=next((s.statement.text for s in said if s.statement.text), ""),
    )


def _place(said: _Said) -> str:
    return f"{said.statement.answer} in {said.file}"
