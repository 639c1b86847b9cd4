"""Everything in a folder of exports that a redacted output must not hold, and everything that an output holds."""

import base64
import io
import json
import re
import uuid
import zipfile
import zlib
from collections.abc import Iterable
from functools import cache
from html import unescape
from pathlib import Path

import pyarrow as pa

from analyzer.pipeline import read_whole

ROOT = Path(__file__).resolve().parents[2]
GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
DOTTED = re.compile(r"[a-z][\w-]*(?:\.[\w-]+)*\.example")
# A line of LDIF may end within a name; the tables hold the whole one.
RDN = re.compile(r"(?:CN|OU|DC|O)=((?:\\.|[^,\\/\r\n])+)", re.IGNORECASE)
PACKED = re.compile(r">\s*([A-Za-z0-9+/]{200,}={0,2})\s*<")
WORD = re.compile(r"\w+")
# Cells, lines and fields; names go across none of them.
BREAK = re.compile(r"[\n\x1f<>\x00]|\",|,\"")
LONGEST = 5
TEXT = re.compile(r"[^\W\d_]")
# Not what an organisation calls something: columns of enumerations, times, classes and versions of the products.
ENUMERATIONS = {
    "AttributeName", "LastOriginatingChangeTime", "objectClass", "ObjectClass", "showInAdvancedViewOnly",
    "serialNumber",
    "DomainType", "Default", "AuthenticationType", "WhenChanged", "RecipientTypeDetails", "GroupType", "ConnectorType",
    "SendModerationNotifications", "MemberDepartRestriction", "ConnectorSource", "RemoteRecipientType", "ArchiveStatus",
    "ExternalOofOptions", "RecipientLimits", "AuditAdmin", "AuditOwner", "AuditDelegate", "Languages",
    "DefaultAuditSet",
    "Status", "MigrationType", "PublicFoldersEnabled", "HybridConfigurationStatus", "State", "SupportedServices",
    "OnPremisesLastSyncDateTime", "TemplateId", "Status.Code", "View", "Type", "ScopeRestrictionType", "Timestamp",
    "Source", "EventId", "RoleAssigneeType", "RoleAssignmentDelegationType", "RoleGroupType", "Direction", "LinkType",
    "NextSyncCyclePolicyType", "RecipientType", "RecipientTypeDetailsValue", "Capabilities", "WhenChangedUTC",
    "msExchResourceMetaData", "msExchResourceSearchProperties", "LastSyncRunTime",
}  # fmt: skip
# Classes of objects in every directory with Exchange; the ledger counts rows by them.
CLASS = re.compile(r"msExch[A-Z]\w+|organizationalUnit|domainDNS|builtinDomain|lostAndFound|container")
# What Microsoft calls the same in every organisation; the product's own commands and tables name it too.
EVERYWHERE = {
    "00000002-0000-0ff1-ce00-000000000000": "the application id of Exchange Online",
    "26491cfc-9e50-4857-861b-0cb8df22b5d7": "the mark of objects without an address policy",
    "77378f46-2c66-4aa9-a6a6-3e7a48b19596": "the keyword of the service connection point of Autodiscover",
}


def cells(folder: Path) -> dict[str, set[str]]:
    """Every text of every table that the product reads, by column."""
    out: dict[str, set[str]] = {}
    snapshot, _pack, _layouts = read_whole(folder)
    for table in snapshot.tables.values():
        for name in table.column_names:
            column = table[name].combine_chunks()
            while pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
                column = column.flatten()
            if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
                out.setdefault(name, set()).update(v for v in column.unique().to_pylist() if v)
    return out


def shapes(texts: set[str]) -> set[str]:
    """GUIDs in every spelling, addresses, domains and their labels, hosts, parts of distinguished names."""
    whole = "\n".join(texts)
    out: set[str] = set()
    for found in set(GUID.findall(whole.lower())):
        one = uuid.UUID(found)
        if not one.int:
            continue
        out |= {
            found,
            one.hex,
            one.bytes_le.hex(),
            base64.b64encode(one.bytes_le).decode(),
            str(uuid.UUID(bytes=one.bytes_le)),
        }
        out.add("".join(f"\\{b:02x}" for b in one.bytes_le))
    for found in set(ADDRESS.findall(whole)):
        local, _, domain = found.partition("@")
        out |= {found, local, domain, domain.split(".")[0]}
    for found in set(DOTTED.findall(whole.lower())):
        out |= {found, *found.split(".")}
    out |= {re.sub(r"\\(.)", r"\1", v).strip() for v in set(RDN.findall(whole))}
    return {t for t in out if len(t) >= 4 and TEXT.search(t)}


def output_text(folder: Path, *said: str) -> str:
    """All that was written and said, names of files too: unzipped, unpacked, unescaped, in lower case."""
    parts = [*said]
    for path in sorted(folder.rglob("*")):
        parts.append(str(path.relative_to(folder)))
        if path.is_file():
            parts.extend(_texts(path.name, path.read_bytes()))
    return "\n".join(parts).lower()


def _texts(name: str, content: bytes) -> list[str]:
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return [unescape(book.read(n).decode("utf-8", "replace")) + n for n in book.namelist()]
    text = content.decode("utf-8")
    if name.endswith(".json"):
        return [text, json.dumps(json.loads(text), ensure_ascii=False).replace("\\\\", "\\")]
    if name.endswith(".html"):
        packed = [zlib.decompress(base64.b64decode(p)).decode("utf-8", "replace") for p in PACKED.findall(text)]
        assert packed or name != "readiness.html", "the page's rows were not found"
        raw = [zlib.decompress(base64.b64decode(p)).hex() for p in PACKED.findall(text)]
        return [unescape(text), *packed, *raw]
    return [text]


class Words:
    """A text as runs of words, so that a hundred thousand originals are looked up in seconds."""

    def __init__(self, text: str) -> None:
        self.grams: set[str] = set()
        for line in set(BREAK.split(text)):
            words = WORD.findall(line)
            for size in range(1, LONGEST + 1):
                self.grams.update(" ".join(words[i : i + size]) for i in range(len(words) - size + 1))

    def left(self, originals: Iterable[str]) -> set[str]:
        """The originals whose words stand somewhere in this order; of long ones, their first words."""
        return {o for o in originals if " ".join(WORD.findall(o.lower())[:LONGEST]) in self.grams}


@cache
def product_words() -> Words:
    """Every run of words that the product itself says."""
    files = [p for name in ("rules", "report_templates", "analyzer") for p in sorted((ROOT / name).rglob("*.*"))]
    texts = [
        p.read_text(encoding="utf-8") for p in files if p.suffix in {".toml", ".csv", ".html", ".js", ".py", ".txt"}
    ]
    return Words("\n".join(texts).lower())


def raw_texts(folder: Path) -> set[str]:
    """The content of every file of the folder."""
    out = set()
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
            out.add(content.decode("utf-16" if wide else "utf-8", "replace"))
    return out
