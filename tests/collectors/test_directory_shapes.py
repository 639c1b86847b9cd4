"""One invented directory in every shape in which it can be handed over gives one table of objects."""

import base64
import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

import pyarrow as pa
import pytest
from clixml_files import Xml, clixml
from export_files import CATALOGUE, csv_text
from export_files import read as read_files
from ldif_text import BASE, CHAINS

from analyzer.collectors.formats.json_lines import read_json_lines
from analyzer.model.progress import Silent

Value = str | bytes
Object = tuple[str, Mapping[str, Sequence[Value]]]
CHILD = f"DC=sales,{BASE}"
# What a shape cannot carry: only the last of the classes is in it.
ONLY_LAST_CLASS = frozenset(("csvde", "cmdlet csv", "cmdlet json", "cmdlet clixml"))
PARTS = frozenset(("_file", "_row"))


def someone(dn: str, kind: str, **more: Sequence[Value]) -> Object:
    """An object as a full dump has it."""
    number = sum(map(ord, dn))
    return dn, {
        "objectClass": CHAINS[kind],
        "objectGUID": [uuid5(NAMESPACE_DNS, dn).bytes_le],
        "objectSid": [bytes.fromhex("0105000000000005150000000100000002000000030000") + number.to_bytes(5, "little")],
        "objectCategory": [f"CN={kind},CN=Schema,CN=Configuration,{BASE}"],
        "uSNCreated": [str(number)],
        "whenCreated": ["20200101000000.0Z"],
        "whenChanged": [f"202611{10 + number % 9}101112.0Z"],
        **{name.replace("_", "-"): value for name, value in more.items()},
    }


DIRECTORY: Sequence[Object] = (
    someone(
        f"CN=Weber\\, Kim \"Kimmie\",OU=Staff,{BASE}", "user",
        displayName=["Weber, Kim; Jörg Ødegård"], mail=["kim@contoso.example"], mailNickname=["kim"],
        proxyAddresses=["SMTP:kim@contoso.example", "smtp:k+tag@contoso.example", "X400:C=us;A= ;P=Contoso;S=Weber;",
                        "x500:/o=Contoso, Inc/ou=Exchange/cn=kim", "EUM:12;phone-context=dp.contoso.example"],
        msExchMailboxGuid=[bytes(range(16))], mS_DS_ConsistencyGuid=[bytes(range(16, 32))],
        msExchRecipientTypeDetails=["2147483648"], msExchRecipientDisplayType=["-2147483642"],
        msExchHideFromAddressLists=["TRUE"], userAccountControl=["512"], title=["Head; Sales"],
        homeDirectory=["\\\\server\\share"], extensionAttribute1=["=1+1"], extensionAttribute2=["'quoted'"],
        publicDelegates=[f"CN=Bo,CN=Users,{BASE}", f"CN=Weber\\, Kim \"Kimmie\",OU=Staff,{BASE}"],
        userCertificate=[b"\x30\x82\x01\x00", b"\x30\x83\x02\x00\xff"], description=["One line"],
        msExchExtensionCustomAttribute1=["red", "blue"],
    ),
    someone(f"CN=Bo,CN=Users,{BASE}", "user", mailNickname=["bo"], targetAddress=["SMTP:bo@fabrikam.example"],
            proxyAddresses=["SMTP:bo@fabrikam.example"], userAccountControl=["66050"], title=["Željko 東京"]),
    someone(f"CN=Sales,OU=Groups,{BASE}", "group", groupType=["-2147483640"], mailNickname=["sales"],
            member=[f"CN=Bo,CN=Users,{BASE}", f"CN=Cy,OU=Staff,{CHILD}"], managedBy=[f"CN=Bo,CN=Users,{BASE}"]),
    someone(f"CN=Dynamic,OU=Groups,{BASE}", "dynamic", msExchQueryFilter=["((Alias -ne $null) -and (City -eq 'B|C'))"]),
    someone(f"CN=Partner,OU=Contacts,{BASE}", "contact", targetAddress=["SMTP:p@fabrikam.example"],
            proxyAddresses=["smtp:p@contoso.example", "SMTP:p@fabrikam.example"]),
    someone(f"CN=Cy,OU=Staff,{CHILD}", "user", displayName=["Cy"]),
)  # fmt: skip
NAMES = tuple(dict.fromkeys(name for _dn, held in DIRECTORY for name in held))


def ldif(folder: Path) -> pa.Table:
    lines = []
    for dn, held in DIRECTORY:
        lines += [f"dn:: {base64.b64encode(dn.encode()).decode()}", "changetype: add"]
        for name, found in held.items():
            lines += [f"{name}:: {base64.b64encode(v if isinstance(v, bytes) else v.encode()).decode()}" for v in found]
        lines.append("")
    return table(folder, "objects.ldf", "\r\n".join([*lines, ""]).encode("utf-16"))


def csvde(folder: Path) -> pa.Table:
    def written(value: Value) -> str:
        if isinstance(value, bytes) or any(ord(c) > 255 for c in value):
            return f"X'{(value if isinstance(value, bytes) else value.encode()).hex()}'"
        return value.replace("\\", "\\\\").replace(";", "\\;")

    def cell(name: str, held: Mapping[str, Sequence[Value]]) -> str:
        found = held.get(name, ())
        text = ";".join(map(written, found[-1:] if name == "objectClass" else found))
        return '"' + text.replace('"', '""') + '"' if set(text) & set(',"') else text

    rows = [",".join(["DN", *NAMES])]
    rows += [",".join([quoted(dn), *(cell(n, held) for n in NAMES)]) for dn, held in DIRECTORY]
    return table(folder, "objects.csv", ("\r\n".join(rows) + "\r\n").encode("cp1252"))


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def iso(value: str) -> str:
    return f"{value[:4]}-{value[4:6]}-{value[6:8]}T{value[8:10]}:{value[10:12]}:{value[12:14]}.0000000Z"


