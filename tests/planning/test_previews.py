"""Hand-made mailboxes: each written-back attribute, and what looks like a change and is none, or is not known."""

from typing import Any

import pytest
from simulated import foreseen
from tiny_estates import PACK, Tiny, tiny

from analyzer.model.settings import Application
from analyzer.planning.preview_both import Foreseen
from analyzer.planning.preview_writeback import type_numbers

DONE = "IsExchangeCloudManaged"
TEXTS = tuple(a for a in PACK.catalogue if a.is_written_back and a.compare == "exact")
SETS = tuple(a for a in PACK.catalogue if a.is_written_back and a.compare == "exact_set_not_taken")


def seen(rows: str, **extra: Any) -> Foreseen:
    return foreseen(tiny(rows, **extra).estate)


def changes(found: Foreseen, attribute: str) -> dict[str, tuple[str, str, str]]:
    """Change, value today and value after of one attribute, by the first part of the sign-in name."""
    frame = found.writeback[found.writeback["attribute"] == attribute]
    return {
        r["user_principal_name"].partition("@")[0]: (r["change"], r["directory_today"], r["directory_after"])
        for r in frame.to_dict("records")
    }


def line(found: Foreseen, attribute: str) -> Any:
    return next(x for x in found.previews.writeback if x.attribute == attribute)


def test_the_catalogue_writes_back_24() -> None:
    assert len(TEXTS) + len(SETS) + len(("mail", "proxyAddresses")) + 2 == 24


@pytest.mark.parametrize("attribute", TEXTS, ids=lambda a: a.ldap_name)
def test_a_text_is_added_replaced_removed_or_left(attribute: Any) -> None:
    ad, cloud = f"ad.{attribute.ldap_name}", f"cloud.{attribute.properties[0]}"
    found = seen(f"""
    id | {ad} | {cloud} | cloud.{DONE}
    a  |      | new     | True
    r  | old  | new     | True
    d  | old  |         | True
    s  | same | same    | True
    e  |      |         | True
    u  | ?    | new     | True
    """)
    assert changes(found, attribute.ldap_name) == {
        "a": ("add", "", "new"),
        "r": ("replace", "old", "new"),
        "d": ("remove", "old", ""),
        "u": ("unknown", "", ""),
    }
    told = line(found, attribute.ldap_name)
    assert (told.adds, told.replaces, told.removes, told.unknown, told.first_run) == (1, 1, 1, 1, 3)


@pytest.mark.parametrize("attribute", SETS, ids=lambda a: a.ldap_name)
def test_a_list_changes_by_its_members_and_a_value_that_was_never_sent_goes(attribute: Any) -> None:
    ad, cloud = f"ad.{attribute.ldap_name}", f"cloud.{attribute.properties[0]}"
    found = seen(f"""
    id | {ad}   | {cloud} | cloud.{DONE}
    a  | x      | x; y    | True
    r  | x      | y       | True
    d  | x; y   |         | True
    s  | x; y   | y; x    | True
    u  | x      | ?       | True
    """)
    assert {n: c[0] for n, c in changes(found, attribute.ldap_name).items()} == {
        "a": "add",
        "r": "replace",
        "d": "remove",
        "u": "unknown",
    }


def test_mail_counts_in_one_figure_only() -> None:
    found = seen(f"""
    id | ad.mail         | cloud.WindowsEmailAddress | cloud.{DONE} | ad.msExchRecipientDisplayType
    m  | old@contoso.com | m@contoso.com             | True          | -2147483642
    s  | S@Contoso.com   | s@contoso.com             | True          | -2147483642
    """)
    assert changes(found, "mail") == {"m": ("replace", "old@contoso.com", "m@contoso.com")}
    assert (found.previews.with_mail, found.previews.without_mail) == (1, 0)
    assert found.writeback["needs_mail_mapping"].tolist() == [True]
    assert found.writeback["shock"].tolist() == [1]
    assert found.previews.mail_mapped == "unknown"


