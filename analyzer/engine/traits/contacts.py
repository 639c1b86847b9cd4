"""Traits of contacts: the address the sync would take, and who uses them."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.engine.cells import is_unknown
from analyzer.engine.memberships import edges
from analyzer.engine.traits import trait
from analyzer.normalise.keys import primary_of

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

# Whose links are searched: attribute, class of the owners, one, several.
_USES = (
    ("altRecipient", "user", "forwarding of 1 mailbox", "forwarding of {} mailboxes"),
    ("member", "group", "member of 1 group", "member of {} groups"),
)


@trait("usable_address", needs="proxyAddresses of the directory export")
def usable_address(estate: "Estate") -> pa.Array | None:
    """The address of a contact that the sync takes: the primary of proxyAddresses when it has an @; else empty."""
    which = np.flatnonzero(estate.ad_class == "contact").astype(np.int64)
    column = estate.identities.take("ad", "proxyAddresses", which)
    if column is None:
        return None
    out: list[str | None] = [""] * estate.identities.count
    for at, entries in zip(which.tolist(), column.to_pylist(), strict=True):
        out[at] = None if entries is None else _usable(entries)
    return pa.array(out, pa.string())


def _usable(entries: list[str]) -> str:
    # Without a marked primary any SMTP entry will do: some exports lose the mark.
    found = primary_of(entries) or next((e[5:] for e in entries if e[:5].casefold() == "smtp:"), "")
    return found if "@" in found else ""


@trait("used_by", needs="altRecipient of mailboxes and member of groups of the directory export")
def used_by(estate: "Estate") -> pa.Array | None:
    """Who uses a contact of the directory: mailboxes that forward to it, groups that hold it; empty for nobody."""
    ids, ends = estate.identities, estate.ad_class == "contact"
    said: dict[int, list[str]] = {}
    seen, gaps = 0, False
    for name, ad_class, one, several in _USES:
        owners = estate.ad_class == ad_class
        found = edges(estate, name, owners, ends)
        if found is None:
            continue
        seen += 1
        gaps |= bool((is_unknown(ids.column("ad", name), ids.count) & owners).any())
        numbers = np.bincount(found.end, minlength=ids.count)
        for at in np.flatnonzero(numbers).tolist():
            said.setdefault(at, []).append(one if numbers[at] == 1 else several.format(f"{numbers[at]:,}"))
    if not seen:
        return None
    nothing = None if gaps or seen < len(_USES) else ""
    cells: list[str | None] = [""] * ids.count
    for at in np.flatnonzero(ends).tolist():
        cells[at] = "; ".join(said[at]) if at in said else nothing
    return pa.array(cells, pa.string())
