"""Made assessments for the report tests: a small one with every state and hostile values, and a large one."""

from datetime import date
from hashlib import sha256

import pandas as pd
from foreseen import preview_frames, previews
from made_frames import NAMES, differences_frame, findings_frame, mailboxes_frame, others_frame
from made_parts import attributes_made, files_made, gates_made, writer_made
from made_rules import VERDICT_WORDS, rules_made
from made_values import AS_OF, HOSTILE, LONG, SOURCE_URL, guid
from road import advice, sequence

from analyzer.model.assessment import (
    VERDICTS,
    Assessment,
    Correction,
    DeadEdits,
    Meta,
    Reconciliation,
    SafeDay,
    Timing,
    VerdictCount,
)
from analyzer.model.frames import CONTACTS, GROUPS, TEXT
from analyzer.model.problems import Problem, Severity
from analyzer.model.rules import PackLayer, Source
from analyzer.model.settings import Statement, Waiver
from analyzer.model.snapshot import Conflict, RejectedRow


def _assessment(mailboxes: int, findings: int, differences: int, *, hostile: bool) -> Assessment:
    frame, guids, upns = mailboxes_frame(mailboxes)
    names = frame["display_name"].tolist()
    if hostile:
        shown = [HOSTILE[k % 17] if k >= len(NAMES) else n for k, n in enumerate(names)]
        frame["display_name"] = pd.array(shown, dtype=TEXT)
        names = shown
    counts = frame["verdict"].value_counts().to_dict()
    ready = int(counts.get("ready", 0) + counts.get("ready_with_warnings", 0))
    movable = mailboxes - int(counts.get("not_applicable", 0))
    files = files_made()
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
                verdict=v, label=VERDICT_WORDS[v][0], meaning=VERDICT_WORDS[v][1], mailboxes=int(counts.get(v, 0))
            )
            for v in VERDICTS
        ),
        gates=gates_made(ready, movable),
        advice=advice(" " + HOSTILE[2] if hostile else ""),
        sequence=sequence(" " + HOSTILE[1] if hostile else ""),
        rules=rules_made(),
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
            writers=(writer_made(),),
            note="Of one mailbox nothing is known.",
        ),
        dead_edits=(DeadEdits(attribute="mailNickname", cloud_name="Alias", yes=2, possible=1),),
        attributes=attributes_made(),
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
        findings=findings_frame(findings, guids, upns, names, hostile),
        differences=differences_frame(differences, guids, upns, hostile),
        groups=others_frame(GROUPS, ("universal", "global"), hostile),
        contacts=others_frame(CONTACTS, ("contact", "mail user"), hostile),
    )


def small_assessment() -> Assessment:
    """40 mailboxes, 60 findings, 50 differences; every state, and hostile values in many fields."""
    return _assessment(40, 60, 50, hostile=True)


def large_assessment(count: int) -> Assessment:
    """``count`` mailboxes with as many findings and half as many differences, ordinary values."""
    return _assessment(count, count, count // 2, hostile=False)


__all__ = ["AS_OF", "HOSTILE", "LONG", "SOURCE_URL", "guid", "large_assessment", "small_assessment"]
