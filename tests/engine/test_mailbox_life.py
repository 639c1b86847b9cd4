# ruff: noqa: E501 - tables are wider than code
"""Moves, licences, lists of people, changes after the transfer, snapshots and departed mailboxes."""

import datetime as dt
from dataclasses import replace

import pytest
from tiny_estates import PACK, named, outcome_of, tiny

from analyzer.classify.flags import MAYBE, NO, YES
from analyzer.engine.evaluate import evaluate
from analyzer.engine.named_sets import NAMED_SETS
from analyzer.engine.traits.licences import gives_exchange
from analyzer.engine.verdicts import decide

E3, PLAN_2 = "6fd2c87f-b296-42f0-b197-1e91e994b900", "efb87545-963c-4e0d-99df-69c6916d9eb0"
PEOPLE = "id | sides\nu1 | ad cloud entra\nu2 | ad cloud entra"
MOVES = "id | ExchangeGuid | Status\nm1 | 99999999-0000-4000-8000-000000000001 | InProgress"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (f'{{"disabledPlans":[],"skuId":"{E3}"}}', YES),
        (f'{{"SkuId":"{E3.upper()}","DisabledPlans":["{PLAN_2}"]}}', NO),
        (f'{{"disabledPlans":["57ff2da0-773e-42df-b2af-ffb7a2317929"],"skuId":"{E3}"}}', YES),
        ('{"disabledPlans":[],"skuId":"f30db892-07e9-47e9-837c-80727f46fd3d"}', NO),
        ('{"disabledPlans":[],"skuId":"00000000-0000-4000-8000-000000000001"}', MAYBE),
        ("enterprisepack", YES),
        ("Microsoft.Graph.PowerShell.Models.MicrosoftGraphAssignedLicense", MAYBE),
    ],
)
def test_one_assigned_licence(entry: str, said: int) -> None:
    assert gives_exchange(entry, PACK.facts.exchange_products) == said


def test_licence_without_any_evidence_is_unknown_for_the_rule() -> None:
    made = tiny("id | sides\nu1 | ad cloud", missing=["entra.user"])
    assert made.estate.trait("licence") is None
    assert "AssignedLicenses" in outcome_of(made.estate, "MBX-012").missing


def test_a_move_of_nobody_in_the_files_is_said() -> None:
    made = tiny(PEOPLE, **{"with": [{"table": "cloud.move_request", "rows": MOVES}]})
    assert made.members("mailbox_moves") == (set(), set())
    assert "1 moves" in outcome_of(made.estate, "MBX-010").missing


def test_moves_are_found_by_guid() -> None:
    row = "id | sides | ad.msExchMailboxGuid\nu1 | ad | 99999999-0000-4000-8000-000000000001"
    made = tiny(row, **{"with": [{"table": "cloud.move_request", "rows": MOVES}]})
    assert made.cells("move_states") == {"u1": ["InProgress"]}


@pytest.mark.parametrize(("settles", "verdict"), [(("C1",), "unknown"), (("C7",), "ready")])
def test_only_an_export_that_a_verdict_needs_makes_every_mailbox_unknown(
    settles: tuple[str, ...], verdict: str
) -> None:
    made = tiny(PEOPLE)
    rule = replace(named("MBX-010"), settles=settles)
    outcomes = evaluate(made.estate, [rule])
    assert outcomes[0].blanket
    found = decide(made.estate, outcomes, {}, mandatory=frozenset({"C1"}))
    assert [found.verdict[i] for i in made.index.values()] == [verdict] * 2
    assert [found.unknowns[i] for i in made.index.values()] == ["MBX-010"] * 2


def test_lists_of_the_settings_name_people_by_any_name() -> None:
    made = tiny(
        PEOPLE, settings={"returns_onprem": ("U1@contoso.com",), "leaves_scope": ("u2@contoso.com", "u1@contoso.com")}
    )
    assert made.cells("listed_as") == {"u1": ["returns_onprem", "leaves_scope"], "u2": ["leaves_scope"]}


def test_changes_count_from_the_day_after_the_transfer() -> None:
    made = tiny(
        """
        id | change.msExchHideFromAddressLists | change.extensionAttribute1 | ad.extensionAttribute1 | cloud.CustomAttribute1
        u1 | 2026-11-02T00:00:00Z              | 2026-11-03T00:00:00Z       | a                      | a
        u2 | 2026-11-01T23:59:59Z              | 2026-11-03T00:00:00Z       | a                      | b
        u3 | ?                                 | 2026-11-03T00:00:00Z       | ?                      | b
        u4 | ?                                 | ?                          | a                      | a
        """,
        settings={"transferred_by": dt.date(2026, 11, 1)},
    )
    assert made.cells("changed_since_transfer") == {
        "u1": ["msExchHideFromAddressLists"],
        "u2": ["extensionAttribute1"],
        "u3": None,
        "u4": None,
    }
    since = made.cells("transferred_since")["u1"]
    assert since == dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
    assert tiny(PEOPLE).estate.trait("transferred_since") is None


def test_a_whole_list_of_mailboxes_is_the_snapshot() -> None:
    found = tiny(PEOPLE).estate.population("rollback_snapshots").subjects
    assert found is not None
    assert [label.name for label in found.labels([0])] == ["cloud.mailbox.csv"]  # type: ignore[arg-type]
    cut = tiny(PEOPLE, incomplete=["cloud.mailbox"]).estate.population("rollback_snapshots").subjects
    assert cut is not None
    assert cut.count == 0


def test_departed_mailboxes_need_their_own_list_to_be_all() -> None:
    made = tiny("id | cloud.IsInactiveMailbox\nu1 | True\nu2 | False")
    assert made.members("departed_mailboxes") == ({"u1"}, set())
    assert "-InactiveMailboxOnly" in made.estate.population("departed_mailboxes").missing


def test_domains_that_are_the_tenants_own() -> None:
    estate = tiny(PEOPLE).estate
    assert NAMED_SETS["tenant_routing_domains"](estate).values == {
        "contoso.mail.onmicrosoft.com",
        "contoso.onmicrosoft.com",
    }
    assert NAMED_SETS["verified_domains"](estate).values == {"contoso.com", "contoso.onmicrosoft.com"}
    printed = [{"table": "entra.organization", "rows": "id | VerifiedDomains\no1 | Microsoft.Graph.VerifiedDomain"}]
    assert NAMED_SETS["verified_domains"](tiny(PEOPLE, **{"with": printed}).estate).values is None
