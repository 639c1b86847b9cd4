"""JSON as scripts and Graph pile it up: pages, lines, wrappers, numbers in place of bytes."""

import json
from pathlib import Path
from typing import Any

import pytest
from export_files import codes, column, read, told
from test_read_json import user, users

NAMES = ("kim", "ada", "eve", "bo")
PEOPLE = [user(n) for n in NAMES]
CONTEXT = "https://graph/v1.0/$metadata#users"


def page(people: list[Any], *, further: bool = False, **more: Any) -> dict[str, Any]:
    link = {"@odata.nextLink": "https://graph/next"} if further else {}
    return {"@odata.context": CONTEXT, "value": people, **link, **more}


FIRST, LAST = page(PEOPLE[:2], further=True), page(PEOPLE[2:])


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(FIRST) + json.dumps(LAST),
        json.dumps(FIRST, indent=2) + "\r\n" + json.dumps(LAST, indent=2) + "\r\n",
        json.dumps(FIRST) + "\n\ufeff" + json.dumps(LAST),
        json.dumps([FIRST, LAST]),
        json.dumps([LAST, FIRST]),
        json.dumps([PEOPLE[:2], PEOPLE[2:]]),
        json.dumps(PEOPLE[:2]) + json.dumps(PEOPLE[2:]),
        "\n".join(json.dumps(u) for u in PEOPLE),
        json.dumps({"value": [FIRST, LAST], "Count": 2}),
        json.dumps({"value": PEOPLE, "Count": 4}),
        json.dumps({"odata.metadata": "x", "value": PEOPLE}),
        json.dumps({"@odata.context": CONTEXT, "@odata.count": 4, "value": PEOPLE, "x": ["y"] * 5_000}),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_every_pile_of_pages_is_one_list(tmp_path: Path, text: str, encoding: str) -> None:
    snapshot = read(tmp_path, {"u.json": text.encode(encoding)})
    assert codes(snapshot) == []
    assert sorted(column(snapshot, "UserPrincipalName", "entra.user")) == sorted(u["userPrincipalName"] for u in PEOPLE)
    assert snapshot.files[0].rows_read == 4


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(FIRST) + json.dumps(page(PEOPLE[2:], further=True)),
        json.dumps([FIRST]),
        json.dumps([page(PEOPLE[:2], further=True), {"@odata.context": "groups", "value": [user("x")]}]),
        json.dumps({"value": PEOPLE, "OdataNextLink": "https://graph/next"}),
    ],
)
def test_pages_without_a_last_one_are_incomplete(tmp_path: Path, text: str) -> None:
    snapshot = users(tmp_path, text)
    assert codes(snapshot) == ["W403"]
    assert snapshot.files[0].health == "capped"


@pytest.mark.parametrize("cut", [1, 30])
def test_a_cut_behind_the_first_page_is_a_cut(tmp_path: Path, cut: int) -> None:
    snapshot = users(tmp_path, (json.dumps(FIRST) + json.dumps(LAST))[:-cut])
    assert "E206" in codes(snapshot)
    assert snapshot.files[0].rows_read >= 2


def test_names_of_any_case_and_annotations(tmp_path: Path) -> None:
    shouting = [{k[0].upper() + k[1:]: v for k, v in u.items()} for u in PEOPLE]
    for one in shouting:
        one |= {"proxyAddresses@odata.type": "#Collection(String)", "@odata.type": "#microsoft.graph.user"}
    snapshot = users(tmp_path, json.dumps(shouting))
    assert column(snapshot, "ProxyAddresses", "entra.user")[0] == ["SMTP:kim@contoso.example"]
    assert not [n for n in snapshot.files[0].columns if "@" in n]


def test_wrapped_arrays_are_arrays_wherever_they_stand(tmp_path: Path) -> None:
    wrapped = [
        u | {"proxyAddresses": {"value": u["proxyAddresses"], "Count": 1}, "manager": {"id": {"value": [], "Count": 0}}}
        for u in PEOPLE
    ]
    snapshot = users(tmp_path, json.dumps(wrapped))
    assert column(snapshot, "ProxyAddresses", "entra.user")[1] == ["SMTP:ada@contoso.example"]
    assert column(snapshot, "Manager", "entra.user")[0] == '{"id":[]}'


