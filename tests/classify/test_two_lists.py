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
