"""Values that were changed in AD after the transfer, so that they never arrive."""

import datetime as dt
from typing import Any

from tiny_estates import Tiny, tiny

from analyzer.engine.mailboxes import build_differences

NO_JOB: dict[str, Any] = {
    "with": [{"table": "entra.sync_job", "rows": "id | Id | TemplateId\nj1 | job1 | AD2AADProvisioning"}]
}
HEAD = (
    "id | cloud.IsExchangeCloudManaged | cloud.WhenChangedUTC | change.msExchHideFromAddressLists | ad.whenChanged | "
    "ad.msExchHideFromAddressLists | cloud.HiddenFromAddressListsEnabled"
)


def edits(made: Tiny) -> dict[tuple[str, str], str]:
    """The word of each difference by person and attribute."""
    frame = build_differences(made.estate)
    names = (u.partition("@")[0] for u in frame["user_principal_name"])
    return dict(zip(zip(names, frame["attribute"], strict=True), frame["dead_edit"], strict=True))


def test_a_value_changed_after_the_last_change_in_the_cloud_never_arrives() -> None:
    made = tiny(
        f"""
        {HEAD}
        u1 | True  | 2026-11-01T08:00:00Z | 2026-11-05T08:00:00Z | 20261105080000.0Z | TRUE | False
        u2 | True  | 2026-11-10T08:00:00Z | 2026-11-05T08:00:00Z | 20261105080000.0Z | TRUE | False
        u3 | True  | 2026-11-01T08:00:00Z | ?                    | 20261105080000.0Z | TRUE | False
        u4 | False | 2026-11-01T08:00:00Z | 2026-11-05T08:00:00Z | 20261105080000.0Z | TRUE | False
        u5 | True  | 2026-11-01T08:00:00Z | 2026-11-05T08:00:00Z | 20261105080000.0Z | TRUE | True
        """
    )
    found = {who: word for (who, name), word in edits(made).items() if name == "msExchHideFromAddressLists"}
    assert found == {"u1": "yes", "u2": "", "u3": "possible", "u4": ""}


def test_the_stated_day_tells_when_the_cloud_does_not() -> None:
    made = tiny(
        f"""
        {HEAD}
        u1 | True | 2026-11-10T08:00:00Z | 2026-11-05T08:00:00Z | 20261105080000.0Z | TRUE | False
        u2 | True | 2026-11-10T08:00:00Z | 2026-11-03T08:00:00Z | 20261105080000.0Z | TRUE | False
        """,
        settings={"transferred_by": dt.date(2026, 11, 4)},
    )
    assert {who: word for (who, _name), word in edits(made).items()} == {"u1": "yes", "u2": ""}


def test_what_writeback_may_have_written_is_only_possible() -> None:
    rows = """
        id | cloud.IsExchangeCloudManaged | cloud.WhenChangedUTC | change.extensionAttribute1 | ad.extensionAttribute1 | cloud.CustomAttribute1
        u1 | True                         | 2026-11-01T08:00:00Z | 2026-11-05T08:00:00Z       | HR                     | Sales
        """  # noqa: E501 - a table
    assert edits(tiny(rows)) == {("u1", "extensionAttribute1"): "possible"}
    assert edits(tiny(rows, **NO_JOB)) == {("u1", "extensionAttribute1"): "yes"}
