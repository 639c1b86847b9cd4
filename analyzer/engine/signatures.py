"""Signatures: findings that somebody accepted by name, in a waiver or in an answer. Expired ones open nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.estate import Estate
from analyzer.engine.evaluate import Outcome
from analyzer.model.rules import Level, Rule
from analyzer.model.settings import Waiver

if TYPE_CHECKING:
    from analyzer.engine.findings import Told

Mask = npt.NDArray[np.bool_]
_NAMES = ("object_guid", "user_principal_name", "object_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed, in words; ``waiver`` says for which objects and attributes, None for all of them."""

    words: str
    waiver: Waiver | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Findings of one rule with what is signed for."""

    rows: pa.Table
    identities: Mask  # all whose findings are signed for
    counted: int  # that no longer stand in the way


def signatures_for(estate: Estate, rule: Rule) -> tuple[Signature, ...]:
    """Who signed for findings of the rule; of two that cover one finding the first counts."""
    settings = estate.snapshot.settings
    if rule.waived_by:
        said = settings.statement(rule.waived_by)
        if said is not None and said.answer == "yes" and said.is_answered:
            return (Signature(words=f"{rule.waived_by}, {said.person}, {said.date}"),)
    if not rule.waivable:
        return ()
    mine = (w for w in settings.waivers if w.rule == rule.id and w.expires >= estate.as_of.date())
    return tuple(Signature(words=f"{w.approver}, until {w.expires}", waiver=w) for w in mine)


def sign(found: "Told", outcome: Outcome, signatures: Sequence[Signature], count: int) -> Signed:
    """The findings with what is signed for; ``count`` is the number of identities."""
    rows, owner = found.rows, found.owner
    by = np.full(rows.num_rows, -1)
    for place, signature in reversed(list(enumerate(signatures))):
        by[_covered(rows, signature.waiver)] = place
    fails = np.asarray(pc.equal(rows["outcome"], "fail"), dtype=bool)
    # A hit of the level unknown says that evidence lacks; a signature may stand for that evidence.
    accepts = fails | bool(outcome.rule.level is Level.UNKNOWN and outcome.hits)
    signed = (by >= 0) & accepts
    # What rests on weak evidence closes no gate, so signing for it opens none.
    possible = np.asarray(pc.equal(rows["certainty"], "possible"), dtype=bool) & bool(outcome.weak)
    whole, still_open = (np.zeros(count, dtype=bool) for _ in range(2))
    whole[owner[signed & (owner >= 0)]] = True
    still_open[owner[fails & ~signed & (owner >= 0)]] = True
    words = pa.array([s.words for s in signatures], pa.string()).take(pa.array(np.maximum(by, 0)))
    for name, word in (("outcome", "waived"), ("waiver", words)):
        place = rows.schema.get_field_index(name)
        rows = rows.set_column(place, rows.schema.field(place), pc.if_else(pa.array(signed), word, rows[name]))
    return Signed(rows=rows, identities=whole & ~still_open, counted=int(np.count_nonzero(signed & ~possible)))


def _covered(rows: pa.Table, waiver: Waiver | None) -> Mask:
    """The findings that a waiver names."""
    everything = np.ones(rows.num_rows, dtype=bool)
    if waiver is None:
        return everything
    whom, what = waiver.object.casefold(), waiver.attribute.casefold()
    named = everything if whom == "*" else np.any([_same(rows, name, whom) for name in _NAMES], axis=0)
    return np.asarray(named if what == "*" else named & _same(rows, "attribute", what))


def _same(rows: pa.Table, name: str, word: str) -> Mask:
    return np.array([(cell or "").casefold() == word for cell in rows[name].to_pylist()], dtype=bool)
