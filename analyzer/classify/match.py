"""Directory objects are joined to cloud objects, strongest key first; the way is kept.

Order (readiness knowledge, 2026-11-23): source anchor through Entra, Entra id written back to AD, mailbox
GUID, distinguished name that Entra holds, primary address, sign-in name. A key that two unmatched objects
of one side share joins nobody: all of them become ambiguous, and stay visible as such.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.beside import beside
from analyzer.classify.identities import Identities
from analyzer.classify.join import Join
from analyzer.classify.keyed import keyed
from analyzer.classify.recipients import KIND, cloud_union
from analyzer.model.snapshot import Snapshot
from analyzer.normalise import key_columns as keys
from analyzer.normalise.plain_columns import in_one_piece

WAYS = {
    "source anchor": True,
    "Entra id": True,
    "mailbox GUID": True,
    "distinguished name": True,
    "primary address": False,
    "sign-in name": False,
}
_CLASS_OF_KIND = {"mailbox": "user", "mailuser": "user", "group": "group", "contact": "contact"}
Rows = npt.NDArray[np.int64]


def object_class(classes: Sequence[str] | None) -> str:
    """user, group, contact, dynamic, publicFolder or other, from the directory's objectClass chain."""
    found = {c.casefold() for c in classes or ()}
    for name, needle in (
        ("dynamic", "msexchdynamicdistributionlist"),
        ("publicFolder", "publicfolder"),
        ("group", "group"),
        ("contact", "contact"),
        ("computer", "computer"),
        ("user", "user"),
    ):
        if needle in found:
            return name
    return "other"


def match(snapshot: Snapshot) -> Identities:
    """Every row of the directory, of the cloud lists and of Entra belongs to exactly one identity."""
    ad, cloud, entra = snapshot.table("ad.object"), cloud_union(snapshot), snapshot.table("entra.user")
    n_ad, n_cloud, n_entra = (t.num_rows if t is not None else 0 for t in (ad, cloud, entra))
    ad_entra_id = keys.entra_ids(_get(ad, "msDS-ExternalDirectoryObjectId"), n_ad)
    entra_id = keys.guids(_get(entra, "Id"), n_entra)
    cloud_id = keys.guids(_get(cloud, "ExternalDirectoryObjectId"), n_cloud)

    to_entra = Join(n_ad, n_entra)
    immutable = keys.anchors(_get(entra, "OnPremisesImmutableId"), n_entra)
    to_entra.on("source anchor", keys.anchors(_get(ad, "mS-DS-ConsistencyGuid"), n_ad), immutable)
    to_entra.on("source anchor", keys.anchors(_get(ad, "objectGUID"), n_ad), immutable)
    to_entra.on("Entra id", ad_entra_id, entra_id)
    to_entra.on(
        "distinguished name",
        keys.dns(_get(ad, "distinguishedName"), n_ad),
        keys.dns(_get(entra, "OnPremisesDistinguishedName"), n_entra),
    )
    entra_to_cloud = Join(n_entra, n_cloud)
    entra_to_cloud.on("Entra id", entra_id, cloud_id)

    direct = Join(n_ad, n_cloud)
    direct.through(to_entra, entra_to_cloud)
    direct.on("Entra id", ad_entra_id, cloud_id)
    direct.on(
        "mailbox GUID",
        keys.guids(_get(ad, "msExchMailboxGuid"), n_ad),
        keys.guids(_get(cloud, "ExchangeGuid"), n_cloud),
    )
    ad_class, cloud_class = _directory_classes(ad, n_ad), _cloud_classes(cloud, n_cloud)
    direct.on(
        "primary address",
        _with_class(keys.primaries(_get(ad, "proxyAddresses"), n_ad), ad_class),
        _with_class(keys.addresses(_get(cloud, "PrimarySmtpAddress"), n_cloud), cloud_class),
    )
    direct.on(
        "sign-in name",
        _with_class(keys.names(_get(ad, "userPrincipalName"), n_ad), ad_class),
        _with_class(keys.names(_get(cloud, "UserPrincipalName"), n_cloud), cloud_class),
    )
    joined = _assemble(ad, cloud, entra, to_entra, entra_to_cloud, direct)
    return replace(joined, beside=beside(snapshot, cloud, joined.cloud_row))


