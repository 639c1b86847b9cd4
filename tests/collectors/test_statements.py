"""Statements come as a list, in assessment.toml, or both: they are joined, and a contradiction is no answer."""

import datetime as dt
from pathlib import Path

import pytest
from export_files import codes, csv_text, read, told


def row(name: str = "ATT-001", answer: str = "yes", **more: str) -> dict[str, str]:
    return {"id": name, "answer": answer, "person": "Kim Doe", "date": "2026-11-20", "text": "asked"} | more


SETTINGS = '[statements.ATT-001]\nanswer = "yes"\nperson = "Lee Roe"\n'


def test_a_list_answers_what_the_settings_leave_open(tmp_path: Path) -> None:
    found = read(tmp_path, {"statements.csv": csv_text([row(), row("att-002", "no")]), "a.csv": "x,y\n1,2\n"})
    first, second = found.settings.statements
    assert (first.id, first.answer, first.person, first.date) == ("ATT-001", "yes", "Kim Doe", dt.date(2026, 11, 20))
    assert first.is_answered
    assert (second.id, second.answer) == ("ATT-002", "no")


@pytest.mark.parametrize(
    ("word", "answer"), [("YES", "yes"), ("Ja", "yes"), ("oui", "yes"), ("Nein", "no"), ("0", "no")]
)
def test_an_answer_in_other_words(tmp_path: Path, word: str, answer: str) -> None:
    (said,) = read(tmp_path, {"s.csv": csv_text([row(answer=word)])}).settings.statements
    assert said.answer == answer


def test_one_answer_in_two_places_is_filled_up(tmp_path: Path) -> None:
    found = read(tmp_path, {"assessment.toml": SETTINGS, "s.csv": csv_text([row()])})
    (said,) = found.settings.statements
    assert (said.person, said.date, said.text) == ("Lee Roe", dt.date(2026, 11, 20), "asked")
    assert "W462" not in codes(found)


def test_two_answers_leave_the_statement_open(tmp_path: Path) -> None:
    found = read(tmp_path, {"assessment.toml": SETTINGS, "s.csv": csv_text([row(answer="no"), row("ATT-002")])})
    assert [s.id for s in found.settings.statements] == ["ATT-002"]
    problem = told(found, "W462")
    assert (problem.file, problem.row) == ("s.csv", 2)
    assert problem.message == "The statement ATT-001 has two answers, yes in assessment.toml and no in s.csv"


def test_two_rows_of_one_list_may_contradict_each_other(tmp_path: Path) -> None:
    found = read(tmp_path, {"s.csv": csv_text([row(), row(answer="no")])})
    assert found.settings.statements == ()
    assert told(found, "W462").row == 3
    assert found.files[0].rows_used == 2


@pytest.mark.parametrize(
    ("bad", "column", "left"),
    [({"answer": "perhaps"}, "answer", 0), ({"date": "20.11.2026"}, "date", 1), ({"date": "2026-13-40"}, "date", 1)],
)
def test_what_cannot_be_read_is_told_with_its_row(tmp_path: Path, bad: dict[str, str], column: str, left: int) -> None:
    found = read(tmp_path, {"s.csv": csv_text([row("ATT-003"), row() | bad])})
    problem = told(found, "W463")
    assert (problem.file, problem.row, problem.column) == ("s.csv", 3, column)
    mine = [s for s in found.settings.statements if s.id == "ATT-001"]
    assert len(mine) == left
    assert not any(s.is_answered for s in mine)


def test_a_blank_answer_is_an_open_statement(tmp_path: Path) -> None:
    found = read(tmp_path, {"s.csv": csv_text([row(answer=""), row("ATT-002")])})
    assert [s.id for s in found.settings.statements] == ["ATT-002"]
    assert "W463" not in codes(found)
