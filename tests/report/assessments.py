"""Made assessments for the report tests: a small one with every state and hostile values, and a large one."""

import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from foreseen import preview_frames, previews
from road import advice, sequence

from analyzer.model.assessment import (
    GATE_NAMES,
    VERDICTS,
    Assessment,
    AttributeLine,
    Correction,
    DeadEdits,
    GateResult,
    Meta,
    Opener,
    RecentWriter,
    Reconciliation,
    SafeDay,
    Timing,
    VerdictCount,
)
from analyzer.model.frames import CONTACTS, DIFFERENCES, FINDINGS, GROUPS, MAILBOXES, TEXT, checked
from analyzer.model.problems import Problem, Severity
from analyzer.model.rules import Gate, Level, PackLayer, Rule, RuleResult, Source
from analyzer.model.settings import Statement, Waiver
from analyzer.model.snapshot import Conflict, RejectedRow, SourceFile

HOSTILE = (
    '=HYPERLINK("http://evil.example/","open")',
    "</script><script>window.hacked=1</script>",
    '<img src=x onerror="window.hacked=1">',
    "+1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-2+3",
    "bell\x07 null\x00 escape\x1b[31m",
    "right\u202eto\u200fleft\u2066marks",
    "emoji 🧭 👩🏽‍💻 and Ελληνικά עברית 漢字",
    "line one\nline two\ttab",
    "lines\u2028and\u2029paragraphs",
    "{{ 7*7 }} {% raw %} ${7*7}",
    "\"quoted\" 'single' & &amp; <b>bold</b>",
    "_x0041_ _x000D_",
    "]]><!--",
    "javascript:window.hacked=1",
    " leading and trailing ",
)
LONG = "long value " + "abcdefghij" * 3_999 + "THE END"

