# ruff: noqa: E501 - tables are wider than code
"""Populations: who is in, who is out, who may be, and what is said when an export is missing."""

import numpy as np
import pytest
from tiny_estates import PACK, Tiny, tiny

from analyzer.classify.flags import MAYBE, NO, YES, both, either, negated
from analyzer.engine import registry
from analyzer.engine.evaluate import judge

DB = "CN=DB01,CN=Databases,DC=contoso,DC=com"
ADMIN = "AQUAAAAAAAUVAAAA3PTcO4M9K0aCi6Yo9AEAAA=="
OTHER = "AQUAAAAAAAUVAAAA3PTcO4M9K0aCi6Yo3AUAAA=="
PEOPLE = f"""
id  | sides          | kind     | ad.msExchRecipientTypeDetails | ad.homeMDB | ad.objectSid | cloud.IsDirSynced | cloud.IsExchangeCloudManaged | cloud.RecipientTypeDetails | ad.mailNickname
u1  | ad cloud entra | mailbox  | 2147483648                    |            | {OTHER}      | True              | False                        | UserMailbox                | u1
u2  | ad cloud entra | mailbox  | 34359738368                   |            | {OTHER}      | True              | True                         | SharedMailbox              |
u3  | ad cloud entra | mailbox  | 2147483648                    |            | {OTHER}      | True              | ?                            | UserMailbox                | ?
u4  | ad cloud entra | mailbox  | ?                             |            | {OTHER}      | ?                 | False                        | UserMailbox                | u4
u5  | cloud entra    | mailbox  |                               |            |              | False             | False                        | UserMailbox                |
u6  | cloud entra    | mailbox  |                               |            |              | True              | False                        | UserMailbox                |
u7  | ad cloud entra | mailuser | 1                             | {DB}       | {OTHER}      | True              |                              | MailUser                   | u7
u8  | ad             | none     | 1                             | {DB}       | {ADMIN}      |                   |                              |                            | u8
u9  | ad cloud entra | mailbox  | 2147483648                    |            | {OTHER}      | True              | False                        | TeamMailbox                | u9
u10 | ad             | none     | 33554432                      |            | {OTHER}      |                   |                              |                            |
u11 | ad             | none     | 68719476736                   | {DB}       | {OTHER}      |                   |                              |                            | u11
"""  # fmt: skip


@pytest.fixture(scope="module")
def people() -> Tiny:
    return tiny(PEOPLE)


@pytest.mark.parametrize(
    ("name", "inside", "maybe"),
    [
        ("onprem_mailboxes", "u7", ""),
        ("administrator_mailboxes", "u8", ""),
        ("remote_mailboxes", "u1 u2 u3 u9", "u4"),
        ("dirsynced_mailboxes", "u1 u2 u3 u6 u9", "u4"),
        ("synced_mailboxes", "u1 u2 u3 u6", "u4"),
        ("paired_mailboxes", "u1 u2 u3", "u4"),
        ("aliasless_mailboxes", "u2", "u3"),
        ("transferred_mailboxes", "u2", "u3"),
        ("untransferred_mailboxes", "u1 u6", "u3 u4"),
        ("cloud_managed_or_planned", "u1 u2 u3", "u4"),
        ("cloud_only_mailboxes", "u5", "u4"),
        ("linked_users", "u10", "u4"),
        ("public_folder_mailboxes", "u11", "u4"),
        ("synced_entra_users", "u1 u2 u3 u4 u5 u6 u7 u9", ""),
        ("ambiguous_objects", "", ""),
    ],
)
def test_members(people: Tiny, name: str, inside: str, maybe: str) -> None:
    found_in, found_maybe = people.members(name)
    assert found_in == set(inside.split())
    assert found_maybe == set(maybe.split())


def test_every_population_is_listed_under_one_name() -> None:
    assert len(registry.populations()) >= 35
    assert "onprem_mailboxes" in registry.populations()


@pytest.mark.parametrize(
    ("gone", "name"),
    [
        ("ad.object", "onprem_mailboxes"),
        ("ad.object", "remote_mailboxes"),
        ("ad.object", "paired_mailboxes"),
        ("ad.object", "directory_addresses"),
        ("ad.object", "mail_public_folders"),
        ("ad.object", "dynamic_groups"),
        ("ad.object", "synced_contacts"),
        ("cloud.mailbox", "dirsynced_mailboxes"),
        ("cloud.mailbox", "transferred_mailboxes"),
        ("entra.user", "synced_entra_users"),
        ("entra.user", "directory_domains"),
        ("ad.configuration", "exchange_servers"),
        ("ad.configuration", "receive_connectors"),
        ("ad.configuration", "autodiscover_pointers"),
        ("ad.configuration", "hybrid_configurations"),
        ("ad.configuration", "onprem_journaling"),
        ("ad.configuration", "onprem_accepted_domains"),
        ("cloud.outbound_connector", "outbound_connectors_in_use"),
        ("sync.parameters", "sync_servers"),
    ],
)
def test_a_missing_export_is_named(gone: str, name: str) -> None:
    made = tiny("id | cloud.IsDirSynced\nu1 | True", missing=[gone])
    found = made.estate.population(name)
    assert found.subjects is None
    assert found.missing


