# ruff: noqa: E501 - tables are wider than code
"""Populations of contacts, mail users and public folders; where the tenant sends people for their folders."""

import pytest
from tiny_estates import tiny


def test_contacts_are_those_with_an_address_of_any_kind() -> None:
    found = tiny(
        """
        id | class   | sides | ad.msExchRecipientTypeDetails | ad.mail       | ad.mailNickname | ad.proxyAddresses
        c1 | contact | ad    | 64                            |               |                 |
        c2 | contact | ad    |                               | c2@x.example  |                 |
        c3 | contact | ad    |                               |               |                 |
        c4 | contact | ad    | ?                             |               |                 |
        u1 | user    | ad    | 2147483648                    | u1@x.example  | u1              | SMTP:u1@x.example
        """
    )
    assert found.members("contacts") == ({"c1", "c2"}, {"c4"})


def test_addresses_of_one_class_keep_their_owner_and_attribute() -> None:
    estate = tiny(
        """
        id | class   | sides | ad.proxyAddresses                     | ad.mail
        c1 | contact | ad    | SMTP:C1@x.example; X500:/o=x          | c1@x.example
        u1 | user    | ad    | SMTP:u1@x.example                     |
        """
    ).estate
    contacts, users = estate.population("contact_addresses").subjects, estate.population("user_addresses").subjects
    assert contacts is not None
    assert users is not None
    assert contacts.column("address").to_pylist() == ["c1@x.example", "c1@x.example"]  # type: ignore[union-attr]
    assert list(contacts.attribute) == ["proxyAddresses", "mail"]  # type: ignore[attr-defined]
    assert users.column("address").to_pylist() == ["u1@x.example"]  # type: ignore[union-attr]


def test_addresses_need_the_directory() -> None:
    estate = tiny("id | sides\nu1 | cloud", missing=["ad.object"]).estate
    assert estate.population("contact_addresses").missing


def test_mail_users_are_told_by_either_list() -> None:
    rows = """
    id | sides          | kind      | ad.msExchRecipientTypeDetails | ad.homeMDB | cloud.RecipientTypeDetails | cloud.IsDirSynced
    u1 | ad cloud entra | mailuser  | 128                           |            | MailUser                   | True
    u2 | ad cloud entra | mailuser  | 1                             | CN=DB      | MailUser                   | True
    u3 | ad cloud entra | recipient | 128                           |            | MailUser                   | True
    u4 | ad cloud entra | recipient | 2147483648                    |            | UserMailbox                | True
    u5 | ad cloud entra | mailuser  | 128                           |            | MailUser                   | ?
    u6 | cloud entra    | mailuser  |                               |            | MailUser                   | False
    """
    assert tiny(rows).members("stray_mail_users") == ({"u1", "u3"}, {"u5"})


def test_a_lone_mail_user_may_be_a_twin_while_the_directory_has_gaps() -> None:
    rows = "id | sides | kind\nu1 | cloud entra | mailuser\nu2 | ad cloud entra | mailbox"
    assert tiny(rows).members("stray_mail_users") == ({"u1"}, set())
    assert tiny(rows, incomplete=["ad.object"]).members("stray_mail_users") == (set(), {"u1"})


@pytest.mark.parametrize(
    ("enabled", "mailboxes", "place"),
    [
        ("Remote", "", "onprem"),
        ("remote", "?", "onprem"),
        ("Local", "PF01", "onprem"),
        ("None", "", "none"),
        ("Local", "", "cloud"),
        ("", "", None),
        ("?", "PF01", "onprem"),
        ("?", "", None),
        ("Elsewhere", "", None),
    ],
)
def test_where_the_folders_are(enabled: str, mailboxes: str, place: str | None) -> None:
    rows = f"id | Name | PublicFoldersEnabled | RemotePublicFolderMailboxes\no1 | contoso | {enabled} | {mailboxes}"
    tenant = tiny(table="cloud.organization_config", rows=rows).estate.population("tenant").subjects
    assert tenant is not None
    found = tenant.column("public_folders_at")
    assert (found.to_pylist() if found is not None else [None]) == [place]


def test_without_the_configuration_of_the_tenant_nobody_knows() -> None:
    tenant = tiny(missing=["cloud.organization_config"]).estate.population("tenant").subjects
    assert tenant is not None
    assert tenant.column("public_folders_at") is None


@pytest.mark.parametrize(
    ("kind", "extra", "known"),
    [
        ("UserMailbox", {}, True),
        ("PublicFolder", {}, False),
        ("?", {}, False),
        ("UserMailbox", {"incomplete": ["cloud.recipient"]}, False),
        ("UserMailbox", {"missing": ["cloud.recipient"]}, False),
    ],
)
def test_a_whole_list_of_recipients_shows_that_there_is_no_folder(
    kind: str, extra: dict[str, list[str]], known: bool
) -> None:
    rows = f"id | kind | cloud.RecipientTypeDetails\nu1 | recipient | {kind}"
    found = tiny(rows, **extra).estate.population("cloud_mail_public_folders")
    assert (not found.missing) is known