AS_OF = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
SOURCE_URL = "https://docs.contoso.example/resiliency?view=all"
_NAMES = (
    "Mara Ostrowska",
    "Tomasz Wilde",
    "Priya Raghunath",
    "Noor el-Amrani",
    "Payroll",
    "Gareth Pennington",
    "Yusuf Demiral",
    "Bram Oosterhuis",
    "Haruto Senda",
    "Freya Thorsdottir",
    "Room Sirocco 5.01",
    "Amara Nwosu-Hale",
    "Anneli Saarikoski",
    "Beatriz Monteverde",
    "Board Secretariat",
    "Camille Aubert",
    "Diego Fuentes",
    "Elif Aydin",
    "Front Desk",
    "Giulia Ferrante",
    "Hanna Koskinen",
    "Ibrahim Sesay",
    "Jonas Weidner",
    "Katya Morozova",
)
_VERDICT_WORDS = {
    "done": ("Done", "Already managed in the cloud"),
    "ready": ("Ready", "Can be transferred today"),
    "ready_with_warnings": ("Ready with warnings", "Can be transferred; read the notes first"),
    "wait": ("Wait", "A change in the directory is less than one cycle and 24 h old"),
    "blocked": ("Blocked", "Something must be corrected first"),
    "unknown": ("Unknown", "Evidence is missing; the export that settles it is named"),
    "not_applicable": ("Not applicable", "Cloud-only; has no directory side"),
}
_RULES: tuple[tuple[str, str, Level, tuple[Gate, ...], str, str], ...] = (
    (
        "MBX-002",
        "Remote mailbox without a cloud mailbox",
        Level.BLOCKER,
        (Gate.TRANSFER,),
        "mailbox",
        "The switch needs a cloud mailbox. Mail to this person returns as undeliverable.",
    ),
    (
        "MBX-009",
        "A change is younger than one cycle and 24 hours",
        Level.WAIT,
        (Gate.TRANSFER,),
        "mailbox",
        "A directory change may still be on its way. The cloud value is frozen at the switch.",
    ),
    (
        "DIR-016",
        "Two objects hold one address",
        Level.BLOCKER,
        (Gate.TRANSFER, Gate.WRITEBACK),
        "mailbox",
        "The sync quarantines one of the two owners, so the cloud value is not the wanted one.",
    ),
    (
        "DIR-009",
        "The mailbox GUID differs",
        Level.BLOCKER,
        (Gate.TRANSFER,),
        "mailbox",
        "Both sides speak of different mailboxes.",
    ),
    (
        "DRF-003",
        "Hidden state differs",
        Level.WARNING,
        (Gate.TRANSFER,),
        "mailbox",
        "The switch freezes the cloud value. It is never written back.",
    ),
    (
        "DRF-005",
        "A custom attribute differs",
        Level.WARNING,
        (Gate.TRANSFER, Gate.WRITEBACK),
        "mailbox",
        "Dynamic groups and applications read it.",
    ),
    (
        "GRP-001",
        "A synced group is managed on-premises",
        Level.BLOCKER,
        (Gate.RETIRE,),
        "group",
        "Nobody can edit it with Exchange tools after the last server is gone.",
    ),
    (
        "SYNC-001",
        "Connect Sync is too old",
        Level.BLOCKER,
        (Gate.TRANSFER,),
        "sync",
        "An older engine overwrites the cloud values at the next full cycle.",
    ),
    (
        "ORG-014",
        "A receive connector relays",
        Level.BLOCKER,
        (Gate.RETIRE,),
        "connector",
        "Devices that send through it stop sending.",
    ),
    (
        "ATT-007",
        "Nobody said whether mailboxes return",
        Level.UNKNOWN,
        (Gate.MOVE_BACK,),
        "statement",
        "The way back differs for mailboxes that return to a server.",
    ),
    (
        "TEN-004",
        "The tenant has no writeback job",
        Level.BLOCKER,
        (Gate.WRITEBACK,),
        "tenant",
        "Changes in the cloud never reach the directory.",
    ),
    (
        "MBX-021",
        "No snapshot of the cloud values",
        Level.WARNING,
        (Gate.MOVE_BACK,),
        "organisation",
        "Values that were never exported cannot be put back.",
    ),
    (
        "ORG-037",
        "Role assignments are not built in",
        Level.INFO,
        (Gate.PATH,),
        "organisation",
        "They vanish with the last server.",
    ),
)
_FILES = (
    ("directory/corp.ldf", "ad.object", "directory", "ldifde export", 400, 360, 38, 2, "whole"),
    ("cloud/get-mailbox.csv", "cloud.mailbox", "cloud", "Get-Mailbox (Exchange Online)", 318, 318, 0, 0, "whole"),
    (
        "cloud/get-recipient.csv",
        "cloud.recipient",
        "cloud",
        "Get-Recipient (Exchange Online)",
        1000,
        1000,
        0,
        0,
        "capped",
    ),
    ("cloud/users.json", "entra.user", "entra", "Get-MgUser", 400, 400, 0, 0, "whole"),
    ("onprem/=cmd.csv", "unrecognised", "", "", 7, 0, 7, 0, "unrecognised"),
)


def guid(number: int) -> str:
    """The same GUID for the same number."""
    return str(uuid.UUID(bytes=sha256(str(number).encode()).digest()[:16]))


def _rules() -> tuple[RuleResult, ...]:
    out = []
    for k, (rule_id, title, level, gates, subject, why) in enumerate(sorted(_RULES)):
        rule = Rule(
            id=rule_id,
            name=title.lower().replace(" ", "-"),
            title=title,
            level=level,
            gates=gates,
            population="remote_mailboxes",
            check="differs",
            params={},
            why=why + (" " + HOSTILE[1] if rule_id == "DIR-009" else ""),
            fix="Choose the right value on {upn}, then export again",
            sources=("S15", "S16"),
            since="2025-12-01",
            confidence="H",
            subject=subject,
            owner="Messaging" if k % 2 else "Identity",
            waivable=rule_id.startswith("DRF"),
        )
        state = {"MBX-021": "unknown", "ORG-037": "not_applicable", "TEN-004": "error"}.get(rule_id, "ran")
        reason = {"unknown": "No mailbox export with all properties", "error": "ValueError: seen " + HOSTILE[2]}
        out.append(RuleResult(rule=rule, state=state, reason=reason.get(state, ""), judged=40, hits=k, unknown=k % 3))
    return tuple(out)


