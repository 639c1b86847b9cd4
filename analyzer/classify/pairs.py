"""Every comparable attribute of every pair of directory object and cloud mailbox, and the kind of each difference."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.address_opinions import KINDS, PRIMARY
from analyzer.classify.address_sets import LEGACY, AddressColumns, as_list, as_text, compare_addresses, marks_kept
from analyzer.classify.columns import Comparand, PairColumns, comparands
from analyzer.classify.details import Codes, Judged
from analyzer.classify.difference_rows import Gathered
from analyzer.classify.flags import YES
from analyzer.classify.identities import Identities, Rows
from analyzer.classify.keyed import is_list
from analyzer.classify.kinds import Comparison
from analyzer.classify.lag import healing, truth
from analyzer.classify.recipients import KIND
from analyzer.classify.resolver import EstateResolver
from analyzer.classify.values import Mask, Question, compare_values
from analyzer.model.catalogue import Attribute, Catalogue
from analyzer.model.progress import Progress
from analyzer.model.snapshot import Snapshot
from analyzer.normalise.addresses import domain
from analyzer.normalise.links import SISTERS
from analyzer.normalise.registry import WORDS
from analyzer.normalise.words import Surroundings

GONE = ("IsInactiveMailbox", "IsSoftDeletedByRemove", "IsSoftDeletedByDisable")


def compare_pairs(
    snapshot: Snapshot,
    identities: Identities,
    catalogue: Catalogue,
    *,
    sync_interval_minutes: int,
    progress: Progress,
) -> tuple[npt.NDArray[np.int64], Comparison]:
    """The identity of each pair, and the comparison of all pairs.

    A pair is an identity with a directory object and a live row of Get-Mailbox.
    """
    which = pairs_of(identities)
    columns = PairColumns(snapshot=snapshot, identities=identities, which=which)
    transferred = truth(columns.take("cloud", "IsExchangeCloudManaged"), len(which))
    gathered = Gathered(healing=healing(columns, catalogue, transferred, sync_interval_minutes))
    around = surroundings(snapshot, identities, catalogue, columns)
    progress.start("Comparing", len(catalogue.attributes))
    _addresses(catalogue, columns, around, gathered)
    for found in comparands(catalogue, columns):
        _compare(found, columns, around, transferred, gathered)
        progress.advance()
    progress.done()
    order = {name: place for place, name in enumerate(catalogue.attributes)}
    kinds = dict(sorted(gathered.kinds.items(), key=lambda item: order[item[0].partition(".")[0]]))
    return which, Comparison(kinds=kinds, rows=gathered.rows(), unknown_because=gathered.unknown_because)


def pairs_of(identities: Identities) -> Rows:
    """Identities with a directory object and a mailbox that is neither inactive nor soft-deleted."""
    which = np.flatnonzero((identities.ad_row >= 0) & (identities.cloud_row >= 0)).astype(np.int64)
    kind = identities.take("cloud", KIND, which)
    if kind is None:
        return which
    live = np.asarray(pc.equal(kind, "mailbox").to_numpy(zero_copy_only=False)).astype(bool)
    for name in GONE:
        live &= truth(identities.take("cloud", name, which), len(which)) != YES
    deleted = identities.take("cloud", "WhenSoftDeleted", which)
    if deleted is not None:
        gone = pc.fill_null(pc.not_equal(deleted.cast(pa.string()), ""), False)
        live &= ~np.asarray(gone.to_numpy(zero_copy_only=False)).astype(bool)
    return np.asarray(which[live])


def _compare(
    found: Comparand, columns: PairColumns, around: Surroundings, transferred: Codes, gathered: Gathered
) -> None:
    if found.missing or found.directory is None or found.cloud is None:
        gathered.missing(found.name, columns.count, found.missing)
        return
    silent, reason = _silent(found, columns)
    question = Question(
        word=found.word,
        around=around,
        cloud_name=found.cloud_name,
        transferred=transferred,
        more=found.more,
    )
    judged = compare_values(found.directory, found.cloud, question, silent=silent)
    gathered.add(found.name, found.attribute, found.word, found.cloud_name, judged)
    if reason:
        gathered.unknown_because[found.name] = reason


def _silent(found: Comparand, columns: PairColumns) -> tuple[Mask, str]:
    left, why_left = silent_pairs(found.directory, "ad", found.attribute.ldap_name, columns)
    right, why_right = silent_pairs(found.cloud, found.cloud_side, found.cloud_name, columns)
    return left | right, "; ".join(filter(None, [why_left, why_right]))


def silent_pairs(column: pa.Array | None, side: str, name: str, columns: PairColumns) -> tuple[Mask, str]:
    """Pairs whose whole file has no value in the column, and the reason that names the files."""
    none = np.zeros(columns.count, dtype=bool)
    if column is None or not column.null_count:
        return none, ""
    unknown = np.asarray(pc.is_null(column).to_numpy(zero_copy_only=False)).astype(bool)
    files = columns.files(side)
    without = sorted(set(files[unknown].tolist()) - set(files[~unknown].tolist()))
    if not without:
        return none, ""
    listed = [columns.snapshot.files[f].file if f >= 0 else "no row on that side" for f in without]
    return np.asarray(np.isin(files, without)), f"{name} is not in {', '.join(listed)}"


def _addresses(catalogue: Catalogue, columns: PairColumns, around: Surroundings, gathered: Gathered) -> None:
    """proxyAddresses in its aspects, and legacyExchangeDN."""
    proxies = next((a for a in catalogue if a.compare == "proxy_addresses"), None)
    legacy = next((a for a in catalogue if a.compare == "legacy_dn"), None)
    if proxies is None:
        return
    count, cloud_name = columns.count, proxies.properties[0]
    lists = columns.take("ad", proxies.ldap_name), columns.take("cloud", cloud_name)
    single = {n: columns.take("cloud", n) for n in ("PrimarySmtpAddress", "UserPrincipalName", "LegacyExchangeDN")}
    own_legacy = columns.take("ad", legacy.ldap_name) if legacy else None
    nameless = silent_pairs(own_legacy, "ad", legacy.ldap_name if legacy else "", columns)
    silent = (
        silent_pairs(lists[0], "ad", proxies.ldap_name, columns),
        silent_pairs(lists[1], "cloud", cloud_name, columns),
    )
    table = AddressColumns(
        directory=as_list(lists[0], count),
        cloud=as_list(lists[1], count),
        cloud_primary=as_text(single["PrimarySmtpAddress"], count),
        sign_in=as_text(single["UserPrincipalName"], count),
        directory_legacy=as_text(own_legacy, count),
        cloud_legacy=as_text(single["LegacyExchangeDN"], count),
        directory_silent=silent[0][0] if lists[0] is not None else np.ones(count, bool),
        cloud_silent=silent[1][0] if lists[1] is not None else np.ones(count, bool),
        legacy_silent=nameless[0] if own_legacy is not None else np.ones(count, bool),
    )
    found = compare_addresses(table, around)
    no_left = f"{proxies.ldap_name} is not in {columns.names('ad') or 'the inputs'}" if lists[0] is None else ""
    no_right = f"{cloud_name} is not in the export of {proxies.cmdlet} ({columns.names('cloud')})"
    no_right = no_right if lists[1] is None else ""
    lost = "" if lists[0] is None or marks_kept(table.directory) else (
        f"{proxies.ldap_name} in {columns.names('ad')} has no upper-case prefix: the mark of the primary is lost"
    )  # fmt: skip
    no_primary = no_left or lost or (no_right if single["PrimarySmtpAddress"] is None else "")
    _add(PRIMARY, f"{proxies.ldap_name}.{PRIMARY}", proxies, "PrimarySmtpAddress", found, no_primary, gathered)
    for kind in KINDS:
        name = f"{proxies.ldap_name}.{kind}"
        _add(kind, name, proxies, cloud_name, found, "; ".join(filter(None, [no_left, no_right])), gathered)
        if why := "; ".join(filter(None, (silent[0][1], silent[1][1]))):
            gathered.unknown_because.setdefault(name, why)
    if legacy:
        no_name = (
            "" if own_legacy is not None else f"{legacy.ldap_name} is not in {columns.names('ad') or 'the inputs'}"
        )
        _add(LEGACY, legacy.ldap_name, legacy, legacy.properties[0], found, no_name or no_right, gathered)
        if why := "; ".join(filter(None, (nameless[1], silent[1][1]))):
            gathered.unknown_because.setdefault(legacy.ldap_name, why)


def _add(
    aspect: str,
    name: str,
    attribute: Attribute,
    cloud_name: str,
    found: Mapping[str, Judged],
    missing: str,
    gathered: Gathered,
) -> None:
    judged = found[aspect]
    if missing:
        gathered.missing(name, len(judged.answers), missing)
    else:
        gathered.add(name, attribute, WORDS[attribute.compare], cloud_name, judged)


def surroundings(
    snapshot: Snapshot, identities: Identities, catalogue: Catalogue, columns: PairColumns
) -> Surroundings:
    """The tables of the pack, the tenant's domains and who the links of the pairs may mean."""
    accepted, initial = tenant_domains(snapshot)
    dns, texts = _link_texts(catalogue, columns)
    return Surroundings(
        resolver=EstateResolver(snapshot, identities, dns, texts),
        tables=catalogue.tables,
        accepted_domains=accepted,
        initial_domains=initial,
    )


