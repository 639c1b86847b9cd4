"""The grammar: folding, base64, references, options, encodings, comments and what stands around the objects."""

import base64
from pathlib import Path

import pytest
from ldif_text import BASE, CHAINS, GUID, cells, codes, objects, read, record, someone

UMLAUT = base64.b64encode("Müller".encode()).decode()


def test_folded_lines_are_one_value(tmp_path: Path) -> None:
    text = f"# a comment\n that goes on\ndn: CN=An\n na,OU=Staff,{BASE}\nobjectClass: us\n er\n"
    text += f"displayName:: {UMLAUT[:3]}\n {UMLAUT[3:]}\n\n"
    found = read(tmp_path, text)
    assert cells(found, "distinguishedName") == [f"CN=Anna,OU=Staff,{BASE}"]
    assert cells(found, "displayName") == ["Müller"]
    assert cells(found, "_row") == [3]
    assert found.health == "whole"
    assert not found.problems


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n"])
def test_line_ends_of_every_system(tmp_path: Path, end: str) -> None:
    text = someone("Anna", "mail: anna@contoso", " .example") + "\n\n" + someone("Bo", "mail: bo@contoso.example")
    found = read(tmp_path, text.replace("\n", end).encode())
    assert cells(found, "mail") == ["anna@contoso.example", "bo@contoso.example"]
    assert cells(found, "_row") == [1, 12]
    assert found.health == "whole"


def test_export_of_ldifde(tmp_path: Path) -> None:
    dn = base64.b64encode(f"CN=Jörg Weiß,OU=Köln,{BASE}".encode()).decode()
    text = f"dn:: {dn}\nchangetype: add\nobjectClass: top\nobjectClass: user\ncn:: {UMLAUT}\nobjectGUID:: {GUID}\n\n"
    found = read(tmp_path, text.replace("\n", "\r\n").encode("ascii"))
    assert cells(found, "distinguishedName") == [f"CN=Jörg Weiß,OU=Köln,{BASE}"]
    assert cells(found, "cn") == ["Müller"]
    assert cells(found, "objectGUID") == [GUID]
    assert not found.problems


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_unicode_files(tmp_path: Path, encoding: str) -> None:
    text = someone("Anna", "displayName: Zoë 日本 𝒳") + someone("Bo", "displayName: Bo")
    found = read(tmp_path, text.replace("\n", "\r\n").encode(encoding))
    assert cells(found, "displayName") == ["Zoë 日本 𝒳", "Bo"]
    assert found.health == "whole"
    assert not found.problems


def test_ansi_text_is_read_as_windows_1252(tmp_path: Path) -> None:
    text = someone("Anna", "displayName: Müller", "title: €") + someone("Bo", "mail: b@contoso.example")
    found = read(tmp_path, text.encode("cp1252"))
    assert cells(found, "displayName") == ["Müller", ""]
    assert cells(found, "title") == ["€", ""]
    assert codes(found) == ["W408"]
    assert found.problems[0].row == 7
    assert "2 lines" in found.problems[0].message


def test_byte_without_meaning_in_windows_1252_is_kept(tmp_path: Path) -> None:
    found = read(tmp_path, someone("Anna").encode()[:-1] + b"title: a\x81\xe4\n\n")
    assert cells(found, "title") == ["a\x81ä"]


def test_two_encodings_in_one_file(tmp_path: Path) -> None:
    first, second = someone("Anna", "displayName: Zoë"), someone("Bo", "displayName: Jörg")
    found = read(tmp_path, first.encode("utf-8") + second.encode("cp1252"))
    assert cells(found, "displayName") == ["Zoë", "Jörg"]
    assert codes(found) == ["W409"]


def test_search_with_comments_trailer_and_referral(tmp_path: Path) -> None:
    text = (
        f"# extended LDIF\n#\n# LDAPv3\n# base <{BASE}> with scope subtree\n# requesting: ALL\n#\n\n# Anna, Staff\n"
        + someone("Anna")
        + f"# search reference\nref: ldap://contoso.example/CN=Configuration,{BASE}\n\n"
        + "# search result\nsearch: 2\nresult: 0 Success\n\n# numResponses: 3\n# numEntries: 1\n# numReferences: 1\n"
    )
    found = read(tmp_path, text)
    assert found.rows_read == 1
    assert cells(found, "_row") == [9]
    assert codes(found) == ["N505"]
    assert found.health == "whole"
    assert "search" not in found.columns


def test_search_without_comments_keeps_referrals_in_comments(tmp_path: Path) -> None:
    found = read(tmp_path, someone("Anna") + f"# refldaps://contoso.example/CN=Configuration,{BASE}\n\n")
    assert codes(found) == ["N505"]


def test_version_line_and_blank_lines(tmp_path: Path) -> None:
    found = read(tmp_path, "\n\nversion: 1\n\n\n" + someone("Anna") + "\n\n\n" + someone("Bo") + "\n\n")
    assert cells(found, "_row") == [6, 16]
    assert not found.problems
    assert found.health == "whole"


def test_file_without_last_blank_line(tmp_path: Path) -> None:
    found = read(tmp_path, someone("Anna", "mail: anna@contoso.example").rstrip("\n") + "\n")
    assert cells(found, "mail") == ["anna@contoso.example"]
    assert found.health == "whole"
    assert not found.problems


