"""The figures of the previews are proved: what they foresee is applied, compared again, and nothing of it is left."""

import pytest
from sample_company.write import TARGET
from simulated import estate_of, foreseen, rolled_back, transferred, written_back

from analyzer.model.snapshot import Snapshot
from analyzer.pipeline import read_whole


@pytest.fixture(scope="module")
def contoso() -> Snapshot:
    return read_whole(TARGET / "contoso")[0]


@pytest.mark.parametrize("all_transferred", [False, True], ids=["today", "all transferred"])
def test_nothing_is_left_to_write_back(contoso: Snapshot, all_transferred: bool) -> None:
    before = transferred(contoso) if all_transferred else contoso
    estate = estate_of(before)
    told = foreseen(estate)
    certain = told.writeback[told.writeback["change"] != "unknown"]
    assert len(certain) >= 15
    assert set(certain["change"]) == {"add", "replace", "remove"}
    assert told.previews.with_mail == certain["object_guid"].nunique()
    # A simulation of the figures: one row for each change that the sums count.
    assert sum(line.mailboxes for line in told.previews.writeback) == len(certain)
    after = foreseen(estate_of(written_back(before, estate, told.writeback)))
    assert after.writeback[after.writeback["change"] != "unknown"].to_dict("records") == []
    assert (after.previews.with_mail, after.previews.without_mail, after.previews.first_run) == (0, 0, 0)
    # What could not be said before cannot be said after either: it did not become a pass.
    assert after.previews.unknown == told.previews.unknown > 0


def test_nothing_is_left_to_roll_back(contoso: Snapshot) -> None:
    before = transferred(contoso)
    estate = estate_of(before)
    told = foreseen(estate)
    certain = told.rollback[told.rollback["change"] != "unknown"]
    assert len(certain) >= 15
    assert told.previews.rolled_back == certain["object_guid"].nunique()
    assert sum(line.mailboxes for line in told.previews.rollback) == len(certain)
    after = foreseen(estate_of(rolled_back(before, estate, told.rollback)))
    left = after.rollback[after.rollback["change"] != "unknown"]
    # Links are written by name in the cloud and by distinguished name in AD.
    named = told.rollback["cloud_after"].str.contains("DC=").to_numpy(dtype=bool)
    links = set(told.rollback["rollback_key"][named])
    assert left[~left["rollback_key"].isin(links)].to_dict("records") == []


def test_what_is_not_transferred_is_not_rolled_back(contoso: Snapshot) -> None:
    told = foreseen(estate_of(contoso))
    assert told.previews.transferred == 20
    assert set(told.writeback["run"]) == {"after transfer"}
    # The one dead edit, of a mailbox that is transferred.
    assert told.previews.rolled_back == 1
    mailboxes = contoso.tables["cloud.mailbox"].to_pandas().set_index("UserPrincipalName")
    assert set(mailboxes.loc[told.rollback["user_principal_name"], "IsExchangeCloudManaged"]) == {"True"}