def _get(table: pa.Table | None, name: str) -> pa.ChunkedArray | None:
    return table[name] if table is not None and name in table.column_names else None


def _directory_classes(ad: pa.Table | None, count: int) -> pa.Array:
    """The class of each directory object; each distinct chain is read once."""
    column = _get(ad, "objectClass")
    if column is None:
        return pa.repeat(pa.scalar("other"), count)
    (chains,) = keyed([in_one_piece(column)])
    encoded = pc.dictionary_encode(pc.fill_null(chains.keys, ""))
    found = [object_class(_members(chains.raw(key))) for key in encoded.dictionary.to_pylist()]
    return pa.array(found, pa.string()).take(encoded.indices)


def _members(raw: str | tuple[str, ...]) -> tuple[str, ...]:
    return (raw,) if isinstance(raw, str) else raw


def _cloud_classes(cloud: pa.Table | None, count: int) -> pa.Array:
    """user, group or contact; rows that only Get-Recipient knows say it by their type."""
    if cloud is None:
        return pa.array([], pa.string())
    types = _get(cloud, "RecipientTypeDetails")
    words = pa.nulls(count, pa.string()) if types is None else in_one_piece(types)
    text = pc.binary_join_element_wise(in_one_piece(cloud[KIND]), pc.fill_null(words, ""), "\t")
    encoded = pc.dictionary_encode(text)
    found = [_cloud_class(*key.split("\t", 1)) for key in encoded.dictionary.to_pylist()]
    return pa.array(found, pa.string()).take(encoded.indices)


def _cloud_class(kind: str, word: str) -> str:
    if kind in _CLASS_OF_KIND:
        return _CLASS_OF_KIND[kind]
    return "group" if "Group" in word and "Mailbox" not in word else "contact" if "Contact" in word else "user"


def _with_class(values: pa.Array, classes: pa.Array) -> pa.Array:
    """An address joins only objects of one class: a contact is never a user's other half."""
    return pc.binary_join_element_wise(classes, values, "\t")


def _assemble(
    ad: pa.Table | None,
    cloud: pa.Table | None,
    entra: pa.Table | None,
    to_entra: Join,
    entra_to_cloud: Join,
    direct: Join,
) -> Identities:
    n_ad, n_cloud, n_entra = len(direct.left), len(direct.right), len(to_entra.right)
    ad_entra = to_entra.left.copy()
    late = np.flatnonzero((ad_entra < 0) & (direct.left >= 0))
    ad_entra[late] = entra_to_cloud.right[direct.left[late]]
    lone_cloud = np.flatnonzero(direct.right < 0)
    cloud_entra = entra_to_cloud.right[lone_cloud] if n_cloud else np.array([], dtype=np.int64)
    # An Entra user that a directory object already took stays with the directory object.
    taken = np.zeros(n_entra + 1, dtype=bool)
    taken[ad_entra[ad_entra >= 0]] = True
    cloud_entra = np.where((cloud_entra >= 0) & taken[cloud_entra], -1, cloud_entra)
    taken[cloud_entra[cloud_entra >= 0]] = True
    lone_entra = np.flatnonzero(~taken[:n_entra])
    alone = len(lone_cloud) + len(lone_entra)
    matched = np.concatenate([direct.ways(), np.full(alone, "", dtype=object)])
    unsure = np.full(n_ad + alone, "", dtype=object)
    unsure[list(direct.left_unsure)] = list(direct.left_unsure.values())
    for place, row in enumerate(lone_cloud.tolist()) if direct.right_unsure else ():
        unsure[n_ad + place] = direct.right_unsure.get(row, "")
    return Identities(
        ad=ad,
        cloud=cloud,
        entra=entra,
        ad_row=np.concatenate([np.arange(n_ad), np.full(alone, -1)]).astype(np.int64),
        cloud_row=np.concatenate([direct.left, lone_cloud, np.full(len(lone_entra), -1)]).astype(np.int64),
        entra_row=np.concatenate([ad_entra, cloud_entra, lone_entra]).astype(np.int64),
        matched_by=matched,
        strong=np.isin(matched, [w for w, is_strong in WAYS.items() if is_strong]),
        ambiguous=unsure,
    )
