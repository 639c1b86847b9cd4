"""Which table a record goes to, the types of columns, and when a cell is empty or unknown."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest
from ldif_text import BASE, FULL, GUID, ORGANISATION, cells, codes, objects, read, record, someone

LIST = pa.list_(pa.string())


@pytest.mark.parametrize("kind", ["user", "group", "contact", "dynamic", "publicFolder"])
def test_recipients_are_used_with_or_without_mail(tmp_path: Path, kind: str) -> None:
    found = read(tmp_path, someone("One", kind=kind))
    assert found.used == {"ad.object": 1}
    assert found.domains == ("contoso.example",)


def test_others_are_ignored_with_a_reason(tmp_path: Path) -> None:
    text = (
        someone("PC1", kind="computer") + someone("PC2", kind="computer")
        + record(f"OU=Staff,{BASE}", "objectClass: top", "objectClass: organizationalUnit")
        + record(f"CN=Nameless,{BASE}", "description: nothing else")
        + record(f"CN=user-Display,CN=409,CN=DisplaySpecifiers,CN=Schema,CN=Configuration,{BASE}", "objectClass: top")
        + someone("Gone\\0ADEL:1", "isDeleted: TRUE", "mail: g@contoso.example", where=f"CN=Deleted Objects,{BASE}")
        + someone("Gone", "isDeleted: TRUE")
        + record("", "vendorName: X")
    )  # fmt: skip
    found = read(tmp_path, text)
    assert found.ignored == {
        "not a recipient: organizationalUnit": 1,
        "not a recipient: no class and no mail attribute": 1,
        "object of the schema": 1,
        "deleted object": 2,
        "the server's own description, no object": 1,
    }
    assert found.used == {"ad.computer": 2}
    assert set(found.tables) == {"ad.computer"}
    assert found.rows_read == 8


def test_a_mail_attribute_makes_anything_a_recipient(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        someone("PC1", "mail: pc@contoso.example", kind="computer")
        + record(f"CN=Odd,{BASE}", "proxyAddresses: SMTP:odd@contoso.example"),
    )
    assert found.used == {"ad.object": 2}
    assert cells(found, "mail") == ["pc@contoso.example", None]
    assert cells(found, "proxyAddresses") == [None, ["SMTP:odd@contoso.example"]]


def test_configuration_is_a_table_of_lists(tmp_path: Path) -> None:
    text = (
        someone("Anna")
        + record(f"CN=EX1,CN=Servers,{ORGANISATION}", "objectClass: top", "objectClass: msExchExchangeServer",
                 "serialNumber: Version 15.2", "networkAddress: a", "networkAddress: b", f"objectGUID:: {GUID}")
        + record(f"CN=ms-Exch-Schema-Version-Pt,CN=Schema,CN=Configuration,{BASE}", "objectClass: top",
                 "objectClass: attributeSchema", "rangeUpper: 17003")
        + record(f"CN=Other,CN=Schema,CN=Configuration,{BASE}", "objectClass: attributeSchema")
    )  # fmt: skip
    found = read(tmp_path, text)
    assert found.used == {"ad.object": 1, "ad.configuration": 2}
    table = found.tables["ad.configuration"]
    assert table["serialNumber"].to_pylist() == [["Version 15.2"], None]
    assert table["networkAddress"].to_pylist() == [["a", "b"], None]
    assert table["rangeUpper"].to_pylist() == [None, ["17003"]]
    assert table["objectGUID"].to_pylist() == [[GUID], None]
    assert {str(f.type) for f in table.schema if f.name not in {"distinguishedName", "_row"}} == {str(LIST)}
    assert table.schema.field("distinguishedName").type == pa.string()
    assert "serialNumber" not in objects(found).column_names
    assert "serialNumber" in found.columns
    assert found.unknown_columns == ()


def test_types_follow_the_catalogue(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        someone("Anna", "PROXYADDRESSES: SMTP:a@contoso.example", "mailnickname: anna", "own: 1", "own2: 1", "own2: 2"),
    )
    types = {f.name: f.type for f in objects(found).schema}
    assert types["proxyAddresses"] == LIST
    assert types["mailNickname"] == pa.string()
    assert types["own"] == pa.string()
    assert types["own2"] == LIST
    assert types["objectClass"] == LIST
    assert types["_row"] == pa.int64()
    assert found.unknown_columns == ("own", "own2")
    assert set(found.columns) == {"objectClass", "objectGUID", "proxyAddresses", "mailNickname", "own", "own2"}


def test_list_seen_late_is_a_list_from_the_start(tmp_path: Path) -> None:
    found = read(tmp_path, someone("A", "own: 1") + someone("B", "own: 1", "own: 2") + someone("C"))
    assert cells(found, "own") == [["1"], ["1", "2"], []]


def test_several_values_where_one_can_be_make_the_cell_unknown(tmp_path: Path) -> None:
    found = read(
        tmp_path, someone("Anna", "mail: a@contoso.example", "mail: b@contoso.example", "title: x", "title: x")
    )
    assert cells(found, "mail") == [None]
    assert cells(found, "title") == ["x"]
    assert codes(found) == ["W313"]
    assert found.problems[0].column == "mail"


def test_absent_in_a_full_dump_is_empty_for_the_whole_catalogue(tmp_path: Path) -> None:
    found = read(tmp_path, someone("Anna", "mail: a@contoso.example", *FULL) + someone("Bo", *FULL))
    assert found.full
    assert cells(found, "mail") == ["a@contoso.example", ""]
    assert cells(found, "targetAddress") == ["", ""]
    assert cells(found, "publicDelegates") == [[], []]
    # Every object has one: where it is missing, nobody asked for it.
    assert "whenChanged" not in objects(found).column_names


def test_full_dump_of_the_configuration(tmp_path: Path) -> None:
    server, other = (
        record(f"CN={name},{ORGANISATION}", f"objectClass: {kind}", *lines, *FULL)
        for name, kind, lines in (
            ("EX1", "msExchExchangeServer", ["serialNumber: Version 15.2"]),
            ("X", "container", []),
        )
    )
    found = read(tmp_path, server + other)
    assert found.full
    assert cells(found, "serialNumber", "ad.configuration") == [["Version 15.2"], []]


def test_one_mark_alone_does_not_make_a_full_dump(tmp_path: Path) -> None:
    found = read(tmp_path, someone("Anna", FULL[0]))
    assert not found.full
    assert "targetAddress" not in objects(found).column_names


def test_absent_in_a_chosen_export_is_empty_only_where_its_class_has_it(tmp_path: Path) -> None:
    text = (
        someone("Anna", "mail: a@contoso.example", "proxyAddresses: SMTP:a@contoso.example") + someone("Bo")
        + someone("Sales", "member: CN=Anna", kind="group") + someone("None", kind="group")
    )  # fmt: skip
    found = read(tmp_path, text)
    assert cells(found, "mail") == ["a@contoso.example", "", None, None]
    assert cells(found, "proxyAddresses") == [["SMTP:a@contoso.example"], [], None, None]
    assert cells(found, "member") == [None, None, ["CN=Anna"], []]
    assert "targetAddress" not in objects(found).column_names


def test_full_and_chosen_exports_in_one_file_are_judged_apart(tmp_path: Path) -> None:
    found = read(tmp_path, someone("Anna", "mail: a@contoso.example", *FULL) + someone("Bo") + someone("Cy", "l: Bern"))
    assert not found.full
    # Bo's export may have left mail out; only Anna's is known to have asked for everything.
    assert cells(found, "mail") == ["a@contoso.example", None, None]
    assert cells(found, "l") == ["", "", "Bern"]
    assert cells(found, "title") == ["", None, None]


def test_identifier_that_one_object_lacks_is_unknown(tmp_path: Path) -> None:
    found = read(tmp_path, someone("Anna", *FULL) + record(f"CN=B,{BASE}", "objectClass: user", *FULL))
    assert cells(found, "objectGUID") == [GUID, None]


def test_several_domains_and_the_newest_time(tmp_path: Path) -> None:
    text = (
        someone("Anna", "whenChanged: 20260901101112.0Z", "whenCreated: 20200101000000.0Z")
        + someone("Bo", "whenChanged: 20260902000000.0Z", where="DC=sales,DC=contoso,DC=example")
        + someone("PC", "whenChanged: 20260903000000.0Z", "whenCreated: soon", kind="computer")
    )
    found = read(tmp_path, text)
    assert found.domains == ("contoso.example", "sales.contoso.example")
    assert found.exported_at == dt.datetime(2026, 9, 3, tzinfo=dt.UTC)


def test_no_time_in_the_file(tmp_path: Path) -> None:
    assert read(tmp_path, someone("Anna", "whenChanged: 99999999999999.0Z")).exported_at is None


def test_distinguished_name_comes_from_its_own_line(tmp_path: Path) -> None:
    found = read(tmp_path, someone("Anna\\, Dr. \\+", "distinguishedName: CN=Another"))
    assert cells(found, "distinguishedName") == [f"CN=Anna\\, Dr. \\+,OU=Staff,{BASE}"]


def test_of_a_computer_only_what_rules_ask_for_is_kept(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        record(f"CN=EX01,OU=Servers,{BASE}", "objectClass: computer", "lastLogonTimestamp: 134090000000000000",
               "msDS-SupportedEncryptionTypes: 28", "servicePrincipalName: exchangeMDB/EX01"),
    )  # fmt: skip
    table = found.tables["ad.computer"]
    assert set(table.column_names) == {
        "distinguishedName", "objectClass", "lastLogonTimestamp", "servicePrincipalName", "_row",
    }  # fmt: skip
    assert table["lastLogonTimestamp"].to_pylist() == [["134090000000000000"]]
