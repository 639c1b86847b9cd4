"""Which engine runs, whether it sends, and which machines nobody exported."""

from typing import Any

import pytest
from tiny_estates import outcome_of, tiny

from analyzer.engine.sync_engine import engine_of
from analyzer.engine.traits import FACTS

PARAMETERS = {
    "table": "sync.parameters",
    "rows": "id | Name | Value\ns1 | Microsoft.Synchronize.ServerConfigurationVersion | 2.6.92.0",
}
INBOUND = {"table": "entra.sync_job", "rows": "id | TemplateId | Status.Code\nj1 | AD2AADProvisioning | Active"}
PAUSED = {"table": "entra.sync_job", "rows": "id | TemplateId | Status.Code\nj1 | AD2AADProvisioning | Paused"}
ALONE = {"SYNC-006": "yes by Ines Holm on 2026-11-02"}


def fact(name: str, rows: str = "id\nu1", **extra: Any) -> Any:
    column = FACTS["sync"][name].make(tiny(rows, **extra).estate)
    return None if column is None else column[0].as_py()


@pytest.mark.parametrize(
    ("tables", "said", "engine"),
    [
        ([], {}, None),
        ([PARAMETERS], {}, "connect"),
        ([PARAMETERS, INBOUND], {}, "both"),
        ([PARAMETERS, PAUSED], {}, "connect"),
        ([INBOUND], {}, None),
        ([], ALONE, "cloud_sync"),
        ([PARAMETERS], ALONE, "both"),
        ([INBOUND], {"SYNC-006": "no"}, "both"),
        ([], {"SYNC-006": "yes"}, None),
    ],
)
def test_the_engine_is_proved_by_files_or_by_a_person(tables: list[Any], said: dict[str, str], engine: str) -> None:
    assert engine_of(tiny("id\nu1", statements=said, **{"with": tables}).estate) == engine


@pytest.mark.parametrize("rule", ["SYNC-001", "SYNC-003", "SYNC-004", "SYNC-011", "SYNC-015"])
def test_without_connect_nothing_of_connect_is_missed(rule: str) -> None:
    made = tiny("id\nu1", statements=ALONE)
    outcome = outcome_of(made.estate, rule)
    assert (outcome.hits, outcome.unknowns, outcome.missing) == (0, 0, "")
    silent = outcome_of(tiny("id\nu1").estate, rule)
    assert silent.hits or silent.unknowns


def scheduler(*rows: str) -> dict[str, Any]:
    head = "id | SyncCycleEnabled | SchedulerSuspended | StagingModeEnabled"
    lines = [f"s{n} | {row}" for n, row in enumerate(rows)]
    return {"with": [{"table": "sync.scheduler", "rows": "\n".join([head, *lines])}]}


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        (("True | False | False",), []),
        (("True | False | True", "True | False | False"), []),
        (("False | True | False",), ["SyncCycleEnabled is False", "SchedulerSuspended is True"]),
        (("True | False | ?",), None),
        (("True | False | True",), None),
        (("True | False | True", "False | False | False"), ["SyncCycleEnabled is False", "StagingModeEnabled is True"]),
    ],
)
def test_why_nothing_is_sent(rows: tuple[str, ...], reasons: list[str] | None) -> None:
    assert fact("stopped_because", **scheduler(*rows)) == reasons


def test_cloud_sync_alone_has_no_scheduler() -> None:
    assert fact("stopped_because", statements=ALONE) == []
    assert fact("stopped_because") is None


ACCOUNTS = """
id | sides | ad.sAMAccountName | ad.lastLogonTimestamp | ad.description
m1 | ad    | MSOL_0a1b2c3d4e5f | 134394336000000000    | on computer SYNC01, tenant contoso.onmicrosoft.com
m2 | ad    | MSOL_1a1b2c3d4e5f | {logon}               | {text}
"""


@pytest.mark.parametrize(
    ("logon", "text", "found"),
    [
        ("2026-11-17T08:00:00Z", "ausgeführt auf Computer SYNC02", ["SYNC01", "SYNC02"]),
        ("2026-11-17T08:00:00Z", "Compte sur ordinateur SYNC01", []),
        ("2026-11-17T08:00:00Z", "", ["MSOL_1a1b2c3d4e5f", "SYNC01"]),
        ("2026-11-17T08:00:00Z", "?", ["MSOL_1a1b2c3d4e5f", "SYNC01"]),
        ("2025-11-17T08:00:00Z", "running on computer SYNC02", []),
        ("", "running on computer SYNC02", []),
        ("?", "running on computer SYNC02", None),
        (
            "2026-11-17T08:00:00Z",
            "running on computer SYNC01 configured to synchronize to tenant Fabrikam.onmicrosoft.com",
            ["contoso.onmicrosoft.com", "fabrikam.onmicrosoft.com"],
        ),
    ],
)
def test_machines_beyond_those_exported(logon: str, text: str, found: list[str] | None) -> None:
    assert fact("other_sync_machines", ACCOUNTS.format(logon=logon, text=text), **{"with": [PARAMETERS]}) == found


def test_without_accounts_or_parameters_no_machine_is_known() -> None:
    assert fact("other_sync_machines", "id | ad.sAMAccountName\nu1 | anna", **{"with": [PARAMETERS]}) is None
    assert fact("other_sync_machines", ACCOUNTS.format(logon="", text="")) is None
