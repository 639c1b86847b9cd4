"""Verdicts and rules of the made assessments."""

from made_values import HOSTILE

from analyzer.model.rules import Gate, Level, Rule, RuleResult

VERDICT_WORDS = {
    "done": ("Done", "Already managed in the cloud"),
    "ready": ("Ready", "Can be transferred today"),
    "ready_with_warnings": ("Ready with warnings", "Can be transferred; read the notes first"),
    "wait": ("Wait", "A change in the directory is less than one cycle and 24 h old"),
    "blocked": ("Blocked", "Something must be corrected first"),
    "unknown": ("Unknown", "Evidence is missing; the export that settles it is named"),
    "not_applicable": ("Not applicable", "Cloud-only; has no directory side"),
}

RULES: tuple[tuple[str, str, Level, tuple[Gate, ...], str, str], ...] = (
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


def rules_made() -> tuple[RuleResult, ...]:
    out = []
    for k, (rule_id, title, level, gates, subject, why) in enumerate(sorted(RULES)):
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
