"""What cells become: lists, booleans, identifiers; lost and altered values are unknown, never a guess."""

from pathlib import Path

import pytest
from export_files import LAYOUTS, codes, column, csv_text, mailbox, read, read_mailboxes, told

from analyzer.collectors import unusable

ADDRESSES = [
    "SMTP:kim@contoso.example",
    "smtp:kim+news@contoso.example",
    "X400:C=us;A= ;P=Org;O=Ex;S=Doe;",
    "EUM:1234;phone-context=dp.contoso.example",
    "X500:/o=Org, Inc/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=kim",
    "SPO:SPO_1@SPO_2",
]


@pytest.mark.parametrize("mark", ["|", ";", "; ", ",", ", ", " ", "\n", "\r\n", "+", "^", "\t", " | "])
def test_addresses_are_cut_only_in_front_of_a_prefix(tmp_path: Path, mark: str) -> None:
    snapshot = read_mailboxes(tmp_path, mailbox(EmailAddresses=mark.join(ADDRESSES)), mailbox("ada", EmailAddresses=""))
    assert column(snapshot, "EmailAddresses") == [ADDRESSES, []]
    assert codes(snapshot) == []


@pytest.mark.parametrize("braces", ["{%s}", "(%s)"])
def test_braces_around_a_list_are_taken_off(tmp_path: Path, braces: str) -> None:
    snapshot = read_mailboxes(tmp_path, mailbox(EmailAddresses=braces % ", ".join(ADDRESSES)))
    assert column(snapshot, "EmailAddresses") == [ADDRESSES]


def test_an_unknown_prefix_stays_attached(tmp_path: Path) -> None:
    snapshot = read_mailboxes(tmp_path, mailbox(EmailAddresses="SMTP:kim@contoso.example;foo:bar"))
    assert column(snapshot, "EmailAddresses") == [["SMTP:kim@contoso.example;foo:bar"]]
    assert told(snapshot, "W421").message.startswith("1 address of")


@pytest.mark.parametrize(
    "cell",
    [
        "kim@contoso.example;kim.a@contoso.example",
        "kim.a@contoso.example, kim@contoso.example",
        "kim@contoso.example kim.a@contoso.example",
        "smtp:kim@contoso.example|smtp:kim.a@contoso.example",
        "SMTP:kim@contoso.example|SMTP:kim.a@contoso.example",
    ],
)
def test_lost_prefixes_come_back_from_the_primary_address(tmp_path: Path, cell: str) -> None:
    snapshot = read_mailboxes(tmp_path, mailbox(EmailAddresses=cell))
    found = column(snapshot, "EmailAddresses")[0]
    assert sorted(found) == ["SMTP:kim@contoso.example", "smtp:kim.a@contoso.example"]
    assert codes(snapshot) == ["W413"]


def test_without_a_primary_address_the_list_is_unknown(tmp_path: Path) -> None:
    rows = [
        mailbox(EmailAddresses="kim@contoso.example", PrimarySmtpAddress=""),
        mailbox("ada", EmailAddresses="ada@contoso.example"),
    ]
    snapshot = read_mailboxes(tmp_path, *rows)
    assert column(snapshot, "EmailAddresses") == [None, ["SMTP:ada@contoso.example"]]
    assert told(snapshot, "W307").message.startswith("1 cell of")


def test_addresses_that_lost_their_first_letters_are_unknown(tmp_path: Path) -> None:
    rows = [
        mailbox("peter", EmailAddresses="eter@contoso.example"),
        mailbox("ada", EmailAddresses="ada@contoso.example"),
    ]
    snapshot = read_mailboxes(tmp_path, *rows)
    assert column(snapshot, "EmailAddresses") == [None, None]
    assert told(snapshot, "W308").message.startswith("1 cell of EmailAddresses")


@pytest.mark.parametrize(
    "lost",
    [
        "System.String[]",
        "System.Collections.ArrayList",
        "Microsoft.Exchange.Data.ProxyAddressCollection",
        "System.Collections.Generic.List`1[System.String]",
        "Deserialized.Microsoft.Exchange.Data.ProxyAddressCollection",
    ],
)
def test_a_type_name_in_place_of_addresses_refuses_the_file(tmp_path: Path, lost: str) -> None:
    snapshot = read_mailboxes(tmp_path, mailbox(), mailbox("ada", EmailAddresses=lost))
    assert told(snapshot, "E212").message.startswith("The addresses are lost: 1 cell of EmailAddresses")
    assert "E212" in [p.code for p in unusable(snapshot)]
    assert "Get-Mailbox -ResultSize Unlimited" in told(snapshot, "E212").help


