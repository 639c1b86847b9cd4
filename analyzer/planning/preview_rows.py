"""What both previews share: which pairs they look at, and the columns that say who, where from and why."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.address_opinions import KINDS, PRIMARY, Entry, entries
from analyzer.classify.flags import MAYBE, NO, YES, Flags
from analyzer.engine.cells import text_column
from analyzer.engine.estate import Estate
from analyzer.engine.mailboxes import evidence_columns
from analyzer.engine.verdicts import Verdicts
from analyzer.model.frames import checked, empty
from analyzer.model.settings import Application
from analyzer.normalise.texts import NOT_TAKEN

Index = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
ADD, REPLACE, REMOVE, UNKNOWN = "add", "replace", "remove", "unknown"
ADDRESSES = "proxyAddresses"
ASPECTS = tuple(f"{ADDRESSES}.{kind}" for kind in KINDS)
PRIMARIES = frozenset({f"{ADDRESSES}.{PRIMARY}", "mail"})
_CHANGE_OF = {"only_cloud": ADD, "only_directory": REMOVE, "both": REPLACE}
_MIRRORED = {ADD: REMOVE, REMOVE: ADD}
WHAT_IF_LOST = "It is lost for good unless this list is kept."


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The pairs of the previews: transferred or planned, each with what is known of its transfer."""

    estate: Estate
    verdicts: Verdicts

    @cached_property
    def wanted(self) -> Mask:
        """Per pair: it is transferred or planned, or may be."""
        found = self.estate.population("cloud_managed_or_planned")
        identity = found.subjects.identity() if found.subjects is not None else None
        member = np.zeros(self.estate.identities.count, dtype=bool)
        if identity is not None:
            member[identity[found.member != NO]] = True
        member &= self.verdicts.verdict != "not_applicable"
        return np.asarray(member[self.estate.pair_identity])

    @cached_property
    def transferred(self) -> Flags:
        """Per pair: IsExchangeCloudManaged, as yes, no or maybe."""
        return np.asarray(self.estate.transferred[self.estate.pair_identity])

    @cached_property
    def moved(self) -> Mask:
        """Per pair: it is transferred for certain."""
        return np.asarray(self.wanted & (self.transferred == YES))

    @cached_property
    def unclear(self) -> Mask:
        """Per pair: nobody knows whether it is transferred."""
        return np.asarray(self.wanted & (self.transferred == MAYBE))

    def rows(self, names: Sequence[str], pairs: Mask) -> pd.DataFrame:
        """The rows of the comparison of these attributes, their aspects included, and of these pairs."""
        rows = self.estate.comparison.rows
        if not len(rows):
            return rows
        mine = pc.is_in(
            pc.replace_substring_regex(pa.array(rows["attribute"]), r"\..*$", ""),
            value_set=pa.array(list(names), pa.string()),
        )
        keep = np.asarray(mine.to_numpy(zero_copy_only=False)).astype(bool)
        keep &= pairs[rows["pair"].to_numpy(dtype=np.int64)]
        return rows[keep]

    def compared(self, ldap_name: str) -> tuple[str, ...]:
        """The names under which the comparison holds an attribute."""
        return tuple(n for n in self.estate.comparison.kinds if n.partition(".")[0] == ldap_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Who reads and who writes an attribute, by its name without case."""

    readers: Mapping[str, str]
    writers: Mapping[str, str]

    @classmethod
    def of(cls, applications: Sequence[Application]) -> "Register":
        """The register with the names of several applications joined."""
        uses: tuple[dict[str, list[str]], dict[str, list[str]]] = ({}, {})
        for application in applications:
            for names, found in zip((application.reads, application.writes), uses, strict=True):
                for name in names:
                    found.setdefault(name.casefold(), []).append(application.name)
        readers, writers = ({n: "; ".join(who) for n, who in found.items()} for found in uses)
        return cls(readers=readers, writers=writers)

    def told(self, attributes: pa.Array) -> tuple[pa.Array, ...]:
        """Readers and writers of each attribute or aspect."""
        coded = attributes.dictionary_encode()
        bases = [name.partition(".")[0].casefold() for name in coded.dictionary.to_pylist()]
        return tuple(
            pa.array([found.get(b, "") for b in bases], pa.string()).take(coded.indices)
            for found in (self.readers, self.writers)
        )


def change_of(rows: pd.DataFrame, *, mirrored: bool = False) -> npt.NDArray[np.object_]:
    """What the cloud's value does to AD (mirrored: AD's value to the cloud), ``unknown`` where a side is not known."""
    change = rows["direction"].map(_CHANGE_OF).to_numpy(dtype=object)
    if mirrored:
        change = np.array([_MIRRORED.get(c, c) for c in change], dtype=object)
    known = rows["kind"].to_numpy(dtype=object) != "unknown"
    if not mirrored and len(rows):
        # Both cells are known there; only whether AD's value was ever sent is not.
        known |= rows["why"].str.startswith(NOT_TAKEN.why).to_numpy(dtype=bool)
    return np.where(known, change, UNKNOWN).astype(object)


def both_sides(estate: Estate, rows: pd.DataFrame) -> list[tuple[dict[Entry, str] | None, dict[Entry, str] | None]]:
    """Per row of an aspect of the addresses: the entries of that kind in AD and in the cloud; None is unknown."""
    which: Index = estate.pair_identity[rows["pair"].to_numpy(dtype=np.int64)]
    sides = [
        column.to_pylist() if column is not None else [None] * len(rows)
        for column in (
            estate.identities.take("ad", ADDRESSES, which),
            estate.identities.take("cloud", "EmailAddresses", which),
        )
    ]
    kinds = rows["attribute"].str.removeprefix(f"{ADDRESSES}.").tolist()
    return [(_entries(le, kind), _entries(ri, kind)) for le, ri, kind in zip(sides[0], sides[1], kinds, strict=True)]


def _entries(cell: Sequence[str] | str | None, kind: str) -> dict[Entry, str] | None:
    if cell is None:
        return None
    return entries((cell,) if isinstance(cell, str) else tuple(c for c in cell if c is not None), kind)


def finished(
    scope: Scope,
    pairs: Index,
    columns: Mapping[str, pa.Array],
    schema: Mapping[str, pd.ArrowDtype],
    name: str,
) -> pd.DataFrame:
    """The frame with key, names and evidence, the largest shocks first."""
    if not len(pairs):
        return empty(schema)
    estate, count = scope.estate, scope.estate.identities.count
    order = pa.table({"shock": columns["shock"], "upn": text_column(estate.trait("upn"), count, _who(estate, pairs)),
                      "attribute": columns["attribute"], "pair": pa.array(pairs)})  # fmt: skip
    keys = [("shock", "ascending"), ("upn", "ascending"), ("pair", "ascending"), ("attribute", "ascending")]
    place = pc.sort_indices(order, sort_keys=keys)
    which = _who(estate, pairs[place.to_numpy()])
    ready = {n: column.take(place) for n, column in columns.items()}
    guid = text_column(estate.trait("guid"), count, which)
    ready["object_guid"] = guid
    ready["user_principal_name"] = text_column(estate.trait("upn"), count, which)
    ready[f"{name}_key"] = pa.array(
        [
            hashlib.sha256(f"{g}\0{a}".encode()).hexdigest()[:16]
            for g, a in zip(guid.to_pylist(), ready["attribute"].to_pylist(), strict=True)
        ],
        pa.string(),
    )
    ready |= evidence_columns(estate, which)
    frame = pd.DataFrame({n: pd.arrays.ArrowExtensionArray(_whole(column)) for n, column in ready.items()})
    return checked(frame, schema, name)


def _who(estate: Estate, pairs: Index) -> Index:
    return np.asarray(estate.pair_identity[pairs])


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def joined(parts: Sequence[npt.NDArray[np.object_]]) -> pa.Array:
    """The sentences of each row, one after the other; equal combinations are put together once."""
    coded = [pa.array(p, pa.string()) for p in parts]
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(pc.binary_join_element_wise(*coded, " "), r" {2,}", " "))
