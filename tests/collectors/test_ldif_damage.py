"""Cut, capped and damaged files: what can be seen is said, and no half value is used."""

from pathlib import Path

import pytest
from ldif_text import BASE, cells, codes, read, record, someone

from analyzer.collectors.formats.ldif_names import MOST_COLUMNS

HEAD = f"# extended LDIF\n#\n# LDAPv3\n# base <{BASE}> with scope subtree\n#\n\n"


def end(count: int, result: str = "0 Success") -> str:
    return f"# search result\nsearch: 2\nresult: {result}\n\n# numResponses: {count + 1}\n# numEntries: {count}\n"


def many(count: int) -> str:
    return "".join(someone(f"U{i}") for i in range(count))


@pytest.mark.parametrize("tail", ["disp", "displayName:: TcO8b", "title: folded\n over", "displayName:: TcO8bGxl\n cg"])
def test_file_that_stops_inside_an_object(tmp_path: Path, tail: str) -> None:
    found = read(tmp_path, someone("Anna") + someone("Bo").rstrip("\n") + "\n" + tail)
    assert "E206" in codes(found)
    assert found.health == "cut"
    assert found.used == {"ad.object": 1}
    assert [(r.row, r.reason, r.file) for r in found.rejected] == [
        (8, "the file stops inside it", "directory/export.ldf")
    ]


def test_file_without_last_line_end_may_be_cut(tmp_path: Path) -> None:
    found = read(tmp_path, someone("Anna", "title: Chi").rstrip("\n"))
    assert codes(found) == ["W422"]
    assert found.health == "cut"
    assert found.used == {"ad.object": 1}


def test_search_whose_end_is_missing(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + many(3))
    assert codes(found) == ["E206"]
    assert found.health == "cut"


def test_search_that_counts_more_objects_than_there_are(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + many(2) + end(3))
    assert codes(found) == ["E206"]
    assert "count 3 objects, 2 are in it" in found.problems[0].message


def test_size_limit_of_the_server(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + many(2) + end(2, "4 Size limit exceeded"))
    assert codes(found) == ["W402"]
    assert "4 Size limit exceeded" in found.problems[0].message
    assert found.health == "capped"


def test_search_that_failed_at_once(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + end(0, "32 No such object"))
    assert codes(found) == ["E207"]
    assert found.health == "damaged"


def test_exactly_1000_objects(tmp_path: Path) -> None:
    found = read(tmp_path, many(1000))
    assert codes(found) == ["W401"]
    assert found.health == "capped"
    assert read(tmp_path, many(999)).health == "whole"
    # The server said itself that there are no more.
    assert read(tmp_path, HEAD + many(1000) + end(1000)).health == "whole"


def paged(cookie: str) -> str:
    return (
        HEAD.replace("#\n\n", "# with pagedResults control: size=1000\n#\n\n")
        + many(1)
        + "# search result\nsearch: 2\nresult: 0 Success\ncontrol: 1.2.840.113556.1.4.319 false MA==\n"
        + f"pagedresults: {cookie}\n"
    )


def test_pages(tmp_path: Path) -> None:
    found = read(
        tmp_path, paged("estimate=2 cookie=MQA=") + paged("cookie=") + "\n# numResponses: 4\n# numEntries: 2\n"
    )
    assert found.health == "whole"
    assert not found.problems
    assert cells(found, "_row") == [8, 27]


def test_page_that_is_missing(tmp_path: Path) -> None:
    found = read(tmp_path, paged("estimate=2 cookie=MQA="))
    assert codes(found) == ["W403"]
    assert found.health == "capped"


def test_damaged_base64_rejects_its_object(tmp_path: Path) -> None:
    found = read(tmp_path, someone("Anna", "mail: a@contoso.example", "displayName:: TcO*bGxl") + someone("Bo"))
    assert codes(found) == ["E211"]
    assert found.problems[0].row == 8
    assert found.health == "damaged"
    assert [r.reason for r in found.rejected] == ["its base64 is broken in line 8"]
    assert "anna" not in str(found.tables).lower()


def test_lost_fold_rejects_its_object(tmp_path: Path) -> None:
    found = read(tmp_path, someone("Anna", "title: a long", "and winding road") + someone("Bo"))
    assert codes(found) == ["E211"]
    assert [r.reason for r in found.rejected] == ["line 8 names no attribute"]
    assert found.used == {"ad.object": 1}


