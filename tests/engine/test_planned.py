"""Which mailboxes belong to the planned wave."""

from tiny_estates import PACK, named, tiny

from analyzer.engine.evaluate import evaluate
from analyzer.engine.mailboxes import build_mailboxes
from analyzer.engine.verdicts import decide

PEOPLE = "id | sides\nu1 | ad cloud entra\nu2 | ad cloud entra\nu3 | ad cloud entra"


def planned_of(*plan: str) -> list[str]:
    estate = tiny(PEOPLE, settings={"planned": plan}).estate
    verdicts = decide(estate, evaluate(estate, [named("MBX-009")]), {}, mandatory=PACK.mandatory)
    return list(build_mailboxes(estate, verdicts)["planned"])


def test_a_plan_names_sign_in_names_and_guids_in_any_case() -> None:
    names = tiny(PEOPLE).estate.trait("upn").to_pylist()
    guids = tiny(PEOPLE).estate.trait("guid").to_pylist()
    assert planned_of(names[0].upper(), guids[1].upper()) == ["yes", "yes", "no"]


def test_a_plan_of_nobody_that_is_there_leaves_everybody_for_later() -> None:
    assert planned_of("nobody@contoso.example") == ["no"] * 3


def test_without_a_plan_nobody_is_planned_or_later() -> None:
    assert planned_of() == [""] * 3
