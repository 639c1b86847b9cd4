"""Layouts are data: faults are told all at once, and each known header is recognised as what it is."""

import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from export_files import LAYOUTS, RULES

from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.layouts import folded, load_layouts
from analyzer.collectors.recognise import recognise
from analyzer.errors import PackUnusable

HEADERS = Path(__file__).parent / "headers"
KINDS = {
    "ad_csvde": "ad.csvde",
    "ad_get-aduser": "ad.cmdlet",
    "adsync_get-adsyncscheduler": "sync.scheduler",
    "eac_mailboxes": "cloud.admin_center_list",
    "entra_portal_users": "entra.portal_users",
    "entra_portal_users_documented": "entra.portal_users",
    "exo_get-accepteddomain": "cloud.accepted_domain",
    "exo_get-exomailbox_all-sets": "cloud.mailbox",
    "exo_get-exomailbox_minimum": "cloud.mailbox",
    "exo_get-exorecipient_minimum": "cloud.exo_recipient",
    "exo_get-inboundconnector": "cloud.inbound_connector",
    "exo_get-mailbox": "cloud.mailbox",
    "exo_get-organizationconfig": "cloud.organization_config",
    "exo_get-outboundconnector": "cloud.outbound_connector",
    "exo_get-recipientpermission": "cloud.recipient_permission",
    "exo_get-unifiedgroup": "cloud.unified_group",
    "get-distributiongroup": "cloud.group",
    "get-dynamicdistributiongroup": "cloud.dynamic_group",
    "get-mailboxpermission": "cloud.mailbox_permission",
    "get-mailcontact": "cloud.contact",
    "get-mailpublicfolder": "cloud.public_folder",
    "get-mailuser": "cloud.mailuser",
    "get-migrationuser": "cloud.migration_user",
    "get-moverequest": "onprem.move_request",
    "get-organizationrelationship": "onprem.organization_relationship",
    "get-recipient": "cloud.recipient",
    "graph_get-mguser": "entra.user",
    "graph_get-mguser_default-filled": "entra.user",
    "graph_organization": "entra.organization",
    "m365-admin_active-users": "entra.admin_center_users",
    "onprem_get-accepteddomain": "onprem.accepted_domain",
    "onprem_get-adpermission": "onprem.ad_permission",
    "onprem_get-exchangeserver": "onprem.exchange_server",
    "onprem_get-hybridconfiguration": "onprem.hybrid_configuration",
    "onprem_get-mailbox": "onprem.mailbox",
    "onprem_get-organizationconfig": "onprem.organization_config",
    "onprem_get-receiveconnector": "onprem.receive_connector",
    "onprem_get-remotemailbox": "onprem.remote_mailbox",
    "onprem_get-sendconnector": "onprem.send_connector",
}


def grid(names: list[str], **cells: str) -> Grid:
    """One row; cells that are not given are blank."""
    columns = tuple(pa.chunked_array([[cells.get(n, "")]], pa.string()) for n in names)
    return Grid(header=tuple(names), columns=columns, rows=pa.array([2], pa.int64()), rows_read=1)


