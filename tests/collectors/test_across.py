"""What only all files together show."""

from pathlib import Path

from export_files import codes, csv_text, mailbox, read, told


def people(**changes: str) -> str:
    ada = mailbox("ada", DisplayName="Ada Ray", ForwardingAddress="Kim", GrantSendOnBehalfTo="")
    return csv_text([mailbox("kim", DisplayName="Kim", ForwardingAddress="", GrantSendOnBehalfTo="") | changes, ada])


def test_one_recipient_in_two_lists_is_one(tmp_path: Path) -> None:
    recipients = [
        {
            k: v
            for k, v in mailbox(name).items()
            if k not in {"ExchangeGuid", "LitigationHoldEnabled", "IsExchangeCloudManaged"}
        }
        | {"DisplayName": name.title(), "Capabilities": "", "RecipientType": "UserMailbox"}
        for name in ("kim", "ada")
    ]
    snapshot = read(tmp_path, {"cloud/m.csv": people(), "cloud/r.csv": csv_text(recipients)})
    assert set(snapshot.tables) == {"cloud.mailbox", "cloud.recipient"}
    assert "W489" not in codes(snapshot)


def test_addresses_and_identifiers_are_no_names(tmp_path: Path) -> None:
    for value in ("ada@contoso.example", "contoso.example/Staff/Ada Ray", "CN=Ada Ray,DC=contoso,DC=example"):
        snapshot = read(tmp_path, {"cloud/m.csv": people(ForwardingAddress=value)})
        assert "W489" not in codes(snapshot)


def test_a_member_of_a_list_is_found(tmp_path: Path) -> None:
    twice = csv_text(
        [
            mailbox("kim", GrantSendOnBehalfTo="Ada Ray"),
            mailbox("ada", DisplayName="Ada Ray", GrantSendOnBehalfTo=""),
            mailbox("eve", DisplayName="ada ray", GrantSendOnBehalfTo=""),
        ]
    )
    problem = told(read(tmp_path, {"cloud/m.csv": twice}), "W489")
    assert (problem.row, problem.column, problem.seen) == (2, "GrantSendOnBehalfTo", "Ada Ray")
