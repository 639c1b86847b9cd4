# ruff: noqa: E501 - tables are wider than code
"""Links between directory objects: who leads to whom, and how deep groups lie in each other."""

import numpy as np
import pytest
from tiny_estates import tiny

from analyzer.engine.memberships import Edges, edges, levels, links_of

ROWS = """
id | class | kind    | ad.distinguishedName               | ad.member                                                          | ad.managedBy
g1 | group | group   | CN=g1,OU=Staff,DC=contoso,DC=com   | cn=G2, ou=staff, DC=contoso,DC=com; CN=zz,OU=Staff,DC=contoso,DC=com | CN=u1,OU=Staff,DC=contoso,DC=com
g2 | group | group   | CN=g2,OU=Staff,DC=contoso,DC=com   | CN=u1,OU=Staff,DC=contoso,DC=com                                   |
u1 | user  | mailbox | CN=u1,OU=Staff,DC=contoso,DC=com   |                                                                    |
"""


def made(*pairs: tuple[int, int]) -> Edges:
    owner, end = (
        (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True)) if pairs else (np.array([], int),) * 2
    )
    return Edges(owner=owner, end=end)


@pytest.mark.parametrize(
    ("pairs", "depths"),
    [
        ((), [0, 0, 0, 0]),
        (((0, 1), (1, 2)), [2, 1, 0, 0]),
        # A short way and a long way to the same group: the long one counts.
        (((0, 1), (1, 2), (0, 2), (0, 3)), [2, 1, 0, 0]),
        # Named twice is inside once.
        (((0, 1), (0, 1)), [1, 0, 0, 0]),
        # 0 and 1 hold each other, 3 holds them: all three come after 2.
        (((0, 1), (1, 0), (1, 2), (3, 0)), [2, 2, 0, 2]),
        (((0, 0),), [1, 0, 0, 0]),
    ],
    ids=["none", "chain", "two ways", "twice", "ring", "itself"],
)
def test_levels(pairs: tuple[tuple[int, int], ...], depths: list[int]) -> None:
    assert levels(made(*pairs), 4).tolist() == depths


def test_edges_find_ends_in_any_spelling_and_only_those_asked_for() -> None:
    estate = tiny(ROWS)
    groups = estate.estate.ad_class == "group"
    found = edges(estate.estate, "member", groups, groups)
    assert found is not None
    names = {i: n for n, i in estate.index.items()}
    assert [(names[o], names[e]) for o, e in zip(found.owner.tolist(), found.end.tolist(), strict=True)] == [
        ("g1", "g2")
    ]


def test_links_of_a_single_valued_attribute() -> None:
    estate = tiny(ROWS)
    found = links_of(estate.estate, "managedBy", estate.estate.ad_class == "group")
    assert found is not None
    assert found[0].tolist() == [estate.index["g1"]]
    assert found[1].to_pylist() == ["CN=u1,OU=Staff,DC=contoso,DC=com"]


def test_nobody_supplied_the_attribute() -> None:
    estate = tiny(ROWS).estate
    everybody = np.ones(estate.identities.count, dtype=bool)
    assert links_of(estate, "noSuchAttribute", everybody) is None
    assert edges(estate, "noSuchAttribute", everybody, everybody) is None
