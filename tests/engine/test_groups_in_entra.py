# ruff: noqa: E501 - tables are wider than code
"""Groups as Entra sees them: joined by id, SID or address; handed over or synced."""

import pytest
from tiny_estates import Tiny, outcome_of, tiny

from analyzer.engine.entra_groups import rows_of, sid_text
from analyzer.engine.findings import build_findings

GROUPS = """
id | Id                                   | Mail           | OnPremisesSyncEnabled | OnPremisesSecurityIdentifier | OnPremisesLastSyncDateTime | OnPremisesSyncBehavior.IsCloudManaged
e1 | 6f2b7c1e-3333-4000-8000-000000000001 |                |                       |                              |                            | True
e2 | 6f2b7c1e-3333-4000-8000-000000000002 |                | True                  | S-1-5-21-1-2-3-1102          |                            | False
e3 | 6f2b7c1e-3333-4000-8000-000000000003 | G3@contoso.com |                       |                              | 2026-10-01T08:00:00Z       | ?
e4 | 6f2b7c1e-3333-4000-8000-000000000004 |                |                       |                              |                            | True
"""
PEOPLE = """
id | class | kind  | sides    | cloud.ExternalDirectoryObjectId      | ad.objectSid                         | cloud.IsDirSynced
g1 | group | group | ad cloud | 6F2B7C1E-3333-4000-8000-000000000001 |                                      | False
g2 | group | none  | ad       |                                      | AQUAAAAAAAUVAAAAAQAAAAIAAAADAAAATgQAAA== |
g3 | group | group | ad cloud |                                      |                                      | False
g4 | group | group | cloud    | 6f2b7c1e-3333-4000-8000-000000000004 |                                      | False
g5 | group | group | ad cloud |                                      |                                      | True
u1 | user  |       |          |                                      |                                      |
"""


@pytest.fixture(scope="module")
def groups() -> Tiny:
    return tiny(PEOPLE, **{"with": [{"table": "entra.group", "rows": GROUPS}]})


def test_rows_are_found_by_id_then_sid_then_address(groups: Tiny) -> None:
    rows = rows_of(groups.estate)
    assert {n: int(rows[i]) for n, i in groups.index.items()} == {
        "g1": 0,
        "g2": 1,
        "g3": 2,
        "g4": 3,
        "g5": -1,
        "u1": -1,
    }


def test_handed_over_is_what_was_synced_once(groups: Tiny) -> None:
    # g4 was born in the cloud; of g3 the switch is unknown.
    assert groups.members("transferred_groups") == ({"g1"}, {"g3"})


def test_still_fed_by_the_directory(groups: Tiny) -> None:
    inside, maybe = groups.members("directory_managed_groups")
    assert inside == {"g2", "g5"}
    assert maybe == set()


def test_without_the_list_only_a_loose_twin_may_be_handed_over() -> None:
    found = tiny(PEOPLE)
    assert found.members("transferred_groups") == (set(), {"g1", "g3"})
    assert not found.estate.population("transferred_groups").complete
    calm = tiny("id | class | kind | sides\ng1 | group | group | ad cloud")
    assert calm.members("transferred_groups") == (set(), set())
    assert calm.estate.population("transferred_groups").complete


def test_without_any_cloud_list_nobody_knows() -> None:
    found = tiny("id | class | sides\ng1 | group | ad", missing=["cloud.group", "cloud.recipient"])
    assert found.estate.population("transferred_groups").missing


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("S-1-5-21-1-2-3-1102", "S-1-5-21-1-2-3-1102"),
        ("s-1-5-18", "S-1-5-18"),
        ("AQUAAAAAAAUVAAAAAQAAAAIAAAADAAAATgQAAA==", "S-1-5-21-1-2-3-1102"),
        ("AQUAAAAAAAUVAAAA", ""),
        ("not base64!", ""),
        ("", ""),
    ],
)
def test_sid_text(value: str, text: str) -> None:
    assert sid_text(value) == text


def test_access_groups_and_groups_with_an_address() -> None:
    found = tiny(
        """
        id | class | kind  | sides    | ad.msExchRecipientTypeDetails | ad.groupType | ad.mail        | ad.proxyAddresses   | ad.mailNickname
        s1 | group | none  | ad       |                               | -2147483646  |                |                     |
        s2 | group | none  | ad       | 524288                        | -2147483640  |                |                     |
        s3 | group | none  | ad       |                               | ?            |                |                     |
        s4 | group | none  | ad       |                               | -2147483646  | s4@contoso.com |                     |
        d1 | group | none  | ad       |                               | 8            |                |                     |
        m1 | group | none  | ad       | 1024                          | -2147483640  |                |                     |
        """
    )
    assert found.members("plain_security_groups") == ({"s1", "s2"}, {"s3"})
    assert found.members("addressed_groups") == ({"m1", "s4"}, set())
    assert found.members("mail_groups") == ({"m1"}, set())


def test_a_finding_of_a_group_keeps_its_gate() -> None:
    groups = """
    id | Id                                   | OnPremisesSyncEnabled | OnPremisesSyncBehavior.IsCloudManaged | Members
    e1 | 6f2b7c1e-3333-4000-8000-000000000001 |                       | True                                  | 77
    """
    found = tiny(
        """
        id | class | kind  | sides    | cloud.ExternalDirectoryObjectId      | entra.Id | entra.OnPremisesSyncEnabled
        g1 | group | group | ad cloud | 6f2b7c1e-3333-4000-8000-000000000001 |          |
        u1 | user  | none  | entra    |                                      | 77       |
        """,
        **{"with": [{"table": "entra.group", "rows": groups}]},
    ).estate
    frame, _waived, _counts = build_findings(found, [outcome_of(found, "GRP-018")])
    assert frame[["rule", "outcome", "gate", "object_name"]].values.tolist() == [["GRP-018", "fail", "M", "g1"]]
