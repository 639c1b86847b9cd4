"""Exports that come in more than one shape: settings inside an object, headers in another language, plain output."""

import json
from pathlib import Path

import pytest
from clixml_files import Xml, clixml
from export_files import codes, column, csv_text, read, told

SETTINGS = [
    {"Name": "Microsoft.Synchronize.ServerConfigurationVersion", "Value": "2.5.190.0", "InputType": 0},
    {"Name": "Microsoft.Synchronize.StagingMode", "Value": "False", "InputType": 0},
]


@pytest.mark.parametrize("wrapped", [False, True], ids=["one object", "array"])
def test_the_parameters_inside_the_settings_are_the_rows(tmp_path: Path, wrapped: bool) -> None:
    whole = {"Version": "1", "InstanceId": "x", "SqlSchemaVersion": 601, "Parameters": SETTINGS}
    snapshot = read(tmp_path, {"a.json": json.dumps([whole] if wrapped else whole)})
    assert column(snapshot, "Name", "sync.parameters") == [p["Name"] for p in SETTINGS]
    assert column(snapshot, "Value", "sync.parameters") == ["2.5.190.0", "False"]
    assert column(snapshot, "_row", "sync.parameters") == [1, 2]
    assert (snapshot.files[0].rows_read, snapshot.files[0].rows_used) == (2, 2)


def test_a_parameter_that_is_no_object_is_a_rejected_row(tmp_path: Path) -> None:
    whole = {"InstanceId": "x", "Parameters": [*SETTINGS, "Microsoft.Something"]}
    snapshot = read(tmp_path, {"a.json": json.dumps(whole)})
    file = snapshot.files[0]
    assert (file.rows_read, file.rows_used, file.rows_rejected) == (3, 2, 1)
    assert [(r.row, r.reason) for r in snapshot.rejected] == [(3, "a member of the list is not an object")]


def test_the_features_as_csv_are_lost_and_told(tmp_path: Path) -> None:
    row = {"Id": "1", "Configuration": "Microsoft.Graph.PowerShell.Models.X", "AdditionalProperties": ""}
    row["Features"] = "Microsoft.Graph.PowerShell.Models.MicrosoftGraphOnPremisesDirectorySynchronizationFeature"
    snapshot = read(tmp_path, {"s.csv": csv_text([row])})
    assert column(snapshot, "Features", "entra.on_premises_sync") == [None]
    assert "W311" in codes(snapshot)
    assert "ConvertTo-Json" in told(snapshot, "W311").help


def test_an_object_that_holds_no_behaviour_is_unknown(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "mailEnabled": True, "securityEnabled": False, "groupTypes": [], "onPremisesSyncBehavior": s}
        for s in ({"isCloudManaged": True}, None, {}, {"isCloudManaged": False})
    ]
    snapshot = read(tmp_path, {"g.json": json.dumps(rows)})
    name = "OnPremisesSyncBehavior.IsCloudManaged"
    assert column(snapshot, name, "entra.group") == ["True", None, None, "False"]


def test_plain_output_of_resolve_dnsname_has_no_view(tmp_path: Path) -> None:
    row = {"Name": "contoso.example", "Type": "MX", "TTL": "3600", "Section": "Answer", "Preference": "0"}
    row["NameExchange"] = "contoso-example.mail.protection.outlook.com"
    snapshot = read(tmp_path, {"d.csv": csv_text([row])})
    assert column(snapshot, "NameExchange", "onprem.dns_record") == ["contoso-example.mail.protection.outlook.com"]
    assert told(snapshot, "W311").column == "" or "View" in told(snapshot, "W311").message


