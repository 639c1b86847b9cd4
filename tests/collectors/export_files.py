"""Small exports as files, and what reading them says."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analyzer.collectors import load_layouts, read_folder
from analyzer.engine.catalogue import load_catalogue
from analyzer.model.problems import Problem
from analyzer.model.progress import Silent
from analyzer.model.snapshot import Snapshot

RULES = Path(__file__).resolve().parents[2] / "rules"
LAYOUTS = load_layouts(RULES)
CATALOGUE = load_catalogue(RULES)
HOSTED = (
    "OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURP123A001,DC=PROD,DC=OUTLOOK,DC=COM"
)


def mailbox(name: str = "kim", **changes: str) -> dict[str, str]:
    """A row of Get-Mailbox in Exchange Online, whole and healthy."""
    number = sum(map(ord, name)) % 10**8
    row = {
        "Identity": name,
        "DistinguishedName": f"CN={name},{HOSTED}",
        "ExternalDirectoryObjectId": f"{number:08d}-1111-4111-8111-111111111111",
        "ExchangeGuid": f"{number:08d}-2222-4222-8222-222222222222",
        "DisplayName": name.title(),
        "UserPrincipalName": f"{name}@contoso.example",
        "PrimarySmtpAddress": f"{name}@contoso.example",
        "EmailAddresses": f"SMTP:{name}@contoso.example|smtp:{name}@contoso.onmicrosoft.com",
        "RecipientTypeDetails": "UserMailbox",
        "IsDirSynced": "True",
        "IsExchangeCloudManaged": "False",
        "LitigationHoldEnabled": "False",
        "WhenChangedUTC": "2026-11-18T10:00:00.0000000Z",
    }
    return row | changes


def csv_text(rows: Sequence[Mapping[str, str]], delimiter: str = ",", *, quoted: bool = True, end: str = "\r\n") -> str:
    """Rows as Export-Csv writes them."""
    out = io.StringIO()
    how = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, quoting=how, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def read(folder: Path, files: Mapping[str, str | bytes]) -> Snapshot:
    """The snapshot of a folder with these files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return read_folder(folder, layouts=LAYOUTS, catalogue=CATALOGUE, progress=Silent())


def read_mailboxes(folder: Path, *rows: Mapping[str, str], **how: Any) -> Snapshot:
    """The snapshot of one list of cloud mailboxes."""
    return read(folder, {"cloud/mailboxes.csv": csv_text(rows or (mailbox(),), **how)})


def codes(snapshot: Snapshot) -> list[str]:
    """The codes of all problems, in order."""
    return [p.code for p in snapshot.problems]


def told(snapshot: Snapshot, code: str) -> Problem:
    """The one problem with that code."""
    (found,) = [p for p in snapshot.problems if p.code == code]
    return found


def column(snapshot: Snapshot, name: str, kind: str = "cloud.mailbox") -> list[Any]:
    """The cells of one column."""
    return snapshot.tables[kind][name].to_pylist()
