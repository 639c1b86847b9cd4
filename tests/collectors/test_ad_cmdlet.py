"""Get-ADUser and its sisters as CSV and JSON, whole and damaged, to the rows that an LDIF of the objects gives."""

import base64
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

import pytest
from export_files import codes, column, csv_text, read, told
from ldif_text import BASE, ORGANISATION

from analyzer.model.snapshot import Snapshot


def user(name: str = "kim", **changes: str) -> dict[str, str]:
    """A row of Get-ADUser whose lists were joined, whole and healthy."""
    row = {
        "DistinguishedName": f"CN={name},OU=Staff,{BASE}",
        "Enabled": "True",
        "GivenName": name.title(),
        "Name": name,
        "ObjectClass": "user",
        "ObjectGUID": str(uuid5(NAMESPACE_DNS, name)),
        "SamAccountName": name,
        "SID": "S-1-5-21-1-2-3-1105",
        "Surname": "Doe",
        "UserPrincipalName": f"{name}@contoso.example",
        "mailNickname": name,
        "proxyAddresses": f"SMTP:{name}@contoso.example|smtp:{name}@fabrikam.example",
    }
    return row | changes


def read_csv(folder: Path, *rows: Mapping[str, str], **how: Any) -> Snapshot:
    return checked(read(folder, {"directory/users.csv": csv_text(rows or (user(),), **how)}))


def read_json(folder: Path, *rows: Mapping[str, Any]) -> Snapshot:
    return checked(read(folder, {"directory/users.json": json.dumps(rows)}))


def checked(found: Snapshot) -> Snapshot:
    for file in found.files:
        assert file.rows_read == file.rows_used + file.rows_ignored + file.rows_rejected
    return found


def cells(found: Snapshot, name: str) -> list[Any]:
    return column(found, name, "ad.object")


def guid(name: str) -> str:
    return base64.b64encode(uuid5(NAMESPACE_DNS, name).bytes_le).decode()


def test_friendly_names_are_those_of_ldap(tmp_path: Path) -> None:
    found = read_csv(
        tmp_path,
        user(EmailAddress="kim@contoso.example", Office="Bern 1", OfficePhone="1", MobilePhone="2", City="Bern",
             State="BE", Country="CH", Fax="3", POBox="4", HomePage="http://www.contoso.example", Title="Boss",
             PropertyNames="Microsoft.ActiveDirectory.Management.ADPropertyValueCollection", PropertyCount="3"),
    )  # fmt: skip
    (file,) = found.files
    assert (file.kind, file.side, file.title) == ("ad.object", "directory", "Get-ADUser or Get-ADObject")
    assert (file.rows_used, file.health, file.domains, file.unknown_columns) == (1, "whole", ("contoso.example",), ())
    assert not codes(found)
    expected = {
        "distinguishedName": f"CN=kim,OU=Staff,{BASE}",
        "givenName": "Kim",
        "sn": "Doe",
        "mail": "kim@contoso.example",
        "userPrincipalName": "kim@contoso.example",
        "physicalDeliveryOfficeName": "Bern 1",
        "telephoneNumber": "1",
        "mobile": "2",
        "l": "Bern",
        "st": "BE",
        "c": "CH",
        "facsimileTelephoneNumber": "3",
        "wWWHomePage": "http://www.contoso.example",
        "title": "Boss",
        "userAccountControl": "512",
        "objectGUID": guid("kim"),
        "objectSid": base64.b64encode(
            bytes.fromhex("01050000000000051500000001000000020000000300000051040000")
        ).decode(),
    }
    assert {name: cells(found, name)[0] for name in expected} == expected
    assert cells(found, "objectClass") == [["user"]]
    assert not {"PropertyNames", "PropertyCount", "Enabled"} & set(found.tables["ad.object"].column_names)


