"""One object in two cloud lists is one object, by its Entra id or by its address."""

import pyarrow as pa

from analyzer.classify.identities import cloud_union
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
