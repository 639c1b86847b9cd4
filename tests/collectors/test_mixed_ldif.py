"""One LDIF with objects and configuration counts for both tables."""

from pathlib import Path

from analyzer.collectors import load_layouts, read_folder
from analyzer.engine.catalogue import load_catalogue
from analyzer.model.progress import Silent
from analyzer.model.snapshot import Snapshot

RULES = Path(__file__).parents[2] / "rules"
MIXED = """\
dn: CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=example
changetype: add
objectClass: msExchOrganizationContainer

dn: CN=SRV1,CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=example
changetype: add
objectClass: msExchExchangeServer

dn: CN=Anna,DC=contoso,DC=example
changetype: add
objectClass: user
mail: anna@contoso.example
"""


def read(folder: Path, text: str) -> Snapshot:
    (folder / "all.ldf").write_text(text, encoding="utf-8")
    catalogue = load_catalogue(RULES)
    return read_folder(folder, layouts=load_layouts(RULES), catalogue=catalogue, progress=Silent())


def test_both_tables_name_the_file(tmp_path: Path) -> None:
    snapshot = read(tmp_path, MIXED)
    assert [f.file for f in snapshot.files_of("ad.object")] == ["all.ldf"]
    assert [f.file for f in snapshot.files_of("ad.configuration")] == ["all.ldf"]
    assert snapshot.complete("ad.object")
    assert snapshot.complete("ad.configuration")


def test_a_cut_file_makes_neither_whole(tmp_path: Path) -> None:
    snapshot = read(tmp_path, MIXED.rstrip("\n"))
    assert not snapshot.complete("ad.object")
    assert not snapshot.complete("ad.configuration")