def _files() -> tuple[SourceFile, ...]:
    return tuple(
        SourceFile(
            file=name,
            kind=kind,
            side=side,
            title=title,
            sha256=sha256(name.encode()).hexdigest(),
            bytes=read * 700,
            exported_at=None if health == "unrecognised" else datetime(2026, 11, 15 - k, 20, 10, tzinfo=UTC),
            rows_read=read,
            rows_used=used,
            rows_ignored=ignored,
            rows_rejected=rejected,
            health=health,
            note=HOSTILE[2] if health == "unrecognised" else "",
            columns=("Name", "Alias"),
            unknown_columns=("Extra", HOSTILE[0]) if k == 1 else (),
            domains=("corp.contoso.example",) if side == "directory" else (),
        )
        for k, (name, kind, side, title, read, used, ignored, rejected, health) in enumerate(_FILES)
    )


def _gates(ready: int, total: int) -> tuple[GateResult, ...]:
    openers = {
        Gate.TRANSFER: (
            Opener(
                text="Free 1 address that two objects hold",
                rules=("DIR-016",),
                count=4,
                owner="Directory",
                state="fail",
            ),
            Opener(
                text="Export every property of the mailboxes",
                rules=("MBX-021",),
                count=2,
                owner="Messaging",
                state="unknown",
                settles="Get-Mailbox -ResultSize Unlimited | Export-Clixml mailboxes.xml",
            ),
        ),
        Gate.RETIRE: (
            Opener(
                text="Decide 14 synced groups",
                rules=("GRP-001",),
                count=14,
                owner="Directory",
                state="fail",
                opens_also="A yes to ATT-008, with person and date, opens this too.",
            ),
            Opener(text="Move 3 relay senders", rules=("ORG-014",), count=3, owner="Network", state="fail"),
        ),
        Gate.WRITEBACK: (),
        Gate.MOVE_BACK: (
            Opener(text="Answer statement ATT-007", rules=("ATT-007",), count=1, owner="Messaging", state="unknown"),
        ),
        Gate.PATH: (),
    }
    states = ("open_in_part", "closed", "open", "unknown", "waived")
    reasons = (
        f"{ready:,} of {total:,} mailboxes can be switched today. Sync is healthy.",
        "EXCH-HQ-01 still has work: relay senders and groups. " + HOSTILE[2],
        "Every forest has a job and each is healthy.",
        "Nobody has said whether mailboxes will return.",
        "Path A. The group is left over from a test. Signed A. Lindqvist, until 2027-01-31.",
    )
    return tuple(
        GateResult(
            gate=gate,
            name=GATE_NAMES[gate][0],
            question=GATE_NAMES[gate][1],
            state=state,
            reason=reason,
            openers=openers[gate],
            reach=ready if state == "open_in_part" else 0,
            total=total,
        )
        for gate, state, reason in zip(Gate, states, reasons, strict=True)
    )


def _attributes() -> tuple[AttributeLine, ...]:
    names = (
        ("proxyAddresses", "EmailAddresses"),
        ("extensionAttribute7", "CustomAttribute7"),
        ("mail", "WindowsEmailAddress"),
        ("msExchHideFromAddressLists", "HiddenFromAddressListsEnabled"),
        ("displayName", "DisplayName"),
        ("publicDelegates", "GrantSendOnBehalfTo"),
        ("targetAddress", ""),
    )
    return tuple(
        AttributeLine(
            ldap_name=ldap,
            cloud_name=cloud,
            category="identity" if ldap == "displayName" else "exchange",
            owner_before="directory",
            owner_after="directory" if ldap == "displayName" else "cloud",
            edit_before=f"Set-ADUser -{ldap}",
            edit_after=f"Set-Mailbox -{cloud}" if cloud else "",
            written_back=("yes", "no", "calculated")[k % 3],
            compared_as="casefold",
            pairs=36,
            equal=36 - k,
            lag=k % 2,
            drift=k // 2,
            by_design=k % 3,
            unknown=1 if k == 5 else 0,
            unknown_because="Get-Mailbox was exported without GrantSendOnBehalfTo" if k == 5 else "",
            trust=("confirmed", "inferred")[k % 2],
            sources="S04",
            stated_on="2026-08-03",
            notes="Notes with " + HOSTILE[12] if k == 3 else "",
        )
        for k, (ldap, cloud) in enumerate(names)
    )


