"""Directory objects are joined to cloud objects, strongest key first; the way is kept.

Order (readiness knowledge, 2026-11-23): source anchor through Entra, Entra id written back to AD, mailbox
GUID, distinguished name that Entra holds, primary address, sign-in name. A key that two unmatched objects
of one side share joins nobody: all of them become ambiguous, and stay visible as such.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from analyzer.classify.identities import KIND, Identities, cloud_union
from analyzer.model.snapshot import Snapshot
from analyzer.normalise import keys

WAYS = {
    "source anchor": True,
    "Entra id": True,
    "mailbox GUID": True,
    "distinguished name": True,
    "primary address": False,
    "sign-in name": False,
}
_CLASS_OF_KIND = {"mailbox": "user", "mailuser": "user", "group": "group", "contact": "contact"}


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


@dataclass
class _Join:
    """Pairs found so far between two sides; -1 = not joined yet."""

    left: np.ndarray
    right: np.ndarray
    way: dict[int, str] = field(default_factory=dict)
    left_unsure: dict[int, str] = field(default_factory=dict)
    right_unsure: dict[int, str] = field(default_factory=dict)

    def on(self, way: str, left_keys: Sequence[str], right_keys: Sequence[str]) -> None:
        """Joins what is still free and has the key once on each side; marks the rest ambiguous."""
        right_index: dict[str, list[int]] = defaultdict(list)
        for j, key in enumerate(right_keys):
            if key and self.right[j] < 0 and j not in self.right_unsure:
                right_index[key].append(j)
        if not right_index:
            return
        left_index: dict[str, list[int]] = defaultdict(list)
        for i, key in enumerate(left_keys):
            if key in right_index and self.left[i] < 0 and i not in self.left_unsure:
                left_index[key].append(i)
        for key, lefts in left_index.items():
            rights = right_index[key]
            if len(lefts) == 1 and len(rights) == 1:
                self.left[lefts[0]], self.right[rights[0]] = rights[0], lefts[0]
                self.way[lefts[0]] = way
                continue
            words = f"{way}: {len(lefts)} directory and {len(rights)} cloud objects share one value"
            self.left_unsure.update(dict.fromkeys(lefts, words))
            self.right_unsure.update(dict.fromkeys(rights, words))


def match(snapshot: Snapshot) -> Identities:
    """Every row of the directory, of the cloud lists and of Entra belongs to exactly one identity."""
    ad, cloud, entra = snapshot.table("ad.object"), cloud_union(snapshot), snapshot.table("entra.user")
    n_ad, n_cloud, n_entra = (t.num_rows if t is not None else 0 for t in (ad, cloud, entra))
    guid_anchor = keys.anchors(_get(ad, "objectGUID"), n_ad)
    consistency = keys.anchors(_get(ad, "mS-DS-ConsistencyGuid"), n_ad)
    ad_dn, ad_upn = (
        keys.folded(_get(ad, "distinguishedName"), n_ad),
        keys.folded(_get(ad, "userPrincipalName"), n_ad),
    )
    ad_entra_id = keys.entra_ids(_get(ad, "msDS-ExternalDirectoryObjectId"), n_ad)
    entra_id = keys.guids(_get(entra, "Id"), n_entra)
    cloud_id = keys.guids(_get(cloud, "ExternalDirectoryObjectId"), n_cloud)

    to_entra = _Join(np.full(n_ad, -1), np.full(n_entra, -1))
    immutable = keys.anchors(_get(entra, "OnPremisesImmutableId"), n_entra)
    to_entra.on("source anchor", consistency, immutable)
    to_entra.on("source anchor", guid_anchor, immutable)
    to_entra.on("Entra id", ad_entra_id, entra_id)
    to_entra.on("distinguished name", ad_dn, keys.folded(_get(entra, "OnPremisesDistinguishedName"), n_entra))

    entra_to_cloud = _Join(np.full(n_entra, -1), np.full(n_cloud, -1))
    entra_to_cloud.on("Entra id", entra_id, cloud_id)

    direct = _Join(np.full(n_ad, -1), np.full(n_cloud, -1))
    for i in map(int, np.flatnonzero(to_entra.left >= 0)):
        j = int(entra_to_cloud.left[to_entra.left[i]])
        if j >= 0:
            direct.left[i], direct.right[j] = j, i
            direct.way[i] = to_entra.way[i]
    for i, words in to_entra.left_unsure.items():
        direct.left_unsure[i] = words
    for e, words in to_entra.right_unsure.items():
        if entra_to_cloud.left[e] >= 0:
            direct.right_unsure[int(entra_to_cloud.left[e])] = words
    classes = ad["objectClass"].to_pylist() if ad is not None and "objectClass" in ad.column_names else [None] * n_ad
    ad_class = [object_class(c) for c in classes]
    cloud_class = _cloud_classes(cloud, n_cloud)
    direct.on("Entra id", ad_entra_id, cloud_id)
    direct.on(
        "mailbox GUID",
        keys.guids(_get(ad, "msExchMailboxGuid"), n_ad),
        keys.guids(_get(cloud, "ExchangeGuid"), n_cloud),
    )
    primary = keys.primaries(_get(ad, "proxyAddresses"), n_ad)
    direct.on(
        "primary address",
        _with_class(primary, ad_class),
        _with_class(keys.folded(_get(cloud, "PrimarySmtpAddress"), n_cloud), cloud_class),
    )
    direct.on(
        "sign-in name",
        _with_class(ad_upn, ad_class),
        _with_class(keys.folded(_get(cloud, "UserPrincipalName"), n_cloud), cloud_class),
    )
    return _assemble(ad, cloud, entra, to_entra, entra_to_cloud, direct)


def _get(table: pa.Table | None, name: str) -> pa.ChunkedArray | None:
    return table[name] if table is not None and name in table.column_names else None


def _cloud_classes(cloud: pa.Table | None, count: int) -> list[str]:
    """user, group or contact; rows that only Get-Recipient knows say it by their type."""
    if cloud is None:
        return []
    types = _get(cloud, "RecipientTypeDetails")
    words = types.to_pylist() if types is not None else [None] * count
    out = []
    for kind, word in zip(cloud[KIND].to_pylist(), words, strict=True):
        known = _CLASS_OF_KIND.get(kind)
        if known is None:
            text = word or ""
            known = "group" if "Group" in text and "Mailbox" not in text else "contact" if "Contact" in text else "user"
        out.append(known)
    return out


def _with_class(values: Sequence[str], classes: Sequence[str]) -> list[str]:
    """An address joins only objects of one class: a contact is never a user's other half."""
    return [f"{c}\0{v}" if v else "" for v, c in zip(values, classes, strict=True)]


