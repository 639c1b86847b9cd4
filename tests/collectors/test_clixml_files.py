"""Whole files of Export-Clixml: their shapes, their damage, and that they say what the CSV says."""

import json
from pathlib import Path
from typing import Any

import pytest
from clixml_files import SPACE, START, Xml, clixml, enum, obj
from export_files import CATALOGUE, LAYOUTS, codes, column, csv_text, mailbox, read, told

from analyzer.collectors import read_folder
from analyzer.collectors.formats import clixml as reader

NAMES = ("kim", "ada", "eve")


def rows(*names: str) -> list[dict[str, Any]]:
    return [{**mailbox(n), "EmailAddresses": mailbox(n)["EmailAddresses"].split("|")} for n in names or NAMES]


def wrapped(text: str) -> str:
    """The list exported as one thing, with -InputObject."""
    inner = text.removeprefix(START).removesuffix("</Objs>")
    return f'{START}<Obj RefId="900"><TN RefId="9"><T>System.Object[]</T></TN><LST>{inner}</LST></Obj></Objs>'


@pytest.mark.parametrize(
    "shape",
    [
        lambda t: t.encode("utf-8"),
        lambda t: t.encode("utf-16"),
        lambda t: t.encode("utf-16-le"),
        lambda t: b"\xfe\xff" + t.encode("utf-16-be"),
        lambda t: b"\xef\xbb\xbf" + t.encode("utf-8"),
        lambda t: b'<?xml version="1.0" encoding="utf-16"?>\n' + t.encode("utf-8"),
        lambda t: b"#< CLIXML\r\n" + t.encode("utf-8"),
        lambda t: b"<!-- <Objs> -->\n" + t.encode("utf-8"),
        lambda t: wrapped(t).encode("utf-8"),
        lambda t: wrapped(wrapped(t)).encode("utf-8"),
        lambda t: t.replace(START, START + wrapped(t).removeprefix(START).removesuffix("</Objs>")).encode("utf-8"),
    ],
)
def test_every_shape_gives_the_same_rows(tmp_path: Path, shape: Any) -> None:
    snapshot = read(tmp_path, {"m.xml": shape(clixml(rows("kim", "ada", "ündü")))})
    assert column(snapshot, "DisplayName")[:3] == ["Kim", "Ada", "Ündü"]
    assert column(snapshot, "EmailAddresses")[0] == ["SMTP:kim@contoso.example", "smtp:kim@contoso.onmicrosoft.com"]
    assert set(codes(snapshot)) <= {"N503"}
    assert snapshot.files[0].side == "cloud"


def test_one_object_alone_is_one_row(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {"m.xml": clixml(rows("kim"))})
    assert (snapshot.files[0].rows_read, column(snapshot, "_row")) == (1, [1])


def test_the_same_rows_as_csv_clixml_and_json_are_one_table(tmp_path: Path) -> None:
    plain = [
        mailbox(n, WhenCreatedUTC="2026-02-03T04:05:06.0000000Z", HiddenFromAddressListsEnabled="False",
                ModeratedBy=by, ForwardingAddress="")
        for n, by in zip(NAMES, ("", "Ada", "Ada|Kim"), strict=True)
    ]  # fmt: skip
    typed = [
        r | {
            "EmailAddresses": r["EmailAddresses"].split("|"),
            "ModeratedBy": [x for x in r["ModeratedBy"].split("|") if x],
            "IsDirSynced": True, "IsExchangeCloudManaged": False, "LitigationHoldEnabled": False,
            "HiddenFromAddressListsEnabled": False, "ForwardingAddress": None,
        }
        for r in plain
    ]  # fmt: skip
    elements = [
        r | {
            "RecipientTypeDetails": enum("UserMailbox", 1),
            "ExchangeGuid": Xml(f"<G%s>{r['ExchangeGuid']}</G>"),
            "WhenChangedUTC": Xml("<DT%s>2026-11-18T11:00:00+01:00</DT>"),
            "WhenCreatedUTC": Xml("<DT%s>2026-02-03T04:05:06Z</DT>"),
        }
        for r in typed
    ]  # fmt: skip
    styles = {"m.csv": csv_text(plain), "m.xml": clixml(elements).encode("utf-16"), "m.json": json.dumps(typed)}
    tables = []
    for name, text in styles.items():
        snapshot = read(tmp_path / name, {name: text})
        assert codes(snapshot) == []
        tables.append(snapshot.tables["cloud.mailbox"].drop_columns(["_file", "_row"]))
    assert tables[0].equals(tables[1].select(tables[0].column_names))
    assert tables[0].equals(tables[2].select(tables[0].column_names))


