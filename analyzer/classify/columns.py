"""Finds the two columns that one attribute is compared in, or says which export would supply them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.beside import BESIDE
from analyzer.classify.identities import Identities, Rows
from analyzer.model.catalogue import Attribute, Catalogue
from analyzer.model.snapshot import FILE, Snapshot
from analyzer.normalise.links import SISTERS
from analyzer.normalise.registry import WORDS
from analyzer.normalise.words import Word

# Cmdlets whose rows are people with a mailbox, and the side whose table holds their columns.
SIDE_OF = {
    "Get-Mailbox": "cloud",
    "Get-MgUser": "entra",
    "Get-User": "user",
    "Get-CASMailbox": "cas_mailbox",
    "Get-MailboxAuditBypassAssociation": "audit_bypass",
}
# Groups stand among the recipients of the cloud side.
_GROUPS = {"Get-DistributionGroup": "cloud", "Get-UnifiedGroup": "cloud"}
KIND_OF = {"ad": "ad.object", "cloud": "cloud.mailbox", "entra": "entra.user", **BESIDE}
# Two properties that hold one bit field each, or one list in parts.
BY_PROPERTY = "elc_flags"
COMBINED = {"recipient_set": "recipient_part"}

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparand:
    """One attribute, or one aspect of it, ready to be compared: two columns as long as the pairs."""

    name: str
    attribute: Attribute
    word: Word
    cloud_name: str
    cloud_side: str
    directory: pa.Array | None = None
    cloud: pa.Array | None = None
    more: Mapping[str, pa.Array | None] = field(default_factory=dict)
    missing: str = ""  # why it cannot be compared for any pair


@dataclass(frozen=True, kw_only=True)
class PairColumns:
    """Columns of the pairs, in the order of the pairs."""

    snapshot: Snapshot
    identities: Identities
    which: Rows

    @property
    def count(self) -> int:
        """How many pairs."""
        return len(self.which)

    def take(self, side: str, name: str) -> pa.Array | None:
        """The column of the pairs; None when nobody supplied it or every cell of it is unknown."""
        column = self.identities.take(side, name, self.which)
        if column is None or (self.count and column.null_count == self.count):
            return None
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        return column if _is_text(column.type) else column.cast(pa.string())

    def files(self, side: str) -> npt.NDArray[np.int64]:
        """The file index of each pair's row on that side, -1 where it has none."""
        column = self.identities.take(side, FILE, self.which)
        if column is None:
            return np.full(self.count, -1)
        return np.asarray(pc.fill_null(column, -1).to_numpy(zero_copy_only=False)).astype(np.int64)

    def names(self, side: str) -> str:
        """The files of that side, for a reason."""
        return ", ".join(f.file for f in self.snapshot.files_of(KIND_OF[side]))


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def side_of(attribute: Attribute, *, groups: bool = False) -> str:
    """The side whose table holds the cloud's column; empty when the cmdlet lists nobody that is compared."""
    return SIDE_OF.get(attribute.cmdlet, "") or (_GROUPS.get(attribute.cmdlet, "") if groups else "")


def comparands(
    catalogue: Catalogue, columns: PairColumns, *, only_links: bool = False, groups: bool = False
) -> Iterator[Comparand]:
    """Every attribute of a person (or group) that has a compare word, in catalogue order, one at a time."""
    for attribute in catalogue:
        word = WORDS.get(attribute.compare)
        if word is not None and side_of(attribute, groups=groups) and (word.links or not only_links):
            yield from _of(attribute, word, catalogue, columns)


def _of(attribute: Attribute, word: Word, catalogue: Catalogue, columns: PairColumns) -> Iterator[Comparand]:
    if word.by_rows:
        return
    directory = columns.take("ad", attribute.ldap_name)
    if word.name == BY_PROPERTY:
        for cloud_name in attribute.properties:
            name = f"{attribute.ldap_name}.{cloud_name}"
            yield _pair(name, attribute, word, (cloud_name,), directory, catalogue, columns)
        return
    yield _pair(attribute.ldap_name, attribute, word, attribute.properties, directory, catalogue, columns)


def _pair(
    name: str,
    attribute: Attribute,
    word: Word,
    properties: tuple[str, ...],
    directory: pa.Array | None,
    catalogue: Catalogue,
    columns: PairColumns,
) -> Comparand:
    side = side_of(attribute, groups=True)
    cloud, cloud_name = None, properties[0]
    for place, candidate in enumerate(properties if directory is not None else ()):
        cloud = columns.take(side, candidate)
        if cloud is not None:
            cloud_name = candidate
            if place and word.name in COMBINED:
                word = WORDS[COMBINED[word.name]]
            break
    more: dict[str, pa.Array | None] = {}
    if cloud is not None:
        more = {n: columns.take("ad", n) for n in word.more_directory}
        more |= {n: columns.take(side, n) for n in word.more_cloud}
        if word.name in COMBINED.values():
            more[SISTERS] = _sisters(attribute, cloud_name, catalogue, columns)
    return Comparand(
        name=name,
        attribute=attribute,
        word=word,
        cloud_name=cloud_name,
        cloud_side=side,
        directory=directory,
        cloud=cloud,
        more=more,
        missing=_missing(attribute, cloud_name, directory, cloud, columns),
    )


def _sisters(attribute: Attribute, cloud_name: str, catalogue: Catalogue, columns: PairColumns) -> pa.Array | None:
    """Members of the other attributes that the same cloud column holds; null where one of them is unknown."""
    out: pa.Array | None = None
    for other in catalogue:
        if other.ldap_name == attribute.ldap_name or cloud_name not in other.properties:
            continue
        column = columns.take("ad", other.ldap_name)
        if column is None:
            return None
        # The cloud column holds two attributes at most: persons and groups.
        out = column
    return out


def _missing(
    attribute: Attribute, cloud_name: str, directory: pa.Array | None, cloud: pa.Array | None, columns: PairColumns
) -> str:
    side = side_of(attribute, groups=True)
    reasons = []
    if directory is None:
        files = columns.names("ad")
        reasons.append(
            f"{attribute.ldap_name} is not in {files}" if files else f"{attribute.ldap_name}: no directory export"
        )
    if columns.identities.tables.get(side, (None,))[0] is None:
        reasons.append(f"{cloud_name}: no export of {attribute.cmdlet}")
    elif directory is not None and cloud is None:
        files = columns.names(side)
        where = f" ({files})" if files else ""
        reasons.append(f"{cloud_name} is not in the export of {attribute.cmdlet}{where}")
    return "; ".join(reasons)
