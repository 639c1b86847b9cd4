"""The page of one mailbox, group or contact: verdict, what would change it, times, both sides, and every rule."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyzer.classify.flags import MAYBE, YES
from analyzer.engine.cells import texts
from analyzer.engine.estate import Estate
from analyzer.engine.evaluate import Outcome
from analyzer.engine.findings import build_findings
from analyzer.engine.populations.mailboxes import is_dirsynced
from analyzer.engine.verdicts import decide
from analyzer.explain.lookup import Fit, described
from analyzer.explain.page import filled, section
from analyzer.explain.road_to_ready import Waived, changes
from analyzer.explain.rules_of_object import narrowed, only_of, rule_sections, said_of
from analyzer.explain.sides import sides
from analyzer.explain.timeline import iso, timeline
from analyzer.model.page import Page, Section
from analyzer.planning.assemble import LABELS

_SUBJECTS = {"group": "group", "dynamic": "group", "contact": "contact", "publicFolder": "public folder"}
_NO_VERDICT = "Verdicts are about mailboxes; this object has none."


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An estate that every rule has judged."""

    estate: Estate
    outcomes: tuple[Outcome, ...]
    mandatory: frozenset[str]
    as_of_basis: str


def object_page(judged: Judged, fit: Fit, others: tuple[Fit, ...] = ()) -> Page:
    """The page of one object; ``others`` fit the same word and are only named."""
    estate, identity = judged.estate, fit.identity
    own = only_of(judged.outcomes, identity)
    findings, waived, _counts = build_findings(estate, own)
    is_mailbox = bool(estate.is_mailbox_like[identity])
    subject = "mailbox" if is_mailbox else _subject(estate, identity)
    name = _text(estate, "upn", identity) or _text(estate, "primary_address", identity)
    name = name or _text(estate, "shown_name", identity)
    title, parts = _NO_VERDICT, [section("verdict", "Verdict", text=[_NO_VERDICT])]
    safe = ("", "")
    if is_mailbox:
        title, safe, parts = _verdict(judged, identity, waived, findings)
    transferred = estate.transferred[identity] == YES
    sections = [
        _head(estate, fit, others),
        *parts,
        timeline(estate, identity, as_of_basis=judged.as_of_basis, safe=safe),
        *sides(estate, identity, transferred=bool(transferred)),
        *rule_sections(said_of(estate, judged.outcomes, identity, subject), findings),
    ]
    return Page(kind="object", id=name, title=title, sections=filled(sections))


def _verdict(
    judged: Judged, identity: int, waived: Waived, findings: pd.DataFrame
) -> tuple[str, tuple[str, str], list[Section]]:
    """The title, the safe time with its basis, and the sections about the verdict."""
    outcomes = narrowed(judged.outcomes, identity)
    verdicts = decide(judged.estate, outcomes, waived, mandatory=judged.mandatory)
    word = str(verdicts.verdict[identity])
    label, meaning = LABELS[word]
    safe = ("", "") if word in {"done", "not_applicable"} else _safe(judged.estate, identity)
    facts = [
        ("Verdict", f"{label}: {meaning[0].lower()}{meaning[1:]}"),
        ("Reason", str(verdicts.reason[identity])),
        ("Blockers", str(verdicts.blockers[identity])),
        ("Warnings", str(verdicts.warnings[identity])),
        ("Unknown", str(verdicts.unknowns[identity])),
        ("Safe from", f"{safe[0]} ({safe[1]})" if safe[0] else ""),
    ]
    parts = [section("verdict", "Verdict", facts=facts)]
    parts += changes(
        judged.estate, outcomes, waived, identity, mandatory=judged.mandatory, findings=findings, first=verdicts
    )
    return f"{label}. {verdicts.reason[identity]}", safe, parts


def _safe(estate: Estate, identity: int) -> tuple[str, str]:
    """From when on a transfer is safe, and how that is known."""
    which = np.array([identity])
    column = estate.trait("earliest_safe_transfer")
    moment = column[identity].as_py() if column is not None else None
    if moment is None:
        return "", ""
    exact = texts(estate.trait("safe_is_exact"), 1, which)[0] == "yes"
    return iso(moment), "attribute times" if exact else "object time, at the latest"


def _subject(estate: Estate, identity: int) -> str:
    found = str(estate.ad_class[identity] or estate.cloud_kind[identity])
    return _SUBJECTS.get(found, "mail user")


def _text(estate: Estate, trait: str, identity: int) -> str:
    return texts(estate.trait(trait), 1, np.array([identity]))[0].strip()


def _head(estate: Estate, fit: Fit, others: tuple[Fit, ...]) -> Section:
    identity = fit.identity
    ids, which = estate.identities, np.array([identity])

    def own(side: str, name: str) -> str:
        return texts(ids.take(side, name, which), 1)[0]

    place = estate.recipients.places(which)[0]
    files = estate.snapshot.files
    evidence = [
        f"{files[f].file} row {r}"
        for f, r in ((place.file, place.row), (place.cloud_file, place.cloud_row))
        if f is not None
    ]
    matched = str(ids.matched_by[identity])
    strength = "strong" if ids.strong[identity] else "weak"
    return section(
        "object",
        facts=[
            ("Name", _text(estate, "shown_name", identity)),
            ("Sign-in name", _text(estate, "upn", identity)),
            ("Primary address", _text(estate, "primary_address", identity)),
            ("objectGUID", _text(estate, "guid", identity)),
            ("Id in Entra", own("entra", "Id") or own("cloud", "ExternalDirectoryObjectId")),
            ("Distinguished name", own("ad", "distinguishedName")),
            ("What it is", "; ".join(_nature(estate, identity))),
            ("Both sides joined by", f"{matched} ({strength})" if matched else ""),
            ("Ambiguous", str(ids.ambiguous[identity])),
            ("Evidence", "; ".join(evidence)),
            ("Found by", ", ".join(fit.ways)),
            ("The word also fits", "; ".join(described(estate, o) for o in others)),
        ],
    )


def _nature(estate: Estate, identity: int) -> Iterator[str]:
    """What the object is on each side, in words."""
    which = np.array([identity])
    kind = texts(estate.trait("type"), 1, which)[0]
    if estate.has_ad[identity]:
        numbers = estate.facts.numbers("remote")
        number = texts(estate.identities.take("ad", "msExchRecipientTypeDetails", which), 1)[0].strip()
        remote = "remote " if number in numbers else ""
        yield f"in AD a {_and_type(str(estate.ad_class[identity]), f'{remote}{kind}')}"
    else:
        yield "no object in the AD export"
    if estate.has_cloud[identity]:
        cloud = texts(estate.trait("cloud_type"), 1, which)[0]
        yield f"in Exchange Online a {_and_type(str(estate.cloud_kind[identity]), cloud)}"
    else:
        yield "not in the lists of Exchange Online"
    if estate.is_live_cloud_mailbox[identity]:
        yield _flag(is_dirsynced(estate), identity, "synced from AD", "not synced from AD", "synced or not: unknown")
        words = ("managed in the cloud already", "not transferred", "transferred or not: unknown")
        yield _flag(estate.transferred, identity, *words)


def _and_type(kind: str, narrower: str) -> str:
    return f"{kind} ({narrower})" if narrower and narrower != kind else kind


def _flag(flags: npt.NDArray[np.uint8], identity: int, yes: str, no: str, maybe: str) -> str:
    return yes if flags[identity] == YES else maybe if flags[identity] == MAYBE else no
