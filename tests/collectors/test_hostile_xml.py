"""XML that grows, or that asks for other files: refused before anything of it is worked out."""

from pathlib import Path

import pytest
from export_files import codes, read

BODY = (
    '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><MS>'
    '<S N="UserPrincipalName">{}</S><B N="IsExchangeCloudManaged">true</B></MS></Obj></Objs>'
)
LAUGHS = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
DOCUMENTS = {
    "a billion laughs": f"<!DOCTYPE Objs [{LAUGHS}]>" + BODY.format("&a9;"),
    "quadratic growth": f'<!DOCTYPE Objs [<!ENTITY a "{"x" * 100_000}">]>' + BODY.format("&a;" * 10_000),
    "an entity of another file": '<!DOCTYPE Objs [<!ENTITY a SYSTEM "{secret}">]>' + BODY.format("&a;"),
    "parameter entities": '<!DOCTYPE Objs [<!ENTITY % p SYSTEM "{secret}">%p;]>' + BODY.format("kim"),
    "a document type elsewhere": '<!DOCTYPE Objs SYSTEM "{secret}">' + BODY.format("kim"),
    "a document type that says nothing": "<!DOCTYPE Objs>" + BODY.format("kim"),
    "small letters and blanks": "  <!doctype   Objs [<!entity a 'b'>]>" + BODY.format("&a;"),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("says", DOCUMENTS)
def test_no_document_type_is_worked_out(tmp_path: Path, says: str, encoding: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("what nobody may read", encoding="utf-8")
    text = DOCUMENTS[says].replace("{secret}", secret.as_uri())
    found = read(tmp_path / "folder", {"cloud/m.xml": text.encode(encoding)})
    assert found.tables == {}
    assert [f.health for f in found.files] == ["refused"]
    assert "what nobody may read" not in repr(found)
    assert all(code.startswith("E2") for code in codes(found))


def test_an_include_is_only_an_element(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("what nobody may read", encoding="utf-8")
    inside = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
    found = read(tmp_path / "folder", {"cloud/m.xml": BODY.format(inside)})
    assert "what nobody may read" not in repr(found) + repr([t.to_pylist() for t in found.tables.values()])


def test_change_times_in_ldif_hold_no_entities(tmp_path: Path) -> None:
    bomb = f"<!DOCTYPE x [{LAUGHS}]><DS_REPL_ATTR_META_DATA><pszAttributeName>&a9;</pszAttributeName>"
    bomb += "<ftimeLastOriginatingChange>2026-01-01T00:00:00Z</ftimeLastOriginatingChange></DS_REPL_ATTR_META_DATA>"
    lines = ["dn: CN=a,DC=contoso,DC=example", "objectClass: user", f"msDS-ReplAttributeMetaData: {bomb}", "", ""]
    found = read(tmp_path, {"directory/a.ldf": "\n".join(lines)})
    assert "hahaha" not in repr([t.to_pylist() for t in found.tables.values()])
    assert sum(f.rows_read for f in found.files) == 1
