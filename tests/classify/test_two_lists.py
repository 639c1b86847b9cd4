"""One object in two cloud lists is one object, by its Entra id or by its address."""

import pyarrow as pa

from analyzer.classify.recipients import cloud_union, without_doubles
from analyzer.model.settings import Settings
from analyzer.model.snapshot import Snapshot


def snapshot(**tables: pa.Table) -> Snapshot:
    return Snapshot(folder="x", files=(), tables={f"cloud.{k}": t for k, t in tables.items()}, settings=Settings())


def test_row_of_get_recipient_is_the_mailbox_with_its_address_when_no_id_was_exported() -> None:
    mailbox = pa.table({"PrimarySmtpAddress": ["a@contoso.example"]})
    recipient = pa.table(
        {
            "PrimarySmtpAddress": ["A@contoso.example", "team@contoso.example"],
            "ExternalDirectoryObjectId": ["1", "2"],
        }
    )
    union = cloud_union(snapshot(mailbox=mailbox, recipient=recipient))
    assert union is not None
    assert union["PrimarySmtpAddress"].to_pylist() == ["a@contoso.example", "team@contoso.example"]


def test_rows_that_another_list_holds_need_no_memory_and_doing_it_twice_changes_nothing() -> None:
    mailbox = pa.table({"ExternalDirectoryObjectId": ["1", ""], "PrimarySmtpAddress": ["a@contoso.example", ""]})
    recipient = pa.table({"ExternalDirectoryObjectId": ["1", ""], "PrimarySmtpAddress": [None, "A@contoso.example"]})
    once = without_doubles(snapshot(mailbox=mailbox, recipient=recipient))
    assert once.tables["cloud.recipient"].num_rows == 0
    assert without_doubles(once).tables["cloud.mailbox"].num_rows == 2


def test_a_mailbox_that_is_gone_is_a_mailbox_of_its_own() -> None:
    gone = {"WhenSoftDeleted": ["2026-11-01T00:00:00Z"] * 2, "EmailAddresses": [["SMTP:a@contoso.example"]] * 2}
    departed = pa.table(
        gone | {"ExternalDirectoryObjectId": ["1", "2"], "PrimarySmtpAddress": ["a@contoso.example", "b"]}
    )
    union = cloud_union(snapshot(departed_mailbox=departed))
    assert union is not None
    assert union["_kind"].to_pylist() == ["mailbox", "mailbox"]
    assert union["ExternalDirectoryObjectId"].to_pylist() == ["1", "2"]


def test_who_has_a_mailbox_again_is_not_joined_with_the_one_that_is_gone() -> None:
    live = pa.table({"ExternalDirectoryObjectId": ["1"], "PrimarySmtpAddress": ["A@contoso.example"]})
    columns = {
        "ExternalDirectoryObjectId": ["1", "2"],
        "PrimarySmtpAddress": ["a@contoso.example", "b@contoso.example"],
    }
    departed = pa.table(columns | {"EmailAddresses": [["SMTP:a@contoso.example"], []]})
    union = cloud_union(snapshot(mailbox=live, departed_mailbox=departed))
    assert union is not None
    assert union["ExternalDirectoryObjectId"].to_pylist() == ["1", "", "2"]
    assert union["PrimarySmtpAddress"].to_pylist() == ["A@contoso.example", "", "b@contoso.example"]
    # It still owns its addresses.
    assert union["EmailAddresses"].to_pylist()[1] == ["SMTP:a@contoso.example"]