def test_zero_bytes_reject_their_object(tmp_path: Path) -> None:
    found = read(tmp_path, someone("Anna", "title: a\0b") + someone("Bo"))
    assert codes(found) == ["E211"]
    assert [r.row for r in found.rejected] == [1]
    assert found.used == {"ad.object": 1}


def test_file_that_ends_in_zero_bytes(tmp_path: Path) -> None:
    found = read(tmp_path, someone("Anna").encode() + b"\0" * 4096)
    assert "E211" in codes(found)
    assert found.health == "damaged"


def test_utf16_that_stops_inside_a_letter(tmp_path: Path) -> None:
    found = read(tmp_path, someone("Anna").encode("utf-16")[:-1])
    assert "E211" in codes(found)


@pytest.mark.parametrize(
    "words",
    [
        "ldap_bind: Invalid credentials (49)\n\tadditional info: 80090308: LdapErr: DSID-0C0903A9\n",
        "ldap_sasl_bind(SIMPLE): Can't contact LDAP server (-1)\n",
        "The term 'ldifde' is not recognized as the name of a cmdlet\n",
        "bash: ldapsearch: command not found\n",
    ],
)
def test_error_message_in_place_of_objects(tmp_path: Path, words: str) -> None:
    found = read(tmp_path, words)
    assert "E207" in codes(found)
    assert found.problems[0].row == 1
    assert found.rows_read == 0


def test_error_message_inside_the_last_object(tmp_path: Path) -> None:
    text = someone("Anna") + someone("Bo").rstrip("\n") + "\nldap_result: Can't contact LDAP server (-1)\n"
    found = read(tmp_path, text)
    assert "E207" in codes(found)
    assert found.used == {"ad.object": 1}


def test_lines_of_no_object(tmp_path: Path) -> None:
    found = read(tmp_path, "title: whose\n\n" + someone("Anna"))
    assert codes(found) == ["W419"]
    assert found.problems[0].row == 1
    assert found.health == "damaged"


def test_changes_are_no_objects(tmp_path: Path) -> None:
    text = (
        record(f"CN=A,{BASE}", "changetype: modify", "add: member", f"member: CN=B,{BASE}", "-")
        + record(f"CN=B,{BASE}", "changetype: delete")
        + someone("Anna", "changetype: add")
    )
    found = read(tmp_path, text)
    assert codes(found) == ["W416"]
    assert found.problems[0].row == 1
    assert found.ignored == {"record of a change, not an object": 2}
    assert found.used == {"ad.object": 1}
    assert found.health == "whole"


def test_name_that_cannot_be_read(tmp_path: Path) -> None:
    found = read(tmp_path, "dn:: //79\nobjectClass: user\n\n" + someone("Anna"))
    assert [(r.row, r.reason) for r in found.rejected] == [(1, "its distinguished name cannot be read")]


def test_empty_file_and_file_without_objects(tmp_path: Path) -> None:
    assert codes(read(tmp_path, "")) == ["W404"]
    assert codes(read(tmp_path, HEAD + end(0))) == ["W405"]
    assert codes(read(tmp_path, "version: 1\n")) == ["W405"]


@pytest.mark.parametrize("content", ["\n ", "\r\n ", "\n \n ", " ", "\n", "#\n ", ":", "dn:"])
def test_files_of_hardly_a_letter(tmp_path: Path, content: str) -> None:
    found = read(tmp_path, content)
    assert not found.tables
    assert found.problems


def test_more_attributes_than_any_directory_has_take_no_memory(tmp_path: Path) -> None:
    count = MOST_COLUMNS + 50
    text = "".join(f"dn: CN=a{n},DC=b\nobjectClass: user\nx{n}: 1\n\n" for n in range(count))
    found = read(tmp_path, text + someone("Kim", "mail: kim@contoso.example"))
    assert MOST_COLUMNS <= len(found.columns) < MOST_COLUMNS + 10
    assert found.rows_read == count + 1 == sum(found.used.values()) + len(found.rejected)
    assert len(found.rejected) < 60
    assert cells(found, "mail")[-1] == "kim@contoso.example"
    assert set(codes(found)) & {"E211", "W419"}
