"""Files, gates, attributes and writers of the made assessments."""

from datetime import UTC, datetime
from hashlib import sha256

from made_values import HOSTILE

from analyzer.model.assessment import (
    GATE_NAMES,
    AttributeLine,
    GateResult,
    Opener,
    RecentWriter,
)
from analyzer.model.rules import Gate
from analyzer.model.snapshot import SourceFile

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


def files_made() -> tuple[SourceFile, ...]:
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


def gates_made(ready: int, total: int) -> tuple[GateResult, ...]:
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


def attributes_made() -> tuple[AttributeLine, ...]:
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


def writer_made() -> RecentWriter:
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
