"""What the scripts write is read for what it is: empty, incomplete, and made in a way of their own."""

import json
import re

import pytest
from kit_texts import kit, layouts, scripts

from analyzer.kit.plan import file_of
from analyzer.kit.powershell import empty_header
from analyzer.survey import survey

LDIF = (
    "version: 1\n\ndn: CN=A,OU=Staff,DC=contoso,DC=example\nchangetype: add\nobjectClass: top\nobjectClass: person\n"
    "objectClass: organizationalPerson\nobjectClass: user\ncn: A\nmail: a@contoso.example\nuSNCreated: 12\n"
    "objectGUID:: AAECAwQFBgcICQoLDA0ODw==\ndSCorePropagationData: 16010101000000.0Z\n"
    "objectCategory: CN=Person,CN=Schema,CN=Configuration,DC=contoso,DC=example\n"
)
CHANGES = (
    '"Object","AttributeName","LastOriginatingChangeTime","Version"\n'
    '"CN=A,OU=Staff,DC=contoso,DC=example","mail","2026-11-10T08:00:00Z","3"\n'
)
DNS = (
    '"View","Resolver","Name","Type","Value","Preference"\n'
    '"inside","","contoso.example","MX","mx.contoso.example","10"\n'
)
USERS = (
    '[{"id":"00000000-0000-0000-0000-000000000001","userPrincipalName":"a@contoso.example",'
    '"onPremisesSyncEnabled":true}\n]\n'
)
RIGHTS = (
    '"Identity","User","Deny","IsInherited","AccessRights","ExtendedRights"\n'
    '"CN=A,OU=Staff,DC=contoso,DC=example","CONTOSO\\b","False","False","ExtendedRight","Send-As"\n'
)
OWN = {
    "directory/ad-users-contoso.example.ldf": (LDIF, "ad.object"),
    "directory/ad-changes-contoso.example.csv": (CHANGES, "ad.change"),
    "directory/ad-rights-contoso.example.csv": (RIGHTS, "onprem.ad_permission"),
    "directory/dns-inside.csv": (DNS, "onprem.dns_record"),
    "cloud/entra-users.json": (USERS, "entra.user"),
}


def empty_exports():
    for script in kit().scripts:
        for layout in script.exports:
            name, header = file_of(layout.command), empty_header(layout)
            if layout.id not in script.covered and name.endswith(".csv") and header:
                yield f"{script.folder}/{name}", layout.id, header


def test_an_export_that_found_nothing_is_known_by_its_header(tmp_path):
    """One file with nothing but a header for each of them; every one is taken for what it is, and is no error."""
    expected = {}
    for name, kind, header in empty_exports():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{header}\r\n", encoding="utf-8")
        expected[name] = kind
    found = {f.file: f.kind for f in survey(tmp_path).snapshot.files}
    assert len(expected) > 50
    assert {n: (k, found[n]) for n, k in expected.items() if found[n] != k} == {}


@pytest.mark.parametrize("name", list(OWN))
def test_what_a_script_writes_in_its_own_way_is_recognised(name, tmp_path):
    text, kind = OWN[name]
    (tmp_path / name).parent.mkdir()
    (tmp_path / name).write_text(text, encoding="utf-8")
    files = survey(tmp_path).snapshot.files
    assert [(f.kind, f.rows_used, f.health) for f in files] == [(kind, 1, "whole")]


def test_an_accepted_incomplete_export_is_not_whole(tmp_path):
    """The script ends such a file with a line that is no row, so that nothing takes it for the whole list."""
    mark = re.search(r'"(-- incomplete[^"]*)"', scripts()["1-cloud.ps1"])[1]
    assert "$" in mark, "it counts the errors"
    text = f"{CHANGES}-- incomplete: 2 errors --\n"
    (tmp_path / "ad-changes.csv").write_text(text, encoding="utf-8")
    snapshot = survey(tmp_path).snapshot
    assert [(f.rows_used, f.rows_rejected, f.health) for f in snapshot.files] == [(1, 1, "damaged")]
    assert not snapshot.complete("ad.change")


def test_absent_means_empty_in_what_the_directory_script_writes(tmp_path):
    """The script asks for every attribute, so an attribute that is not there is empty, not unknown."""
    (tmp_path / "a.ldf").write_text(LDIF, encoding="utf-8")
    table = survey(tmp_path).snapshot.tables["ad.object"]
    assert table["mailNickname"].to_pylist() == [""]


def test_requests_of_graph_name_layouts_that_are_json():
    known = {x.id: x for x in layouts()}
    assert [n for n in kit().requests if not file_of(known[n].command).endswith(".json")] == []
    assert json.loads(USERS)[0]["id"]
