"""Outcomes become findings: one row per subject and value, with evidence, words and the correction."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.cells import texts
from analyzer.engine.checks import HIT, UNKNOWN, Evidence, evidence_with
from analyzer.engine.estate import Estate
from analyzer.engine.evaluate import Outcome, gate_asks
from analyzer.engine.signatures import sign, signatures_for
from analyzer.engine.subjects import Label, Place
from analyzer.model.frames import FINDINGS, checked, empty
from analyzer.model.rules import Level, Rule

_SCHEMA = pa.schema([(name, kind.pyarrow_dtype) for name, kind in FINDINGS.items()])
_LEVELS = pa.array(["blocker", "unknown", "wait", "warning", "info"], pa.string())
_WITHOUT_MAILBOX = ("group", "contact", "public folder")
# More unknown rows than this from one and the same cause are one finding with a count.
MOST_UNKNOWN_ROWS = 200


# A value that PowerShell takes as one word; every other one is quoted.
_PLAIN = re.compile(r"[\w.@:/+=-]+", re.ASCII)
# PowerShell ends a quoted text at any of these.
_QUOTES = re.compile("['\u2018\u2019\u201a\u201b]")
_PLACEHOLDER = re.compile(r"('?)\{(upn|guid|primary|dn|alias|name|directory_value|cloud_value|count)\}('?)")


def filled(text: str, values: Mapping[str, str]) -> str:
    """A correction with its placeholders filled; unknown ones show as ``<name>``.

    A value cannot leave its place in a command: it is quoted where it is more than one plain word, and the
    quotes in it are doubled.
    """

    if "{" not in text:
        return text

    def one(found: re.Match[str]) -> str:
        before, key, after = found.groups()
        value = values.get(key)
        if not value:
            return f"{before}<{key}>{after}"
        if not (before and after) and _PLAIN.fullmatch(value):
            return f"{before}{value}{after}"
        quoted = _QUOTES.sub(lambda q: q[0] * 2, value)
        return f"'{quoted}'" if before and after else f"{before}'{quoted}'{after}"

    return _PLACEHOLDER.sub(one, text)


def finding_key(rule: str, guid: str, name: str, attribute: str, value: str) -> str:
    """Sixteen hex digits that stay the same from run to run for the same fault."""
    return hashlib.sha256("\0".join((rule, guid or name, attribute, value)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one rule found, a row each, before anybody has signed for it; and whose it is (-1 = nobody's)."""

    rows: pa.Table  # the columns of ``FINDINGS``
    owner: npt.NDArray[np.int64]


def build_findings(
    estate: Estate, outcomes: Sequence[Outcome], told: Mapping[str, Told] | None = None
) -> tuple[pd.DataFrame, dict[str, npt.NDArray[np.bool_]], dict[str, int]]:
    """The findings frame, the waived identities per rule, and how many findings of each rule were waived.

    An identity counts as waived when all its findings of that rule are. ``told`` holds, by rule, what is known
    already of outcomes that are the same.
    """
    blocks: list[pa.Table] = []
    waived: dict[str, npt.NDArray[np.bool_]] = {}
    waived_counts: dict[str, int] = {}
    for outcome in outcomes:
        rule = outcome.rule
        if rule.level is Level.NONE:
            continue
        # Rows are held as Python values for one rule at a time: there can be one for each mailbox and rule.
        found = (told or {}).get(rule.id) or told_of(estate, outcome)
        signatures = signatures_for(estate, rule)
        if signatures:
            signed = sign(found, outcome, signatures, estate.identities.count)
            if signed.identities.any():
                waived[rule.id] = signed.identities
            if signed.counted:
                waived_counts[rule.id] = signed.counted
            blocks.append(signed.rows)
        else:
            blocks.append(found.rows)
    return _in_order(blocks), waived, waived_counts


