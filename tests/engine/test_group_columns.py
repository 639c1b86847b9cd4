"""What the groups table says of nesting, owners, moderation and limits."""

from tiny_estates import tiny

from analyzer.engine.other_recipients import build_contacts, build_groups
from analyzer.model.frames import FINDINGS, empty

GROUPS = """
id | class | sides    | ad.distinguishedName | ad.member  | ad.managedBy | ad.authOrig | ad.msExchEnableModeration
g1 | group | ad cloud | CN=g1,DC=x           | CN=g2,DC=x | CN=u1,DC=x   | ?           | TRUE
g2 | group | ad cloud | CN=g2,DC=x           |            |              | CN=u1,DC=x  | ?
g3 | group | ad       | CN=g3,DC=x           | CN=g2,DC=x | CN=gone,DC=x |             |
g4 | group | ad       | CN=g4,DC=x           |            | CN=u2,DC=x   |             |
g5 | group | ad       | CN=g5,DC=x           |            | ?            |             |
u1 | user  | ad cloud | CN=u1,DC=x           |            |              |             |
u2 | user  | ad       | CN=u2,DC=x           |            |              |             |
"""
TYPES = {"g1": "256", "g2": "256", "g3": "256", "g4": "256", "g5": "256"}


def groups():
    rows = []
    for line in GROUPS.strip().splitlines():
        name = line.partition(" ")[0]
        kind, mail, asked = TYPES.get(name, ""), f"{name}@contoso.example", "?"
        if name == "id":
            kind, mail, asked = "ad.msExchRecipientTypeDetails", "ad.mail", "cloud.ModerationEnabled"
        rows.append(f"{line} | {kind} | {mail} | {asked}")
    frame = build_groups(tiny("\n".join(rows)).estate, empty(FINDINGS))
    names = [mail.split("@")[0] for mail in frame["primary_smtp_address"]]
    return dict(zip(names, frame.to_dict("records"), strict=True))


def test_a_group_names_those_that_hold_it() -> None:
    found = groups()
    assert len(found["g2"]["nested_in"].split("; ")) == 2
    assert found["g1"]["nested_in"] == found["g3"]["nested_in"] == ""


def test_one_owner_that_the_cloud_has_is_enough_and_a_strange_one_is_unknown() -> None:
    found = groups()
    assert [found[g]["owner_in_cloud"] for g in ("g1", "g2", "g3", "g4", "g5")] == [
        "yes",
        "",
        "unknown",
        "no",
        "unknown",
    ]


def test_moderation_and_limits_are_told_and_unknown_stays_unknown() -> None:
    found = groups()
    assert found["g1"]["moderated"] == "yes"
    assert found["g2"]["moderated"] == "unknown"
    assert found["g2"]["delivery_limits"] == "yes"
    assert found["g1"]["delivery_limits"] == "unknown"


def test_a_contact_says_where_its_mail_goes() -> None:
    rows = """
    id | class   | ad.msExchRecipientTypeDetails | ad.targetAddress
    c1 | contact | 64                            | SMTP:kim@fabrikam.example
    """
    frame = build_contacts(tiny(rows).estate, empty(FINDINGS))
    assert list(frame["external_address"]) == ["kim@fabrikam.example"]