@pytest.mark.parametrize("kind", ["cloud.mailbox", "ad.object"])
def test_a_cut_list_may_hide_members(kind: str) -> None:
    made = tiny("id | ad.homeMDB\nu1 |", incomplete=[kind])
    found = made.estate.population("paired_mailboxes" if kind == "cloud.mailbox" else "onprem_mailboxes")
    assert not found.complete
    assert found.gap


def test_who_may_be_the_administrator_is_a_mailbox_on_premises() -> None:
    made = tiny(
        f"""
        id | kind     | ad.msExchRecipientTypeDetails | ad.homeMDB | ad.objectSid | ad.isCriticalSystemObject
        u1 | mailuser | 1                             | {DB}       | ?            | ?
        u2 | mailuser | 1                             | {DB}       | ?            | TRUE
        u3 | mailuser | 1                             | {DB}       | {OTHER}      | ?
        """
    )
    assert made.members("administrator_mailboxes") == ({"u2"}, {"u1"})
    assert made.members("onprem_mailboxes") == ({"u1", "u3"}, set())


GROUPS = """
id | class | kind  | sides    | ad.msExchRecipientTypeDetails | cloud.IsDirSynced | cloud.RecipientTypeDetails
g1 | group | group | ad cloud | 256                           | True              | MailUniversalDistributionGroup
g2 | group | group | ad cloud | 1024                          | True              | MailUniversalSecurityGroup
g3 | group | group | ad cloud | ?                             | True              | MailUniversalDistributionGroup
g4 | group | none  | ad       | 256                           |                   |
g5 | group | group | cloud    |                               | True              | MailUniversalSecurityGroup
g6 | group | group | cloud    |                               | ?                 | MailUniversalDistributionGroup
g7 | group | group | cloud    |                               | False             | MailUniversalDistributionGroup
"""


def test_groups_are_told_by_either_side() -> None:
    made = tiny(GROUPS)
    assert made.members("synced_distribution_groups") == ({"g1"}, {"g3", "g6"})
    assert made.members("synced_security_groups") == ({"g2", "g5"}, {"g3"})


def test_a_group_may_stand_beyond_the_end_of_a_cut_list() -> None:
    made = tiny(GROUPS, incomplete=["cloud.group"], missing=["cloud.recipient"])
    assert made.members("synced_distribution_groups") == ({"g1"}, {"g3", "g4", "g6"})
    assert made.estate.population("synced_distribution_groups").gap


def test_groups_are_seen_in_the_list_of_all_recipients_too() -> None:
    made = tiny(
        "id | class | sides | ad.msExchRecipientTypeDetails\ng1 | group | ad | 256",
        missing=["cloud.group"],
        **{"with": [{"table": "cloud.recipient", "rows": RECIPIENT}]},
    )
    assert made.members("synced_distribution_groups")[0] == {"g1"}


RECIPIENT = """
id | Name | PrimarySmtpAddress | RecipientTypeDetails           | IsDirSynced | EmailAddresses
g1 | g1   | g1@contoso.com     | MailUniversalDistributionGroup | True        | SMTP:g1@contoso.com
"""


def test_without_any_list_of_groups_nobody_knows() -> None:
    made = tiny("id | class | sides\ng1 | group | ad", missing=["cloud.group", "cloud.recipient"])
    found = made.estate.population("synced_distribution_groups")
    assert found.subjects is None
    assert "Get-DistributionGroup" in found.missing


def test_public_folders_lie_in_a_container_that_somebody_looked_into() -> None:
    unseen = tiny("id\nu1").estate.population("mail_public_folders")
    assert not unseen.complete
    assert "Microsoft Exchange System Objects" in unseen.gap
    seen = tiny(
        """
        id | sides | ad.distinguishedName
        u1 | ad    | CN=HealthMailbox1,CN=Monitoring Mailboxes,CN=Microsoft Exchange System Objects,DC=contoso,DC=com
        """
    ).estate.population("mail_public_folders")
    assert seen.complete


def test_a_list_of_addresses_that_nobody_knows_passes_for_nobody() -> None:
    made = tiny(
        """
        id | ad.proxyAddresses     | cloud.EmailAddresses
        u1 | SMTP:anna@contoso.com | SMTP:anna@contoso.com
        u2 | ?                     | ?
        """
    )
    directory, cloud = (made.estate.population(p) for p in ("directory_addresses", "cloud_addresses"))
    assert directory.subjects is not None
    addresses = directory.subjects.column("address")
    owner = directory.subjects.identity()
    assert addresses is not None
    assert owner is not None
    unknown = [int(o) for o, a in zip(owner, addresses.to_pylist(), strict=True) if a is None]
    assert unknown == [made.index["u2"]]
    # The file shows the attribute on somebody else, so it was asked for; a cloud cell is a damaged one.
    assert directory.complete
    assert "1 cloud recipients" in cloud.gap