def told_of(estate: Estate, outcome: Outcome) -> Told:
    """What the rule found, in words."""
    rows = _of_rule(estate, outcome)
    table = pa.table({name: [row[name] for row, _who in rows] for name in FINDINGS}, schema=_SCHEMA)
    return Told(rows=table, owner=np.array([-1 if who is None else who for _row, who in rows], np.int64))


def _in_order(blocks: Sequence[pa.Table]) -> pd.DataFrame:
    """The findings by level, rule, sign-in name, name and key."""
    table = pa.concat_tables(blocks) if blocks else _SCHEMA.empty_table()
    if not table.num_rows:
        return empty(FINDINGS)
    rank = pc.fill_null(pc.index_in(table["level"], value_set=_LEVELS), len(_LEVELS))
    keys = table.select(["rule", "user_principal_name", "object_name", "finding_key"]).append_column("rank", rank)
    names = ("rank", "rule", "user_principal_name", "object_name", "finding_key")
    table = table.take(pc.sort_indices(keys, sort_keys=[(name, "ascending") for name in names]))
    columns = {name: pd.arrays.ArrowExtensionArray(table[name]) for name in table.column_names}
    return checked(pd.DataFrame(columns), FINDINGS, "findings")


def _of_rule(estate: Estate, outcome: Outcome) -> list[tuple[dict[str, Any], int | None]]:
    rule = outcome.rule
    if outcome.error:
        return [(_row(estate, rule, text=f"The rule could not run: {outcome.error}", outcome="unknown"), None)]
    out: list[tuple[dict[str, Any], int | None]] = []
    unknown = int(np.count_nonzero(outcome.codes == UNKNOWN))
    doubts = evidence_with(outcome.evidence, UNKNOWN)
    told = {e.index for e in doubts}
    bundle = bool(outcome.missing) or unknown > MOST_UNKNOWN_ROWS or (unknown > 0 and not told)
    if bundle and (unknown or outcome.missing):
        how_many = f" for {unknown:,} {_plural(rule.subject, unknown)}" if unknown > 1 else ""
        cause = outcome.missing or "a value is unknown in the files"
        out.append((_row(estate, rule, text=f"Cannot be judged{how_many}: {cause}.", outcome="unknown"), None))
    evidence = evidence_with(outcome.evidence, HIT) if bundle or not doubts else outcome.evidence
    if rule.summary:
        hits = outcome.hits
        if hits:
            text = f"{rule.title}: {hits:,} {_plural(rule.subject, hits)}."
            row = _row(
                estate,
                rule,
                text=text,
                outcome="fail",
                detail=Evidence(index=0, attribute="count", directory_value=str(hits)),
            )
            out.append((row, None))
        evidence = [] if bundle else doubts
    return out + _detailed(estate, outcome, evidence)


def _plural(subject: str, number: int) -> str:
    if number == 1:
        return subject
    return {"mailbox": "mailboxes", "sync": "sync servers"}.get(subject, subject + "s")


def _detailed(
    estate: Estate, outcome: Outcome, evidence: Sequence[Evidence]
) -> list[tuple[dict[str, Any], int | None]]:
    subjects = outcome.population.subjects
    if subjects is None or not evidence:
        return []
    which = np.array([e.index for e in evidence], dtype=np.int64)
    labels, places = subjects.labels(which), subjects.places(which)
    owner = subjects.identity()
    identities = owner[which] if owner is not None else None
    extra = _extra(estate, identities, len(evidence))
    gates = _gates(estate, outcome.rule, identities, len(evidence))
    out = []
    for k, found in enumerate(evidence):
        row = _row(
            estate,
            outcome.rule,
            text=_words(outcome, found),
            # A hit of this level says that nobody can judge.
            outcome="fail" if found.outcome == HIT and outcome.rule.level is not Level.UNKNOWN else "unknown",
            label=labels[k],
            place=places[k],
            detail=found,
            possible=found.possible or found.index in outcome.weak,
            gates=gates[k],
            more=extra[k],
            # An object has several addresses, and a finding for each.
            several=hasattr(subjects, "attribute"),
        )
        out.append((row, int(identities[k]) if identities is not None else None))
    return out