@pytest.mark.parametrize("mark", ["|", ";", "; ", " ", "\n", ","])
def test_lists_however_they_were_joined(tmp_path: Path, mark: str) -> None:
    addresses = ["SMTP:kim@contoso.example", "X400:C=us;A= ;P=Contoso;S=Doe;", "x500:/o=Contoso, Inc/cn=kim"]
    links = [f"CN=Weber\\, Kim,OU=Staff,{BASE}", f"CN=Bo,CN=Users,{BASE}", f"OU=Unit,{BASE}"]
    found = read_csv(tmp_path, user(proxyAddresses=mark.join(addresses), publicDelegates=mark.join(links)))
    expected = [a.rstrip(";") if mark in {";", "; "} and a.startswith("X400") else a for a in addresses]
    got = [
        a.rstrip(";") if mark in {";", "; "} and a.startswith("X400") else a for a in cells(found, "proxyAddresses")[0]
    ]
    assert got == expected
    assert cells(found, "publicDelegates") == [links]


def test_lost_addresses_refuse_the_file(tmp_path: Path) -> None:
    lost = "Microsoft.ActiveDirectory.Management.ADPropertyValueCollection"
    found = read_csv(tmp_path, user(), user("bo", proxyAddresses=lost))
    assert codes(found) == ["E212"]
    assert "ldifde" in told(found, "E212").help
    assert (found.files[0].kind, len(found.rejected)) == ("refused", 2)


def test_other_lost_lists_are_unknown(tmp_path: Path) -> None:
    lost = "Microsoft.ActiveDirectory.Management.ADPropertyValueCollection"
    found = read_csv(tmp_path, user(publicDelegates=lost, msExchMailboxGuid="System.Byte[]"))
    assert cells(found, "publicDelegates") == [None]
    assert cells(found, "msExchMailboxGuid") == [None]
    assert codes(found) == ["W301", "W301"]


@pytest.mark.parametrize("printed", ["base64", "hex", "guid", "decimal", "dump"])
def test_bytes_in_any_print(tmp_path: Path, printed: str) -> None:
    raw = bytes(range(16))
    text = {
        "base64": base64.b64encode(raw).decode(),
        "hex": raw.hex().upper(),
        "guid": "03020100-0504-0706-0809-0a0b0c0d0e0f",
        "decimal": " ".join(map(str, raw)),
        "dump": raw.hex("-"),
    }[printed]
    found = read_csv(tmp_path, user(msExchMailboxGuid=text))
    assert cells(found, "msExchMailboxGuid") == [base64.b64encode(raw).decode()]


def test_blank_in_every_row_was_not_fetched(tmp_path: Path) -> None:
    found = read_csv(
        tmp_path, user(targetAddress="", mail="kim@contoso.example"), user("bo", targetAddress="", mail="")
    )
    assert cells(found, "mail") == ["kim@contoso.example", ""]
    assert "targetAddress" not in found.tables["ad.object"].column_names or cells(found, "targetAddress") == [
        None,
        None,
    ]


def test_columns_of_the_first_object_only(tmp_path: Path) -> None:
    row = {k: v for k, v in user().items() if k not in {"proxyAddresses", "mailNickname"}}
    full = {"objectCategory": "CN=Person", "uSNCreated": "5", "dSCorePropagationData": "x"}
    found = read_csv(tmp_path, row | full)
    assert told(found, "W471").column == "proxyAddresses, mailNickname"
    assert "ldifde" in told(found, "W471").help
    # What the file does not have is unknown, however whole the objects were.
    assert "proxyAddresses" not in found.tables["ad.object"].column_names


def test_times_that_say_their_zone(tmp_path: Path) -> None:
    found = read_csv(
        tmp_path,
        user(whenChanged="2026-11-18T10:11:12.0000000Z", whenCreated="2020-01-01T01:00:00.0000000+01:00"),
        user("bo", whenChanged="20261119101112.0Z", whenCreated=""),
    )
    assert cells(found, "whenChanged") == ["20261118101112.0Z", "20261119101112.0Z"]
    # Every object has one: where it is missing, nobody asked for it.
    assert cells(found, "whenCreated") == ["20200101000000.0Z", None]
    assert str(found.files[0].exported_at) == "2026-11-19 10:11:12+00:00"
    assert not codes(found)


