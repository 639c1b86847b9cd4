"""What csvde writes, whole and damaged, becomes the rows that an LDIF of the same objects gives."""

import base64
from collections.abc import Mapping
from pathlib import Path
from uuid import NAMESPACE_DNS, uuid5

import pytest
from export_files import codes, column, read, told
from ldif_text import BASE, GUID, ORGANISATION

from analyzer.model.snapshot import Snapshot

HEX = "X'000102030405060708090a0b0c0d0e0f'"
FULL = {"objectCategory": f"CN=Person,CN=Schema,CN=Configuration,{BASE}", "uSNCreated": "4711"}


def row(name: str = "Kim", *, where: str = f"OU=Staff,{BASE}", **cells: str) -> dict[str, str]:
    guid = HEX if name == "Kim" else f"X'{uuid5(NAMESPACE_DNS, name).hex}'"
    return {"DN": f"CN={name},{where}", "objectClass": "user", "objectGUID": guid, **cells}


def csvde(*rows: Mapping[str, str], end: str = "\r\n") -> str:
    """The header of all attributes that occur; the name always in quotes, other cells where they hold a comma."""
    header = list(dict.fromkeys(name for r in rows for name in r))

    def cell(name: str, value: str) -> str:
        return '"' + value.replace('"', '""') + '"' if name == "DN" or set(value) & set(',"\n') else value

    lines = [",".join(header), *(",".join(cell(n, r.get(n, "")) for n in header) for r in rows)]
    return end.join(lines) + end


def read_rows(folder: Path, *rows: Mapping[str, str], encoding: str = "utf-8") -> Snapshot:
    found = read(folder, {"directory/objects.csv": csvde(*rows).encode(encoding)})
    for file in found.files:
        assert file.rows_read == file.rows_used + file.rows_ignored + file.rows_rejected
    return found


def cells(found: Snapshot, name: str) -> list[object]:
    return column(found, name, "ad.object")