def _writer() -> RecentWriter:
    return RecentWriter(
        attribute="extensionAttribute7",
        controller="DC02",
        hour=2,
        waiting=3,
        alone=2,
        mailboxes=5,
        days=3,
        all_changes=6,
        newest="2026-11-16T02:05:00Z",
        is_habit=True,
        applications=("Payroll",),
        text="extensionAttribute7 was last set on 5 mailboxes between 02:00 and 03:00 UTC on 3 days by DC02.",
    )


def _frame(columns: dict[str, object], schema: dict[str, pd.ArrowDtype], name: str) -> pd.DataFrame:
    made = {}
    for column, kind in schema.items():
        values = columns[column]
        made[column] = pd.array(pa.array(values, type=kind.pyarrow_dtype, from_pandas=True), dtype=kind)
    return checked(pd.DataFrame(made), schema, name)


def _mailboxes(count: int) -> tuple[pd.DataFrame, list[str], list[str]]:
    guids = [guid(k) if k % 7 != 6 or k > 100 else "cloud:" + guid(k) for k in range(count)]
    names = [_NAMES[k] if k < len(_NAMES) else f"{_NAMES[k % len(_NAMES)]} {k}" for k in range(count)]
    upns = [n.lower().replace(" ", ".") + "@contoso.example" for n in names]
    number = np.arange(count)
    verdict = [VERDICTS[v] for v in (number % 12).clip(0, 11).astype(int) % 7]
    blocked = [v == "blocked" for v in verdict]
    frame = _frame(
        {
            "object_guid": guids,
            "user_principal_name": upns,
            "primary_smtp_address": upns,
            "display_name": names,
            "recipient_type": [("user", "user", "user", "shared", "room", "equipment")[k % 6] for k in range(count)],
            "verdict": verdict,
            "earliest_safe_transfer": [
                f"2026-11-{17 + k % 5:02d}T{k % 24:02d}:35:00Z" if verdict[k] == "wait" else "" for k in range(count)
            ],
            "safe_basis": ["attribute times" if v == "wait" else "" for v in verdict],
            "blockers": ["DIR-016 DIR-009" if b and k % 2 else "DIR-016" if b else "" for k, b in enumerate(blocked)],
            "warnings": ["DRF-003" if v == "ready_with_warnings" else "" for v in verdict],
            "unknowns": ["MBX-021" if v == "unknown" else "" for v in verdict],
            "lag": number % 2,
            "drift": number % 3,
            "unknown_differences": number % 5 // 4,
            "matched_by": [("source anchor", "mailbox GUID", "primary address", "")[k % 4] for k in range(count)],
            "confidence": [("strong", "strong", "weak", "none")[k % 4] for k in range(count)],
            "transferred": ["yes" if v == "done" else "no" for v in verdict],
            "domain": [("corp.contoso.example", "eu.contoso.example")[k % 2] for k in range(count)],
            "organizational_unit": [f"OU={('Sales', 'Finance', 'HR')[k % 3]},DC=corp" for k in range(count)],
            "reason": [_VERDICT_WORDS[v][1] + "." for v in verdict],
            "safe_reason": ["mailNickname was changed." if v == "wait" else "" for v in verdict],
            "safe_confidence": ["exact" if v == "wait" else "" for v in verdict],
            "source_file": ["directory/corp.ldf"] * count,
            "source_row": number * 31 + 4,
            "cloud_file": ["cloud/get-mailbox.csv"] * count,
            "cloud_row": number + 2,
            "planned": [("yes", "no")[k % 3 > 0] for k in range(count)],
        },
        dict(MAILBOXES),
        "mailboxes",
    )
    return frame, guids, upns


