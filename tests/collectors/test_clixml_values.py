"""What each element of CLIXML becomes."""

from pathlib import Path
from typing import Any

import pytest
from clixml_files import START, Xml, clixml, enum, obj
from export_files import codes, column, mailbox, read, told

from analyzer.collectors.formats.clixml_cells import span, unescaped


def cloud_mailbox(**changes: Any) -> dict[str, Any]:
    addresses = ["SMTP:kim@contoso.example", "smtp:kim@contoso.onmicrosoft.com"]
    return {**mailbox(), "EmailAddresses": addresses, "IsDirSynced": True} | changes


@pytest.mark.parametrize(
    ("element", "cell"),
    [
        (Xml("<S%s>plain</S>"), "plain"),
        (Xml("<S%s/>"), ""),
        (Xml("<Nil%s/>"), ""),
        (Xml("<S%s>two_x000D__x000A_lines</S>"), "two\r\nlines"),
        (Xml("<S%s>&lt;b&gt; &amp; &#228;</S>"), "<b> & ä"),
        (Xml("<B%s>true</B>"), "True"),
        (Xml("<I64%s>2147483648</I64>"), "2147483648"),
        (Xml("<Db%s>1.5</Db>"), "1.5"),
        (Xml("<G%s>8d0c3b55-0000-4000-8000-000000000001</G>"), "8d0c3b55-0000-4000-8000-000000000001"),
        (Xml("<BA%s>AAEC\nAwQF</BA>"), "AAECAwQF"),
        (Xml("<TS%s>P7DT1H0M30S</TS>"), "7.01:00:30"),
        (Xml("<C%s>65</C>"), "A"),
        (Xml("<SS%s>01000000d08c</SS>"), ""),
        (Xml("<URI%s>https://contoso.example/</URI>"), "https://contoso.example/"),
        (Xml("<Version%s>15.2.1544.4</Version>"), "15.2.1544.4"),
        (enum("UserMailbox", 1), "UserMailbox"),
        (Xml("<Obj%s><I32>4</I32></Obj>"), "4"),
        (Xml("<Obj%s><ToString>49.5 GB</ToString><Props><U64 N='Value'>53150220288</U64></Props></Obj>"), "49.5 GB"),
        (Xml("<Obj%s><MS><S N='a'>x</S><I32 N='n'>1</I32><B N='b'>true</B><Nil N='z'/></MS></Obj>"),
         '{"a":"x","n":1,"b":true,"z":null}'),
        (Xml("<Obj%s><ToString>Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser</ToString>"
             "<Props><S N='id'>b</S></Props></Obj>"), '{"id":"b"}'),
        (Xml("<Obj%s><DCT><En><S N='Key'>k</S><I32 N='Value'>2</I32></En></DCT></Obj>"), '{"k":2}'),
    ],
)  # fmt: skip
def test_each_element_is_what_it_holds(tmp_path: Path, element: Xml, cell: Any) -> None:
    snapshot = read(tmp_path, {"m.xml": clixml([cloud_mailbox(Own=element)])})
    assert column(snapshot, "Own") == [cell]
    assert codes(snapshot) == []


@pytest.mark.parametrize(
    ("element", "cell"),
    [
        (Xml("<Obj%s><LST><S>a</S><Nil/><Obj><ToString>b</ToString></Obj></LST></Obj>"), ["a", "b"]),
        (Xml("<Obj%s><QUE><S>a</S></QUE></Obj>"), ["a"]),
        (Xml("<Obj%s><STK><S>a</S></STK></Obj>"), ["a"]),
        (Xml("<Obj%s><IE><BA>AAEC</BA><BA>AwQF</BA></IE></Obj>"), ["AAEC", "AwQF"]),
        (Xml("<Obj%s><LST/></Obj>"), []),
    ],
)
def test_each_kind_of_list_is_a_list(tmp_path: Path, element: Xml, cell: Any) -> None:
    snapshot = read(tmp_path, {"m.xml": clixml([cloud_mailbox(ModeratedBy=element)])})
    assert column(snapshot, "ModeratedBy") == [cell]
    assert codes(snapshot) == []


