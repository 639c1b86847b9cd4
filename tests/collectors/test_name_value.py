"""The text of Format-List: what is an object, what goes on, and what is no data."""

from pathlib import Path

import pytest
from export_files import codes, column, mailbox, read, told

KIND = "onprem.hybrid_configuration"
HYBRID = """
PS C:\\> Get-HybridConfiguration | Format-List

WhenChangedUTC            : 18.11.2026 10:00:00
ReceivingTransportServers : {EX1, EX2}
SendingTransportServers   : {}
Domains                   : {contoso.example, fabrikam.example,
                            mail.contoso.example}
OnPremisesSmartHost       : hybrid.contoso.example
TlsCertificateName        : <I>CN=Contoso
                            Authority<S>CN=mail.contoso.example
Guid                      : 11111111-1111-4111-8111-111111111111
DistinguishedName         : CN=Hybrid_Configuration_with_a_long_na
                            me,CN=Configuration,DC=contoso,DC=example


PS C:\\>
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1252"])
def test_wrapped_values_go_on_and_prompts_are_no_data(tmp_path: Path, encoding: str) -> None:
    snapshot = read(tmp_path, {"h.txt": HYBRID.replace("\n", "\r\n").encode(encoding)})
    assert column(snapshot, "Domains", KIND) == [["contoso.example", "fabrikam.example", "mail.contoso.example"]]
    assert column(snapshot, "ReceivingTransportServers", KIND) == [["EX1", "EX2"]]
    assert column(snapshot, "SendingTransportServers", KIND) == [[]]
    assert column(snapshot, "TlsCertificateName", KIND) == ["<I>CN=Contoso Authority<S>CN=mail.contoso.example"]
    assert column(snapshot, "WhenChangedUTC", KIND) == ["2026-11-18T10:00:00Z"]
    assert codes(snapshot) == ["W424"]
    assert column(snapshot, "_row", KIND) == [4]


def test_a_word_cut_at_the_window_is_one_word(tmp_path: Path) -> None:
    text = (
        "OnPremisesSmartHost       : a\n"
        "ReceivingTransportServers : {}\n"
        f"DistinguishedName         : CN={'x' * 40}\n"
        "                            yyy,DC=contoso,DC=example\n"
    )
    snapshot = read(tmp_path, {"h.txt": text})
    assert column(snapshot, "DistinguishedName", KIND) == [f"CN={'x' * 40}yyy,DC=contoso,DC=example"]


def test_a_cut_list_is_unknown(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {"h.txt": HYBRID.replace("mail.contoso.example}\nOn", "mail.contoso.example...}\nOn")})
    assert column(snapshot, "Domains", KIND) == [None]
    assert told(snapshot, "W302").column == "Domains"


def test_blank_lines_and_names_that_come_again_begin_an_object(tmp_path: Path) -> None:
    one = "OnPremisesSmartHost       : {name}\nReceivingTransportServers : {{}}\nGuid                      : {name}\n"
    text = one.format(name="a") + "\n\n" + one.format(name="b") + one.format(name="c")
    snapshot = read(tmp_path, {"h.txt": text})
    assert column(snapshot, "OnPremisesSmartHost", KIND) == ["a", "b", "c"]
    assert snapshot.files[0].rows_read == 3


def test_lines_of_no_object_are_told(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {"h.txt": HYBRID.replace("\n\n\nPS", "\n\nsomething else\n\nPS")})
    assert told(snapshot, "W419").row == 16
    assert snapshot.files[0].health == "damaged"


def test_the_text_of_an_error_refuses_it(tmp_path: Path) -> None:
    text = HYBRID + "WARNING: By default, only the first 1000 items are returned.\n"
    snapshot = read(tmp_path, {"h.txt": text})
    assert "E207" in codes(snapshot)
    assert snapshot.files[0].health == "refused"


def test_a_list_of_mailboxes_is_refused(tmp_path: Path) -> None:
    text = "\n\n".join("\n".join(f"{k:30} : {v}" for k, v in mailbox(n).items()) for n in ("kim", "ada"))
    snapshot = read(tmp_path, {"cloud/m.txt": text})
    assert "E204" in codes(snapshot)
    assert (snapshot.files[0].rows_read, snapshot.files[0].rows_rejected) == (2, 2)