def test_a_type_name_elsewhere_is_unknown(tmp_path: Path) -> None:
    snapshot = read_mailboxes(
        tmp_path, mailbox(GrantSendOnBehalfTo="System.Collections.ArrayList"), mailbox("ada", GrantSendOnBehalfTo="")
    )
    assert column(snapshot, "GrantSendOnBehalfTo") == [None, []]
    assert codes(snapshot) == ["W301"]


@pytest.mark.parametrize(
    "lost", ["SMTP:a@contoso.example, smtp:b@cont...", "{SMTP:a@contoso.example, smtp:b@contoso.example…}", "x" * 32767]
)
def test_cut_addresses_refuse_the_file(tmp_path: Path, lost: str) -> None:
    assert "E214" in codes(read_mailboxes(tmp_path, mailbox(EmailAddresses=lost)))


def test_cut_lists_are_unknown_and_texts_may_end_in_dots(tmp_path: Path) -> None:
    snapshot = read_mailboxes(tmp_path, mailbox(InPlaceHolds="{a, b...}", DisplayName="and so on..."))
    assert column(snapshot, "InPlaceHolds") == [None]
    assert column(snapshot, "DisplayName") == ["and so on..."]
    assert codes(snapshot) == ["W302"]


def test_numbers_and_marks_of_excel_are_unknown(tmp_path: Path) -> None:
    snapshot = read_mailboxes(
        tmp_path,
        mailbox(CustomAttribute1="2,14748E+09", CustomAttribute2="#NAME?", CustomAttribute3="#####", Alias="#1"),
    )
    assert [column(snapshot, f"CustomAttribute{n}")[0] for n in (1, 2, 3)] == [None, None, None]
    assert column(snapshot, "Alias") == ["#1"]
    assert sorted(codes(snapshot)) == ["W303", "W304", "W304"]


def test_apostrophes_of_careful_exports_are_taken_off(tmp_path: Path) -> None:
    snapshot = read_mailboxes(tmp_path, mailbox(CustomAttribute1="'=1+1", CustomAttribute2="'quoted'"))
    assert column(snapshot, "CustomAttribute1") == ["=1+1"]
    assert column(snapshot, "CustomAttribute2") == ["'quoted'"]
    assert codes(snapshot) == ["N504"]


def test_text_decoded_twice_is_repaired(tmp_path: Path) -> None:
    rows = [mailbox(DisplayName="JÃ¶rg â€“ Test", CustomAttribute1="Ãœber"), mailbox("ada", DisplayName="São Ã")]
    snapshot = read_mailboxes(tmp_path, *rows)
    assert column(snapshot, "DisplayName") == ["Jörg – Test", "São Ã"]
    assert column(snapshot, "CustomAttribute1")[0] == "Über"
    assert codes(snapshot) == ["W411", "W411"]


def test_invisible_characters_leave_addresses_but_not_names(tmp_path: Path) -> None:
    rows = mailbox(
        EmailAddresses="SMTP:kim\u200b@contoso.example",
        PrimarySmtpAddress="kim@contoso.example\u00a0",
        DisplayName="Kim\u00a0Akers",
    )
    snapshot = read_mailboxes(tmp_path, rows)
    assert column(snapshot, "EmailAddresses") == [["SMTP:kim@contoso.example"]]
    assert column(snapshot, "PrimarySmtpAddress") == ["kim@contoso.example"]
    assert column(snapshot, "DisplayName") == ["Kim\u00a0Akers"]
    assert codes(snapshot) == ["W412", "W412"]


def test_letters_that_became_question_marks_are_unknown(tmp_path: Path) -> None:
    rows = [mailbox("kim", DisplayName="J?rg", Office="M?nchen"), mailbox("ada", DisplayName="Ada?", Office="")]
    snapshot = read_mailboxes(tmp_path, *rows)
    assert column(snapshot, "DisplayName") == [None, "Ada?"]
    assert told(snapshot, "W410").message.startswith("2 names")


def test_one_question_mark_proves_nothing(tmp_path: Path) -> None:
    snapshot = read_mailboxes(tmp_path, mailbox(DisplayName="Who? What?", CustomAttribute1="a?b"))
    assert column(snapshot, "CustomAttribute1") == ["a?b"]
    assert codes(snapshot) == []