@pytest.mark.parametrize(
    "names",
    [
        ("Anzeigename", "Benutzerprinzipalname", "Anmeldeinformationen blockieren"),
        ("Nombre para mostrar", "Nombre principal de usuario", "Bloquear credencial"),
        ("Nom complet", "Nom d’utilisateur principal", "Bloquer les informations d’identification"),
        ("Nome visualizzato", "Nome dell'entità utente", "Blocca credenziali"),
        ("Weergavenaam", "User Principal Name (UPN)", "Referentie blokkeren"),
        ("Nome de exibição", "Nome principal do usuário", "Bloquear credenciais"),
    ],
    ids=["de", "es", "fr", "it", "nl", "pt"],
)
def test_a_download_of_the_admin_center_in_another_language(tmp_path: Path, names: tuple[str, ...]) -> None:
    row = dict(zip(names, ("Kim", "kim@contoso.example", "WAHR"), strict=True))
    snapshot = read(tmp_path, {"u.csv": csv_text([row])})
    assert column(snapshot, "User principal name", "entra.admin_center_users") == ["kim@contoso.example"]
    assert column(snapshot, "Block credential", "entra.admin_center_users") == ["True"]
    assert "W461" in codes(snapshot)


def test_the_default_properties_of_graph_say_that_they_are_no_more(tmp_path: Path) -> None:
    row = dict.fromkeys(("BusinessPhones", "GivenName", "JobTitle", "OfficeLocation", "Surname"), "")
    row |= {"Id": "00000001-1111-4111-8111-111111111111", "UserPrincipalName": "kim@contoso.example"}
    snapshot = read(tmp_path, {"u.csv": csv_text([row])})
    assert list(snapshot.tables) == ["entra.user"]
    assert "W465" in codes(snapshot)


def test_a_column_named_by_its_script_block(tmp_path: Path) -> None:
    row = {"Identity": "contoso.example/Staff/Kim", "User": "CONTOSO\\lee", "$_.AccessRights": "FullAccess"}
    snapshot = read(tmp_path, {"onprem/p.csv": csv_text([row])})
    assert column(snapshot, "AccessRights", "onprem.mailbox_permission") == [["FullAccess"]]


@pytest.mark.parametrize(("folder", "kind"), [("cloud", "cloud.transport_rule"), ("onprem", "onprem.transport_rule")])
def test_twins_without_a_sign_follow_their_folder(tmp_path: Path, folder: str, kind: str) -> None:
    row = {"Name": "To the archive", "State": "Enabled", "Priority": "0", "RouteMessageOutboundConnector": ""}
    assert list(read(tmp_path, {f"{folder}/r.csv": csv_text([row])}).tables) == [kind]


def test_one_object_as_text_of_format_list(tmp_path: Path) -> None:
    text = "\nDeletionPrevention : 1\nThresholdCount     : 500\n\n"
    snapshot = read(tmp_path, {"t.txt": text})
    assert column(snapshot, "ThresholdCount", "sync.deletion_threshold") == ["500"]
    assert "W424" in codes(snapshot)


def test_the_parameters_inside_the_settings_as_clixml(tmp_path: Path) -> None:
    inner = "".join(
        f"<Obj><Props><S N='Name'>{p['Name']}</S><S N='Value'>{p['Value']}</S></Props></Obj>" for p in SETTINGS
    )
    whole = {"Version": "1", "InstanceId": "x", "Parameters": Xml(f"<Obj%s><LST>{inner}</LST></Obj>")}
    snapshot = read(tmp_path, {"a.xml": clixml([whole], "Deserialized.X")})
    assert column(snapshot, "Value", "sync.parameters") == ["2.5.190.0", "False"]


def test_features_as_clixml(tmp_path: Path) -> None:
    features = "<Obj%s><Props><B N='BlockSoftMatchEnabled'>true</B></Props></Obj>"
    whole = {"Id": "1", "Configuration": None, "Features": Xml(features)}
    snapshot = read(tmp_path, {"a.xml": clixml([whole], "Deserialized.X")})
    assert column(snapshot, "Features.BlockSoftMatchEnabled", "entra.on_premises_sync") == ["True"]
