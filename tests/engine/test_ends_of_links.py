# ruff: noqa: E501 - tables are wider than code
"""What links lead to: objects that the cloud lacks, owners who cannot act, members that only the cloud has."""

import pytest
from tiny_estates import Tiny, tiny

from analyzer.classify.flags import MAYBE, NO, YES

DN = "OU=Staff,DC=contoso,DC=com"
FOREIGN = "CN=S-1-5-21-9-9-9-1201,CN=ForeignSecurityPrincipals,DC=contoso,DC=com"
ROWS = f"""
id | class        | kind    | sides          | ad.distinguishedName | ad.member             | ad.msExchRecipientTypeDetails
u1 | user         | mailbox | ad cloud entra | CN=u1,{DN}           |                       | 2147483648
u2 | user         | none    | ad entra       | CN=u2,{DN}           |                       |
u3 | user         | none    | ad             | CN=u3,{DN}           |                       |
c1 | contact      | none    | ad             | CN=c1,{DN}           |                       | 64
g1 | group        | group   | ad cloud       | CN=g1,{DN}           | CN=u1,{DN}; {FOREIGN} | 256
g2 | group        | none    | ad             | CN=g2,{DN}           |                       | 256
g3 | group        | none    | ad             | CN=g3,{DN}           |                       |
p1 | publicFolder | none    | ad             | CN=p1,{DN}           |                       | 4096
"""


def states(made: Tiny, name: str) -> dict[str, int]:
    found = made.estate.population(name)
    assert found.subjects is not None
    column = found.subjects.column("distinguishedName")
    assert column is not None
    pairs = zip(column.to_pylist(), found.member.tolist(), strict=True)
    return {dn.partition(",")[0].removeprefix("CN="): state for dn, state in pairs if dn}


def test_who_is_not_in_the_cloud() -> None:
    assert states(tiny(ROWS), "objects_not_in_cloud") == {
        "u1": NO, "u2": NO, "u3": YES, "c1": YES, "g1": NO, "g2": YES, "g3": MAYBE, "p1": YES,
        "S-1-5-21-9-9-9-1201": YES,
    }  # fmt: skip


def test_a_group_without_mail_is_looked_for_in_entra() -> None:
    group = {
        "table": "entra.group",
        "rows": "id | Id | Mail\ne1 | 6f2b7c1e-3333-4000-8000-000000000001 | else@contoso.com",
    }
    assert states(tiny(ROWS, **{"with": [group]}), "objects_not_in_cloud")["g3"] == YES


def test_a_contact_that_only_entra_lists_is_in_the_cloud() -> None:
    entra = {"table": "entra.contact", "rows": "id | Id | Mail | ProxyAddresses\ne1 | 11 | | smtp:C1@contoso.com"}
    assert states(tiny(ROWS, **{"with": [entra]}), "objects_not_in_cloud")["c1"] == NO


def test_a_member_that_no_file_holds_but_entra_has_is_in_the_cloud() -> None:
    more = "u9 | user | none | entra | CN=u9,OU=Hidden,DC=contoso,DC=com | |\n"
    found = tiny(ROWS + more).estate.population("objects_not_in_cloud")
    assert found.subjects is not None
    column = found.subjects.column("distinguishedName")
    assert column is not None
    states_ = dict(zip(column.to_pylist(), found.member.tolist(), strict=True))
    assert states_["CN=u9,OU=Hidden,DC=contoso,DC=com"] == NO


@pytest.mark.parametrize(
    ("extra", "maybe"),
    [
        ({"missing": ["entra.user"]}, "u2 u3 g3"),
        ({"incomplete": ["entra.user"]}, "u3 g3"),
        ({"incomplete": ["cloud.recipient", "cloud.group"]}, "g2 g3"),
        ({"incomplete": ["cloud.recipient", "cloud.contact"]}, "c1 g3"),
    ],
)
def test_a_list_that_is_not_whole_proves_nothing(extra: dict[str, list[str]], maybe: str) -> None:
    found = states(tiny(ROWS, **extra), "objects_not_in_cloud")
    assert {n for n, state in found.items() if state == MAYBE} == set(maybe.split())


def test_without_any_list_of_the_cloud_nobody_knows() -> None:
    lists = ["cloud.recipient", "cloud.mailbox", "cloud.group", "entra.user", "entra.group"]
    found = tiny("id | sides\nu1 | ad", missing=lists).estate.population("objects_not_in_cloud")
    assert found.subjects is None
    assert found.missing


def test_owners_who_cannot_act() -> None:
    found = states(
        tiny(
            f"""
            id | class   | kind     | sides          | ad.distinguishedName | ad.msExchRecipientTypeDetails | ad.homeMDB | ad.userAccountControl | entra.AccountEnabled | ad.managedBy
            u1 | user    | mailbox  | ad cloud entra | CN=u1,{DN}           | 2147483648                    |            | 512                   | True                 |
            u2 | user    | mailbox  | ad cloud entra | CN=u2,{DN}           | 2147483648                    |            | 514                   | True                 |
            u3 | user    | mailbox  | ad cloud entra | CN=u3,{DN}           | 2147483648                    |            | 512                   | False                |
            u4 | user    | none     | ad entra       | CN=u4,{DN}           |                               |            | 512                   | True                 |
            u5 | user    | mailuser | ad cloud entra | CN=u5,{DN}           | 1                             | CN=DB      | 512                   |                      |
            u6 | user    | mailbox  | ad cloud entra | CN=u6,{DN}           | 2147483648                    |            | ?                     | ?                    |
            g1 | group   | group    | ad cloud       | CN=g1,{DN}           | 256                           |            |                       |                      | CN=Organization Management,OU=Microsoft Exchange Security Groups,DC=contoso,DC=com
            """
        ),
        "unfit_group_owners",
    )
    assert found == {
        "u1": NO, "u2": YES, "u3": YES, "u4": YES, "u5": NO, "u6": MAYBE, "g1": NO, "Organization Management": NO,
    }  # fmt: skip


def test_objects_that_only_the_cloud_has_by_id_and_name() -> None:
    found = tiny(
        "id | sides | entra.Id | entra.OnPremisesSyncEnabled\nu1 | entra | 11 | True\nu2 | entra | 22 |\nu3 | entra | 33 | ?"
    )
    population = found.estate.population("cloud_only_objects")
    assert population.subjects is not None
    names = population.subjects.column("distinguishedName")
    assert names is not None
    flags = dict(zip(names.to_pylist(), population.member.tolist(), strict=True))
    assert flags == {
        "11": NO, "22": YES, "33": MAYBE, "u1@contoso.com": NO, "u2@contoso.com": YES, "u3@contoso.com": MAYBE,
    }  # fmt: skip
