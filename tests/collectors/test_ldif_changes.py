"""Change times of attributes from the XML of a domain controller."""

import base64
from pathlib import Path

from ldif_text import cells, codes, read, someone


def xml(attribute: str, time: str, version: int = 1) -> str:
    text = (
        f"<DS_REPL_ATTR_META_DATA>\n\t<pszAttributeName>{attribute}</pszAttributeName>\n\t<dwVersion>{version}</dwVersion>\n"
        f"\t<ftimeLastOriginatingChange>{time}</ftimeLastOriginatingChange>\n</DS_REPL_ATTR_META_DATA>\n\0"
    )
    return base64.b64encode(text.encode()).decode()


def test_times_of_attributes(tmp_path: Path) -> None:
    lines = (
        f"msDS-ReplAttributeMetaData:: {xml('MAIL', '2026-09-01T10:11:12Z', 3)}",
        f"msDS-ReplAttributeMetaData:: {xml('notInTheCatalogue', '2026-09-01T10:11:12Z')}",
        f"msDS-ReplValueMetaData:: {xml('publicDelegates', '2026-09-02T00:00:00Z')}",
    )
    found = read(tmp_path, someone("Anna", *lines) + someone("Bo"))
    dn = cells(found, "distinguishedName")[0]
    assert cells(found, "Object", "ad.change") == [dn, dn]
    assert cells(found, "AttributeName", "ad.change") == ["mail", "publicDelegates"]
    assert cells(found, "LastOriginatingChangeTime", "ad.change") == ["2026-09-01T10:11:12Z", "2026-09-02T00:00:00Z"]
    assert cells(found, "Version", "ad.change") == ["3", "1"]
    assert cells(found, "_row", "ad.change") == [1, 1]
    assert found.used == {"ad.object": 2}


def test_the_controller_that_took_a_change_is_known(tmp_path: Path) -> None:
    settings = "CN=NTDS Settings,CN=DC02,CN=Servers,CN=A &amp; B,CN=Sites,CN=Configuration,DC=contoso,DC=example"
    text = base64.b64decode(xml("mail", "2026-09-01T10:11:12Z")).decode()
    named = text.replace("</DS_REPL", f"\t<pszLastOriginatingDsaDN>{settings}</pszLastOriginatingDsaDN>\n</DS_REPL")
    lines = (
        f"msDS-ReplAttributeMetaData:: {base64.b64encode(named.encode()).decode()}",
        f"msDS-ReplAttributeMetaData:: {xml('title', '2026-09-01T10:11:12Z')}",
    )
    found = read(tmp_path, someone("Anna", *lines))
    who = cells(found, "LastOriginatingChangeDirectoryServerIdentity", "ad.change")
    assert who == [settings.replace("&amp;", "&"), ""]


def test_object_with_unreadable_times_has_none(tmp_path: Path) -> None:
    good = f"msDS-ReplAttributeMetaData:: {xml('mail', '2026-09-01T10:11:12Z')}"
    bad = f"msDS-ReplAttributeMetaData:: {xml('title', 'yesterday')}"
    found = read(tmp_path, someone("Anna", good, bad) + someone("Bo", good))
    assert cells(found, "_row", "ad.change") == [10]
    assert codes(found) == ["W314"]


def test_times_in_ranges_have_to_be_all_there(tmp_path: Path) -> None:
    line = f"msDS-ReplAttributeMetaData;range=0-0:: {xml('mail', '2026-09-01T10:11:12Z')}"
    rest = f"msDS-ReplAttributeMetaData;range=1-*:: {xml('title', '2026-09-01T10:11:12Z')}"
    assert "ad.change" not in read(tmp_path, someone("Anna", line)).tables
    assert len(cells(read(tmp_path, someone("Anna", line, rest)), "Object", "ad.change")) == 2


def test_binary_times_are_named_as_not_kept(tmp_path: Path) -> None:
    found = read(tmp_path, someone("Anna", "replPropertyMetaData:: AQAAAAAAAAA="))
    assert found.note == "Not kept: replPropertyMetaData"
    assert "ad.change" not in found.tables