def test_types_get_the_remote_number_and_say_that_it_is_not_verified() -> None:
    found = seen(f"""
    id | ad.msExchRecipientTypeDetails | ad.msExchRecipientDisplayType | cloud.RecipientTypeDetails | cloud.{DONE}
    c  | 2147483648                    | -2147483642                   | RoomMailbox                | True
    p  | 1                             | -2147483642                   | UserMailbox                | True
    a  | 2147483648                    |                               | UserMailbox                | True
    """)
    types, display = (changes(found, f"msExchRecipient{n}") for n in ("TypeDetails", "DisplayType"))
    assert types == {"c": ("replace", "2147483648", "8589934592")}
    assert display["c"] == ("replace", "-2147483642", "-2147481850")
    assert display["a"] == ("add", "", "-2147483642")
    assert display.keys() == {"a", "c"}
    assert set(found.writeback["trust"]) == {"unverified"}
    assert type_numbers(PACK.catalogue.tables, "recipient_type")["sharedmailbox"] == "34359738368"


def test_addresses_by_kind_and_what_the_service_adds_is_no_change() -> None:
    found = seen(f"""
    id | ad.proxyAddresses | cloud.EmailAddresses | cloud.PrimarySmtpAddress | cloud.{DONE}
    p | SMTP:p@contoso.com; smtp:q@contoso.com | SMTP:q@contoso.com; smtp:p@contoso.com | q@contoso.com | True
    a | SMTP:a@contoso.com | SMTP:a@contoso.com; smtp:a2@contoso.com | a@contoso.com | True
    d | SMTP:d@contoso.com; smtp:old@contoso.com | SMTP:d@contoso.com | d@contoso.com | True
    x | SMTP:x@contoso.com; X500:/o=Old/cn=x | SMTP:x@contoso.com | x@contoso.com | True
    k | SMTP:k@contoso.com; x500:/o=ExchangeLabs/ou=1/cn=k | SMTP:k@contoso.com | k@contoso.com | True
    s | SMTP:s@contoso.com | SMTP:s@contoso.com; SIP:s@contoso.com; SPO:1@2; smtp:s@contoso.onmicrosoft.com; X500:/o=Labs/cn=s | s@contoso.com | True
    f | SMTP:f@contoso.com; X400:c=us\\;a= \\;p=f | SMTP:f@contoso.com | f@contoso.com | True
    u | SMTP:u@contoso.com | ? | u@contoso.com | True
    """)  # noqa: E501
    assert changes(found, "proxyAddresses.primary") == {"p": ("replace", "p@contoso.com", "q@contoso.com")}
    smtp = changes(found, "proxyAddresses.smtp")
    assert smtp["a"] == ("add", "SMTP:a@contoso.com", "SMTP:a@contoso.com; smtp:a2@contoso.com")
    assert smtp["d"] == ("remove", "SMTP:d@contoso.com; smtp:old@contoso.com", "SMTP:d@contoso.com")
    assert smtp["u"][0] == "unknown"
    assert smtp.keys() == {"a", "d", "u"}
    x500 = changes(found, "proxyAddresses.x500")
    assert x500["x"] == ("remove", "X500:/o=Old/cn=x", "")
    assert x500["u"][0] == "unknown"
    assert "k" not in x500
    assert changes(found, "proxyAddresses.other")["f"][0] == "remove"
    lost = found.writeback[found.writeback["change"] == "remove"]
    assert set(lost["reversible"]) == {"from this list"}
    assert set(lost["trust"]) == {"unverified"}
    assert set(lost["shock"]) == {3}


