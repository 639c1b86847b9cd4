"""On-premises and cloud print the same columns: the values tell, else the folder, else nobody."""

from pathlib import Path

import pytest
from export_files import HOSTED, codes, csv_text, mailbox, read

from analyzer.collectors import unusable

BARE = mailbox(
    DistinguishedName="", IsDirSynced="", IsExchangeCloudManaged="", ExternalDirectoryObjectId="", WhenChangedUTC=""
)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"DistinguishedName": f"CN=kim,{HOSTED}"}, "cloud.mailbox"),
        ({"DistinguishedName": "CN=kim,OU=Staff,DC=contoso,DC=example"}, "onprem.mailbox"),
        ({"Identity": "contoso.example/Staff/kim"}, "onprem.mailbox"),
        ({"EmailAddresses": "SMTP:kim@contoso.example|SPO:SPO_1@SPO_2"}, "cloud.mailbox"),
        ({"IsExchangeCloudManaged": "False"}, "cloud.mailbox"),
        ({"IsDirSynced": "True"}, "cloud.mailbox"),
        ({"AdminDisplayVersion": "Version 15.20 (Build 1.0)"}, "cloud.mailbox"),
        ({"AdminDisplayVersion": "Version 15.2 (Build 986.5)"}, "onprem.mailbox"),
        ({"LegacyExchangeDN": "/o=ExchangeLabs/ou=x/cn=kim"}, "cloud.mailbox"),
        ({"LegacyExchangeDN": "/o=Contoso/ou=x/cn=kim"}, "onprem.mailbox"),
        ({"OriginatingServer": "DB1PR01A001.EURPR01A001.prod.outlook.com"}, "cloud.mailbox"),
        ({"OriginatingServer": "dc1.contoso.example"}, "onprem.mailbox"),
        ({"ExternalDirectoryObjectId": "User_11111111-1111-4111-8111-111111111111"}, "onprem.mailbox"),
        ({"PSComputerName": "outlook.office365.com"}, "cloud.mailbox"),
    ],
)
def test_one_sign_decides(tmp_path: Path, values: dict[str, str], kind: str) -> None:
    snapshot = read(tmp_path, {"m.csv": csv_text([BARE | values])})
    assert list(snapshot.tables) == [kind]
    assert "N502" not in codes(snapshot)


@pytest.mark.parametrize(("folder", "kind"), [("cloud", "cloud.mailbox"), ("onprem", "onprem.mailbox")])
def test_the_folder_decides_where_the_values_do_not(tmp_path: Path, folder: str, kind: str) -> None:
    snapshot = read(tmp_path, {f"{folder}/m.csv": csv_text([BARE])})
    assert list(snapshot.tables) == [kind]
    assert "N502" in codes(snapshot)


@pytest.mark.parametrize(
    "values",
    [{}, {"DistinguishedName": "CN=kim,OU=Staff,DC=contoso,DC=example", "IsExchangeCloudManaged": "True"}],
    ids=["no sign", "signs of both"],
)
def test_an_undecided_file_stops_the_run(tmp_path: Path, values: dict[str, str]) -> None:
    snapshot = read(tmp_path, {"m.csv": csv_text([BARE | values])})
    assert not snapshot.tables
    assert [f.kind for f in snapshot.files] == ["refused"]
    assert "E209" in [p.code for p in unusable(snapshot)]


def test_values_beat_the_folder(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {"onprem/m.csv": csv_text([mailbox()])})
    assert list(snapshot.tables) == ["cloud.mailbox"]


def test_the_initial_domain_tells_the_cloud(tmp_path: Path) -> None:
    rows = [
        {"DomainName": "contoso.example", "DomainType": "Authoritative", "InitialDomain": "False"},
        {"DomainName": "contoso.onmicrosoft.com", "DomainType": "Authoritative", "InitialDomain": "True"},
    ]
    snapshot = read(tmp_path, {"d.csv": csv_text(rows)})
    assert list(snapshot.tables) == ["cloud.accepted_domain"]


def test_lists_of_on_premises_objects_have_a_table_of_their_own(tmp_path: Path) -> None:
    row = mailbox(RecipientTypeDetails="RemoteUserMailbox", DistinguishedName="CN=kim,DC=contoso,DC=example")
    row |= {"Capabilities": "", "IsDirSynced": "", "ExternalDirectoryObjectId": ""}
    del row["ExchangeGuid"], row["IsExchangeCloudManaged"]
    snapshot = read(tmp_path, {"r.csv": csv_text([row])})
    assert snapshot.files[0].kind == "onprem.recipient"
    assert list(snapshot.tables) == ["onprem.recipient"]
    assert snapshot.files[0].rows_used == 1


def test_what_is_asked_of_one_side_only_is_not_taken_from_the_other(tmp_path: Path) -> None:
    row = {"Name": "Default Policy", "EnabledEmailAddressTemplates": "SMTP:@contoso.example", "RecipientFilter": ""}
    row["DistinguishedName"] = f"CN=Default Policy,{HOSTED}"
    snapshot = read(tmp_path, {"onprem/p.csv": csv_text([row])})
    assert not snapshot.tables
    assert "W460" in codes(snapshot)
    assert snapshot.ignored == {"Get-EmailAddressPolicy is asked of the other side only": 1}
