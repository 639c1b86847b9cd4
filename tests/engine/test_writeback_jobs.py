"""Jobs of writeback: kind, state, mappings, domain; and the kinds of writeback that run."""

import json
from typing import Any

import pyarrow as pa
import pytest
from tiny_estates import tiny

from analyzer.engine.named_sets import NAMED_SETS
from analyzer.engine.traits import FACTS
from analyzer.engine.writeback_jobs import job_domains, job_states, mapped_attributes, writeback_jobs_of

KIND = "Entra2ADExchangeOnlineAttributeWriteback"


def jobs(*rows: str, columns: str = "TemplateId | Status.Code") -> dict[str, Any]:
    lines = [f"j{n} | {row}" for n, row in enumerate(rows)]
    return {"with": [{"table": "entra.sync_job", "rows": "\n".join([f"id | {columns}", *lines])}]}


def test_jobs_are_told_by_their_template() -> None:
    found = writeback_jobs_of(tiny("id\nu1", **jobs(f"{KIND} | Active", "AD2AADProvisioning | Active", "? | ?")).estate)
    assert found is not None
    assert [t.num_rows for t in found] == [1, 1]
    assert writeback_jobs_of(tiny("id\nu1").estate) is None


def test_a_schedule_that_is_off_counts_more_than_the_last_run() -> None:
    table = pa.table(
        {
            "Status.Code": ["Active", "Active", "Quarantine", None, ""],
            "Schedule.State": ["Active", "Disabled", "Active", "Active", None],
        }
    )
    assert job_states(table) == ["Active", "Disabled", "Quarantine", None, None]


def schema(*targets: str, enabled: bool = True) -> str:
    maps = {"Enabled": enabled, "AttributeMappings": [{"TargetAttributeName": t} for t in targets]}
    return json.dumps({"SynchronizationRules": [{"ObjectMappings": [maps]}]})


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (schema("mail", "proxyAddresses"), ["mail", "proxyAddresses"]),
        (schema("mail", enabled=False), None),
        (
            '{"synchronizationRules":[{"objectMappings":[{"attributeMappings":[{"targetAttributeName":"mail"}]}]}]}',
            ["mail"],
        ),
        ("Microsoft.Graph.PowerShell.Models.MicrosoftGraphSynchronizationSchema", None),
        ("", None),
        (None, None),
    ],
)
def test_what_a_schema_maps(cell: str | None, found: list[str] | None) -> None:
    assert mapped_attributes(pa.table({"Schema": pa.array([cell], pa.string())})) == [found]


def test_only_a_known_domain_is_believed() -> None:
    made = tiny("id | ad.distinguishedName\nu1 | CN=u1,OU=Staff,DC=emea,DC=contoso,DC=com")
    table = pa.table(
        {
            "ServicePrincipalName": ["EMEA.contoso.com", "Writeback", "fabrikam.example", None],
            "SynchronizationJobSettings": pa.array([[], ['{"Name":"Domain","Value":"emea.contoso.com"}'], [], None]),
        }
    )
    assert job_domains(made.estate, table) == ["emea.contoso.com", "emea.contoso.com", None, None]


@pytest.mark.parametrize(
    ("rows", "whole"),
    [
        ((f"{KIND} | contoso.com",), True),
        ((f"{KIND} | contoso.com", f"{KIND} | Second"), False),
        ((f"{KIND} | contoso.com", "? | other"), False),
    ],
)
def test_domains_are_whole_when_every_job_says_its_own(rows: tuple[str, ...], whole: bool) -> None:
    made = tiny("id\nu1", **jobs(*rows, columns="TemplateId | ServicePrincipalName"))
    found = NAMED_SETS["writeback_domains"](made.estate)
    assert found.values == {"contoso.com"}
    assert found.complete is whole


def test_mailboxes_stand_for_their_domain_once() -> None:
    rows = "id | ad.distinguishedName\n" + "\n".join(
        f"u{n} | CN=Roe\\, u{n},OU=Staff,DC={dc},DC=contoso,DC=com" for n, dc in enumerate(["emea", "apac", "emea"])
    )
    found = tiny(rows).estate.population("domains_with_mailboxes")
    assert found.subjects is not None
    column = found.subjects.column("domain")
    assert column is not None
    assert sorted(column.to_pylist()) == ["apac.contoso.com", "emea.contoso.com"]


@pytest.mark.parametrize(
    ("option", "template", "kind"),
    [
        ("True", "AD2AADProvisioning", "older only"),
        ("True", KIND, "both"),
        ("False", KIND, "new only"),
        ("False", "AD2AADProvisioning", "none"),
        ("", KIND, None),
        ("True", "?", None),
    ],
)
def test_which_writeback_runs(option: str, template: str, kind: str | None) -> None:
    parameters = f"id | Name | Value\ns1 | Microsoft.OptionalFeature.HybridExchange | {option}"
    tables = [*jobs(f"{template} | Active")["with"], {"table": "sync.parameters", "rows": parameters}]
    column = FACTS["tenant"]["writeback_kind"].make(tiny("id\nu1", **{"with": tables}).estate)
    assert column is not None
    assert column[0].as_py() == kind


def test_an_agent_of_unknown_state_may_be_active() -> None:
    rows = "id | Name | Version | Status\na1 | S1 | 1.1.2505.0 | active\na2 | S2 | 1.1.2505.0 | ?"
    found = tiny("id\nu1", **{"with": [{"table": "sync.agent", "rows": rows}]}).estate.population("active_agents")
    assert found.member.tolist() == [1, 2]
    assert not found.complete
    assert "Status" in found.gap


def test_a_mailbox_of_unknown_name_may_be_of_another_domain() -> None:
    found = tiny("id | ad.distinguishedName\nu1 | ?\nu2 | CN=u2,DC=contoso,DC=com").estate
    population = found.population("domains_with_mailboxes")
    assert not population.complete
    assert "distinguishedName" in population.gap
