"""Which change a transfer waits for, why, and how surely."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pyarrow as pa
from tiny_estates import PACK, Tiny, named, tiny

from analyzer.engine.estate import Estate, build_estate
from analyzer.engine.evaluate import evaluate
from analyzer.engine.mailboxes import build_mailboxes
from analyzer.engine.recent_changes import CONTROLLER, controller_name
from analyzer.engine.safe_times import NO_TIME
from analyzer.engine.verdicts import decide

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
SETTINGS = "CN=NTDS Settings,CN=DC02,CN=Servers,CN=Halifax,CN=Sites,CN=Configuration,DC=contoso,DC=example"


def rows_of(estate: Estate) -> dict[str, dict[str, str]]:
    """The mailboxes frame by the first part of the sign-in name."""
    verdicts = decide(estate, evaluate(estate, [named("MBX-009")]), {}, mandatory=PACK.mandatory)
    frame = build_mailboxes(estate, verdicts)
    return {row["user_principal_name"].partition("@")[0]: row for row in frame.to_dict("records")}


def with_controller(made: Tiny, controller: str) -> Estate:
    """The estate as if every change had come from one controller."""
    table = made.estate.snapshot.tables["ad.change"]
    table = table.append_column(CONTROLLER, pa.array([controller] * table.num_rows, pa.string()))
    snapshot = replace(made.estate.snapshot, tables={**made.estate.snapshot.tables, "ad.change": table})
    return build_estate(snapshot, PACK.catalogue, PACK.facts, as_of=made.estate.as_of, sync_interval_minutes=30)


def test_a_logon_and_a_title_do_not_move_the_time_and_an_exchange_attribute_does() -> None:
    made = tiny(
        """
        id | change.extensionAttribute7 | change.title         | ad.whenChanged
        u1 | 2026-11-01T08:00:00Z       | ?                    | 20261120110000.0Z
        u2 | 2026-11-01T08:00:00Z       | 2026-11-20T11:00:00Z | 20261120110000.0Z
        u3 | 2026-11-20T11:00:00Z       | 2026-11-01T08:00:00Z | 20261120110000.0Z
        """,
        as_of=NOON,
    )
    found = rows_of(made.estate)
    assert {u: r["verdict"] for u, r in found.items()} == {"u1": "ready", "u2": "ready", "u3": "wait"}
    assert {u: r["earliest_safe_transfer"] for u, r in found.items()} == {
        "u1": "2026-11-02T08:30:00Z",
        "u2": "2026-11-02T08:30:00Z",
        "u3": "2026-11-21T11:30:00Z",
    }
    assert {r["safe_confidence"] for r in found.values()} == {"exact"}
    assert found["u3"]["safe_reason"] == (
        "extensionAttribute7 was changed at 2026-11-20T11:00:00Z; it needs a sync cycle of 30 minutes and 24 hours "
        "to settle."
    )


def test_without_attribute_times_the_time_of_the_object_stands_and_the_reason_says_so() -> None:
    made = tiny("id | ad.whenChanged\nu1 | 20261120110000.0Z\nu2 | ?", as_of=NOON)
    found = rows_of(made.estate)
    assert found["u1"]["verdict"] == "wait"
    assert (found["u1"]["safe_basis"], found["u1"]["safe_confidence"]) == (
        "object time, at the latest",
        "at the latest",
    )
    assert found["u1"]["safe_reason"].startswith("The object was changed at 2026-11-20T11:00:00Z; it needs")
    assert found["u1"]["safe_reason"].endswith("stands for that of its attributes, and logons move it too.")
    assert (found["u2"]["safe_confidence"], found["u2"]["safe_reason"]) == ("unknown", NO_TIME)
    assert (found["u2"]["safe_basis"], found["u2"]["earliest_safe_transfer"]) == ("", "")


def test_nothing_is_said_where_no_transfer_is_ahead() -> None:
    made = tiny("id | ad.whenChanged | cloud.IsExchangeCloudManaged\nu1 | 20261120110000.0Z | True", as_of=NOON)
    row = rows_of(made.estate)["u1"]
    names = ("earliest_safe_transfer", "safe_basis", "safe_reason", "safe_confidence")
    assert [row["verdict"], *(row[n] for n in names)] == ["done", "", "", "", ""]


def test_of_several_attributes_set_at_once_the_first_by_name_stands_and_the_controller_is_named() -> None:
    made = tiny(
        """
        id | change.mailNickname  | change.extensionAttribute1 | change.extensionAttribute2
        u1 | 2026-11-20T02:10:00Z | 2026-11-20T02:10:00Z       | 2026-11-19T02:10:00Z
        """,
        as_of=NOON,
    )
    estate = with_controller(made, SETTINGS)
    assert rows_of(estate)["u1"]["safe_reason"].startswith(
        "extensionAttribute1 was changed at 2026-11-20T02:10:00Z by DC02; it needs"
    )
    assert np.count_nonzero(estate.clock.exact) == 1


def test_controllers_are_named_by_their_short_name() -> None:
    assert controller_name(SETTINGS) == "DC02"
    assert controller_name(SETTINGS.replace("NTDS Settings", r"NTDS Settings\0ADEL:1f")) == "DC02"
    assert controller_name(" 8a6f ") == "8a6f"
    assert controller_name("") == ""
