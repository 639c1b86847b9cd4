"""What may be an object's own other half is no proof against it; a dump of everything proves what is empty."""

import datetime as dt
from dataclasses import replace

from estates import b64, guid
from tiny_estates import codes_of, outcome_of, tiny

from analyzer.engine.checks import HIT, PASS, UNKNOWN

# u2 has a copy of u1's anchor and nothing in the cloud.
TWINS = f"""
id | sides          | ad.mS-DS-ConsistencyGuid | ad.proxyAddresses
u1 | ad cloud entra | {b64(guid("u1"))}        | SMTP:u1@contoso.com
u2 | ad             | {b64(guid("u1"))}        | SMTP:u2@contoso.com
"""


def test_ambiguous_object_is_not_out_of_scope() -> None:
    made = tiny(TWINS)
    assert codes_of(made, "MBX-014")["u2"] == UNKNOWN
    assert codes_of(made, "MBX-026")["u2"] == HIT


def test_address_of_the_possible_other_half_is_unknown_not_a_fault() -> None:
    outcome = outcome_of(tiny(TWINS).estate, "DIR-017")
    assert outcome.hits == 0
    assert {e.detail for e in outcome.evidence} == {"its holder may be this object's own other half"}


def test_address_of_somebody_else_stays_a_fault_of_an_ambiguous_object() -> None:
    rows = TWINS.replace("u2@contoso.com", "u3@contoso.com; smtp:u2@contoso.com") + "u3 | | | SMTP:u3@contoso.com"
    outcome = outcome_of(tiny(rows).estate, "DIR-017")
    assert [e.directory_value for e in outcome.evidence if e.outcome == HIT] == ["u3@contoso.com"]


def test_attribute_that_nobody_in_a_full_dump_has_is_empty() -> None:
    rows = """
id | distinguishedName                           | objectClass            | keywords | objectCategory | uSNCreated
s  | CN=S,CN=Microsoft Exchange,CN=Services,DC=x | serviceConnectionPoint | KEY      | CN=X           | 5
""".replace("KEY", "77378F46-2C66-4aa9-A6A6-3E7A48B19596")
    full = tiny(rows, table="ad.configuration")
    some = tiny(rows.replace("uSNCreated", "whenCreated"), table="ad.configuration")
    assert [int(outcome_of(made.estate, "ORG-017").codes[0]) for made in (full, some)] == [PASS, UNKNOWN]


def test_only_what_changes_every_day_tells_the_age_of_the_evidence() -> None:
    estate = tiny("id\nu1").estate
    old = {"ad.object": 0, "cloud.mailbox": 0, "cloud.group": 900, "entra.user": 40}
    files = tuple(
        replace(f, exported_at=f.exported_at and f.exported_at - dt.timedelta(hours=old.get(f.kind, 0)))
        for f in estate.snapshot.files
    )
    estate.snapshot = replace(estate.snapshot, files=files)
    assert not estate.ages_differ


def test_anchor_that_nobody_exported_makes_every_match_doubtful() -> None:
    parameters = {
        "table": "sync.parameters",
        "rows": "id | Name | Value\ns | Microsoft.SynchronizationOption.AnchorAttribute | mS-DS-ConsistencyGuid",
    }
    made = tiny("id | ad.mS-DS-ConsistencyGuid\nu1 | ?", **{"with": [parameters]})
    assert codes_of(made, "MBX-026")["u1"] == UNKNOWN
    assert codes_of(tiny("id | ad.mS-DS-ConsistencyGuid\nu1 | ?"), "MBX-026")["u1"] == 0


def test_mailbox_without_its_type_number_is_still_spoken_of() -> None:
    made = tiny("id | sides | ad.msExchRecipientTypeDetails\nu1 | ad | ?")
    assert made.estate.is_mailbox_like[made.index["u1"]]
