"""What the sync leaves out: containers, attributes that are not selected, and the scope filters of its rules.

Only rules that bring objects in from AD are judged: the filters of the others ask the metaverse, which nobody exports.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from analyzer.classify.columns import PairColumns
from analyzer.classify.containers import Reading, read_by_connectors
from analyzer.classify.flags import MAYBE, NO, YES, Flags, Mask, both, either, negated, unless
from analyzer.classify.keyed import is_list
from analyzer.classify.reasons import FILTERED, LEFT_OUT, NOT_BROUGHT, NOT_CARRIED, NOT_SELECTED
from analyzer.classify.scope_filters import FilteredColumns
from analyzer.classify.scoped_rules import ScopedRule, scoped_rules

Index = npt.NDArray[np.int64]
_USER, _INET = "user", "inetorgperson"
_MOST_NAMES = 4


@dataclass(frozen=True)
class SyncScope:
    """The exported scope of the sync for some identities; where nothing was exported nothing is left out."""

    columns: PairColumns
    reading: Reading
    rules: Sequence[ScopedRule]
    _carried: dict[tuple[int, ...], Flags] = field(default_factory=dict)

    @cached_property
    def _filtered(self) -> FilteredColumns:
        return FilteredColumns(self.columns)

    @cached_property
    def _inet(self) -> Flags:
        """The object is an inetOrgPerson, which has rules of its own."""
        classes = self.columns.take("ad", "objectClass")
        if classes is None:
            return np.full(self.columns.count, MAYBE, np.uint8)
        text = pc.binary_join(classes, "\n") if is_list(classes) else classes
        found = pc.match_substring(text, _INET, ignore_case=True)
        unknown = np.asarray(pc.is_null(text).to_numpy(zero_copy_only=False)).astype(bool)
        return unless(unknown, np.asarray(pc.fill_null(found, False).to_numpy(zero_copy_only=False)))

    def _takes(self, rule: ScopedRule) -> Flags:
        """Per identity: the rule takes the object."""
        parts = [self._filtered.takes(rule.scope)]
        if rule.source in {_USER, _INET}:
            parts.append(self._inet if rule.source == _INET else negated(self._inet))
        if not rule.is_known:
            parts.append(np.full(self.columns.count, MAYBE, np.uint8))
        return both(*parts)

    def _any_takes(self, rules: Sequence[int]) -> Flags:
        """Per identity: one of the rules of its connector takes the object; yes where no such rule is known.

        Where the connector is not known all have to agree.
        """
        key = tuple(rules)
        if key not in self._carried:
            count = self.columns.count
            groups: dict[str, list[int]] = defaultdict(list)
            for n in rules:
                groups[self.rules[n].connector].append(n)
            found = {who: either(*(self._takes(self.rules[n]) for n in mine)) for who, mine in groups.items()}
            out = _agreed(list(found.values()), count)
            for place, connectors in enumerate(self.reading.connectors):
                if parts := [found[who] for who in connectors & found.keys()]:
                    mine = self.reading.set_of == place
                    out[mine] = either(*parts)[mine]
            self._carried[key] = out
        return self._carried[key]

    @cached_property
    def _bringers(self) -> list[int]:
        return [n for n, r in enumerate(self.rules) if r.brings]

    @cached_property
    def brought(self) -> Flags:
        """Per identity: a rule brings the object in."""
        return self._any_takes(self._bringers)

    @cached_property
    def filtered_by(self) -> tuple[Index, Mask, tuple[str, ...]]:
        """Per identity the place of the rule that filters the object out, or -1; whether one may; and their names.

        The rule of the least precedence that says something decides.
        """
        count = self.columns.count
        said = sorted((r for r in self.rules if r.filters), key=lambda r: (r.precedence is not None, r.precedence or 0))
        who = np.full(count, -1, dtype=np.int64)
        perhaps, doubt = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
        still = np.ones(count, dtype=bool)
        for place, rule in enumerate(said):
            takes = self._takes(rule)
            sure, may = still & (takes == YES), still & (takes == MAYBE)
            if rule.precedence is None:
                perhaps |= sure | may
                continue
            if rule.filters == "false":
                doubt |= may
            elif rule.filters == "true":
                who[sure & ~doubt] = place
                perhaps |= may | (sure & doubt)
            else:
                perhaps |= sure | may
            still &= ~sure
        perhaps &= who < 0
        return who, perhaps, tuple(r.name for r in said)

    def carries(self, ldap_name: str) -> Flags:
        """Per identity: a rule that carries the attribute takes the object; yes where no exported rule carries it."""
        name = ldap_name.casefold()
        mine = [n for n, r in enumerate(self.rules) if r.names is not None and name in r.names]
        found = self._any_takes(mine)
        if any(r.names is None for r in self.rules):
            # A rule that lost its flows may carry it.
            return np.where(found == NO, MAYBE, found).astype(np.uint8)
        return found

    def carriers(self, ldap_name: str) -> str:
        """The names of the rules that carry the attribute, as a reason shows them."""
        name = ldap_name.casefold()
        return _listed(r.name for r in self.rules if r.names is not None and name in r.names)

    @property
    def bringers(self) -> str:
        """The names of the rules that bring objects in, as a reason shows them."""
        return _listed(self.rules[n].name for n in self._bringers)

    def leaves_object(self, pairs: Index) -> tuple[tuple[Mask, str], ...]:
        """What leaves some identities out as a whole, the widest first, each with its reason."""
        return (
            (self.reading.read[pairs] == NO, LEFT_OUT),
            (self.filtered_by[0][pairs] >= 0, FILTERED),
            (self.brought[pairs] == NO, NOT_BROUGHT),
        )

    def leaves_attribute(self, ldap_name: str, pairs: Index) -> tuple[tuple[Mask, str], ...]:
        """What leaves an attribute of some identities out, each with its reason."""
        return (
            (self.reading.leaves_out(ldap_name)[pairs], NOT_SELECTED),
            (self.carries(ldap_name)[pairs] == NO, NOT_CARRIED),
        )

    def perhaps(self, ldap_name: str, pairs: Index) -> Mask:
        """Per identity: nothing proves that the attribute is sent, and nothing that it is not."""
        parts = (self.reading.read, self.brought, self.carries(ldap_name))
        return np.asarray(np.any([self.filtered_by[1][pairs], *(part[pairs] == MAYBE for part in parts)], axis=0))

    def named(self, pairs: Index) -> tuple[tuple[str, Index, list[str]], ...]:
        """Reasons that differ from object to object: the place of each one's sentence, and the sentences."""
        who, _, filters = self.filtered_by
        containers = [LEFT_OUT.format(container=one) for one in self.reading.containers]
        return (
            (LEFT_OUT, self.reading.container[pairs], containers),
            (FILTERED, who[pairs], [FILTERED.format(rule=one) for one in filters]),
        )


def _agreed(parts: Sequence[Flags], count: int) -> Flags:
    """What all parts say, perhaps where they disagree, yes where there is none."""
    if not parts:
        return np.full(count, YES, np.uint8)
    same = np.all([part == parts[0] for part in parts], axis=0)
    return np.where(same, parts[0], MAYBE).astype(np.uint8)


def _listed(names: Iterable[str]) -> str:
    found = sorted(set(names))
    more = len(found) - _MOST_NAMES
    return ", ".join(found[:_MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")


def sync_scope(columns: PairColumns) -> SyncScope:
    """What the exported connectors and rules say of some identities."""
    return SyncScope(columns, read_by_connectors(columns), scoped_rules(columns.snapshot))