def test_objects_feed_the_table_of_an_ldif(tmp_path: Path) -> None:
    found = read_rows(tmp_path, row(mail="kim@contoso.example", whenChanged="20261118101112.0Z"))
    (file,) = found.files
    assert (file.kind, file.side, file.title) == ("ad.object", "directory", "CSVDE export of directory objects")
    assert (file.rows_read, file.rows_used, file.health) == (1, 1, "whole")
    assert file.domains == ("contoso.example",)
    assert str(file.exported_at) == "2026-11-18 10:11:12+00:00"
    assert cells(found, "distinguishedName") == [f"CN=Kim,OU=Staff,{BASE}"]
    assert cells(found, "objectGUID") == [GUID]
    assert cells(found, "objectClass") == [["user"]]
    assert cells(found, "_row") == [2]
    assert not codes(found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    found = read_rows(tmp_path, row("Jörg Ødegård", displayName="Jörg Ødegård"), encoding=encoding)
    assert cells(found, "displayName") == ["Jörg Ødegård"]
    assert not codes(found)


def test_ansi_is_read_and_told(tmp_path: Path) -> None:
    found = read_rows(tmp_path, row(displayName="Jörg"), encoding="cp1252")
    assert cells(found, "displayName") == ["Jörg"]
    assert codes(found) == ["W408"]


def test_text_outside_ansi_comes_as_hexadecimal(tmp_path: Path) -> None:
    name = "Željko Иван"
    found = read_rows(tmp_path, row(displayName=f"X'{name.encode().hex()}'"), row("Bo", displayName="X'ff00'"))
    assert cells(found, "displayName") == [name, None]
    assert codes(found) == ["W314"]
    assert (told(found, "W314").column, told(found, "W314").row) == ("displayName", 3)


def test_lists_are_cut_at_semicolons_that_are_not_escaped(tmp_path: Path) -> None:
    found = read_rows(
        tmp_path,
        row(
            proxyAddresses=r"SMTP:kim@contoso.example;X400:C=us\;A= \;P=Contoso\;O=Ex\;S=Doe\;;smtp:k@contoso.example",
            description=r"one\;two;c:\\temp",
            otherTelephone="1",
        ),
    )
    assert cells(found, "proxyAddresses") == [
        ["SMTP:kim@contoso.example", "X400:C=us;A= ;P=Contoso;O=Ex;S=Doe;", "smtp:k@contoso.example"]
    ]
    assert cells(found, "description") == [["one;two", "c:\\temp"]]


def test_addresses_that_nobody_escaped_are_cut_before_a_prefix(tmp_path: Path) -> None:
    found = read_rows(
        tmp_path,
        row(
            proxyAddresses="X400:C=us;A= ;P=Contoso;DDA:SMTP=a(a)b.example;;SMTP:kim@contoso.example;"
            "EUM:12;phone-context=dp.contoso.example;own:thing"
        ),
    )
    assert cells(found, "proxyAddresses") == [
        [
            "X400:C=us;A= ;P=Contoso;DDA:SMTP=a(a)b.example;", "SMTP:kim@contoso.example",
            "EUM:12;phone-context=dp.contoso.example", "own:thing",
        ]
    ]  # fmt: skip


def test_semicolon_and_backslash_in_an_attribute_with_one_value(tmp_path: Path) -> None:
    found = read_rows(
        tmp_path,
        row(title=r"Head\; Sales", homeDirectory=r"\\\\server\\share", company="A; B"),
        row("Bo", title="x"),
    )
    assert cells(found, "title") == ["Head; Sales", "x"]
    assert cells(found, "homeDirectory") == [r"\\server\share", ""]
    assert cells(found, "company") == ["A; B", ""]


def test_names_with_commas_semicolons_quotes_and_backslashes(tmp_path: Path) -> None:
    strange = 'Weber\\, "Kim"\\; \\+1'
    found = read_rows(tmp_path, row(strange), row("Boss", publicDelegates=f"CN=Weber\\\\, Kim,{BASE};CN=B,{BASE}"))
    assert cells(found, "distinguishedName") == [f"CN={strange},OU=Staff,{BASE}", f"CN=Boss,OU=Staff,{BASE}"]
    assert cells(found, "publicDelegates") == [[], [f"CN=Weber\\, Kim,{BASE}", f"CN=B,{BASE}"]]


def test_names_whose_backslashes_were_doubled_are_single(tmp_path: Path) -> None:
    found = read_rows(tmp_path, row("Weber\\\\, Kim"), row("Bo"))
    assert cells(found, "distinguishedName") == [f"CN=Weber\\, Kim,OU=Staff,{BASE}", f"CN=Bo,OU=Staff,{BASE}"]


def test_bytes_are_base64(tmp_path: Path) -> None:
    found = read_rows(
        tmp_path,
        row(msExchMailboxGuid="X'0b818fd05ca3a849a4cdc6923dfc031e'", userCertificate="X'3082';X'308203'"),
        row("Bo", msExchMailboxGuid="d08f810b-a35c-49a8-a4cd-c6923dfc031e"),
        row("Di", msExchMailboxGuid="nothing known"),
    )
    coded = base64.b64encode(bytes.fromhex("0b818fd05ca3a849a4cdc6923dfc031e")).decode()
    assert cells(found, "msExchMailboxGuid") == [coded, coded, None]
    assert cells(found, "userCertificate")[0] == [
        base64.b64encode(bytes.fromhex(h)).decode() for h in ("3082", "308203")
    ]
    assert codes(found) == ["W314"]


def test_bytes_of_an_attribute_that_nobody_knows(tmp_path: Path) -> None:
    found = read_rows(tmp_path, row(own="X'00ff'", own2="X'416e6e61'"))
    assert cells(found, "own") == ["AP8="]
    assert cells(found, "own2") == ["Anna"]


def test_a_column_of_the_header_was_asked_for(tmp_path: Path) -> None:
    found = read_rows(
        tmp_path,
        row(mail="kim@contoso.example", proxyAddresses="SMTP:kim@contoso.example"),
        row("Sales") | {"objectClass": "group"},
    )
    assert cells(found, "mail") == ["kim@contoso.example", ""]
    assert cells(found, "proxyAddresses") == [["SMTP:kim@contoso.example"], []]
    assert "targetAddress" not in found.tables["ad.object"].column_names


def test_absent_in_a_full_dump_is_empty(tmp_path: Path) -> None:
    found = read_rows(tmp_path, row(**FULL))
    assert cells(found, "targetAddress") == [""]
    assert cells(found, "publicDelegates") == [[]]
    assert "whenChanged" not in found.tables["ad.object"].column_names


def test_identifier_that_a_row_lacks_is_unknown(tmp_path: Path) -> None:
    found = read_rows(tmp_path, row(), row("Bo", objectGUID=""))
    assert cells(found, "objectGUID") == [GUID, None]


def test_configuration_is_a_table_of_lists(tmp_path: Path) -> None:
    server = row("EX1", where=f"CN=Servers,{ORGANISATION}") | {
        "objectClass": "msExchExchangeServer",
        "networkAddress": "ncacn_ip_tcp:ex1.contoso.example;netbios:EX1",
        "msExchSMTPReceiveBindings": "0.0.0.0:25;[::]:25",
        "serialNumber": "Version 15.2 (Build 1544.4)",
    }
    found = read_rows(tmp_path, server, row())
    assert column(found, "networkAddress", "ad.configuration") == [["ncacn_ip_tcp:ex1.contoso.example", "netbios:EX1"]]
    assert column(found, "msExchSMTPReceiveBindings", "ad.configuration") == [["0.0.0.0:25", "[::]:25"]]
    assert found.tables["ad.object"].num_rows == 1
    assert found.files[0].also in {("ad.configuration",), ("ad.object",)}


def test_others_are_ignored_with_a_reason(tmp_path: Path) -> None:
    found = read_rows(
        tmp_path,
        row(),
        row("PC1") | {"objectClass": "computer"},
        row("Gone", where=f"CN=Deleted Objects,{BASE}", isDeleted="TRUE"),
        row("Unit") | {"objectClass": "organizationalUnit"},
    )
    assert found.ignored == {
        "deleted object": 1, "not a recipient: organizationalUnit": 1,
    }  # fmt: skip


def test_a_row_without_a_name_is_rejected(tmp_path: Path) -> None:
    found = read_rows(tmp_path, row(), {"DN": "", "objectClass": "user"}, {"DN": "user", "objectClass": "x"})
    assert [(r.row, r.reason) for r in found.rejected] == [
        (3, "it has no distinguished name"), (4, "it has no distinguished name"),
    ]  # fmt: skip
    assert (told(found, "W470").row, found.files[0].health) == (3, "damaged")


def test_what_excel_did_is_put_right_or_unknown(tmp_path: Path) -> None:
    found = read_rows(
        tmp_path,
        row(msExchRecipientTypeDetails="2,14748E+09", msExchHideFromAddressLists="WAHR", uSNChanged="1,2E+07"),
        row("Bo", msExchRecipientTypeDetails="1", msExchHideFromAddressLists="maybe", uSNChanged="###"),
    )
    assert cells(found, "msExchRecipientTypeDetails") == ["2147483648", "1"]
    assert cells(found, "msExchHideFromAddressLists") == ["TRUE", None]
    assert sorted(codes(found)) == ["N501", "N511", "W305"]
    lost = read_rows(tmp_path / "b", row(), row("Bo", objectGUID="#####"))
    assert codes(lost) == ["E270"]


def test_thousand_rows_look_capped(tmp_path: Path) -> None:
    found = read_rows(tmp_path, *(row(f"u{n}") for n in range(1000)))
    assert (codes(found), found.files[0].health) == (["W401"], "capped")


def test_without_the_class_a_mail_attribute_makes_a_recipient(tmp_path: Path) -> None:
    found = read_rows(tmp_path, {"DN": f"CN=Kim,{BASE}", "mail": "k@contoso.example", "mailNickname": "kim"})
    assert cells(found, "mail") == ["k@contoso.example"]


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    text = csvde(row(company="A, B"), row("Bo", company="A, B"))
    found = read(tmp_path, {"directory/objects.csv": text[: text.rfind(", B")]})
    assert codes(found) == ["E206"]
    assert found.files[0].kind == "refused"


def test_header_without_rows(tmp_path: Path) -> None:
    found = read(tmp_path, {"directory/objects.csv": "DN,objectClass,mail\r\n"})
    assert codes(found) == ["W405"]
    assert (found.files[0].kind, found.files[0].health) == ("ad.object", "damaged")


def test_two_exports_of_one_object_are_one_row(tmp_path: Path) -> None:
    old = row(mail="old@contoso.example", whenChanged="20260101000000.0Z")
    new = row(mail="new@contoso.example", whenChanged="20261101000000.0Z")
    found = read(tmp_path, {"directory/a.csv": csvde(new), "directory/b.csv": csvde(old)})
    assert cells(found, "mail") == ["new@contoso.example"]
    assert codes(found) == ["W415"]


def test_hostile_control_characters(tmp_path: Path) -> None:
    found = read_rows(tmp_path, row(description="a\x01b;c\x03\\;d", title="\x02\\;"))
    assert cells(found, "description") == [["a\x01b", "c\x03;d"]]
    assert cells(found, "title") == ["\x02;"]
