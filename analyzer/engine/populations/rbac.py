"""Who may administer Exchange: role groups, role assignments and scopes, and scripts that run inside Exchange."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from analyzer.classify.flags import MAYBE, NO, YES
from analyzer.engine.builtin_names import ADMIN, SETUP, BuiltinNames, first_part
from analyzer.engine.configuration import text_column
from analyzer.engine.places import Rows, either, joined, lacking
from analyzer.engine.populations import Population, not_supplied, population

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

ASSIGNMENTS, SCOPES = "Get-ManagementRoleAssignment", "Get-ManagementScope"
GROUPS = "Get-RoleGroup, or the groups of the OU Microsoft Exchange Security Groups (LDIF)"
ROLE_GROUP = "1073741824"


def _assignments(estate: "Estate") -> Rows | None:
    rows = either(estate, "onprem.role_assignment", ASSIGNMENTS, "msExchRoleAssignment")
    # Every organisation has hundreds of assignments: a partition without one was not exported whole.
    return None if rows is None or (not rows.from_shell and not len(rows)) else rows


def _is_own_assignee(builtin: BuiltinNames, assignee: str) -> bool:
    kinds = (("exchange_security_groups", SETUP), ("role_assignments", "assignees"))
    return any(builtin.is_listed(kind, key, assignee) for kind, key in kinds)


def _assigned(builtin: BuiltinNames, rows: Rows) -> list[str | None]:
    """setup or admin for each assignment: setup's have a role group of its own, its way of naming and no own scope."""
    names, assignees = rows.names(), rows.texts("RoleAssigneeName", "msExchUserLink")
    scopes = [rows.texts(s, "") for s in ("CustomRecipientWriteScope", "CustomConfigWriteScope")]
    out: list[str | None] = []
    for i, (name, assignee) in enumerate(zip(names, assignees, strict=True)):
        who = first_part(assignee) if assignee else assignee
        if not name or who is None:
            out.append(None)
        elif any(s[i] for s in scopes) or not _is_own_assignee(builtin, who):
            out.append(ADMIN)
        else:
            # A name is cut at 64 signs, the assignee's part with it.
            role, _dash, rest = name.partition("-")
            named = bool(role) and (f"-{who}".casefold() in name.casefold() or (len(name) > 60 and bool(rest)))
            out.append(SETUP if named else ADMIN)
    return out


def _role_groups(estate: "Estate") -> Population:
    """Role groups with ``made_by``: from the shell, else from the groups of the directory that are role groups."""
    rows = either(estate, "onprem.role_group", "Get-RoleGroup")
    if rows is not None:
        made = [_group_made_by(estate, n) for n in rows.names()]
        return rows.population({"made_by": text_column(made)})
    table = estate.snapshot.table("ad.object")
    if table is None or "msExchRecipientTypeDetails" not in table.column_names:
        return not_supplied(GROUPS)
    found = table.filter(pc.fill_null(pc.equal(table["msExchRecipientTypeDetails"], ROLE_GROUP), False))
    if not found.num_rows:
        # Setup makes a dozen: where none is, nobody exported them.
        return not_supplied(GROUPS)
    own = Rows(table=found, from_shell=False, words=GROUPS, complete=estate.snapshot.complete("ad.object"))
    return own.population({"made_by": text_column([_group_made_by(estate, n) for n in own.names()])})


def _group_made_by(estate: "Estate", name: str | None) -> str | None:
    builtin = estate.facts.builtin
    return None if not name else SETUP if _is_own_assignee(builtin, name) else ADMIN


@population("rbac_objects")
def rbac_objects(estate: "Estate") -> Population:
    """Role groups, scopes and role assignments with ``made_by``: setup or admin.

    An assignment of a role group that is itself the customer's is not told again.
    """
    groups = _role_groups(estate)
    scopes = either(estate, "onprem.management_scope", SCOPES, "msExchScope")
    rows = _assignments(estate)
    listed = scopes.population({"made_by": text_column([ADMIN] * len(scopes))}) if scopes is not None else None
    if rows is None:
        return joined(groups, listed or lacking(SCOPES), lacking(ASSIGNMENTS))
    made = _assigned(estate.facts.builtin, rows)
    told = _own_groups(groups)
    assignees = rows.texts("RoleAssigneeName", "msExchUserLink")
    member = np.array([NO if a and first_part(a).casefold() in told else YES for a in assignees], np.uint8)
    return joined(groups, listed or lacking(SCOPES), rows.population({"made_by": text_column(made)}, member))


def _own_groups(groups: Population) -> set[str]:
    """Names of the customer's role groups."""
    if groups.subjects is None:
        return set()
    made = groups.subjects.column("made_by")
    which = [i for i, m in enumerate(made.to_pylist() if made is not None else ()) if m == ADMIN]
    return {
        first_part(label.name.rpartition("/")[2]).casefold()
        for label in groups.subjects.labels(np.array(which, dtype=np.int64))
    }


@population("own_role_assignments")
def own_role_assignments(estate: "Estate") -> Population:
    """Role assignments with ``role``, without those that setup makes for ApplicationImpersonation."""
    rows = _assignments(estate)
    if rows is None:
        return lacking(ASSIGNMENTS)
    names, builtin = rows.names(), estate.facts.builtin
    roles = [r if r is None else first_part(r) for r in rows.texts("Role", "msExchRoleLink")]
    member = [
        MAYBE if not n else NO if builtin.is_listed("role_assignments", "impersonation", n) else YES for n in names
    ]
    return rows.population({"role": text_column(roles)}, np.array(member, np.uint8))


@population("provisioning_hooks")
def provisioning_hooks(estate: "Estate") -> Population:
    """Cmdlet extension agents that are not setup's own, and the Scripting Agent, with ``state``.

    The encoding of the state in the directory is unverified: there it is unknown.
    """
    words = "Get-CmdletExtensionAgent"
    rows = either(estate, "onprem.cmdlet_extension_agent", words, "msExchCmdletExtensionAgent")
    if rows is None or (not rows.from_shell and not len(rows)):
        return not_supplied(f"{words} of the Exchange shell")
    made = [estate.facts.builtin.made_by("cmdlet_extension_agents", n) for n in rows.names()]
    member = np.array([MAYBE if m is None else YES if m == ADMIN else NO for m in made], np.uint8)
    return rows.population({"state": text_column(_states(rows.texts("Enabled", "")))}, member)


def _states(cells: Sequence[str | None]) -> list[str | None]:
    return [None if not c else "enabled" if c.casefold() == "true" else "disabled" for c in cells]