def tenant_domains(snapshot: Snapshot) -> tuple[frozenset[str] | None, frozenset[str]]:
    """Accepted and initial domains of the tenant; None when nobody supplied them."""
    table = snapshot.table("cloud.accepted_domain")
    if table is None or "DomainName" not in table.column_names or not table.num_rows:
        return None, frozenset()
    names = [domain(v) if v else "" for v in table["DomainName"].to_pylist()]
    flags = table["InitialDomain"].to_pylist() if "InitialDomain" in table.column_names else [None] * len(names)
    initial = {n for n, f in zip(names, flags, strict=True) if n and (f or "").strip().casefold() == "true"}
    return frozenset(names) - {""}, frozenset(initial)


def _link_texts(catalogue: Catalogue, columns: PairColumns) -> tuple[set[str], set[str]]:
    """Every distinct link of the pairs, as found: names in AD, and texts in the cloud."""
    dns: set[str] = set()
    texts: set[str] = set()
    for found in comparands(catalogue, columns, only_links=True):
        if found.missing:
            continue
        for column, seen in ((found.directory, dns), (found.cloud, texts), (found.more.get(SISTERS), dns)):
            if column is not None:
                values = pc.list_flatten(column) if is_list(column) else column
                seen.update(v for v in pc.unique(values).to_pylist() if v and v.strip())
    return dns, texts