def test_every_header_list_has_an_expectation() -> None:
    assert {p.stem for p in HEADERS.glob("*.txt")} == set(KINDS)


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_a_full_header_is_recognised(name: str, kind: str) -> None:
    names = (HEADERS / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    found = recognise(grid([n for n in names if n]), LAYOUTS, LAYOUTS.marks, kind.partition(".")[0])
    assert found.layout is not None
    assert found.layout.id == kind


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_case_and_order_of_the_header_do_not_matter(name: str, kind: str) -> None:
    names = [n.upper() for n in (HEADERS / f"{name}.txt").read_text(encoding="utf-8").split("\n") if n]
    ordered = names if name == "ad_csvde" else names[::-1]
    found = recognise(grid(ordered), LAYOUTS, LAYOUTS.marks, kind.partition(".")[0])
    assert found.layout is not None
    assert found.layout.id == kind


@pytest.mark.parametrize("layout", [x for x in LAYOUTS if x.kinds], ids=lambda x: x.id)
def test_every_name_of_a_layout_is_declared_once(layout) -> None:
    assert all(layout.names[folded(name)] == name for name in layout.kinds)


def test_every_layout_says_how_to_export_it() -> None:
    assert all(x.command for x in LAYOUTS)
    # What nobody should ask for has no code, and says in a problem what it lacks.
    assert all(x.code or all(p.problem for p in x.prints) for x in LAYOUTS if x.read)
    assert "{flat}" not in "".join(x.command for x in LAYOUTS)


def broken(tmp_path: Path, name: str, text: str) -> str:
    """What loading says about a copy of the layouts with one file changed."""
    shutil.copytree(RULES / "inputs", tmp_path / "inputs")
    (tmp_path / "inputs" / name).write_text(text, encoding="utf-8")
    with pytest.raises(PackUnusable) as caught:
        load_layouts(tmp_path)
    return caught.value.message


def test_all_faults_of_all_layouts_are_listed(tmp_path: Path) -> None:
    shutil.copytree(RULES / "inputs", tmp_path / "inputs")
    (tmp_path / "inputs" / "bad.one.toml").write_text("id = 'bad.one'\nkolumns = 1\n", encoding="utf-8")
    (tmp_path / "inputs" / "bad.two.toml").write_text("id = ", encoding="utf-8")
    with pytest.raises(PackUnusable) as caught:
        load_layouts(tmp_path)
    said = caught.value.message
    assert "inputs/bad.one.toml: unknown key 'kolumns'" in said
    assert "inputs/bad.one.toml: key 'title' is missing" in said
    assert "inputs/bad.two.toml: " in said


GOOD = """
id = "x.y"
title = "T"
side = "cloud"
command = "c"
stated_on = 2026-11-23
sources = ["K"]
[[recognise]]
order = 1
all_of = ["A"]
"""


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("cloud", "moon"), "side 'moon' is none of"),
        (('"x.y"', '"z.y"'), "id 'z.y' is not the file name"),
        (("order = 1", 'order = "1"'), "order is not a number"),
        (('all_of = ["A"]', ""), "nothing to recognise it by"),
        (('all_of = ["A"]', 'all_of = ["A"]\nproblem = "W999"'), "problem 'W999' is not in the table of codes"),
        (('all_of = ["A"]', 'all_of = ["A"]\nevery = { A = "(" }'), "pattern '('"),
        (('command = "c"', 'command = "c"\nfamily = "none"'), "family 'none' has no file"),
        (("[[recognise]]", '[columns]\nlistes = ["A"]\n[[recognise]]'), "unknown kind of columns 'listes'"),
        (("[[recognise]]", '[columns]\nlists = ["A"]\ntexts = ["a"]\n[[recognise]]'), "stands under lists and texts"),
        (('command = "c"', 'command = "c"\nfamily = "graph"\nkey = ["Nope"]'), "column 'Nope' is not declared"),
        (('command = "c"', 'command = "c"\nblank = "maybe"'), "blank 'maybe' is none of"),
        (('command = "c"', 'command = "c"\nlike = "no.such"'), "like: 'no.such' is no layout"),
        (('command = "c"', 'command = "c"\nlike = "cloud.move_request"'), "is itself like another"),
        (('all_of = ["A"]', 'all_of = ["A"]\nwhole = { A = "(" }'), "pattern '('"),
        (
            ('command = "c"', 'command = "c"\nfamily = "graph"\nkept = ["Id"]\nneeded = ["Mail"]'),
            "needed: column 'Mail' is not kept",
        ),
        (
            ('command = "c"', 'command = "c"\nfamily = "graph"\nopened = ["Nope"]'),
            "opened: column 'Nope' is not declared",
        ),
    ],
)
def test_a_faulty_layout_is_refused(tmp_path: Path, change: tuple[str, str], fault: str) -> None:
    assert fault in broken(tmp_path, "x.y.toml", GOOD.replace(*change))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[folders]\nmoon = ["cheese"]\n', "sides.toml: folders: 'moon' is no side"),
        ('[[mark]]\nside = "cloud"\ncolum = "A"\n', "sides.toml: mark 1: unknown key 'colum'"),
    ],
)
def test_faults_of_the_sides_are_told(tmp_path: Path, text: str, fault: str) -> None:
    assert fault in broken(tmp_path, "sides.toml", text)


def test_a_twin_takes_over_what_it_does_not_say(tmp_path: Path) -> None:
    twins = {x.id: x for x in LAYOUTS}
    mine, other = twins["cloud.remote_domain"], twins["onprem.remote_domain"]
    assert (mine.kinds, mine.prints, mine.needed) == (other.kinds, other.prints, other.needed)
    assert (mine.side, mine.code) == ("cloud", "C6")
    assert "Set-ADServerSettings" not in mine.command


def test_another_export_is_one_more_file(tmp_path: Path) -> None:
    shutil.copytree(RULES / "inputs", tmp_path / "inputs")
    (tmp_path / "inputs" / "x.y.toml").write_text(GOOD, encoding="utf-8")
    assert "x.y" in {x.id for x in load_layouts(tmp_path)}
