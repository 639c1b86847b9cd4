"""When attributes changed: the list of a cmdlet in every form, and the metadata beside the objects."""

import json
from pathlib import Path

import pytest
from clixml_files import Xml, clixml
from export_files import codes, column, csv_text, read, told
from ldif_text import BASE

KIM = f"CN=kim,OU=Staff,{BASE}"


def change(time: str, **more: str) -> dict[str, str]:
    return {"Object": KIM, "AttributeName": "mail", "LastOriginatingChangeTime": time, "Version": "3", **more}


def metadata(name: str, time: str) -> str:
    return (
        f"<DS_REPL_ATTR_META_DATA>\n\t<pszAttributeName>{name}</pszAttributeName>\n\t<dwVersion>2</dwVersion>\n\t"
        f"<ftimeLastOriginatingChange>{time}</ftimeLastOriginatingChange>\n</DS_REPL_ATTR_META_DATA>\n"
    )


@pytest.mark.parametrize("time", ["2026-11-18T10:11:12.0000000Z", "2026-11-18T11:11:12.0000000+01:00"])
def test_times_with_their_zone(tmp_path: Path, time: str) -> None:
    found = read(tmp_path, {"directory/changes.csv": csv_text([change(time)])})
    assert column(found, "LastOriginatingChangeTime", "ad.change") == ["2026-11-18T10:11:12Z"]
    assert (found.files[0].kind, str(found.files[0].exported_at)) == ("ad.change", "2026-11-18 10:11:12+00:00")
    assert not codes(found)


def test_times_of_a_session_are_not_used(tmp_path: Path) -> None:
    rows = [change("18.11.2026 10:11:12"), change("2026-11-18T10:11:12Z", AttributeName="title")]
    found = read(tmp_path, {"directory/changes.csv": csv_text(rows)})
    assert column(found, "LastOriginatingChangeTime", "ad.change") == [None, "2026-11-18T10:11:12Z"]
    assert (told(found, "W472").column, told(found, "W472").seen) == (
        "LastOriginatingChangeTime", "18.11.2026 10:11:12",
    )  # fmt: skip
    assert "Get-ADReplicationAttributeMetadata" in told(found, "W472").help


def test_order_that_nobody_knows_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, {"directory/changes.csv": csv_text([change("03/04/2026 10:11:12")])})
    assert codes(found) == ["W417"]
    assert column(found, "LastOriginatingChangeTime", "ad.change") == [None]


def test_json_and_clixml(tmp_path: Path) -> None:
    rows = [change("/Date(1795000000000)/") | {"Version": 3}]
    found = read(tmp_path / "json", {"directory/changes.json": json.dumps(rows)})
    assert column(found, "LastOriginatingChangeTime", "ad.change") == ["2026-11-18T11:06:40Z"]
    assert column(found, "Version", "ad.change") == ["3"]
    moment = Xml("<DT%s>2026-11-18T12:06:40.1234567+01:00</DT>")
    name = "Microsoft.ActiveDirectory.Management.ADReplicationAttributeMetadata"
    text = clixml([change("") | {"LastOriginatingChangeTime": moment}], name)
    found = read(tmp_path / "xml", {"directory/changes.xml": text})
    assert column(found, "LastOriginatingChangeTime", "ad.change") == ["2026-11-18T11:06:40Z"]
    assert not codes(found)


def person(**more: object) -> dict[str, object]:
    guid = "03020100-0504-0706-0809-0a0b0c0d0e0f"
    return {"DistinguishedName": KIM, "ObjectClass": "user", "ObjectGUID": guid, "mailNickname": "kim",
            "proxyAddresses": ["SMTP:kim@contoso.example"], **more}  # fmt: skip


def test_metadata_beside_the_objects_of_json(tmp_path: Path) -> None:
    times = [metadata("mail", "2026-09-01T10:11:12Z"), metadata("title", "2026-09-02T00:00:00Z")]
    found = read(tmp_path, {"directory/users.json": json.dumps([person(**{"msDS-ReplAttributeMetaData": times})])})
    assert column(found, "Object", "ad.change") == [KIM, KIM]
    assert column(found, "AttributeName", "ad.change") == ["mail", "title"]
    assert column(found, "LastOriginatingChangeTime", "ad.change") == ["2026-09-01T10:11:12Z", "2026-09-02T00:00:00Z"]


def test_metadata_in_one_cell(tmp_path: Path) -> None:
    times = "|".join([metadata("mail", "2026-09-01T10:11:12Z"), metadata("title", "2026-09-02T00:00:00Z")])
    row = {k: str(v) for k, v in person().items()} | {"proxyAddresses": "SMTP:k@contoso.example"}
    found = read(tmp_path, {"directory/users.csv": csv_text([row | {"msDS-ReplAttributeMetaData": times}])})
    assert column(found, "AttributeName", "ad.change") == ["mail", "title"]
    broken = row | {"msDS-ReplAttributeMetaData": times.replace("2026-09-02T00:00:00Z", "soon")}
    found = read(tmp_path / "b", {"directory/users.csv": csv_text([broken])})
    # Half of the times would look like an object that was left alone since.
    assert "ad.change" not in found.tables
    assert codes(found) == ["W314"]