def _findings(count: int, guids: list[str], upns: list[str], names: list[str], hostile: bool) -> pd.DataFrame:
    order = {Level.BLOCKER: 0, Level.UNKNOWN: 1, Level.WAIT: 2, Level.WARNING: 3, Level.INFO: 4}
    rules = sorted(_RULES, key=lambda r: (order[r[2]], r[0]))
    pick = sorted(k % len(rules) for k in range(count))
    of_mailbox = [rules[p][4] == "mailbox" for p in pick]
    whom = [k % len(guids) for k in range(count)]
    value = [HOSTILE[k % len(HOSTILE)] if hostile else f"CC-{k % 5000}" for k in range(count)]
    if hostile:
        value[1] = LONG
    return _frame(
        {
            "finding_key": [f"{k:016x}" for k in range(count)],
            "rule": [rules[p][0] for p in pick],
            "level": [rules[p][2].value for p in pick],
            "outcome": [("fail", "fail", "fail", "unknown", "waived")[k % 5] for k in range(count)],
            "subject": [rules[p][4] for p in pick],
            "gate": [" ".join(rules[p][3]) for p in pick],
            "object_guid": [guids[w] if m else "" for w, m in zip(whom, of_mailbox, strict=True)],
            "object_name": [
                names[w] if m else f"CN=Object {k},{HOSTILE[k % 17] if hostile else 'DC=corp'}"
                for k, (w, m) in enumerate(zip(whom, of_mailbox, strict=True))
            ],
            "user_principal_name": [upns[w] if m else "" for w, m in zip(whom, of_mailbox, strict=True)],
            "attribute": [
                ("proxyAddresses", "extensionAttribute7", "", "msExchMailboxGuid")[k % 4] for k in range(count)
            ],
            "directory_value": value,
            "cloud_value": ["" if k % 4 == 2 else v for k, v in enumerate(reversed(value))],
            "message": [
                rules[p][1] + (f": {HOSTILE[k % 17]}." if hostile and k % 6 == 0 else ".") for k, p in enumerate(pick)
            ],
            "remediation": [f"Set-Mailbox {upns[w]} -CustomAttribute7 'value'" for w in whom],
            "certainty": ["possible" if k % 9 == 8 else "certain" for k in range(count)],
            "source_file": ["directory/corp.ldf"] * count,
            "source_row": [k * 17 + 3 for k in range(count)],
            "cloud_file": ["" if k % 3 == 2 else "cloud/get-mailbox.csv" for k in range(count)],
            "cloud_row": [None if k % 3 == 2 else k + 2 for k in range(count)],
            "rule_sources": ["S15 S16"] * count,
            "waiver": ["A. Lindqvist, until 2027-01-31" if k % 5 == 4 else "" for k in range(count)],
        },
        dict(FINDINGS),
        "findings",
    )


def _others(schema: Mapping[str, pd.ArrowDtype], kinds: tuple[str, str], hostile: bool) -> pd.DataFrame:
    """Four groups or contacts, with hostile values in every text."""
    columns: dict[str, list[Any]] = {
        c: [HOSTILE[k % len(HOSTILE)] if hostile else f"{c} {k}" for k in range(4)] if t == TEXT else [0, None, 2, 3]
        for c, t in schema.items()
    }
    columns |= {"object_guid": [guid(900 + k) for k in range(4)], "in_cloud": ["yes", "no"] * 2, "kind": [*kinds] * 2}
    return _frame(columns, dict(schema), kinds[0])


