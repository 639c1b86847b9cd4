"""Records that give an object of the file further values: later ranges of a list, and change records that add."""

import base64
from pathlib import Path

import pytest
from ldif_text import BASE, FULL, GUID, cells, codes, read, record, someone

GROUP = f"CN=Sales,OU=Staff,{BASE}"
M = [f"CN=M{n},{BASE}" for n in range(9)]


def group(*lines: str) -> str:
    return someone("Sales", *lines, kind="group")


def test_ranges_in_further_records_are_joined(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        group("member;range=0-1: " + M[0], "member;range=0-1: " + M[1])
        + someone("Other", "member: " + M[8], kind="group")
        + record(GROUP.upper(), "member;range=4-*: " + M[4])
        + record(GROUP, "member;range=2-3: " + M[2], f"member;range=2-3:: {base64.b64encode(M[3].encode()).decode()}"),
    )
    assert cells(found, "member") == [M[:5], [M[8]]]
    assert found.ignored == {"rest of a long list of another record": 2}
    assert not codes(found)


@pytest.mark.parametrize("last", ["3-*", "2-3", "7-*"])
def test_a_list_that_still_has_no_end_or_a_gap_is_unknown(tmp_path: Path, last: str) -> None:
    found = read(tmp_path, group("member;range=0-1: " + M[0]) + record(GROUP, f"member;range={last}: {M[2]}"))
    assert cells(found, "member") == [None]
    assert codes(found) == ["W309"]


def test_rest_of_an_object_that_is_not_in_the_file(tmp_path: Path) -> None:
    found = read(tmp_path, someone("Anna") + record(GROUP, "proxyAddresses;range=1500-*: smtp:a@contoso.example"))
    assert found.used == {"ad.object": 1}
    assert found.ignored == {"rest of a long list of another record": 1}


def change(dn: str, *lines: str) -> str:
    return record(dn, "changetype: modify", *lines)


def test_added_values_are_applied(tmp_path: Path) -> None:
    anna, two = f"CN=Anna,OU=Staff,{BASE}", "smtp:two@contoso.example"
    found = read(
        tmp_path,
        change(anna, "add: proxyAddresses", f"proxyAddresses: {two}", "-", "add: title", "title: Boss", "-")
        + someone("Anna", "proxyAddresses: SMTP:a@contoso.example", *FULL)
        + change(anna.upper(), "add: mail", f"mail:: {base64.b64encode(b'a@contoso.example').decode()}", "-",
                 "add: proxyAddresses", f"proxyAddresses: {two}", "-", "add: mS-DS-ConsistencyGuid",
                 f"mS-DS-ConsistencyGuid:: {GUID}"),
    )  # fmt: skip
    assert cells(found, "proxyAddresses") == [["SMTP:a@contoso.example", two]]
    assert (cells(found, "mail"), cells(found, "title")) == (["a@contoso.example"], ["Boss"])
    assert cells(found, "mS-DS-ConsistencyGuid") == [GUID]
    assert found.ignored == {"change that adds values to an object of the file": 2}
    assert not codes(found)


def test_an_unknown_cell_stays_unknown_and_a_second_value_makes_it_so(tmp_path: Path) -> None:
    anna = f"CN=Anna,OU=Staff,{BASE}"
    found = read(
        tmp_path,
        someone("Anna", "title: Boss", "l;range=0-1: x")
        + change(anna, "add: title", "title: Clerk", "-", "add: company", "company: Contoso", "-"),
    )
    assert cells(found, "title") == [None]
    assert "company" not in found.tables["ad.object"].column_names


@pytest.mark.parametrize(
    "lines",
    [
        ("replace: mail", "mail: b@contoso.example", "-"),
        ("delete: mail", "-"),
        ("add: title", "title: x", "-", "delete: mail", "-"),
        ("add: title", "title:: /w==", "-"),
        (),
    ],
)
def test_other_changes_are_told(tmp_path: Path, lines: tuple[str, ...]) -> None:
    found = read(tmp_path, someone("Anna", "mail: a@contoso.example") + change(f"CN=Anna,OU=Staff,{BASE}", *lines))
    assert cells(found, "mail") == ["a@contoso.example"]
    assert found.ignored == {"record of a change, not an object": 1}
    assert codes(found) == ["W416"]


def test_renamed_and_deleted_objects_are_told(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        someone("Anna")
        + record(f"CN=Anna,OU=Staff,{BASE}", "changetype: moddn", "newrdn: CN=Bo", "deleteoldrdn: 1")
        + record(f"CN=Anna,OU=Staff,{BASE}", "changetype: delete")
        + change(f"CN=Nobody,{BASE}", "add: title", "title: x", "-"),
    )
    assert found.ignored == {"record of a change, not an object": 3}
    assert (codes(found), found.problems[0].row) == (["W416"], 8)
