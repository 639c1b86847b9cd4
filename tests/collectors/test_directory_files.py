"""Several files of one directory in several shapes: what is in two of them is one row, what is in one is used."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from uuid import NAMESPACE_DNS, uuid5

from export_files import codes, column, csv_text, read, told
from ldif_text import BASE, CHAINS, record

CHILD = f"DC=sales,{BASE}"


def dn(name: str, where: str = BASE) -> str:
    return f"CN={name},OU=Staff,{where}"


def ldif(name: str, where: str = BASE, **cells: str) -> str:
    guid = base64.b64encode(uuid5(NAMESPACE_DNS, name).bytes_le).decode()
    lines = (
        *(f"objectClass: {c}" for c in CHAINS["user"]),
        f"objectGUID:: {guid}",
        *(f"{k}: {v}" for k, v in cells.items()),
    )
    return record(dn(name, where), *lines)


def csvde(*rows: Mapping[str, str]) -> str:
    header = list(dict.fromkeys(n for r in rows for n in r))
    lines = [",".join(header), *(",".join(f'"{r.get(n, "")}"' for n in header) for r in rows)]
    return "\r\n".join([*lines, ""])


def row(name: str, where: str = BASE, **cells: str) -> dict[str, str]:
    guid = f"X'{uuid5(NAMESPACE_DNS, name).bytes_le.hex()}'"
    return {"DN": dn(name, where), "objectClass": "user", "objectGUID": guid, **cells}


def user(name: str, where: str = BASE, **cells: str) -> dict[str, str]:
    guid = str(uuid5(NAMESPACE_DNS, name))
    return {"DistinguishedName": dn(name, where), "ObjectClass": "user", "ObjectGUID": guid, **cells}


def test_each_domain_in_another_shape(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {
            "directory/root.ldf": ldif("kim", mail="kim@contoso.example"),
            "directory/sales.csv": csvde(row("bo", CHILD, mail="bo@contoso.example", mailNickname="bo")),
        },
    )
    assert column(found, "mail", "ad.object") == ["kim@contoso.example", "bo@contoso.example"]
    # The root's file does not say whether its objects have one.
    assert column(found, "mailNickname", "ad.object") == [None, "bo"]
    assert [f.domains for f in found.files] == [("contoso.example",), ("sales.contoso.example",)]
    assert not codes(found)


def test_the_same_objects_in_two_shapes_are_one_row_each(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {
            "directory/a.ldf": ldif("kim", mail="kim@contoso.example"),
            "directory/b.csv": csvde(row("kim", mail="kim@contoso.example", title="Boss")),
            "directory/c.json": json.dumps([user("kim", mail="kim@contoso.example", mailNickname="kim",
                                                 proxyAddresses="SMTP:kim@contoso.example")]),
        },
    )  # fmt: skip
    assert found.tables["ad.object"].num_rows == 1
    assert codes(found) == ["N503", "N503"]
    # What one file does not know another says.
    assert column(found, "title", "ad.object") == ["Boss"]
    assert column(found, "mailNickname", "ad.object") == ["kim"]
    for file in found.files:
        assert file.rows_read == file.rows_used + file.rows_ignored + file.rows_rejected == 1


def test_a_file_without_identifiers_is_joined_by_name(tmp_path: Path) -> None:
    bare = {"DN": dn("kim").upper(), "objectClass": "user", "proxyAddresses": "SMTP:kim@contoso.example"}
    lone = {"DN": dn("bo"), "objectClass": "user", "proxyAddresses": "SMTP:bo@contoso.example"}
    found = read(tmp_path, {"directory/a.csv": csvde(row("kim"), row("cy")), "directory/b.csv": csvde(bare, lone)})
    assert sorted(n.casefold() for n in column(found, "distinguishedName", "ad.object")) == sorted(
        n.casefold() for n in (dn("kim"), dn("bo"), dn("cy"))
    )
    assert ["SMTP:kim@contoso.example"] in column(found, "proxyAddresses", "ad.object")


def test_units_that_overlap(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {
            "directory/a.csv": csv_text(
                [user("kim", mail="k@contoso.example", mailNickname="k", proxyAddresses="SMTP:k@contoso.example")]
            ),
            "directory/b.csv": csvde(row("kim", mail="other@contoso.example"), row("bo", mail="bo@contoso.example")),
        },
    )
    assert found.tables["ad.object"].num_rows == 2
    assert "W415" in codes(found)


def test_an_object_twice_in_one_file(tmp_path: Path) -> None:
    found = read(
        tmp_path, {"directory/a.csv": csvde(row("kim", mail="k@contoso.example"), row("kim", mail="k@contoso.example"))}
    )
    assert found.tables["ad.object"].num_rows == 1
    assert codes(found) == ["N503"]


def test_one_row_for_each_address_is_not_read(tmp_path: Path) -> None:
    rows = [{"DN": dn("kim"), "proxyAddress": f"smtp:{n}@contoso.example"} for n in "ab"]
    found = read(tmp_path, {"directory/long.csv": csv_text(rows, ";"), "directory/a.ldf": ldif("kim")})
    (problem,) = [p for p in found.problems if p.file == "directory/long.csv"]
    assert problem.code == "W464"
    assert "ldifde" in told(found, "W464").help
    assert (found.files[1].rows_read, found.files[1].rows_ignored) == (2, 2)
    assert found.tables["ad.object"].num_rows == 1
