"""Configuration of Connect: rules that touch Exchange attributes, and the guard against deletions."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import MAYBE, NO, YES, both, negated
from analyzer.classify.sync_rules import flow_names
from analyzer.engine.configuration import exported, is_true, text_column
from analyzer.engine.dated import fact_at
from analyzer.engine.populations import Population, not_supplied, population, whole
from analyzer.engine.populations.sync_servers import where_connect_is
from analyzer.engine.subjects import TableSubjects
from analyzer.engine.table_flags import list_cells, text_cells
from analyzer.model.snapshot import FILE

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

RULES = "Get-ADSyncRule of every Connect server"
GUARD = "Get-ADSyncExportDeletionThreshold of every Connect server"
# What DeletionPrevention prints: a number in the shell, a word in Entra.
_OFF, _COUNTED = frozenset({"0", "disabled"}), frozenset({"1", "enabledforcount"})
_SHARES = frozenset({"2", "enabledforpercentage"})


@population("exchange_sync_rules")
def exchange_sync_rules(estate: "Estate") -> Population:
    """Sync rules in use with a flow from or to an Exchange attribute, with ``made_by``: setup or admin.

    A rule of setup is marked as standard, or carries an immutable tag.
    """
    table = estate.snapshot.table("sync.rule")
    if table is None:
        return where_connect_is(estate, not_supplied(RULES))
    known = {a.ldap_name.casefold() for a in estate.catalogue if a.category == "exchange"}
    touches = [_touches(cell, known) for cell in list_cells(table, "AttributeFlowMappings")]
    in_use = negated(is_true(table, "Disabled"))
    member = both(np.array(touches, np.uint8), in_use)
    made = text_column([_maker(s, t) for s, t in zip(is_true(table, "IsStandardRule"), _tags(table), strict=True)])
    return where_connect_is(estate, exported(estate, "sync.rule", RULES, traits={"made_by": made}, member=member))


def _touches(mappings: list[str] | None, known: set[str]) -> int:
    """Whether a flow names one of the attributes; a flow that lost its contents may."""
    if mappings is None:
        return MAYBE
    flows = [flow_names(m) for m in mappings]
    if any(names is not None and not known.isdisjoint(names) for names in flows):
        return YES
    return MAYBE if None in flows else NO


def _tags(table: pa.Table) -> list[str | None]:
    return text_cells(table, "ImmutableTag")


def _maker(standard: int, tag: str | None) -> str | None:
    if standard != MAYBE:
        return "setup" if standard == YES else "admin"
    return None if tag is None else "setup" if tag else "admin"


@population("deletion_guards")
def deletion_guards(estate: "Estate") -> Population:
    """The guard against deletions of each Connect server, with ``deletion_guard`` in words.

    ``on``, ``off``, or above the number that setup gives.
    """
    table = estate.snapshot.table("sync.deletion_threshold")
    if table is None:
        return where_connect_is(estate, not_supplied(GUARD))
    usual = int(fact_at(estate.facts.dated, "deletion_guard", estate.as_of).value)
    cells = zip(text_cells(table, "DeletionPrevention"), text_cells(table, "ThresholdCount"), strict=True)
    words = text_column([_guard(p, c, usual) for p, c in cells])
    # The cmdlet prints no name of the server: findings show that of the file.
    names = text_column([estate.snapshot.files[f].file for f in table[FILE].to_pylist()])
    named = table.append_column("Server", names)
    subjects = TableSubjects(table=named, traits={"deletion_guard": words}, name_columns=("Server",), supplied_by=GUARD)
    return where_connect_is(
        estate, whole(subjects, complete=estate.snapshot.complete("sync.deletion_threshold"), gap=GUARD)
    )


def _guard(prevention: str | None, count: str | None, usual: int) -> str | None:
    state = (prevention or "").casefold()
    if state in _OFF:
        return "off"
    if state in _SHARES or count is None or not count.isdecimal():
        return None
    if int(count) > usual:
        return f"above {usual:,}: {int(count):,}"
    return "on" if state in _COUNTED else None
