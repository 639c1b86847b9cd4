"""The long tables of the made assessments."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from made_rules import RULES, VERDICT_WORDS
from made_values import HOSTILE, LONG, guid

from analyzer.model.assessment import (
    VERDICTS,
)
from analyzer.model.frames import DIFFERENCES, FINDINGS, MAILBOXES, TEXT, checked
from analyzer.model.rules import Level

NAMES = (
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


def _frame(columns: dict[str, object], schema: dict[str, pd.ArrowDtype], name: str) -> pd.DataFrame:
    made = {}
    for column, kind in schema.items():
        values = columns[column]
        made[column] = pd.array(pa.array(values, type=kind.pyarrow_dtype, from_pandas=True), dtype=kind)
    return checked(pd.DataFrame(made), schema, name)


def mailboxes_frame(count: int) -> tuple[pd.DataFrame, list[str], list[str]]:
    guids = [guid(k) if k % 7 != 6 or k > 100 else "cloud:" + guid(k) for k in range(count)]
    names = [NAMES[k] if k < len(NAMES) else f"{NAMES[k % len(NAMES)]} {k}" for k in range(count)]
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
            "reason": [VERDICT_WORDS[v][1] + "." for v in verdict],
            "safe_reason": ["mailNickname was changed." if v == "wait" else "" for v in verdict],
            "safe_confidence": ["exact" if v == "wait" else "" for v in verdict],
            "source_file": ["directory/corp.ldf"] * count,
            "source_row": number * 31 + 4,
            "cloud_file": ["cloud/get-mailbox.csv"] * count,
            "cloud_row": number + 2,
            "planned": [("yes", "no")[k % 3 > 0] for k in range(count)],
            "department": [("Sales", "Finance", "")[k % 3] for k in range(count)],
        },
        dict(MAILBOXES),
        "mailboxes",
    )
    return frame, guids, upns


def findings_frame(count: int, guids: list[str], upns: list[str], names: list[str], hostile: bool) -> pd.DataFrame:
    order = {Level.BLOCKER: 0, Level.UNKNOWN: 1, Level.WAIT: 2, Level.WARNING: 3, Level.INFO: 4}
    rules = sorted(RULES, key=lambda r: (order[r[2]], r[0]))
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


def others_frame(schema: Mapping[str, pd.ArrowDtype], kinds: tuple[str, str], hostile: bool) -> pd.DataFrame:
    """Four groups or contacts, with hostile values in every text."""
    columns: dict[str, list[Any]] = {
        c: [HOSTILE[k % len(HOSTILE)] if hostile else f"{c} {k}" for k in range(4)] if t == TEXT else [0, None, 2, 3]
        for c, t in schema.items()
    }
    columns |= {"object_guid": [guid(900 + k) for k in range(4)], "in_cloud": ["yes", "no"] * 2, "kind": [*kinds] * 2}
    closed = {"owner_in_cloud", "moderated", "delivery_limits"} & columns.keys()
    columns |= {name: ["yes", "no", "unknown", "yes"] for name in closed}
    return _frame(columns, dict(schema), kinds[0])


def differences_frame(count: int, guids: list[str], upns: list[str], hostile: bool) -> pd.DataFrame:
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
            "at_transfer": ["cloud stays" if k == "drift" else "" for k in kinds],
            "changed_last": [{"lag": "directory", "drift": "cloud"}.get(k, "unknown") for k in kinds],
            "source_file": ["directory/corp.ldf"] * count,
            "source_row": [k * 13 + 1 for k in range(count)],
            "cloud_file": ["cloud/get-mailbox.csv"] * count,
            "cloud_row": [k + 2 for k in range(count)],
        },
        dict(DIFFERENCES),
        "differences",
    )