def test_the_type_of_the_objects_beats_their_properties(tmp_path: Path) -> None:
    few = [
        {"Name": "kim", "DistinguishedName": mailbox()["DistinguishedName"], "UserPrincipalName": "k@contoso.example"}
    ]
    snapshot = read(tmp_path, {"m.xml": clixml(few)})
    assert snapshot.files[0].kind == "cloud.mailbox"


def test_properties_tell_where_the_types_do_not(tmp_path: Path) -> None:
    text = START + obj(rows("kim")[0], "Selected.System.Management.Automation.PSCustomObject")
    text += obj(rows("ada")[0], "", number=1) + "</Objs>"
    assert read(tmp_path, {"m.xml": text}).tables["cloud.mailbox"].num_rows == 2


@pytest.mark.parametrize("cut", [1, 4, 20, 300])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_cut_file_is_refused_and_its_whole_rows_counted(tmp_path: Path, cut: int, encoding: str) -> None:
    text = clixml(rows())
    end = text.index("</Objs>") if cut < 10 else len(text)
    snapshot = read(tmp_path, {"m.xml": text[: end - cut].encode(encoding)})
    (file,) = snapshot.files
    assert (file.health, file.rows_read, file.rows_rejected) == ("refused", 2, 2)
    assert told(snapshot, "E206").message == "The file is cut: the XML ends before its last element"
    assert not snapshot.tables


def test_half_a_letter_at_the_end_is_a_cut(tmp_path: Path) -> None:
    for number, data in enumerate((clixml(rows()).encode("utf-16")[:-301], clixml(rows("kim", "ü")).encode()[:-9])):
        assert "E206" in codes(read(tmp_path / str(number), {"m.xml": data}))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [("</Props></Obj>\n<Obj", "</Obj>\n<Obj", "in line 3"), ("<Props>", "<Props>\x01", "in line 4"),
     ("</Objs>", "</Objs>more", "in line 5"), ("<Props>", "<Props>&nothing;", "it is not well-formed")],
)  # fmt: skip
def test_a_broken_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = clixml(rows())
    at = text.rindex(old)
    snapshot = read(tmp_path, {"m.xml": text[:at] + new + text[at + len(old) :]})
    assert says in told(snapshot, "E211").message
    assert snapshot.files[0].rows_read == snapshot.files[0].rows_rejected >= 1


