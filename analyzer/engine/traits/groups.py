"""Traits of groups: scope, size, how deep others lie in them, where their bounces go, what a filter asks."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.flags import MAYBE, NO, YES, Flags, either
from analyzer.engine.cells import coded_words, flags_true, is_unknown, texts, words
from analyzer.engine.entra_groups import column_of, find_rows
from analyzer.engine.kept import kept
from analyzer.engine.memberships import edges, levels
from analyzer.engine.traits import trait
from analyzer.engine.vectors import is_list, map_values

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

GROUP_NUMBERS = ("distribution_group", "security_group", "non_universal_group", "room_list")
_GLOBAL, _LOCAL, _UNIVERSAL, _SECURITY = 2, 4, 8, 0x80000000


@trait("group_scope", needs="groupType of the directory export")
def group_scope(estate: "Estate") -> pa.Array | None:
    """universal, global or domain local; where only the type number is known, universal or not universal."""
    column = estate.identities.column("ad", "groupType")
    if column is None:
        return None
    universal = estate.facts.numbers("distribution_group", "security_group", "room_list")
    other = estate.facts.numbers("non_universal_group")
    types = estate.identities.column("ad", "msExchRecipientTypeDetails")
    said = map_values(column, lambda v: _scope(v) or None)
    if types is None:
        return said
    by_number = map_values(types, lambda t: "universal" if t in universal else "not universal" if t in other else None)
    return pc.coalesce(said, by_number)


def _scope(value: str | None) -> str:
    bits = group_bits(value)
    if bits is None:
        return ""
    names = ((_UNIVERSAL, "universal"), (_GLOBAL, "global"), (_LOCAL, "domain local"))
    return next((name for bit, name in names if bits & bit), "")


def group_bits(value: str | None) -> int | None:
    """The bits of groupType, which the directory writes as a signed number; None when it is no number."""
    text = (value or "").strip()
    return int(text) & 0xFFFFFFFF if text.removeprefix("-").isdecimal() else None


def is_security(value: str | None) -> bool | None:
    """The group gives access; None when nobody knows."""
    bits = group_bits(value)
    return None if bits is None else bool(bits & _SECURITY)


@trait("member_count", needs="member of the directory export of groups")
def member_count(estate: "Estate") -> pa.Array | None:
    """How many direct members the group has in AD."""
    column = estate.identities.column("ad", "member")
    return None if column is None else pc.list_value_length(column).cast(pa.string())


@kept
def mail_group_flags(estate: "Estate") -> Flags:
    """Directory groups that mail can be sent to."""
    group = np.isin(estate.ad_class, ["group", "other"])
    return np.where(group, estate.number_in(estate.facts.numbers(*GROUP_NUMBERS)), NO).astype(np.uint8)


@trait("nesting_depth", needs="member of the directory export of groups")
def nesting_depth(estate: "Estate") -> pa.Array | None:
    """How many levels of mail groups lie inside a mail group: 0 comes first when groups are handed over."""
    groups = mail_group_flags(estate) != NO
    found = edges(estate, "member", groups, groups)
    column = estate.identities.column("ad", "member")
    if found is None or column is None:
        return None
    depth = levels(found, estate.identities.count)
    unknown = is_unknown(column, estate.identities.count)
    return pa.array(depth.astype(str).tolist(), pa.string(), mask=unknown | ~groups)


@trait("bounces_go_to", needs="reportToOriginator and reportToOwner of the directory export of groups")
def bounces_go_to(estate: "Estate") -> pa.Array | None:
    """originator or owner, as the cloud has it where it says so, else as AD does; empty when nobody hears."""
    ids = estate.identities
    pairs = {"originator": ("ReportToOriginatorEnabled", "reportToOriginator"),
             "owner": ("ReportToManagerEnabled", "reportToOwner")}  # fmt: skip
    if not any(ids.supplied("cloud", c) or ids.supplied("ad", a) for c, a in pairs.values()):
        return None
    flags = {}
    for word, (cloud, directory) in pairs.items():
        online = flags_true(ids.column("cloud", cloud), estate.has_cloud)
        own = flags_true(ids.column("ad", directory), estate.has_ad)
        flags[word] = np.where(estate.has_cloud & (online != MAYBE), online, own)
    anybody = either(*flags.values())
    said = np.where(flags["originator"] == YES, 1, np.where(flags["owner"] == YES, 2, 0))
    return coded_words(("", "originator", "owner"), said, anybody == MAYBE)


@trait(
    "filter_text", needs="msExchQueryFilter, msExchDynamicDLFilter and msExchDynamicDLBaseDN of the directory export"
)
def filter_text(estate: "Estate") -> pa.Array | None:
    """The filter of a dynamic group, in front of it "below" and its place where that is not a whole domain."""
    ids = estate.identities
    dynamic = np.flatnonzero(estate.ad_class == "dynamic").astype(np.int64)
    parts = {
        name: ids.take("ad", name, dynamic)
        for name in ("msExchQueryFilter", "msExchDynamicDLFilter", "purportedSearch", "msExchDynamicDLBaseDN")
    }
    out: list[str | None] = [""] * ids.count
    told = _told(estate)
    cells = {n: [_one(v) for v in c.to_pylist()] if c is not None else [None] * len(dynamic) for n, c in parts.items()}
    names = texts(ids.column("ad", "distinguishedName"), 0, dynamic)
    for k, at in enumerate(dynamic.tolist()):
        filters = [cells[n][k] for n in ("msExchQueryFilter", "msExchDynamicDLFilter", "purportedSearch")]
        shell = told.get(names[k].casefold(), (None, None))
        # The text of the administrator beats the LDAP filter that Exchange makes of it.
        text = next((f for f in (filters[0], shell[0], *filters[1:]) if f), "" if None not in filters else None)
        place = cells["msExchDynamicDLBaseDN"][k]
        place = shell[1] if place is None else place
        out[at] = _joined(text, place)
    return words(out)


def _one(value: object) -> str | None:
    return "; ".join(value) if isinstance(value, list) else None if value is None else str(value)


def _joined(text: str | None, place: str | None) -> str | None:
    """Filter and place as one text; unknown when one of them is, unless the place is already telling."""
    if place and not _is_domain(place):
        return f"below {place}: {text or ''}"
    return None if text is None or place is None else text


def _is_domain(place: str) -> bool:
    parts = [p.strip().casefold() for p in place.split(",")]
    return all(p.startswith("dc=") for p in parts) or ("=" not in place and "/" not in place.rstrip("/"))


def _told(estate: "Estate") -> dict[str, tuple[str | None, str | None]]:
    """Filter and place by distinguished name, as Get-DynamicDistributionGroup of the Exchange shell says."""
    table = estate.snapshot.table("onprem.dynamic_group")
    if table is None or "DistinguishedName" not in table.column_names:
        return {}
    columns = [
        table[n].to_pylist() if n in table.column_names else [None] * table.num_rows
        for n in ("RecipientFilter", "RecipientContainer")
    ]
    names = table["DistinguishedName"].to_pylist()
    return {n.casefold(): (f, p) for n, f, p in zip(names, *columns, strict=True) if n}


@trait("entra_group_row")
def entra_group_row(estate: "Estate") -> pa.Array:
    """Which row of Get-MgGroup is the group; -1 for none."""
    return pa.array(find_rows(estate), pa.int64())


@trait("entra_members", needs="Members of Get-MgGroup", cloud=True)
def entra_members(estate: "Estate") -> pa.Array | None:
    """Object ids, or sign-in names, of the members that Entra has of a group."""
    column = column_of(estate, "Members")
    if column is None or is_list(column):
        return column
    parts = [None if v is None else [p.strip() for p in v.split(";") if p.strip()] for v in column.to_pylist()]
    return pa.array(parts, pa.list_(pa.string()))