def test_times_become_utc(tmp_path: Path) -> None:
    row = cloud_mailbox(
        WhenChangedUTC=Xml("<DT%s>2026-11-18T11:00:00.1234567+01:00</DT>"),
        WhenCreated=Xml("<DT%s>2026-11-18T11:00:00</DT>"),
        LitigationHoldDate=Xml("<DT%s>2026-03-01T00:30:00+01:00</DT>"),
    )
    snapshot = read(tmp_path, {"m.xml": clixml([row])})
    assert column(snapshot, "WhenChangedUTC") == ["2026-11-18T10:00:00Z"]
    assert column(snapshot, "LitigationHoldDate") == ["2026-02-28T23:30:00Z"]
    assert str(snapshot.files[0].exported_at) == "2026-11-18 10:00:00+00:00"


def test_an_earlier_object_is_found_again(tmp_path: Path) -> None:
    first = cloud_mailbox(Own=Xml('<Obj%s RefId="77"><ToString>contoso</ToString></Obj>'))
    second = cloud_mailbox(Own=Xml('<Ref%s RefId="77"/>'), ExternalDirectoryObjectId="another")
    snapshot = read(tmp_path, {"m.xml": clixml([first, second])})
    assert column(snapshot, "Own") == ["contoso", "contoso"]


def test_an_object_that_is_nowhere_is_unknown(tmp_path: Path) -> None:
    row = cloud_mailbox(Own=Xml('<Ref%s RefId="4711"/>'), ManagedBy=Xml('<Obj%s><LST><Ref RefId="0"/></LST></Obj>'))
    snapshot = read(tmp_path, {"m.xml": clixml([row, cloud_mailbox(ExternalDirectoryObjectId="b", Own="x")])})
    assert column(snapshot, "Own") == [None, "x"]
    assert [(p.code, p.column) for p in snapshot.problems] == [("W441", "ManagedBy"), ("W441", "Own")]


def test_the_same_object_twice_is_two_rows(tmp_path: Path) -> None:
    text = START + obj(cloud_mailbox()) + '<Ref RefId="0"/></Objs>'
    snapshot = read(tmp_path, {"m.xml": text})
    assert (snapshot.files[0].rows_read, codes(snapshot)) == (2, ["N503"])


def test_lost_lists_are_told_as_in_any_file(tmp_path: Path) -> None:
    row = cloud_mailbox(EmailAddresses="System.Collections.ArrayList")
    assert "E212" in codes(read(tmp_path, {"m.xml": clixml([row])}))


def test_added_properties_count_and_noise_does_not(tmp_path: Path) -> None:
    added = {"PSComputerName": "outlook.office365.com", "Own": "x", "SerializationData": Xml("<BA%s>AAEC</BA>")}
    snapshot = read(tmp_path, {"m.xml": clixml([cloud_mailbox()], added=added)})
    assert column(snapshot, "Own") == ["x"]
    assert "PSComputerName" in snapshot.files[0].columns
    assert "SerializationData" not in snapshot.files[0].columns
    assert "PSComputerName" not in snapshot.tables["cloud.mailbox"].column_names


@pytest.mark.parametrize(
    ("written", "meant"),
    [("a_x0041_", "aA"), ("_x005F_x0041_", "_x0041_"), ("_xD83D__xDE00_", "😀"), ("_xD83D_", "\ufffd"), ("a_x", "a_x")],
)
def test_escapes(written: str, meant: str) -> None:
    assert unescaped(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [("PT0S", "00:00:00"), ("P14D", "14.00:00:00"), ("-PT1H30M", "-01:30:00"), ("PT0.5S", "00:00:00.5000000"),
     ("P1Y", "P1Y"), ("", ""), ("PT90000S", "1.01:00:00")],
)  # fmt: skip
def test_spans(written: str, meant: str) -> None:
    assert span(written) == meant


def test_the_problem_names_the_command(tmp_path: Path) -> None:
    row = cloud_mailbox(Own=Xml('<Ref%s RefId="4711"/>'))
    assert "Get-Mailbox" in told(read(tmp_path, {"m.xml": clixml([row])}), "W441").help