def test_question_marks_in_addresses_refuse_the_file(tmp_path: Path) -> None:
    assert "E213" in codes(read_mailboxes(tmp_path, mailbox(EmailAddresses="SMTP:j?rg@contoso.example")))


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("True", "True", []), ("FALSE", "False", []), ("WAHR", "True", ["N501"]), ("faux", "False", ["N501"]),
        ("FAŁSZ", "False", ["N501"]), ("$true", "True", ["N501"]), ("0", "False", ["N501"]), ("", None, []),
        ("perhaps", None, ["W305"]),
    ],
)  # fmt: skip
def test_booleans_of_every_language(tmp_path: Path, cell: str, value: str | None, said: list[str]) -> None:
    snapshot = read_mailboxes(tmp_path, mailbox(HiddenFromAddressListsEnabled=cell))
    assert column(snapshot, "HiddenFromAddressListsEnabled") == [value]
    assert codes(snapshot) == said


@pytest.mark.parametrize("cell", ["00000000-0000-0000-0000-000000000000", "{00000000-0000-0000-0000-000000000000}", ""])
def test_the_guid_of_zeros_is_none(tmp_path: Path, cell: str) -> None:
    assert column(read_mailboxes(tmp_path, mailbox(ArchiveGuid=cell)), "ArchiveGuid") == [""]


@pytest.mark.parametrize(
    ("mark", "cell", "value"),
    [
        ("|", "Doe, Jane|Roe, Rick", ["Doe, Jane", "Roe, Rick"]),
        ("|", "Doe, Jane", ["Doe, Jane"]),
        ("\n", "Doe, Jane\nRoe; Rick", ["Doe, Jane", "Roe; Rick"]),
        (";", "Doe, Jane;Roe, Rick", ["Doe, Jane", "Roe, Rick"]),
        (",", "a@contoso.example,b@contoso.example", ["a@contoso.example", "b@contoso.example"]),
        (",", "Doe, Jane", None),
        (" ", "a@contoso.example b@contoso.example", ["a@contoso.example", "b@contoso.example"]),
        (" ", "Jane Doe", None),
        ("|", "", []),
    ],
)
def test_other_lists_are_cut_the_way_of_the_file(tmp_path: Path, mark: str, cell: str, value: list[str] | None) -> None:
    both = mark.join(["SMTP:kim@contoso.example", "smtp:k@contoso.example"])
    snapshot = read_mailboxes(tmp_path, mailbox(EmailAddresses=both, GrantSendOnBehalfTo=cell))
    assert column(snapshot, "GrantSendOnBehalfTo") == [value]
    assert codes(snapshot) == ([] if value is not None else ["W306"])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("a|b", ["a", "b"]), ("a;b", ["a", "b"]), ("Jane Doe", ["Jane Doe"]),
        ("{Jane Doe, Rick Roe}", ["Jane Doe", "Rick Roe"]),
        ("{26491cfc-9e50-4857-861b-0cb8df22b5d7}", ["{26491cfc-9e50-4857-861b-0cb8df22b5d7}"]),
        ("CN=Jane,OU=Staff,DC=contoso,DC=example", ["CN=Jane,OU=Staff,DC=contoso,DC=example"]), ("Doe, Jane", None),
        ("{}", []),
    ],
)  # fmt: skip
def test_other_lists_of_a_file_that_does_not_tell(tmp_path: Path, cell: str, value: list[str] | None) -> None:
    row = mailbox(EmailAddresses="SMTP:kim@contoso.example", GrantSendOnBehalfTo=cell)
    other = mailbox("ada", EmailAddresses="smtp:x@contoso.example")
    assert column(read_mailboxes(tmp_path, row, other), "GrantSendOnBehalfTo")[0] == value


def test_columns_that_rules_need_are_missed(tmp_path: Path) -> None:
    row = mailbox()
    del row["IsDirSynced"], row["ExchangeGuid"]
    assert (
        told(read_mailboxes(tmp_path, row), "W311").message
        == "The columns ExchangeGuid, IsDirSynced are not in the file"
    )


def test_a_hostile_header_cannot_take_our_names(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {"cloud/m.csv": csv_text([mailbox(_row="9", _file="x")])})
    assert column(snapshot, "_row") == [2]
    assert column(snapshot, "_row (found)") == ["9"]


def test_damage_of_a_column_that_nothing_looks_at_is_not_told(tmp_path: Path) -> None:
    assert "MailboxLocations" in LAYOUTS.unasked["cloud.mailbox"]
    assert codes(read_mailboxes(tmp_path, mailbox(MailboxLocations="System.Collections.ArrayList"))) == []
