"""Each rule's own fault in a healthy company: the rule finds it, and nothing speaks but what follows from it."""

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from healthy_estate import HealthyEstate, fault_alone
from test_examples import with_facts

from analyzer.engine.evaluate import Outcome, evaluate
from analyzer.engine.pack import load_pack
from analyzer.model.rules import Example, Level, Rule
from analyzer.resources import data_folder

PACK = load_pack(data_folder("rules"))
DATA = tomllib.loads((Path(__file__).parent / "follows.toml").read_text(encoding="utf-8"))
FOLLOWS: dict[str, dict[str, str]] = DATA["follows"]
HEALTHY: dict[str, str] = DATA["healthy"]
EVERYBODY = frozenset(DATA["everybody"])
ELSEWHERE: dict[str, str] = DATA["elsewhere"]
BY = "by Ann Example on 2026-11-01"
# Questions whose answer yes is a fault; all other statements confirm that something is in order.
SAID = {
    r.id if r.asks else str(r.params["statement"]): f"{'no' if r.asks else 'yes'} {BY}"
    for r in PACK.rules
    if r.asks or r.check == "is_answered"
} | {"TEN-019": f"yes {BY}"}


def company(people: int, groups: int, contacts: int) -> HealthyEstate:
    """A healthy company of which every question is answered."""
    return HealthyEstate(PACK, people=people, groups=groups, contacts=contacts, statements=SAID)


@cache
def small() -> tuple[HealthyEstate, dict[str, int]]:
    """A company that is made once, and the hits of each rule in it."""
    made = company(12, 3, 3)
    return made, hits(evaluate(made.estate(), PACK.rules))


def hits(outcomes: tuple[Outcome, ...]) -> dict[str, int]:
    """How many findings that fail each rule has; stated exceptions are none."""
    assert not [o.error for o in outcomes if o.error]
    return {o.rule.id: o.hits for o in outcomes}


def seeded(rule: Rule) -> dict[str, int]:
    """Hits of every rule with the rule's own fault in the company.

    The rows of the fault alone, else the whole example, else its tables instead of the company's, else without the
    company's cmdlet exports, which go before the directory; else the next example that fires.
    """
    made, before = small()
    gone = tuple(rule.params["inputs"]) if rule.check == "not_supplied" else ()
    shell = tuple(name for name in made.tables if name.startswith("onprem.") and name != "onprem.message_tracking")
    found: dict[str, int] = {}
    for whole in (assumed(e, rule) for e in rule.examples if e.hits):
        facts = with_facts(whole.settings.get("facts", {}))
        ways = ((fault_alone(whole), False, gone), (whole, False, gone), (whole, True, gone), (whole, False, shell))
        for example, instead, without in ways:
            estate = made.estate(example, facts=facts, instead=instead, without=without)
            found = hits(evaluate(estate, PACK.rules))
            if found[rule.id] > before[rule.id]:
                return found
    return found


def assumed(example: Example, rule: Rule) -> Example:
    """The example where somebody affirmed what the rule assumes; a company that denies it cannot have the fault."""
    if not rule.assumes:
        return example
    said = {rule.assumes: f"yes {BY}", **example.settings.get("statements", {})}
    return replace(example, settings={**example.settings, "statements": said})


@pytest.mark.parametrize("rule", [r for r in PACK.rules if r.id not in ELSEWHERE], ids=lambda r: r.id)
def test_its_fault_is_found_and_nothing_else(rule: Rule) -> None:
    _, before = small()
    found = seeded(rule)
    assert found[rule.id] > before[rule.id], "not found in a healthy company"
    new = {name for name, count in found.items() if count > before[name]} - {rule.id} - EVERYBODY
    unseen = new - set(FOLLOWS.get(rule.id, {}))
    assert unseen == set(), "a new finding that is not said to follow (follows.toml)"


def test_a_healthy_company_of_1000_is_quiet() -> None:
    outcomes = evaluate(company(1000, 40, 20).estate(), PACK.rules)
    heard = {name for name, count in hits(outcomes).items() if count}
    quiet = {r.id for r in PACK.rules if r.level is Level.NONE}
    assert heard - quiet == set(HEALTHY)
    assert {o.rule.id: o.missing for o in outcomes if o.unknowns and o.rule.id not in DATA["unknown"]} == {}


def test_every_name_in_the_lists_is_a_rule() -> None:
    known = {r.id for r in PACK.rules}
    named = {*HEALTHY, *EVERYBODY, *ELSEWHERE, *FOLLOWS, *(n for some in FOLLOWS.values() for n in some)}
    assert named - known == set()
    assert all([*HEALTHY.values(), *ELSEWHERE.values(), *(why for some in FOLLOWS.values() for why in some.values())])