def test_value_in_another_file_is_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("not yours", encoding="utf-8")
    found = read(tmp_path, someone("Anna", f"title:< file://{secret}") + someone("Bo", "title: Chief"))
    assert cells(found, "title") == [None, "Chief"]
    assert codes(found) == ["W312"]
    assert "not yours" not in str(objects(found).to_pydict())


def test_reference_makes_the_whole_list_unknown(tmp_path: Path) -> None:
    lines = ("proxyAddresses: SMTP:a@contoso.example", "proxyAddresses:< file:///etc/hostname")
    assert cells(read(tmp_path, someone("Anna", *lines)), "proxyAddresses") == [None]


def test_options_belong_to_the_attribute(tmp_path: Path) -> None:
    found = read(
        tmp_path, someone("Anna", f"userCertificate;binary:: {GUID}", "cn;lang-de: Anna", "MAIL: a@contoso.example")
    )
    assert cells(found, "userCertificate") == [[GUID]]
    assert cells(found, "mail") == ["a@contoso.example"]
    assert found.unknown_columns == ("cn;lang-de",)


def test_ranges_are_joined(tmp_path: Path) -> None:
    members = [f"CN=M{i},{BASE}" for i in range(5)]
    lines = [
        "member:",
        *(f"member;range=0-2: {m}" for m in members[:3]),
        *(f"member;range=3-*: {m}" for m in members[3:]),
    ]
    found = read(tmp_path, someone("Staff", *lines, kind="group"))
    assert cells(found, "member") == [members]
    assert not found.problems


@pytest.mark.parametrize(
    "ranges", [("0-1499",), ("0-1", "5-*"), ("3-*",)], ids=["no end", "a gap", "no start"]
)  # fmt: skip
def test_list_without_all_its_ranges_is_unknown(tmp_path: Path, ranges: tuple[str, ...]) -> None:
    lines = [f"member;range={r}: CN=M,{BASE}" for r in ranges]
    other = someone("Few", f"member: CN=M,{BASE}", kind="group")
    found = read(tmp_path, someone("Staff", *lines, kind="group") + other)
    assert cells(found, "member") == [None, [f"CN=M,{BASE}"]]
    assert codes(found) == ["W309"]
    assert found.problems[0].row == 1


def test_base64_is_text_or_stays_as_it_is(tmp_path: Path) -> None:
    def b64(value: bytes) -> str:
        return base64.b64encode(value).decode()

    found = read(
        tmp_path,
        someone(
            "Anna",
            f"info:: {b64(b'line one' + bytes((13, 10)) + b'two ')}",
            f"objectSid:: {b64(bytes(28))}",
            f"ownText:: {b64('Grüße'.encode())}",
            f"ownBytes:: {b64(bytes((0, 1, 2)))}",
            f"ownOther:: {b64(bytes((255, 254)))}",
            "msExchSafeSendersHash: abcd",
        ),
    )
    assert cells(found, "info") == ["line one\r\ntwo "]
    assert cells(found, "objectSid") == [b64(bytes(28))]
    assert cells(found, "ownText") == ["Grüße"]
    assert cells(found, "ownBytes") == [b64(bytes((0, 1, 2)))]
    assert cells(found, "ownOther") == [b64(bytes((255, 254)))]
    # Bytes that are all letters are written plainly; the table holds base64 all the same.
    assert cells(found, "msExchSafeSendersHash") == [b64(b"abcd")]
    assert found.unknown_columns == ("ownText", "ownBytes", "ownOther")


def test_base64_that_is_no_text_makes_the_cell_unknown(tmp_path: Path) -> None:
    found = read(tmp_path, someone("Anna", "title:: //79") + someone("Bo", "title: Chief"))
    assert cells(found, "title") == [None, "Chief"]
    assert codes(found) == ["W314"]


def test_identifiers_printed_as_text_stay_text(tmp_path: Path) -> None:
    text = record(f"CN=A,{BASE}", *(f"objectClass: {c}" for c in CHAINS["user"]), "objectSid: S-1-5-21-1-2-3-500",
                  "objectGUID: 8d3f1e6a-0b1c-4d2e-9f3a-112233445566")  # fmt: skip
    found = read(tmp_path, text)
    assert cells(found, "objectSid") == ["S-1-5-21-1-2-3-500"]
    assert cells(found, "objectGUID") == ["8d3f1e6a-0b1c-4d2e-9f3a-112233445566"]


def test_blanks_before_a_value_are_no_part_of_it(tmp_path: Path) -> None:
    found = read(tmp_path, someone("Anna", "title:none", "l:" + " " * 40 + "Bern", f"cn::{UMLAUT}  ", "st: a : b  "))
    assert [cells(found, c) for c in ("title", "l", "cn", "st")] == [["none"], ["Bern"], ["Müller"], ["a : b  "]]


def test_bulky_values_are_left_out_and_named(tmp_path: Path) -> None:
    found = read(
        tmp_path, someone("Anna", f"thumbnailPhoto:: {GUID}", f"nTSecurityDescriptor:: {GUID}", f"jpegPhoto:: {GUID}")
    )
    assert not {"thumbnailPhoto", "nTSecurityDescriptor", "jpegPhoto"} & set(objects(found).column_names)
    assert found.note == "Not kept: jpegPhoto, nTSecurityDescriptor, thumbnailPhoto"