def test_dates_of_every_kind_are_utc(tmp_path: Path) -> None:
    kinds = [
        "/Date(1766579820000)/",
        "2025-12-24T13:37:00.1234567+01:00",
        {"value": "/Date(1766579820000)/", "DisplayHint": 2, "DateTime": "Wednesday, 24 December 2025 13:37:00"},
        "2025-12-24T12:37:00Z",
    ]
    people = [u | {"onPremisesLastSyncDateTime": k} for u, k in zip(PEOPLE, kinds, strict=True)]
    snapshot = users(tmp_path, json.dumps(people))
    assert column(snapshot, "OnPremisesLastSyncDateTime", "entra.user") == ["2025-12-24T12:37:00Z"] * 4
    assert codes(snapshot) == []


def test_bytes_are_base64_and_short_lists_of_numbers_are_lists(tmp_path: Path) -> None:
    people = [u | {"onPremisesImmutableId": list(range(16)), "otherMails": [1, 2]} for u in PEOPLE]
    snapshot = users(tmp_path, json.dumps(people))
    assert column(snapshot, "OnPremisesImmutableId", "entra.user")[0] == "AAECAwQFBgcICQoLDA0ODw=="
    assert column(snapshot, "OtherMails", "entra.user")[0] == ["1", "2"]


def test_a_list_cut_by_depth_refuses_where_it_holds_the_addresses(tmp_path: Path) -> None:
    cloud = {"RecipientTypeDetails": "UserMailbox", "EmailAddresses": "System.Collections.ArrayList",
             "ExchangeGuid": "g", "IsExchangeCloudManaged": False, "LitigationHoldEnabled": False}  # fmt: skip
    assert "E212" in codes(read(tmp_path, {"cloud/m.json": json.dumps([cloud])}))


def test_an_empty_answer_is_an_empty_file(tmp_path: Path) -> None:
    for number, text in enumerate(("[]", '{"value":[]}', '{"@odata.context":"x","value":[]}')):
        assert codes(users(tmp_path / str(number), text)) == ["W404"]


def test_text_between_the_pages_is_a_break(tmp_path: Path) -> None:
    snapshot = users(tmp_path, json.dumps(PEOPLE) + "\nGet-MgUser : failed\n" + json.dumps(PEOPLE))
    assert told(snapshot, "E211").message.startswith("The file is JSON, but broken: text behind the end")
    assert (snapshot.files[0].rows_read, snapshot.files[0].rows_rejected) == (4, 4)


def test_numbers_of_enumerations_become_words_where_they_are_known(tmp_path: Path) -> None:
    rows = [
        {"RecipientTypeDetails": kind, "RemoteRecipientType": remote, "RecipientType": 2, "EmailAddresses": [],
         "RemoteRoutingAddress": "SMTP:k@contoso.example", "ExchangeGuid": f"g{n}", "Guid": f"{n}"}
        for n, (kind, remote) in enumerate([(2147483648, 6), (34359738368, 100), ("RemoteUserMailbox", 0), (3, 4096)])
    ]  # fmt: skip
    snapshot = read(tmp_path, {"onprem/r.json": json.dumps(rows)})
    kind = "onprem.remote_mailbox"
    assert column(snapshot, "RecipientTypeDetails", kind) == [
        "RemoteUserMailbox", "RemoteSharedMailbox", "RemoteUserMailbox", None,
    ]  # fmt: skip
    assert column(snapshot, "RemoteRecipientType", kind) == [
        "ProvisionArchive, Migrated", "Migrated, SharedMailbox", "None", None,
    ]  # fmt: skip
    lost = [p for p in snapshot.problems if p.code == "W442"]
    assert {(p.column, p.message[:7]) for p in lost} == {
        ("RecipientTypeDetails", "1 cell "), ("RemoteRecipientType", "1 cell "), ("RecipientType", "4 cells"),
    }  # fmt: skip
