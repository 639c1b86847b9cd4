# ruff: noqa: E501 - tables are wider than code
"""A whole run over a snapshot, in the few words that properties compare."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from estates import snapshot_of
from tiny_estates import PACK

from analyzer.engine.estate import Estate, build_estate
from analyzer.engine.evaluate import evaluate
from analyzer.engine.findings import build_findings
from analyzer.engine.verdicts import decide
from analyzer.model.rules import Example
from analyzer.model.snapshot import Snapshot
from analyzer.planning.gates import build_gates

SERVER = "CN=EX01,CN=Servers,CN=AG,CN=Administrative Groups,CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=com"  # fmt: skip
MAIN_PLACE = "CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=com"
# What a healthy organisation has besides people, so that its gates can be judged.
ORGANISATION = [
    {"table": "sync.parameters", "rows": "id | Name | Value\np1 | Microsoft.Synchronize.ServerConfigurationVersion | 2.6.92.0"},
    {"table": "cloud.outbound_connector", "rows": "id | Name | Enabled | RouteAllMessagesViaOnPremises\no1 | Out | True | False"},
    {"table": "onprem.accepted_domain", "rows": "id | DomainName | DomainType\nd1 | contoso.com | Authoritative"},
    {
        "table": "ad.configuration",
        "rows": "id | distinguishedName | objectClass | serialNumber | msExchSmtpReceiveBindings | msExchSmtpReceiveRemoteIPRanges | keywords | serviceBindingInformation | msExchMessageJournalRecipient | msExchCurrentServerRoles\n"
        f"s1 | {SERVER} | msExchExchangeServer | Version 15.2 (Build 32562.17) | | | | | | 16439\n"
        f"r1 | CN=Default Frontend EX01,CN=SMTP Receive Connectors,CN=Protocols,{SERVER} | msExchSmtpReceiveConnector | | 0.0.0.0:25 | 0.0.0.0-255.255.255.255 | | | |\n"
        f"c1 | CN=EX01,CN=Autodiscover,CN=Protocols,{SERVER} | serviceConnectionPoint | | | | 77378F46-2C66-4aa9-A6A6-3E7A48B19596 | | |\n"
        f"b1 | CN=DB01,CN=Databases,{MAIN_PLACE} | msExchPrivateMDB | | | | | | |",
    },
]  # fmt: skip
CONTAINER = "CN=Monitoring Mailboxes,CN=Microsoft Exchange System Objects,DC=contoso,DC=com"
HEALTH = {
    "id": "health",
    "sides": "ad",
    "kind": "none",
    "ad.distinguishedName": f"CN=health,{CONTAINER}",
    "ad.msExchRecipientTypeDetails": "549755813888",
    "ad.homeMDB": "CN=DB01",
}


@dataclass(frozen=True, kw_only=True)
class Run:
    """What a run says: verdicts by id (several where a pair fell apart), gates, findings by key."""

    estate: Estate
    verdicts: Mapping[str, frozenset[str]]
    gates: Mapping[str, str]
    findings: frozenset[tuple[str, str, str, str]]


def snapshot_from(people: list[dict[str, str]], **extra: Any) -> Snapshot:
    """A snapshot of some people (keys as in rule examples), a health mailbox and a sound organisation."""
    rows = [*people, HEALTH]
    names = list(dict.fromkeys(n for row in rows for n in row))
    # A key that only some people have keeps its healthy value for the others, so each gets a table of its own.
    tables = [{"rows": " | ".join(row) + "\n" + " | ".join(row.values())} for row in rows if names and row.get("id")]
    example = Example(says="", rows="", settings={"with": [*tables, *ORGANISATION], **extra})
    return snapshot_of(example, PACK.catalogue)[0]


def run(snapshot: Snapshot) -> Run:
    """The whole pack over a snapshot."""
    from estates import AS_OF

    estate = build_estate(snapshot, PACK.catalogue, PACK.facts, as_of=AS_OF, sync_interval_minutes=30)
    outcomes = evaluate(estate, PACK.rules)
    assert not [o.error for o in outcomes if o.error]
    findings, waived, counts = build_findings(estate, outcomes)
    found = decide(estate, outcomes, waived, mandatory=PACK.mandatory)
    upn, shown = estate.trait("upn"), estate.trait("shown_name")
    assert upn is not None
    assert shown is not None
    names = [u.partition("@")[0] or s for u, s in zip(upn.to_pylist(), shown.to_pylist(), strict=True)]
    verdicts: dict[str, set[str]] = {}
    for i in np.flatnonzero(found.is_mailbox):
        verdicts.setdefault(names[i], set()).add(str(found.verdict[i]))
    shown_findings = zip(*(findings[c] for c in ("rule", "outcome", "object_name", "message")), strict=True)
    return Run(
        estate=estate,
        verdicts={n: frozenset(v) for n, v in verdicts.items()},
        gates={g.name: g.state for g in build_gates(outcomes, found, counts, {})},
        findings=frozenset(shown_findings),
    )


def without_column(snapshot: Snapshot, kind: str, name: str) -> Snapshot:
    """The snapshot as if nobody had exported that column."""
    table = snapshot.tables[kind]
    kept = table.drop_columns([name]) if name in table.column_names else table
    return replace(snapshot, tables={**snapshot.tables, kind: kept})


def without_kind(snapshot: Snapshot, kind: str) -> Snapshot:
    """The snapshot as if nobody had supplied that export."""
    tables = {k: t for k, t in snapshot.tables.items() if k != kind}
    blank = tuple(replace(f, kind="none", domains=()) if f.kind == kind else f for f in snapshot.files)
    return replace(snapshot, tables=tables, files=blank)


def reordered(snapshot: Snapshot, seed: int) -> Snapshot:
    """The rows of every table in another order."""
    random = np.random.default_rng(seed)
    tables = {
        kind: table.take(pa.array(random.permutation(table.num_rows), pa.int64())) if table.num_rows else table
        for kind, table in snapshot.tables.items()
    }
    return replace(snapshot, tables=tables)