def test_times_of_a_session_are_unknown(tmp_path: Path) -> None:
    found = read_csv(tmp_path, user(Modified="18.11.2026 10:11:12"), user("bo", Modified="03.04.2026 01:02:03"))
    assert cells(found, "whenChanged") == [None, None]
    assert (told(found, "W472").column, told(found, "W472").seen) == ("whenChanged", "18.11.2026 10:11:12")
    assert found.files[0].exported_at is None


def test_dates_that_fit_two_orders_are_told(tmp_path: Path) -> None:
    found = read_csv(tmp_path, user(whenChanged="03/04/2026 01:02:03"))
    assert cells(found, "whenChanged") == [None]
    assert codes(found) == ["W417"]


def test_groups(tmp_path: Path) -> None:
    def group(name: str, scope: str, category: str, **cells: str) -> dict[str, str]:
        out = user(name, ObjectClass="group", GroupScope=scope, GroupCategory=category, **cells)
        del out["Enabled"]
        return out

    members = f"CN=kim,OU=Staff,{BASE};CN=Weber\\, Bo,OU=Staff,{BASE}"
    found = read_csv(
        tmp_path,
        group("a", "Universal", "Security", Members=members, ManagedBy=f"CN=kim,{BASE}"),
        group("b", "Global", "Distribution", Members="", ManagedBy=""),
        group("c", "DomainLocal", "strange", Members="", ManagedBy=""),
    )
    assert cells(found, "groupType") == ["-2147483640", "2", None]
    assert cells(found, "member") == [members.split(";"), [], []]
    assert cells(found, "managedBy") == [f"CN=kim,{BASE}", "", ""]
    assert cells(found, "objectClass") == [["group"]] * 3


def test_disabled_account(tmp_path: Path) -> None:
    found = read_csv(tmp_path, user(Enabled="False"), user("bo", Enabled=""), user("cy", Enabled="perhaps"))
    assert cells(found, "userAccountControl") == ["514", "", None]
    own = read_csv(tmp_path / "own", user(Enabled="False", userAccountControl="66050"))
    assert cells(own, "userAccountControl") == ["66050"]


def test_type_line_of_windows_powershell(tmp_path: Path) -> None:
    text = "#TYPE Microsoft.ActiveDirectory.Management.ADUser\r\n" + csv_text([user()])
    found = read(tmp_path, {"directory/users.csv": text.encode("utf-16")})
    assert found.files[0].kind == "ad.object"
    assert cells(found, "_row") == [3]


def test_ascii_lost_letters(tmp_path: Path) -> None:
    rows = [user(n, DisplayName=f"J?rg M?ller {n}") for n in ("kim", "bo")]
    found = read_csv(tmp_path, *rows)
    assert codes(found) == ["W410"]
    assert cells(found, "displayName") == [None, None]


def test_prefixes_are_gone(tmp_path: Path) -> None:
    found = read_csv(tmp_path, user(proxyAddresses="kim@contoso.example;k@contoso.example"))
    assert codes(found) == ["W307"]
    assert cells(found, "proxyAddresses") == [None]
    helped = read_csv(
        tmp_path / "b",
        user(proxyAddresses="kim@contoso.example;k@contoso.example", PrimarySmtpAddress="kim@contoso.example"),
    )
    assert codes(helped) == ["W413"]
    assert cells(helped, "proxyAddresses") == [["SMTP:kim@contoso.example", "smtp:k@contoso.example"]]


def test_a_computer_and_a_container_are_ignored(tmp_path: Path) -> None:
    bare = {"mailNickname": "", "proxyAddresses": ""}
    found = read_csv(
        tmp_path, user(), user("pc", ObjectClass="computer", **bare), user("ou", ObjectClass="container", **bare)
    )
    assert found.ignored == {"not a recipient: container": 1}
    assert found.tables["ad.computer"].num_rows == 1


def json_user(name: str = "kim", **changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "DistinguishedName": f"CN={name},OU=Staff,{BASE}",
        "ObjectClass": "user",
        "ObjectGUID": str(uuid5(NAMESPACE_DNS, name)),
        "mailNickname": name,
        "proxyAddresses": [f"SMTP:{name}@contoso.example", f"smtp:{name}@fabrikam.example"],
    }
    return row | changes