def _differences(count: int, guids: list[str], upns: list[str], hostile: bool) -> pd.DataFrame:
    value = [HOSTILE[k % len(HOSTILE)] if hostile else f"CC-{k % 5000}" for k in range(count)]
    if hostile:
        value[3] = LONG
    kinds = [("drift", "lag", "by_design", "unknown")[k % 4] for k in range(count)]
    return _frame(
        {
            "difference_key": [f"d{k:015x}" for k in range(count)],
            "object_guid": [guids[k % len(guids)] for k in range(count)],
            "user_principal_name": [upns[k % len(upns)] for k in range(count)],
            "attribute": [
                ("extensionAttribute7", "proxyAddresses.primary", "targetAddress", "publicDelegates")[k % 4]
                for k in range(count)
            ],
            "cloud_name": [
                ("CustomAttribute7", "EmailAddresses", "", "GrantSendOnBehalfTo")[k % 4] for k in range(count)
            ],
            "category": ["identity" if k % 10 == 9 else "exchange" for k in range(count)],
            "kind": kinds,
            "direction": [("both", "only_directory", "only_cloud")[k % 3] for k in range(count)],
            "directory_value": ["" if k % 3 == 2 else v for k, v in enumerate(value)],
            "cloud_value": ["" if k % 3 == 1 else v for k, v in enumerate(reversed(value))],
            "directory_compared": [v.casefold() for v in value],
            "cloud_compared": [v.casefold() for v in reversed(value)],
            "why": [
                {
                    "drift": "Older than 24 h and still different.",
                    "lag": "Changed after the last sync.",
                    "by_design": "Routing address; only the directory has it.",
                    "unknown": "Column missing in the cloud export.",
                }[k]
                for k in kinds
            ],
            "directory_changed": [
                "2026-11-15T19:05:00Z" if k == "lag" else "2026-08-21T09:12:00Z" if k == "drift" else "" for k in kinds
            ],
            "changed_basis": ["attribute times" if k == "lag" else "" for k in kinds],
            "written_back": [k % 2 == 0 for k in range(count)],
            "dead_edit": ["yes" if k == "drift" and n % 5 == 0 else "" for n, k in enumerate(kinds)],
            "classed_by": [
                {
                    "drift": "changed-before-last-sync",
                    "lag": "changed-after-last-sync",
                    "by_design": "foreign-domain",
                    "unknown": "value-not-known",
                }[k]
                for k in kinds
            ],
            "changed_last": [{"lag": "directory", "drift": "cloud"}.get(k, "unknown") for k in kinds],
            "source_file": ["directory/corp.ldf"] * count,
            "source_row": [k * 13 + 1 for k in range(count)],
            "cloud_file": ["cloud/get-mailbox.csv"] * count,
            "cloud_row": [k + 2 for k in range(count)],
        },
        dict(DIFFERENCES),
        "differences",
    )