def _assemble(
    ad: pa.Table | None,
    cloud: pa.Table | None,
    entra: pa.Table | None,
    to_entra: _Join,
    entra_to_cloud: _Join,
    direct: _Join,
) -> Identities:
    n_ad, n_cloud, n_entra = len(direct.left), len(direct.right), len(to_entra.right)
    ad_entra = to_entra.left.copy()
    for i in np.flatnonzero((ad_entra < 0) & (direct.left >= 0)):
        ad_entra[i] = entra_to_cloud.right[direct.left[i]]
    lone_cloud = np.flatnonzero(direct.right < 0)
    cloud_entra = entra_to_cloud.right[lone_cloud] if n_cloud else np.array([], dtype=np.int64)
    # An Entra user that a directory object already took stays with the directory object.
    taken = np.zeros(n_entra + 1, dtype=bool)
    taken[ad_entra[ad_entra >= 0]] = True
    cloud_entra = np.where((cloud_entra >= 0) & taken[cloud_entra], -1, cloud_entra)
    taken[cloud_entra[cloud_entra >= 0]] = True
    lone_entra = np.flatnonzero(~taken[:n_entra])
    minus = np.full
    matched = [direct.way.get(i, "") for i in range(n_ad)] + [""] * (len(lone_cloud) + len(lone_entra))
    unsure = (
        [direct.left_unsure.get(i, "") for i in range(n_ad)]
        + [direct.right_unsure.get(int(j), "") for j in lone_cloud]
        + [""] * len(lone_entra)
    )
    return Identities(
        ad=ad,
        cloud=cloud,
        entra=entra,
        ad_row=np.concatenate([np.arange(n_ad), minus(len(lone_cloud) + len(lone_entra), -1)]).astype(np.int64),
        cloud_row=np.concatenate([direct.left, lone_cloud, minus(len(lone_entra), -1)]).astype(np.int64),
        entra_row=np.concatenate([ad_entra, cloud_entra, lone_entra]).astype(np.int64),
        matched_by=np.array(matched, dtype=object),
        strong=np.array([WAYS.get(w, False) for w in matched], dtype=bool),
        ambiguous=np.array(unsure, dtype=object),
    )