def test_a_document_type_is_refused_before_anything_grows(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE Objs [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    for number, start in enumerate(("", '<?xml version="1.0"?>\n', "<!-- x -->" + " " * 70_000)):
        text = start + bomb + clixml(rows("kim")).replace("Kim", "&b;")
        snapshot = read(tmp_path / str(number), {"m.xml": text})
        assert (codes(snapshot), snapshot.files[0].health) == (["E230"], "refused")


def test_references_that_multiply_are_refused(tmp_path: Path) -> None:
    first = Xml('<Obj%s RefId="10"><ToString>' + "x" * 1_000_000 + "</ToString></Obj>")
    again = Xml("<Obj%s><LST>" + '<Ref RefId="10"/>' * 100 + "</LST></Obj>")
    text = clixml([rows("kim")[0] | {"A": first}, rows("ada")[0] | {"A": again}])
    snapshot = read(tmp_path, {"m.xml": text})
    assert codes(snapshot) == ["E232"]


def test_more_properties_than_any_export_has_are_refused(tmp_path: Path) -> None:
    many = [{f"P{n}_{k}": "x" for k in range(60)} for n in range(100)]
    snapshot = read(tmp_path, {"m.xml": clixml(many), "m.json": json.dumps(many)})
    assert codes(snapshot) == ["E233", "E233"]
    assert [f.rows_rejected for f in snapshot.files] == [100, 100]


def test_an_object_larger_than_any_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_LARGEST", 1 << 21)
    text = clixml([*rows("kim"), rows("ada")[0] | {"Own": "x" * (6 << 20)}])
    snapshot = read(tmp_path, {"m.xml": text})
    assert codes(snapshot) == ["E231"]
    assert snapshot.files[0].rows_read == 1


@pytest.mark.parametrize(
    "text", ['<?xml version="1.0"?>\n<rules><rule/></rules>', "<Configuration a='b'><x/></Configuration>"]
)
def test_other_xml_is_named_and_left(tmp_path: Path, text: str) -> None:
    snapshot = read(tmp_path, {"r.xml": text})
    assert (codes(snapshot), snapshot.files[0].health) == (["W440"], "unrecognised")


def test_nothing_in_it_is_an_empty_file(tmp_path: Path) -> None:
    for number, inner in enumerate(("", "<Nil />")):
        assert codes(read(tmp_path / str(number), {"m.xml": f"{START}{inner}</Objs>"})) == ["W404"]


def test_what_is_no_object_is_rejected(tmp_path: Path) -> None:
    text = clixml(rows()).replace("</Objs>", "<S>Get-Mailbox : failed</S></Objs>")
    snapshot = read(tmp_path, {"m.xml": text})
    assert codes(snapshot) == ["W419"]
    assert (snapshot.files[0].rows_read, snapshot.files[0].rows_used, snapshot.files[0].rows_rejected) == (4, 3, 1)
    assert [r.row for r in snapshot.rejected] == [4]


def test_letters_of_other_code_pages_are_told(tmp_path: Path) -> None:
    assert codes(read(tmp_path, {"m.xml": clixml(rows("kim", "ü")).encode("cp1252")})) == ["W408"]


def test_properties_differ_between_objects(tmp_path: Path) -> None:
    late = rows("ada")[0] | {"CustomAttribute1": "12"}
    snapshot = read(tmp_path, {"m.xml": clixml([rows("kim")[0], late])})
    assert column(snapshot, "CustomAttribute1") == [None, "12"]


def test_columns_nobody_asks_for_are_not_held_beyond_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "SAMPLE", 2)
    seen: list[Any] = []
    kept = reader.Columns.finish
    monkeypatch.setattr(reader.Columns, "finish", lambda self: seen.append(kept(self)) or seen[-1])
    unasked = {"ServerLegacyDN": "x"}
    snapshot = read(tmp_path, {"m.xml": clixml([r | unasked for r in rows("kim", "ada", "eve", "bo")])})
    names, columns = seen[-1]
    assert columns[names.index("ServerLegacyDN")].to_pylist() == [*["x"] * 2, None, None]
    assert "ServerLegacyDN" in snapshot.files[0].columns
    assert column(snapshot, "DisplayName") == ["Kim", "Ada", "Eve", "Bo"]


def test_later_rows_may_make_it_another_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "SAMPLE", 1)
    wanted = ("DistinguishedName", "PrimarySmtpAddress", "RecipientTypeDetails", "ExternalDirectoryObjectId")
    both = [{n: r[n] for n in wanted} | {"ServerName": "a"} for r in rows("kim", "ada")]
    both[1]["RecipientTypeDetails"] = "MailContact"
    text = clixml(both, "")
    snapshot = read(tmp_path, {"m.xml": text})
    assert snapshot.files[0].kind == "cloud.recipient"


class _Heard:
    def __init__(self) -> None:
        self.total, self.steps = 0, 0

    def start(self, label: str, total: int | None = None) -> None:
        self.total = total or 0

    def advance(self, steps: int = 1) -> None:
        self.steps += steps

    def done(self) -> None:
        assert self.steps == self.total


def test_progress_hears_of_every_byte(tmp_path: Path) -> None:
    (tmp_path / "m.xml").write_text(clixml(rows()), encoding="utf-16")
    heard = _Heard()
    read_folder(tmp_path, layouts=LAYOUTS, catalogue=CATALOGUE, progress=heard)
    assert heard.total == (tmp_path / "m.xml").stat().st_size


def test_a_file_of_the_directory_module_is_known(tmp_path: Path) -> None:
    user = {
        "DistinguishedName": "CN=kim,DC=contoso,DC=example", "ObjectClass": "user", "SamAccountName": "kim",
        "proxyAddresses": Xml("<Obj%s><TN><T>Microsoft.ActiveDirectory.Management.ADPropertyValueCollection</T></TN>"
                              "<LST><S>SMTP:kim@contoso.example</S></LST></Obj>"),
        "mS-DS-ConsistencyGuid": Xml("<BA%s>AAECAwQFBgcICQoLDA0ODw==</BA>"),
    }  # fmt: skip
    snapshot = read(tmp_path, {"u.xml": clixml([user], "Microsoft.ActiveDirectory.Management.ADUser")})
    assert (snapshot.files[0].kind, snapshot.files[0].side) == ("ad.object", "directory")
    assert column(snapshot, "proxyAddresses", "ad.object") == [["SMTP:kim@contoso.example"]]
    assert column(snapshot, "mS-DS-ConsistencyGuid", "ad.object") == ["AAECAwQFBgcICQoLDA0ODw=="]
    assert SPACE not in "".join(snapshot.files[0].columns)
