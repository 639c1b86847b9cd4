# ruff: noqa: E501 - tables are wider than code
"""What holds for every estate: order, strangers and missing evidence never make anything better."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_estates import PACK
from whole_runs import Run, reordered, run, snapshot_from, without_column, without_kind

from analyzer.classify.identities import Identities
from analyzer.model.snapshot import FILE, ROW, Snapshot

DB = "CN=DB01,CN=Databases,DC=contoso,DC=com"
# Each way in which a mailbox may deviate from a healthy one; "{id}" is its own id.
FAULTS: dict[str, dict[str, str]] = {
    "healthy": {},
    "done": {"cloud.IsExchangeCloudManaged": "True"},
    "done with drift": {"cloud.IsExchangeCloudManaged": "True", "ad.extensionAttribute1": "HR"},
    "blank flag": {"cloud.IsExchangeCloudManaged": "?"},
    "blank sync state": {"cloud.IsDirSynced": "?"},
    "cloud only": {"sides": "cloud entra", "cloud.IsDirSynced": "False", "entra.OnPremisesSyncEnabled": "False"},
    "twin": {"cloud.IsDirSynced": "False"},
    "orphan": {"sides": "cloud entra"},
    "no mailbox": {"sides": "ad entra", "kind": "none"},
    "on-premises": {"kind": "mailuser", "ad.msExchRecipientTypeDetails": "1", "ad.homeMDB": DB},
    "both sides": {"ad.homeMDB": DB},
    "administrator": {"sides": "ad", "kind": "none", "ad.msExchRecipientTypeDetails": "1", "ad.homeMDB": DB, "ad.isCriticalSystemObject": "TRUE"},
    "arbitration": {"sides": "ad", "kind": "none", "ad.msExchRecipientTypeDetails": "8388608", "ad.homeMDB": DB},
    "public folders": {"sides": "ad", "kind": "none", "ad.msExchRecipientTypeDetails": "68719476736", "ad.homeMDB": DB},
    "linked user": {"sides": "ad", "kind": "none", "ad.msExchRecipientTypeDetails": "33554432"},
    "stamp only": {"sides": "ad", "kind": "none", "ad.msExchRecipientTypeDetails": "1"},
    "deleted": {"cloud.WhenSoftDeleted": "2026-11-02T08:00:00Z"},
    "team": {"cloud.RecipientTypeDetails": "TeamMailbox"},
    "no alias": {"ad.mailNickname": "", "ad.msExchHideFromAddressLists": "TRUE"},
    "no primary": {"ad.proxyAddresses": "smtp:{id}@contoso.com"},
    "shared address": {"ad.proxyAddresses": "SMTP:{id}@contoso.com; smtp:info@contoso.com"},
    "other primary": {"cloud.PrimarySmtpAddress": "{id}.new@contoso.com", "cloud.EmailAddresses": "SMTP:{id}.new@contoso.com; smtp:{id}@contoso.com"},
    "unknown addresses": {"ad.proxyAddresses": "?"},
    "wrong GUID": {"cloud.ExchangeGuid": "99999999-9999-4999-8999-999999999999"},
    "wrong type": {"cloud.RecipientTypeDetails": "SharedMailbox"},
    "contradiction": {"ad.msExchRemoteRecipientType": "97"},
    "hidden": {"ad.msExchHideFromAddressLists": "TRUE"},
    "hold": {"ad.msExchELCMailboxFlags": "8"},
    "drift": {"ad.extensionAttribute1": "HR", "ad.mail": "{id}.old@contoso.com"},
    "recent": {"ad.whenChanged": "20261120110000.0Z"},
    "recent, exact": {"ad.whenChanged": "20261120110000.0Z", "change.mailNickname": "2026-11-20T10:00:00Z"},
    "old, exact": {"ad.whenChanged": "20261120110000.0Z", "change.mailNickname": "2026-10-20T10:00:00Z"},
    "no time": {"ad.whenChanged": "?"},
    "out of scope": {"ad.adminDescription": "User_NoSync"},
    "sync error": {"entra.OnPremisesProvisioningErrors": "PropertyConflict"},
    "policy": {"ad.msExchPoliciesExcluded": ""},
    "weak match": {"sides": "ad cloud", "ad.msExchMailboxGuid": "", "ad.msDS-ExternalDirectoryObjectId": ""},
    "mail user": {"kind": "mailuser", "ad.msExchRecipientTypeDetails": "128"},
    "group": {"class": "group"},
    "contact": {"class": "contact"},
    "dynamic group": {"class": "dynamic"},
    "public folder": {"class": "publicFolder"},
    "lone group": {"class": "group", "sides": "cloud"},
}  # fmt: skip
RANK = {"ready": 3, "ready_with_warnings": 2, "wait": 1, "blocked": 0, "unknown": 0}
OPEN = {"open": 2, "waived": 1, "open_in_part": 1, "closed": 0, "unknown": 0}


def person(name: str, fault: str) -> dict[str, str]:
    return {"id": name} | {k: v.replace("{id}", name) for k, v in FAULTS[fault].items()}


def estate_of(faults: list[str], **extra: Any) -> Snapshot:
    return snapshot_from([person(f"p{n}", fault) for n, fault in enumerate(faults)], **extra)


def improvements(before: Run, after: Run) -> list[str]:
    """Verdicts and gates that look better than they did."""
    out = []
    for name, old in before.verdicts.items():
        for new in after.verdicts.get(name, ()):
            if new in {"done", "not_applicable"}:
                better = new not in old
            else:
                # What was done or out of the question may become anything but ready.
                better = RANK[new] > max(RANK.get(v, 0) for v in old)
            if better:
                out.append(f"{name}: {sorted(old)} became {new}")
    out += [
        f"gate {g}: {old} became {after.gates[g]}"
        for g, old in before.gates.items()
        if OPEN[after.gates[g]] > OPEN[old]
    ]
    return out


EVERY = list(FAULTS)
faults = st.lists(st.sampled_from(EVERY), min_size=1, max_size=6)
moderate = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


@pytest.fixture(scope="module")
def crowd() -> tuple[Snapshot, Run]:
    """One of each, and the address of one held by another."""
    snapshot = estate_of([*EVERY, "shared address"])
    return snapshot, run(snapshot)


def test_each_fault_has_its_verdict(crowd: tuple[Snapshot, Run]) -> None:
    found = {fault: crowd[1].verdicts.get(f"p{n}") for n, fault in enumerate(EVERY)}
    assert found["healthy"] == {"ready"}
    assert found["done"] == found["done with drift"] == {"done"}
    assert found["arbitration"] == found["administrator"] == found["cloud only"] == found["twin"] == {"not_applicable"}
    for fault in ("no mailbox", "on-premises", "both sides", "team", "deleted", "no primary", "shared address", "wrong GUID", "out of scope", "sync error"):  # fmt: skip
        assert found[fault] == {"blocked"}, fault
    for fault in ("blank flag", "blank sync state", "stamp only", "unknown addresses", "no time"):
        assert found[fault] == {"unknown"}, fault
    assert found["recent"] == found["recent, exact"] == {"wait"}
    assert found["old, exact"] == {"ready"}
    for fault in ("no alias", "wrong type", "contradiction", "hidden", "hold", "drift", "policy", "other primary"):
        assert found[fault] == {"ready_with_warnings"}, fault
    for fault in ("linked user", "mail user", "group", "contact", "dynamic group", "public folder", "lone group"):
        assert found[fault] is None, fault


def test_a_healthy_estate_is_quiet() -> None:
    found = run(estate_of(["healthy"] * 3))
    assert set(found.verdicts.values()) <= {frozenset({"ready"}), frozenset({"not_applicable"})}
    # Not transferred yet, and its health mailbox: nothing else fails. What no export shows here is unknown.
    assert {rule for rule, outcome, *_rest in found.findings if outcome == "fail"} == {"MBX-008", "SYS-004"}
    assert found.gates["transfer"] == "unknown"


@moderate
@given(who=faults, seed=st.integers(0, 1000))
def test_the_order_of_rows_changes_nothing(who: list[str], seed: int) -> None:
    snapshot = estate_of(who)
    first, second = run(snapshot), run(reordered(snapshot, seed))
    assert first.verdicts == second.verdicts
    assert first.gates == second.gates
    assert {f[:3] for f in first.findings} == {f[:3] for f in second.findings}


@moderate
@given(who=faults, stranger=st.sampled_from([f for f in EVERY if f != "shared address"]))
def test_a_stranger_changes_no_verdict(who: list[str], stranger: str) -> None:
    people = [person(f"p{n}", fault) for n, fault in enumerate(who)]
    alone = run(snapshot_from(people))
    together = run(snapshot_from([person("stranger", stranger), *people]))
    # What nobody knows of a stranger may be known of nobody: unknown is the only change there may be.
    for name, old in alone.verdicts.items():
        assert together.verdicts[name] in ({old} if stranger not in SPREADING else {old, frozenset({"unknown"})})


# A stranger whose addresses nobody knows may hold anybody's address.
SPREADING = {"unknown addresses"}


# One of a numbered family stands for all of it.
NUMBERED = re.compile(r"Attribute([2-9]|1\d)$")


def used_columns(snapshot: Snapshot) -> list[tuple[str, str]]:
    """The columns that judging looks at, those that the match looks at, and every attribute that a rule compares."""
    seen: set[tuple[str, str]] = set()
    real = Identities.column

    def traced(self: Identities, side: str, name: str) -> Any:
        seen.add((side, name))
        return real(self, side, name)

    patch = pytest.MonkeyPatch()
    patch.setattr(Identities, "column", traced)
    run(snapshot)
    patch.undo()
    for name in PACK.catalogue.expand(tuple(n for r in PACK.rules for n in r.params.get("attributes", ()))):
        attribute = PACK.catalogue.find(name.partition(".")[0])
        if attribute is not None and not NUMBERED.search(attribute.ldap_name):
            seen |= {("ad", attribute.ldap_name), *(("cloud", p) for p in attribute.properties)}
    seen |= {("ad", n) for n in ("mS-DS-ConsistencyGuid", "msDS-ExternalDirectoryObjectId", "msExchMailboxGuid")}
    seen |= {("entra", n) for n in ("OnPremisesImmutableId", "OnPremisesDistinguishedName")}
    seen |= {("cloud", n) for n in ("ExchangeGuid", "EmailAddresses")}
    out = []
    for kind, table in snapshot.tables.items():
        side = {"ad.object": "ad", "entra.user": "entra"}.get(kind, "cloud" if kind.startswith("cloud.m") else "")
        names = sorted(set(table.column_names) - {FILE, ROW})
        out += [(kind, n) for n in names if not side or (side, n) in seen]
    return out


# What a table cannot be without: its readers promise these.
PROMISED = {("ad.object", "distinguishedName"), ("ad.object", "objectClass"), ("ad.configuration", "distinguishedName")}
COLUMNS = [c for c in used_columns(estate_of(["healthy", "group", "contact"])) if c not in PROMISED]


def test_the_columns_are_those_that_rules_look_at() -> None:
    assert len(COLUMNS) > 80
    assert {("ad.object", "mailNickname"), ("cloud.mailbox", "IsDirSynced"), ("entra.user", "OnPremisesImmutableId")} <= set(COLUMNS)  # fmt: skip


@pytest.mark.parametrize(("kind", "name"), COLUMNS, ids=[f"{k}.{n}" for k, n in COLUMNS])
def test_a_column_less_makes_nothing_better(crowd: tuple[Snapshot, Run], kind: str, name: str) -> None:
    snapshot, before = crowd
    assert improvements(before, run(without_column(snapshot, kind, name))) == []


def is_what_is_left(improvement: str, kind: str, who: list[str]) -> bool:
    """Without the directory only the deleted cloud mailbox is left of that person: another object, rightly left out."""
    deleted = {f"p{n}" for n, fault in enumerate(who) if fault == "deleted"}
    return kind == "ad.object" and improvement.partition(":")[0] in deleted


KINDS = sorted(estate_of(["healthy", "group", "contact", "mail user", "recent, exact"]).tables)


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_less_makes_nothing_better(crowd: tuple[Snapshot, Run], kind: str) -> None:
    snapshot, before = crowd
    found = improvements(before, run(without_kind(snapshot, kind)))
    assert [f for f in found if not is_what_is_left(f, kind, [*EVERY, "shared address"])] == []


@moderate
@given(who=faults, column=st.sampled_from(COLUMNS))
def test_a_column_less_makes_nothing_better_in_small_estates(who: list[str], column: tuple[str, str]) -> None:
    snapshot = estate_of(who)
    if column[0] in snapshot.tables:
        assert improvements(run(snapshot), run(without_column(snapshot, *column))) == []


@moderate
@given(who=faults, kind=st.sampled_from(KINDS))
def test_an_export_less_makes_nothing_better_in_small_estates(who: list[str], kind: str) -> None:
    snapshot = estate_of(who)
    if kind in snapshot.tables:
        found = improvements(run(snapshot), run(without_kind(snapshot, kind)))
        assert [f for f in found if not is_what_is_left(f, kind, who)] == []


@moderate
@given(who=faults, kind=st.sampled_from(["ad.object", "cloud.mailbox", "cloud.group", "entra.user"]))
def test_a_cut_list_makes_nothing_better(who: list[str], kind: str) -> None:
    before = run(estate_of(who))
    assert improvements(before, run(estate_of(who, incomplete=[kind]))) == []