def test_a_column_that_nobody_exported_is_counted_as_unknown() -> None:
    found = seen(f"""
    id | ad.extensionAttribute7 | cloud.{DONE} | ad.msExchRecipientDisplayType
    a  | ?                      | True          | -2147483642
    b  | ?                      | True          | -2147483642
    """)
    told = line(found, "extensionAttribute7")
    assert (told.unknown, told.mailboxes) == (2, 0)
    assert "extensionAttribute7" in told.unknown_because
    assert found.previews.unknown == 2
    assert (found.previews.with_mail, found.previews.rollback_unknown) == (0, 2)


def test_before_and_after_the_transfer_and_nobody_knows() -> None:
    rows = f"""
    id | ad.extensionAttribute7 | cloud.CustomAttribute7 | cloud.{DONE}
    n  | old                    | new                    | False
    t  | old                    | new                    | True
    m  | old                    | new                    | ?
    """
    found = seen(rows)
    runs = dict(zip(found.writeback["user_principal_name"].str[0], found.writeback["run"], strict=True))
    assert runs == {"n": "after transfer", "t": "first run", "m": "state unknown"}
    assert (found.previews.first_run, found.previews.transferred, found.previews.state_unknown) == (1, 1, 1)
    back = found.rollback.to_dict("records")
    assert [(r["user_principal_name"][0], r["change"], r["cloud_today"], r["cloud_after"]) for r in back] == [
        ("t", "replace", "new", "old")
    ]
    assert (back[0]["written_back"], back[0]["reversible"]) == (True, "from this list")
    assert (found.previews.rolled_back, found.previews.lost) == (1, 1)


def test_the_plan_limits_the_preview() -> None:
    found = seen(f"""
    id | ad.extensionAttribute7 | cloud.CustomAttribute7 | cloud.{DONE}
    a  | old                    | new                    | False
    b  | old                    | new                    | False
    """, planned=["a"])  # fmt: skip
    assert changes(found, "extensionAttribute7").keys() == {"a"}
    assert found.previews.scope == 1


def test_a_roll_back_brings_what_ad_has_and_takes_what_it_lacks() -> None:
    found = seen(f"""
    id | ad.extensionAttribute7 | cloud.CustomAttribute7 | cloud.{DONE}
    a  | old                    |                        | True
    d  |                        | new                    | True
    u  | ?                      | new                    | True
    """)
    told = {r["user_principal_name"][0]: (r["change"], r["reversible"]) for r in found.rollback.to_dict("records")}
    assert told == {"a": ("add", "yes"), "d": ("remove", "from this list"), "u": ("unknown", "unknown")}
    assert (found.previews.rolled_back, found.previews.lost) == (2, 1)


def registered(*applications: Application) -> Tiny:
    return tiny(
        f"""
    id | ad.extensionAttribute7 | cloud.CustomAttribute7 | ad.msExchHideFromAddressLists | cloud.{DONE}
    a  | old                    | new                    | TRUE                          | True
    b  | old                    |                        |                               | True
    """,
        settings={"applications": applications},
    )


def test_the_register_says_what_each_application_would_see() -> None:
    payroll = Application(name="Payroll", reads=("ExtensionAttribute7", "department"))
    portal = Application(name="Portal", reads=("msExchHideFromAddressLists",), writes=("msExchHideFromAddressLists",))
    found = foreseen(registered(payroll, portal).estate)
    said = [a.sentence for a in found.previews.applications]
    assert said[0] == (
        "Payroll reads extensionAttribute7: 2 mailboxes would go stale without writeback. "
        "With it, Payroll would see 1 value replaced, 1 removed."
    )
    assert said[1] == "Payroll reads department, which the transfer does not move: nothing changes for it."
    assert "writeback does not bring to AD: 1 mailbox is behind the cloud or would be" in said[2]
    assert said[3].startswith("Portal writes msExchHideFromAddressLists in AD: after the transfer its edits no longer")
    read = found.writeback[found.writeback["attribute"] == "extensionAttribute7"]
    assert set(read["readers"]) == {"Payroll"}
    assert set(read["shock"]) == {2}