def _words(outcome: Outcome, found: Evidence) -> str:
    """The title as a fact, or as what nobody can judge or nobody has answered; and the answer that would lift it."""
    rule = outcome.rule
    if rule.subject == "statement" and found.outcome == UNKNOWN:
        return f"{found.detail}: {rule.title}."
    lead = "Cannot be judged: " if found.outcome == UNKNOWN else ""
    text = f"{lead}{rule.title}" + (f": {found.detail}." if found.detail else ".")
    return text if not rule.assumes or outcome.assumed else f"{text} The answer no to {rule.assumes} would lift this."


def _extra(estate: Estate, identities: npt.NDArray[np.int64] | None, count: int) -> list[dict[str, str]]:
    if identities is None:
        return [{}] * count
    columns = {
        "primary": texts(estate.trait("primary_address"), 0, identities),
        "dn": texts(estate.identities.column("ad", "distinguishedName"), 0, identities),
        "alias": texts(estate.identities.column("ad", "mailNickname"), 0, identities),
    }
    return [{k: v[i] for k, v in columns.items()} for i in range(len(identities))]


def _gates(estate: Estate, rule: Rule, identities: npt.NDArray[np.int64] | None, count: int) -> list[str]:
    # Of a group or a contact no gate asks whether its mailbox is transferred.
    if identities is None or not rule.gates or rule.subject in _WITHOUT_MAILBOX:
        return [" ".join(rule.gates)] * count
    asked = [(g, gate_asks(estate, g, identities)) for g in rule.gates]
    return [" ".join(g for g, mask in asked if mask[k]) for k in range(count)]


def _or_sign(rule: Rule, outcome: str) -> str:
    """What a signature would do, where one is accepted."""
    if not rule.waivable or outcome != "fail":
        return ""
    by = f"Answering {rule.waived_by} with yes" if rule.waived_by else "A signed waiver in assessment.toml"
    return f" {by} opens this too."


def _row(
    estate: Estate,
    rule: Rule,
    *,
    text: str,
    outcome: str,
    label: Label | None = None,
    place: Place | None = None,
    detail: Evidence | None = None,
    possible: bool = False,
    gates: str | None = None,
    more: Mapping[str, str] | None = None,
    several: bool = False,
) -> dict[str, Any]:
    label, place, detail = label or Label(), place or Place(), detail or Evidence(index=0)
    if detail.whom:
        label = replace(label, name=detail.whom)
    named = estate.snapshot.name_of
    values = {
        "upn": label.upn or label.guid,
        "guid": label.guid,
        "name": label.name,
        "directory_value": detail.directory_value,
        "cloud_value": detail.cloud_value,
        "count": detail.directory_value,
        **(more or {}),
    }
    value = detail.directory_value if several or rule.check == "is_shared" else ""
    return {
        "finding_key": finding_key(rule.id, label.guid, label.name, detail.attribute, value),
        "rule": rule.id,
        "level": rule.level.value,
        "outcome": outcome,
        "subject": rule.subject,
        "gate": " ".join(rule.gates) if gates is None else gates,
        "object_guid": label.guid,
        "object_name": label.name,
        "user_principal_name": label.upn,
        "attribute": estate.facts.shown_name(detail.attribute),
        "directory_value": detail.directory_value,
        "cloud_value": detail.cloud_value,
        "message": text,
        "remediation": filled(rule.fix, values) + _or_sign(rule, outcome),
        "certainty": "possible" if possible else "certain",
        "source_file": named(place.file),
        "source_row": place.row,
        "cloud_file": named(place.cloud_file),
        "cloud_row": place.cloud_row,
        "rule_sources": " ".join(rule.sources),
        "waiver": "",
    }