def test_the_plan_narrows_what_writeback_asks_for() -> None:
    rows = "id | cloud.IsExchangeCloudManaged\nu1 | True\nu2 | False\nu3 | False"
    assert tiny(rows, planned=["u3"]).members("cloud_managed_or_planned")[0] == {"u1", "u3"}


CONFIGURATION = """
id | distinguishedName                                                                     | objectClass            | keywords                             | serviceBindingInformation | msExchMessageJournalRecipient
p1 | CN=EX01,CN=Autodiscover,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=x       | serviceConnectionPoint | 77378F46-2C66-4aa9-A6A6-3E7A48B19596 | ?                         |
p2 | CN=EX02,CN=Autodiscover,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=x       | serviceConnectionPoint | ?                                    | https://mail.contoso.com  |
d1 | CN=DB01,CN=Databases,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=x          | msExchPrivateMDB       |                                      |                           | ?
d2 | CN=DB02,CN=Databases,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=x          | msExchPrivateMDB       |                                      |                           |
"""


def test_configuration_that_was_not_exported_in_full_is_a_maybe() -> None:
    estate = tiny(table="ad.configuration", rows=CONFIGURATION).estate
    pointers, journals = (estate.population(p) for p in ("autodiscover_pointers", "onprem_journaling"))
    assert pointers.member.tolist() == [YES, MAYBE]
    assert pointers.subjects is not None
    info = pointers.subjects.column("serviceBindingInformation")
    assert info is not None
    assert info.to_pylist() == [None, ["https://mail.contoso.com"]]
    assert journals.member.tolist() == [MAYBE, NO]


def test_a_cut_partition_is_not_complete() -> None:
    estate = tiny(table="ad.configuration", rows=CONFIGURATION, incomplete=["ad.configuration"]).estate
    assert not estate.population("hybrid_configurations").complete
    assert estate.population("hybrid_configurations").gap


def test_a_partition_of_something_else_is_no_evidence() -> None:
    rows = "id | distinguishedName | objectClass\nx1 | CN=Sites,CN=Configuration,DC=x | site"
    assert tiny(table="ad.configuration", rows=rows).estate.population("exchange_servers").subjects is None


@pytest.mark.parametrize("enabled", ["True", "False", "?"])
def test_connectors_in_use(enabled: str) -> None:
    rows = f"id | Name | Enabled\nc1 | Out | {enabled}"
    member = tiny(table="cloud.outbound_connector", rows=rows).estate.population("outbound_connectors_in_use").member
    assert member.tolist() == [{"True": YES, "False": NO, "?": MAYBE}[enabled]]


def test_domains_come_from_synced_users() -> None:
    made = tiny(
        """
        id | sides          | ad.distinguishedName             | entra.OnPremisesDistinguishedName        | entra.OnPremisesSyncEnabled
        u1 | ad cloud entra | CN=u1,OU=Staff,DC=contoso,DC=com | CN=u1,OU=Staff,DC=contoso,DC=com         | True
        u2 | entra          |                                  | CN=u2,OU=Staff,DC=emea,DC=contoso,DC=com | True
        u3 | entra          |                                  | CN=u3,OU=Staff,DC=left,DC=example        | False
        """
    )
    found = made.estate.population("directory_domains").subjects
    assert found is not None
    names, covered = found.column("Name"), found.column("covered")
    assert names is not None
    assert covered is not None
    assert dict(zip(names.to_pylist(), covered.to_pylist(), strict=True)) == {
        "contoso.com": "yes",
        "emea.contoso.com": "no",
    }


@pytest.mark.parametrize(
    ("a", "b", "and_", "or_"),
    [
        (YES, YES, YES, YES),
        (YES, NO, NO, YES),
        (YES, MAYBE, MAYBE, YES),
        (NO, NO, NO, NO),
        (NO, MAYBE, NO, MAYBE),
        (MAYBE, MAYBE, MAYBE, MAYBE),
    ],
)
def test_three_valued_words(a: int, b: int, and_: int, or_: int) -> None:
    left, right = np.array([a], np.uint8), np.array([b], np.uint8)
    assert both(left, right).tolist() == both(right, left).tolist() == [and_]
    assert either(left, right).tolist() == either(right, left).tolist() == [or_]
    assert negated(negated(left)).tolist() == [a]


@pytest.mark.parametrize(("staging", "said"), [("True", True), ("False", False), ("", False)])
def test_a_staging_server_alone_is_not_all(staging: str, said: bool) -> None:
    parameters = f"""
id | Name                                             | Value
s1 | Microsoft.Synchronize.ServerConfigurationVersion | 2.6.92.0
s2 | Microsoft.Synchronize.StagingMode                | {staging}
"""
    made = tiny("id\nu1", **{"with": [{"table": "sync.parameters", "rows": parameters}]})
    found = made.estate.population("sync_servers")
    assert bool(found.missing) is said
    (rule,) = [r for r in PACK.rules if r.id == "SYNC-001"]
    assert bool(judge(made.estate, rule).unknowns) is said
