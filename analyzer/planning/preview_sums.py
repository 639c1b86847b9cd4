"""Both previews in sum, per attribute and over all mailboxes. What is unknown is counted as such."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify import kinds as k
from analyzer.engine.writeback_jobs import mapped_attributes, writeback_jobs_of
from analyzer.model.previews import ApplicationLine, PreviewLine, Previews
from analyzer.planning.preview_rollback import sent_again
from analyzer.planning.preview_rows import UNKNOWN, Mask, Register, Scope
from analyzer.planning.preview_writeback import trust_of, written_back

Counts = Mapping[tuple[str, str], int]


def build_previews(
    scope: Scope,
    register: Register,
    writeback: pd.DataFrame,
    rollback: pd.DataFrame,
    applications: Sequence[ApplicationLine],
) -> Previews:
    """The sums of the two frames of this scope."""
    certain = writeback[(writeback["change"] != UNKNOWN).to_numpy(dtype=bool)]
    first = certain[(certain["run"] == "first run").to_numpy(dtype=bool)]
    overwritten = rollback[(rollback["change"] != UNKNOWN).to_numpy(dtype=bool)]
    lost = overwritten[(overwritten["reversible"] == "from this list").to_numpy(dtype=bool)]
    back, again = written_back(scope), sent_again(scope)
    return Previews(
        scope=int(np.count_nonzero(scope.wanted)),
        transferred=int(np.count_nonzero(scope.moved)),
        with_mail=_mailboxes(certain),
        without_mail=_mailboxes(certain[~certain["needs_mail_mapping"].to_numpy(dtype=bool)]),
        first_run=_mailboxes(first),
        unknown=_unknown_pairs(scope, back, scope.wanted, writeback),
        mail_mapped=_mail_mapped(scope),
        rolled_back=_mailboxes(overwritten),
        lost=_mailboxes(lost),
        rollback_unknown=_unknown_pairs(scope, again, scope.moved, rollback),
        state_unknown=int(np.count_nonzero(scope.unclear)),
        writeback=preview_lines(scope, register, back, scope.wanted, writeback),
        rollback=preview_lines(scope, register, again, scope.moved, rollback),
        applications=tuple(applications),
    )


def preview_lines(
    scope: Scope, register: Register, names: Sequence[str], pairs: Mask, frame: pd.DataFrame
) -> tuple[PreviewLine, ...]:
    """One line per attribute or aspect, in the order of the catalogue; those without any pair too."""
    changes = _counts(frame, "change")
    runs = _counts(frame[(frame["change"] != UNKNOWN).to_numpy(dtype=bool)], "run") if "run" in frame else {}
    nobody = np.zeros(int(np.count_nonzero(pairs)), dtype=bool)
    comparison, lines = scope.estate.comparison, []
    told = scope.rows(names, pairs)
    in_frame = _in_frame(scope, pairs, frame)
    told_kinds = _counts(told, "kind") if len(told) else {}
    for ldap_name in names:
        attribute = scope.estate.catalogue.attributes[ldap_name]
        for name in scope.compared(ldap_name) or (ldap_name,):
            codes = comparison.kinds.get(name, np.zeros(len(pairs), np.uint8))[pairs]
            blanket = _blanket(codes, told_kinds.get((name, "unknown"), 0))
            differs = (codes == k.BY_DESIGN) | (codes == k.DRIFT)
            readers, writers = (who.get(ldap_name.casefold(), "") for who in (register.readers, register.writers))
            lines.append(
                PreviewLine(
                    attribute=name,
                    cloud_name=", ".join(attribute.properties),
                    adds=changes.get((name, "add"), 0),
                    replaces=changes.get((name, "replace"), 0),
                    removes=changes.get((name, "remove"), 0),
                    unknown=changes.get((name, UNKNOWN), 0) + blanket,
                    heals_first=int(np.count_nonzero(codes == k.LAG)),
                    stays=int(np.count_nonzero(differs & ~in_frame.get(name, nobody))),
                    first_run=runs.get((name, "first run"), 0),
                    readers=readers,
                    writers=writers,
                    trust=trust_of(scope, [name])[name],
                    unknown_because=comparison.unknown_because.get(name, ""),
                )
            )
    return tuple(lines)


def _in_frame(scope: Scope, pairs: Mask, frame: pd.DataFrame) -> dict[str, Mask]:
    """Attribute to the pairs, of those given, that have a row of it in the frame."""
    guids = scope.estate.trait("guid")
    if guids is None or not len(frame):
        return {}
    mine = guids.take(scope.estate.pair_identity[pairs])
    out = {}
    for name, rows in frame.groupby("attribute", sort=False):
        found = pc.is_in(mine, value_set=pa.array(rows["object_guid"]).unique())
        out[str(name)] = np.asarray(found.to_numpy(zero_copy_only=False)).astype(bool)
    return out


def _blanket(codes: npt.NDArray[np.uint8], told: int) -> int:
    """Pairs that could not be compared and have no row of their own, or were not compared at all."""
    return int(np.count_nonzero((codes == k.UNKNOWN) | (codes == k.NOT_COMPARED))) - told


def _counts(frame: pd.DataFrame, column: str) -> dict[tuple[str, str], int]:
    if not len(frame):
        return {}
    found = frame.groupby(["attribute", column], sort=False).size()
    return {(str(a), str(c)): int(n) for (a, c), n in found.items()}


def _mailboxes(frame: pd.DataFrame) -> int:
    return int(frame["object_guid"].nunique())


def _unknown_pairs(scope: Scope, names: Sequence[str], pairs: Mask, frame: pd.DataFrame) -> int:
    """Mailboxes with an attribute that could not be compared and of which the frame does not know the change either."""
    codes = scope.estate.comparison.kinds
    unknown = np.zeros(len(pairs), dtype=bool)
    told = scope.rows(names, pairs)
    for ldap_name in names:
        for name in scope.compared(ldap_name):
            mine = (codes[name] == k.UNKNOWN) & pairs
            if len(told):
                rows = told[(told["attribute"] == name).to_numpy(dtype=bool)]
                mine[rows["pair"].to_numpy(dtype=np.int64)] = False
            unknown |= mine
    silent = scope.estate.pair_identity[unknown]
    guids = scope.estate.trait("guid")
    found = set(guids.take(silent).to_pylist()) if guids is not None else set()
    return len(found | set(frame["object_guid"][(frame["change"] == UNKNOWN).to_numpy(dtype=bool)].tolist()))


def _mail_mapped(scope: Scope) -> str:
    """Whether every exported job of writeback writes ``mail``; unknown where no schema says it."""
    found = writeback_jobs_of(scope.estate)
    if found is None or not found[0].num_rows:
        return "unknown"
    mapped = mapped_attributes(found[0])
    if any(m is not None and "mail" not in (n.casefold() for n in m) for m in mapped):
        return "no"
    return "unknown" if None in mapped else "yes"
