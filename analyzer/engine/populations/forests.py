"""Forests behind the tenant, and the Exchange schema in them."""

import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import YES
from analyzer.engine.cells import flags_present
from analyzer.engine.configuration import CONFIGURATION, text_column, values
from analyzer.engine.coverage import covered_domains, known_domains
from analyzer.engine.dn_columns import domain_of
from analyzer.engine.populations import Population, not_supplied, population, whole
from analyzer.engine.subjects import TableSubjects
from analyzer.model.snapshot import FILE, ROW

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

SCHEMA = "the object CN=ms-Exch-Schema-Version-Pt of the schema partition, or a collection with its manifest"
SCHEMA_OBJECT = "cn=ms-exch-schema-version-pt,"
_CONFIGURATION_OF = re.compile(r"CN=Configuration,(DC=.*)$", re.IGNORECASE)
# Attributes that no object can have unless the Exchange schema is there.
_ONLY_WITH_SCHEMA = ("msExchRecipientTypeDetails", "msExchMailboxGuid", "mailNickname", "msExchHideFromAddressLists")


def roots(estate: "Estate") -> dict[str, tuple[int, int]]:
    """Root domain of each forest whose configuration was read, with the place of its first object."""
    table = estate.snapshot.table("ad.configuration")
    found: dict[str, tuple[int, int]] = {}
    if table is None:
        return found
    rows = zip(*(table[c].to_pylist() for c in ("distinguishedName", FILE, ROW)), strict=True)
    for dn, file, row in rows:
        end = _CONFIGURATION_OF.search(dn or "")
        if end:
            found.setdefault(domain_of(end[1]), (file, row))
    return found


def _is_of(domain: str, root: str) -> bool:
    return domain == root or domain.endswith(f".{root}")


@population("directory_forests")
def directory_forests(estate: "Estate") -> Population:
    """Forests whose configuration partition was read.

    A domain belongs to the forest below whose root it lies, or with which it was collected. Where one belongs to
    none of them, there may be another forest.
    """
    known = roots(estate)
    if not known:
        return not_supplied(CONFIGURATION)
    placed = set(known)
    for file in estate.snapshot.files_of("ad.manifest"):
        together = {d.casefold() for d in file.domains}
        if any(_is_of(d, r) for d in together for r in known):
            placed |= together
    domains = known_domains(estate) | covered_domains(estate)
    lone = sorted(d for d in domains if not any(_is_of(d, p) for p in placed))
    gap = f"the configuration partition of the forest of {', '.join(lone[:5])}" if lone else ""
    table = pa.table(
        {
            "Name": text_column(list(known)),
            FILE: pa.array([f for f, _r in known.values()], pa.int32()),
            ROW: pa.array([r for _f, r in known.values()], pa.int64()),
        }
    )
    return whole(TableSubjects(table=table, supplied_by=CONFIGURATION), complete=not lone, gap=gap)


@population("exchange_schema")
def exchange_schema(estate: "Estate") -> Population:
    """What shows that the schema of the directory holds Exchange: its version object, or anything made with it.

    Only a collection says that it looked for the version object; without one, nothing found proves nothing.
    """
    found = _signs(estate)
    table = pa.table(
        {
            "Name": text_column([f[0] for f in found]),
            FILE: pa.array([f[1] for f in found], pa.int32()),
            ROW: pa.array([f[2] for f in found], pa.int64()),
        }
    )
    if not found and estate.snapshot.table("ad.object") is None and estate.snapshot.table("ad.configuration") is None:
        return not_supplied(SCHEMA)
    looked = bool(found) or bool(estate.snapshot.files_of("ad.manifest"))
    return whole(TableSubjects(table=table, supplied_by=SCHEMA), complete=looked, gap=SCHEMA)


def _signs(estate: "Estate") -> list[tuple[str, int, int]]:
    """The first object that shows the schema, with its place; none when no file shows it."""
    table = estate.snapshot.table("ad.configuration")
    if table is not None:
        rows = zip(*(table[c].to_pylist() for c in ("distinguishedName", FILE, ROW)), strict=True)
        for (dn, file, row), classes in zip(rows, values(table, "objectClass"), strict=True):
            of_exchange = any(c.casefold().startswith("msexch") for c in classes or ())
            if of_exchange or (dn or "").casefold().startswith(SCHEMA_OBJECT):
                return [(dn, file, row)]
    for name in _ONLY_WITH_SCHEMA:
        flags = flags_present(estate.identities.column("ad", name), estate.has_ad)
        which = np.flatnonzero(flags == YES)[:1].astype(np.int64)
        if len(which):
            place = estate.recipients.places(which)[0]
            return [(name, place.file or 0, place.row or 0)]
    return []