def test_json_keeps_lists_bytes_and_times(tmp_path: Path) -> None:
    raw = bytes(range(16))
    found = read_json(
        tmp_path,
        json_user(
            msExchMailboxGuid=list(raw), whenChanged="/Date(1795000000000)/", whenCreated="2020-01-01T01:00:00+01:00",
            msExchHideFromAddressLists=True, msExchRecipientTypeDetails=2147483648, Enabled=False,
            SID={"BinaryLength": 28, "AccountDomainSid": {"Value": "S-1-5-21-1-2-3"}, "Value": "S-1-5-21-1-2-3-1105"},
            userCertificate=[[48, 130, 1], [48, 131]], publicDelegates=[], altRecipient=None,
        ),
        json_user("bo", proxyAddresses="SMTP:bo@contoso.example", altRecipient=f"CN=kim,{BASE}"),
    )  # fmt: skip
    assert found.files[0].kind == "ad.object"
    assert cells(found, "msExchMailboxGuid") == [base64.b64encode(raw).decode(), ""]
    assert cells(found, "whenChanged") == ["20261118110640.0Z", None]
    assert cells(found, "whenCreated") == ["20200101000000.0Z", None]
    assert cells(found, "msExchHideFromAddressLists") == ["TRUE", ""]
    assert cells(found, "msExchRecipientTypeDetails") == ["2147483648", ""]
    assert cells(found, "userAccountControl") == ["514", ""]
    assert cells(found, "altRecipient") == ["", f"CN=kim,{BASE}"]
    assert cells(found, "proxyAddresses")[1] == ["SMTP:bo@contoso.example"]
    certificates: Sequence[bytes] = (bytes((48, 130, 1)), bytes((48, 131)))
    assert cells(found, "userCertificate") == [[base64.b64encode(c).decode() for c in certificates], []]
    assert str(cells(found, "objectSid")[0]).startswith("AQUAAAAAAAUVAAAA")
    assert cells(found, "_row") == [1, 2]


def test_json_of_whole_objects_says_what_is_empty(tmp_path: Path) -> None:
    full = {"objectCategory": "CN=Person", "uSNCreated": 5, "dSCorePropagationData": ["/Date(-11644473600000)/"]}
    found = read_json(
        tmp_path, json_user(**full), {k: v for k, v in json_user("bo", **full).items() if k != "proxyAddresses"}
    )
    assert cells(found, "proxyAddresses")[1] == []
    assert cells(found, "targetAddress") == ["", ""]
    assert not codes(found)


def test_json_without_an_attribute_does_not_know_it(tmp_path: Path) -> None:
    found = read_json(tmp_path, json_user(), json_user("g", ObjectClass="group", member=[f"CN=kim,{BASE}"]))
    assert cells(found, "member") == [None, [f"CN=kim,{BASE}"]]


def test_one_json_object(tmp_path: Path) -> None:
    found = read(tmp_path, {"directory/one.json": json.dumps(json_user())})
    assert cells(found, "mailNickname") == ["kim"]


def test_json_without_depth_lost_the_lists(tmp_path: Path) -> None:
    found = read_json(
        tmp_path, json_user(proxyAddresses="Microsoft.ActiveDirectory.Management.ADPropertyValueCollection")
    )
    assert codes(found) == ["E212"]


def test_configuration_needs_lists(tmp_path: Path) -> None:
    server = {"DistinguishedName": f"CN=EX1,{ORGANISATION}", "ObjectClass": "msExchExchangeServer"}
    found = read_csv(tmp_path, user(), user("ex1") | server)
    assert found.ignored == {"object of the configuration, whose lists cannot be told apart in this export": 1}
    kept = read_json(tmp_path / "b", json_user(), json_user("ex1") | server | {"networkAddress": ["a", "b"]})
    assert column(kept, "networkAddress", "ad.configuration") == [["a", "b"]]
    assert cells(kept, "mailNickname") == ["kim"]


def test_filters_hold_bars(tmp_path: Path) -> None:
    found = read_csv(tmp_path, user(purportedSearch="(|(mail=*)(l=Bern))"))
    assert cells(found, "purportedSearch") == ["(|(mail=*)(l=Bern))"]