def guid(value: Value) -> str:
    import uuid

    assert isinstance(value, bytes)
    return str(uuid.UUID(bytes_le=value))


def cmdlet_csv(folder: Path) -> pa.Table:
    def cell(name: str, found: Sequence[Value]) -> str:
        if name == "objectGUID" and found:
            return guid(found[0])
        if name == "objectClass":
            found = found[-1:]
        texts = [base64.b64encode(v).decode() if isinstance(v, bytes) else v for v in found]
        if name.startswith("when"):
            texts = [iso(t) for t in texts]
        return "|".join({"TRUE": "True", "FALSE": "False"}.get(t, t) for t in texts)

    rows = [{"DistinguishedName": dn, **{n: cell(n, held.get(n, ())) for n in NAMES}} for dn, held in DIRECTORY]
    return table(folder, "objects.csv", csv_text(rows).encode("utf-8-sig"))


def cmdlet_json(folder: Path) -> pa.Table:
    def cell(name: str, found: Sequence[Value]) -> Any:
        if name == "objectGUID":
            return guid(found[0])
        if name == "objectClass":
            return found[-1]
        values: list[Any] = [list(v) if isinstance(v, bytes) else v for v in found]
        if name.startswith("when"):
            values = [iso(v) for v in values]
        values = [{"TRUE": True, "FALSE": False}.get(v, v) if isinstance(v, str) else v for v in values]
        attribute = CATALOGUE.find(name)
        return values if attribute is not None and attribute.multi_valued else values[0]

    rows = [
        {"DistinguishedName": dn, **{n: cell(n, v) for n, v in held.items()}, "PropertyCount": 9}
        for dn, held in DIRECTORY
    ]
    return table(folder, "objects.json", json.dumps(rows).encode("utf-16"))


def json_lines(folder: Path) -> pa.Table:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "objects.jsonl"
    lines = []
    for dn, held in DIRECTORY:
        line: dict[str, Any] = {"dn": dn}
        for name, found in held.items():
            texts = [base64.b64encode(v).decode() if isinstance(v, bytes) else v for v in found]
            attribute = CATALOGUE.find(name)
            key = f"{name}::" if isinstance(found[0], bytes) else name
            line[key] = texts if attribute is None or attribute.multi_valued else texts[0]
        lines.append(json.dumps(line, ensure_ascii=False) + "\n")
    path.write_text("".join(lines), encoding="utf-8")
    read = read_json_lines(path, file="objects.jsonl", catalogue=CATALOGUE, asked=["*"], domains=(),
                            started=dt.datetime(2026, 11, 25, tzinfo=dt.UTC), progress=Silent())  # fmt: skip
    return read.tables["ad.object"]


def clixml_of_cmdlet(folder: Path) -> pa.Table:
    def cell(name: str, found: Sequence[Value]) -> Any:
        if name == "objectGUID":
            return Xml(f"<G%s>{guid(found[0])}</G>")
        if name == "objectClass":
            return found[-1]
        values = [Xml(f"<BA%s>{base64.b64encode(v).decode()}</BA>") if isinstance(v, bytes) else v for v in found]
        if name.startswith("when"):
            values = [Xml(f"<DT%s>{iso(str(v)).replace('Z', '+00:00')}</DT>") for v in values]
        attribute = CATALOGUE.find(name)
        return values if attribute is not None and attribute.multi_valued else values[0]

    rows = [{"DistinguishedName": dn, **{n: cell(n, v) for n, v in held.items()}} for dn, held in DIRECTORY]
    text = clixml(rows, "Microsoft.ActiveDirectory.Management.ADObject")
    return table(folder, "objects.xml", text.encode("utf-16"))


def table(folder: Path, name: str, content: bytes) -> pa.Table:
    found = read_files(folder, {f"directory/{name}": content})
    assert [p.code for p in found.problems] in ([], ["W408"]), found.problems
    assert not found.rejected
    assert not found.ignored
    return found.tables["ad.object"]


SHAPES: Mapping[str, Callable[[Path], pa.Table]] = {
    "csvde": csvde, "cmdlet csv": cmdlet_csv, "cmdlet json": cmdlet_json, "cmdlet clixml": clixml_of_cmdlet,
    "json lines": json_lines,
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_table_of_the_ldif(tmp_path: Path, shape: str) -> None:
    known = set(dict.fromkeys((*[a.ldap_name for a in CATALOGUE], *NAMES)))
    expected, found = ldif(tmp_path / "ldif"), SHAPES[shape](tmp_path / "shape")
    assert found.num_rows == len(DIRECTORY) == expected.num_rows
    columns = set(expected.column_names) - PARTS
    if shape == "cmdlet csv":
        # Export-Csv has the columns of the first object: of any other attribute nobody knows whether it is empty.
        columns &= {"distinguishedName", *NAMES}
    elif shape == "cmdlet json":
        assert "PropertyCount" not in found.column_names
    assert columns - set(found.column_names) == set()
    assert set(found.column_names) - PARTS - columns <= known
    for name in sorted(columns):
        left, right = expected[name].to_pylist(), found[name].to_pylist()
        if name == "objectClass" and shape in ONLY_LAST_CLASS:
            left = [v[-1:] for v in left]
        assert right == left, name
        assert found.schema.field(name).type == expected.schema.field(name).type, name
