# ruff: noqa: E501 - tables are wider than code
"""Send As of both sides: resolved to identities, and what only the directory grants."""

from tiny_estates import Tiny, tiny

PEOPLE = """
id | class | kind    | ad.distinguishedName                    | ad.sAMAccountName | ad.objectSid        | cloud.DisplayName
u1 | user  | mailbox | CN=u1,OU=Staff,DC=contoso,DC=com        | u1                | S-1-5-21-1-2-3-1101 | u1
u2 | user  | mailbox | CN=u2,OU=Berlin,OU=Staff,DC=contoso,DC=com | u2             | S-1-5-21-1-2-3-1102 | Twin
u3 | user  | mailbox | CN=u3,OU=Staff,DC=contoso,DC=com        | u3                | S-1-5-21-1-2-3-1103 | Twin
"""
GRANTS = "id | Identity | User | ExtendedRights | Deny | IsInherited\n"
ONLINE = "id | Identity | Trustee | AccessRights | AccessControlType\n"


def made(grants: str, online: str, **extra: list[str]) -> Tiny:
    tables = [
        {"table": "onprem.ad_permission", "rows": GRANTS + grants},
        {"table": "cloud.recipient_permission", "rows": ONLINE + online},
    ]
    return tiny(PEOPLE, **{"with": tables}, **extra)


def lost(*given: str, **extra: list[str]) -> dict[str, str | None]:
    return dict(made(*given, **extra).cells("send_as_only_in_directory"))


OTHERS = "r9 | u1 | u1@contoso.com | SendAs | Allow"


def test_a_path_a_name_and_a_sid_are_understood() -> None:
    grants = (
        "p1 | contoso.com/Staff/Berlin/u2 | CONTOSO\\u1 | Send-As | False | False\n"
        "p2 | CN=u3,OU=Staff,DC=contoso,DC=com | S-1-5-21-1-2-3-1101 | Send-As | False | False"
    )
    assert lost(grants, OTHERS) == {"u1": "", "u2": "CONTOSO\\u1", "u3": "S-1-5-21-1-2-3-1101"}


def test_a_right_on_both_sides_is_none_lost() -> None:
    grant = "p1 | contoso.com/Staff/u1 | CONTOSO\\u2 | Send-As | False | False"
    assert lost(grant, "r1 | u1 | u2@contoso.com | SendAs | Allow")["u1"] == ""
    assert lost(grant, "r1 | u1 | u2@contoso.com | SendAs | Deny")["u1"] == "CONTOSO\\u2"


def test_a_name_that_fits_two_leaves_it_unknown() -> None:
    grant = "p1 | contoso.com/Staff/u1 | CONTOSO\\u2 | Send-As | False | False"
    assert lost(grant, "r1 | u1 | Twin | SendAs | Allow")["u1"] is None


def test_an_account_that_no_file_holds_is_unknown() -> None:
    found = lost("p1 | contoso.com/Staff/u1 | OTHER\\gone | Send-As | False | False", OTHERS)
    assert found == {"u1": None, "u2": "", "u3": ""}


def test_a_list_that_was_cut_proves_no_loss() -> None:
    grant = "p1 | contoso.com/Staff/u1 | CONTOSO\\u2 | Send-As | False | False"
    assert lost(grant, OTHERS, incomplete=["cloud.recipient_permission"])["u1"] is None
    assert lost(grant, OTHERS, incomplete=["onprem.ad_permission"]) == {"u1": "CONTOSO\\u2", "u2": None, "u3": None}


def test_one_side_alone_tells_nothing() -> None:
    assert tiny(PEOPLE).estate.trait("send_as_only_in_directory") is None
