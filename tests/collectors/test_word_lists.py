"""Lists whose values are single words are cut at whatever a session put between them."""

from pathlib import Path

import pytest
from export_files import codes, column, mailbox, read_mailboxes

WORDS = ["Update", "MoveToDeletedItems", "SoftDelete"]


@pytest.mark.parametrize(
    "cell", ["|".join(WORDS), " ".join(WORDS), ", ".join(WORDS), "{Update, MoveToDeletedItems, SoftDelete}"]
)
@pytest.mark.parametrize("joined", ["|", " "])
def test_words_are_told_apart(tmp_path: Path, cell: str, joined: str) -> None:
    row = mailbox(AuditAdmin=cell)
    row["EmailAddresses"] = row["EmailAddresses"].replace("|", joined)
    found = read_mailboxes(tmp_path, row)
    assert column(found, "AuditAdmin") == [WORDS]
    assert "W306" not in codes(found)


def test_names_are_not_words(tmp_path: Path) -> None:
    row = mailbox(GrantSendOnBehalfTo="Kim Lee Bo Ek")
    row["EmailAddresses"] = row["EmailAddresses"].replace("|", " ")
    found = read_mailboxes(tmp_path, row)
    assert column(found, "GrantSendOnBehalfTo") == [None]
    assert "W306" in codes(found)