def _assessment(mailboxes: int, findings: int, differences: int, *, hostile: bool) -> Assessment:
    frame, guids, upns = _mailboxes(mailboxes)
    names = frame["display_name"].tolist()
    if hostile:
        shown = [HOSTILE[k % 17] if k >= len(_NAMES) else n for k, n in enumerate(names)]
        frame["display_name"] = pd.array(shown, dtype=TEXT)
        names = shown
    counts = frame["verdict"].value_counts().to_dict()
    ready = int(counts.get("ready", 0) + counts.get("ready_with_warnings", 0))
    movable = mailboxes - int(counts.get("not_applicable", 0))
    files = _files()
    back, again = preview_frames(min(differences, 12), guids, upns, HOSTILE if hostile else ("CC-1", "CC-2"))
    return Assessment(
        previews=previews(movable, " " + HOSTILE[2] if hostile else ""),
        writeback=back,
        rollback=again,
        meta=Meta(
            product_version="0.1.0",
            pack_name="exready",
            pack_version="2026.11",
            pack_date="2026-11-09",
            pack_sha256=sha256(b"pack").hexdigest(),
            pack_layers=(
                PackLayer(
                    name="exready", version="2026.11", date="2026-11-23", sha256=sha256(b"pack").hexdigest(), rules=77
                ),
            ),
            as_of=AS_OF,
            as_of_basis="newest time in the files",
            customer="Contoso Logistics",
            author="Ines Holmqvist, Fabrikam Advisory",
            classification="Confidential",
            introduction="Prepared for the change board of 24 November." + (" " + HOSTILE[2] if hostile else ""),
            accent="",
            folder="contoso",
            fingerprint=sha256(b"evidence").hexdigest(),
            sync_interval_minutes=30,
            sync_interval_basis="scheduler export",
        ),
        sentence=(
            f"Transfer can go on for {ready:,} of {movable:,} mailboxes; "
            "the last Exchange server must stay until 2 conditions are met."
        ),
        ask=f"Asked today: approve the switch of {ready:,} mailboxes. Not asked today: shutting the server down.",
        verdicts=tuple(
            VerdictCount(
                verdict=v, label=_VERDICT_WORDS[v][0], meaning=_VERDICT_WORDS[v][1], mailboxes=int(counts.get(v, 0))
            )
            for v in VERDICTS
        ),
        gates=_gates(ready, movable),
        advice=advice(" " + HOSTILE[2] if hostile else ""),
        sequence=sequence(" " + HOSTILE[1] if hostile else ""),
        rules=_rules(),
        left_out=(),
        corrections=(
            Correction(
                rank=1,
                text="Remove the address from the object that does not need it",
                rule="DIR-016",
                rules=("CON-002", "DIR-016"),
                owner="Directory",
                frees=3,
                touches=5,
                together=3,
            ),
            Correction(
                rank=2,
                text="Give both sides one mailbox GUID " + HOSTILE[2],
                rule="DIR-009",
                owner="Messaging",
                frees=0,
                touches=2,
                together=5,
            ),
        ),
        calendar=tuple(SafeDay(day=f"2026-11-{17 + k}", mailboxes=n) for k, n in enumerate((1, 0, 2, 1))),
        timing=Timing(
            ready=3,
            waiting=4,
            never=2,
            unknown=1,
            exact=4,
            days_looked_at=30,
            writers=(_writer(),),
            note="Of one mailbox nothing is known.",
        ),
        dead_edits=(DeadEdits(attribute="mailNickname", cloud_name="Alias", yes=2, possible=1),),
        attributes=_attributes(),
        files=files,
        problems=(
            Problem(
                code="W203",
                severity=Severity.COLUMN,
                message="A type name stands where values should be",
                file="cloud/get-mailbox.csv",
                row=12,
                column="EmailAddresses",
                seen="System.String[] " + HOSTILE[2],
                help="Get-Mailbox -ResultSize Unlimited | Export-Csv",
            ),
            Problem(
                code="W210",
                severity=Severity.WARN,
                message="The file has exactly 1,000 rows",
                file="cloud/get-recipient.csv",
                help="Get-Recipient -ResultSize Unlimited",
            ),
        ),
        rejected=(
            RejectedRow(file="directory/corp.ldf", row=881, reason="base64 cannot be read"),
            RejectedRow(file="directory/corp.ldf", row=902, reason=HOSTILE[6]),
        ),
        conflicts=(
            Conflict(
                file="cloud/a.csv", row=4, object=HOSTILE[0], columns="Alias", used_file="cloud/b.csv", used_row=7
            ),
        ),
        reconciliation=Reconciliation(
            read=sum(f.rows_read for f in files),
            used=sum(f.rows_used for f in files),
            ignored=sum(f.rows_ignored for f in files),
            rejected=sum(f.rows_rejected for f in files),
            ignored_because={"objects without mail attributes": 38, "rows of a file nobody recognises": 7},
            matched=35,
            only_directory=3,
            only_cloud=2,
            ambiguous=1,
        ),
        statements=(
            Statement(id="ATT-001", answer="yes", person="M. Berg", date=date(2026, 11, 9), text="No other forest"),
            Statement(id="ATT-003", answer="no", text=HOSTILE[0]),
        ),
        waivers=(
            Waiver(rule="DRF-003", reason="Left over from a test", approver="A. Lindqvist", expires=date(2027, 1, 31)),
            Waiver(
                rule="DRF-005", reason=HOSTILE[2], approver="A. Lindqvist", expires=date(2026, 10, 31), object=upns[0]
            ),
        ),
        sources=(
            Source(id="S04", title="Cloud-based management of Exchange attributes", date="2026-08-03"),
            Source(id="S15", title="Duplicate attribute resiliency", date="2025-12-01", url=SOURCE_URL),
            Source(id="S16", title="Identity synchronisation errors", date="2025-12-01"),
        ),
        missing=(
            ("A4", "Attribute change times", "Get-ADReplicationAttributeMetadata ... | Export-Csv", 3),
            ("D8", "Receive connectors", "Get-ReceiveConnector | Export-Csv " + HOSTILE[1], 1),
        ),
        mailboxes=frame,
        findings=_findings(findings, guids, upns, names, hostile),
        differences=_differences(differences, guids, upns, hostile),
        groups=_others(GROUPS, ("universal", "global"), hostile),
        contacts=_others(CONTACTS, ("contact", "mail user"), hostile),
    )


def small_assessment() -> Assessment:
    """40 mailboxes, 60 findings, 50 differences; every state, and hostile values in many fields."""
    return _assessment(40, 60, 50, hostile=True)


def large_assessment(count: int) -> Assessment:
    """``count`` mailboxes with as many findings and half as many differences, ordinary values."""
    return _assessment(count, count, count // 2, hostile=False)


__all__ = ["AS_OF", "HOSTILE", "LONG", "guid", "large_assessment", "small_assessment"]
