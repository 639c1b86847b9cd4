# ruff: noqa: E501 - tables are wider than code
"""Settings of groups on both sides."""

import numpy as np
from tiny_estates import tiny

from analyzer.classify.group_pairs import compare_groups
from analyzer.normalise.words import Answer

ROWS = """
id | class | kind    | ad.distinguishedName             | ad.authOrig                      | cloud.AcceptMessagesOnlyFrom | ad.msExchEnableModeration | cloud.ModerationEnabled | cloud.GrantSendOnBehalfTo
g1 | group | group   | CN=g1,OU=Staff,DC=contoso,DC=com | CN=u1,OU=Staff,DC=contoso,DC=com | u1@contoso.com               | TRUE                      | True                    | ?
g2 | group | group   | CN=g2,OU=Staff,DC=contoso,DC=com | CN=u1,OU=Staff,DC=contoso,DC=com |                              |                           | False                   | ?
g3 | group | group   | CN=g3,OU=Staff,DC=contoso,DC=com | ?                                |                              | TRUE                      | False                   | ?
u1 | user  | mailbox | CN=u1,OU=Staff,DC=contoso,DC=com |                                  |                              |                           | False                   | ?
"""


def test_only_the_attributes_asked_for_are_compared_and_only_groups() -> None:
    estate = tiny(ROWS).estate
    which = np.flatnonzero(estate.ad_class == "group").astype(np.int64)
    names = ("authOrig", "msExchEnableModeration", "publicDelegates")
    found = compare_groups(estate.snapshot, estate.identities, estate.catalogue, which, names)
    assert found.answers["authOrig"].tolist() == [Answer.EQUAL, Answer.DIFFERENT, Answer.UNKNOWN]
    assert found.answers["msExchEnableModeration"].tolist() == [Answer.EQUAL, Answer.EQUAL, Answer.DIFFERENT]
    assert "GrantSendOnBehalfTo" in found.missing["publicDelegates"]


def test_what_differs_beats_what_is_unknown() -> None:
    cells = tiny(ROWS).cells("group_differences")
    assert cells == {"g1": None, "g2": "authOrig", "g3": "msExchEnableModeration", "u1": None}
