"""JSON of Graph and of PowerShell."""

import json
from pathlib import Path
from typing import Any

import pytest
from export_files import codes, column, read, told


def user(name: str = "kim", **changes: Any) -> dict[str, Any]:
    """A user as Graph gives it."""
    return {
        "id": f"id-{name}",
        "userPrincipalName": f"{name}@contoso.example",
        "proxyAddresses": [f"SMTP:{name}@contoso.example"],
        "onPremisesImmutableId": "AAECAwQFBgcICQoLDA0ODw==",
        "onPremisesSyncEnabled": True,
        "onPremisesLastSyncDateTime": "2026-11-20T11:40:00Z",
        "onPremisesProvisioningErrors": [],
        "manager": {"id": "b"},
    } | changes


def users(folder: Path, text: str) -> Any:
    return read(folder, {"entra/users.json": text})


@pytest.mark.parametrize(
    "shape",
    [
        json.dumps,
        lambda us: json.dumps(us, indent=4),
        lambda us: json.dumps({"value": us, "Count": len(us)}),
        lambda us: json.dumps({"@odata.context": "https://graph/x", "@odata.count": 2, "value": us}),
        lambda us: json.dumps({"@odata.context": "x", "value": us, "other": 1}),
        lambda us: "\ufeff" + json.dumps(us),
    ],
)
def test_every_shape_gives_the_same_rows(tmp_path: Path, shape: Any) -> None:
    snapshot = users(tmp_path, shape([user(), user("ada", onPremisesSyncEnabled=None)]))
    assert column(snapshot, "UserPrincipalName", "entra.user") == ["kim@contoso.example", "ada@contoso.example"]
    assert column(snapshot, "OnPremisesSyncEnabled", "entra.user") == ["True", ""]
    assert column(snapshot, "ProxyAddresses", "entra.user")[0] == ["SMTP:kim@contoso.example"]
    assert column(snapshot, "OnPremisesProvisioningErrors", "entra.user") == ["", ""]
    assert column(snapshot, "Manager", "entra.user")[0] == '{"id":"b"}'
    assert column(snapshot, "_row", "entra.user") == [1, 2]
    assert codes(snapshot) == []
    assert str(snapshot.files[0].exported_at) == "2026-11-20 11:40:00+00:00"


def test_one_object_is_one_row(tmp_path: Path) -> None:
    text = json.dumps({"id": "t", "onPremisesSyncEnabled": True, "onPremisesLastSyncDateTime": "2026-11-20T11:40:00Z",
                       "verifiedDomains": [{"name": "contoso.example"}]})  # fmt: skip
    snapshot = read(tmp_path, {"org.json": text})
    assert column(snapshot, "VerifiedDomains", "entra.organization") == ['{"name":"contoso.example"}']


def test_a_further_page_makes_the_list_incomplete(tmp_path: Path) -> None:
    after = json.dumps({"@odata.context": "x", "value": [user()], "@odata.nextLink": "https://graph/next"})
    before = json.dumps({"@odata.context": "x", "@odata.nextLink": "https://graph/next", "value": [user()]})
    for number, text in enumerate((after, before)):
        snapshot = users(tmp_path / str(number), text)
        assert codes(snapshot) == ["W403"]
        assert snapshot.files[0].health == "capped"


def test_missing_is_unknown_and_null_is_empty(tmp_path: Path) -> None:
    other = user("ada")
    del other["onPremisesImmutableId"]
    snapshot = users(tmp_path, json.dumps([user("kim", onPremisesImmutableId=None), other, user("eve")]))
    assert column(snapshot, "OnPremisesImmutableId", "entra.user") == ["", None, "AAECAwQFBgcICQoLDA0ODw=="]


def test_old_dates_become_iso(tmp_path: Path) -> None:
    snapshot = users(tmp_path, json.dumps([user(onPremisesLastSyncDateTime="/Date(1766579820000)/")]))
    assert column(snapshot, "OnPremisesLastSyncDateTime", "entra.user") == ["2025-12-24T12:37:00Z"]


def test_values_cut_by_depth_are_unknown(tmp_path: Path) -> None:
    bad = user(onPremisesProvisioningErrors="@{category=PropertyConflict; value=x}", proxyAddresses="System.Object[]")
    snapshot = users(tmp_path, json.dumps([bad, user("ada")]))
    assert column(snapshot, "OnPremisesProvisioningErrors", "entra.user") == [None, ""]
    assert told(snapshot, "W310").column == "OnPremisesProvisioningErrors"


def test_properties_nobody_asked_for_refuse_the_list(tmp_path: Path) -> None:
    blank = {k: None for k in user() if k.startswith("onPremises")}
    assert "E210" in codes(users(tmp_path, json.dumps([user(**blank), user("ada", **blank)])))


@pytest.mark.parametrize("cut", [1, 5, 60])
def test_a_cut_file_is_refused(tmp_path: Path, cut: int) -> None:
    snapshot = users(tmp_path, json.dumps([user(), user("ada")])[:-cut])
    assert "E206" in codes(snapshot)
    assert not snapshot.tables


@pytest.mark.parametrize("text", ["[{]", '[{"a": 1} {"b": 2}]', '{"a": 1} trailing', "[" * 100_000])
def test_broken_json_is_refused(tmp_path: Path, text: str) -> None:
    snapshot = read(tmp_path, {"x.json": text})
    assert {"E211", "E206"} & set(codes(snapshot))


def test_elements_that_are_no_objects_are_rejected(tmp_path: Path) -> None:
    snapshot = users(tmp_path, json.dumps([user(), "x", None, user("ada")]))
    (file,) = snapshot.files
    assert (file.rows_read, file.rows_used, file.rows_rejected, file.health) == (4, 2, 2, "damaged")
    assert [r.row for r in snapshot.rejected] == [2, 3]


def test_columns_that_come_late_and_change_their_shape(tmp_path: Path) -> None:
    many = [user(f"u{n}", otherMails=None) for n in range(20_001)]
    many[20_000]["otherMails"] = ["a@contoso.example"]
    many[20_000]["CostCentre"] = "12"
    snapshot = users(tmp_path, json.dumps(many))
    assert column(snapshot, "OtherMails", "entra.user")[-2:] == [[], ["a@contoso.example"]]
    assert column(snapshot, "CostCentre", "entra.user")[-2:] == [None, "12"]


def test_exactly_a_page_of_users_looks_cut(tmp_path: Path) -> None:
    assert codes(users(tmp_path, json.dumps([user(f"u{n}") for n in range(100)]))) == ["W401"]


def test_lone_halves_of_letters_cannot_break_later_files(tmp_path: Path) -> None:
    snapshot = users(tmp_path, '[{"id":"1","userPrincipalName":"a\\ud800","onPremisesSyncEnabled":true}]')
    assert column(snapshot, "UserPrincipalName", "entra.user") == ["a?"]


def test_a_csv_of_users_says_less(tmp_path: Path) -> None:
    text = (
        "Id,UserPrincipalName,OnPremisesImmutableId,OnPremisesSyncEnabled,Mail,ProxyAddresses\r\n"
        "1,a@contoso.example,AAECAwQFBgcICQoLDA0ODw==,True,,System.String[]\r\n"
        "2,b@contoso.example,,,,System.String[]\r\n"
    )
    snapshot = read(tmp_path, {"u.csv": text})
    assert column(snapshot, "OnPremisesSyncEnabled", "entra.user") == ["True", ""]
    assert column(snapshot, "Mail", "entra.user") == [None, None]
    assert told(snapshot, "W301").message.startswith("2 cells of ProxyAddresses")
