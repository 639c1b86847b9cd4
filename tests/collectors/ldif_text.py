"""Small LDIF files for tests: a sane user, and a reader that takes text or bytes."""

import base64
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from analyzer.collectors.formats.ldif import LdifFile, read_ldif
from analyzer.engine.catalogue import load_catalogue
from analyzer.model.progress import Silent

CATALOGUE = load_catalogue(Path(__file__).resolve().parents[2] / "rules")
BASE = "DC=contoso,DC=example"
ORGANISATION = f"CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,{BASE}"
CHAINS = {
    "user": ("top", "person", "organizationalPerson", "user"),
    "group": ("top", "group"),
    "contact": ("top", "person", "organizationalPerson", "contact"),
    "computer": ("top", "person", "organizationalPerson", "user", "computer"),
    "dynamic": ("top", "msExchDynamicDistributionList"),
    "publicFolder": ("top", "publicFolder"),
    "organizationalUnit": ("top", "organizationalUnit"),
}
GUID = base64.b64encode(bytes(range(16))).decode()
# What only a dump of all attributes carries.
FULL = (f"objectCategory: CN=Person,CN=Schema,CN=Configuration,{BASE}", "uSNCreated: 4711")


def record(dn: str, *lines: str) -> str:
    return "\n".join([f"dn: {dn}", *lines, "", ""])


def someone(name: str, *lines: str, kind: str = "user", where: str = f"OU=Staff,{BASE}") -> str:
    return record(f"CN={name},{where}", *(f"objectClass: {c}" for c in CHAINS[kind]), f"objectGUID:: {GUID}", *lines)


def read(folder: Path, content: str | bytes) -> LdifFile:
    path = folder / "export.ldf"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    found = read_ldif(path, file="directory/export.ldf", catalogue=CATALOGUE, progress=Silent())
    assert found.rows_read == sum(found.used.values()) + sum(found.ignored.values()) + len(found.rejected)
    return found


def objects(found: LdifFile) -> pa.Table:
    return found.tables["ad.object"]


def cells(found: LdifFile, column: str, table: str = "ad.object") -> list[object]:
    values: list[object] = found.tables[table][column].to_pylist()
    return values


def codes(found: LdifFile) -> Sequence[str]:
    return [p.code for p in found.problems]
