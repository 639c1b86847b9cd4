"""The mailboxes and differences frames."""

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from analyzer.classify.kinds import DRIFT, LAG, UNKNOWN
from analyzer.engine.cells import from_flags, texts
from analyzer.engine.checks.moments import iso
from analyzer.engine.coverage import domain_of, organizational_unit
from analyzer.engine.estate import Estate
from analyzer.model.frames import DIFFERENCES, INT, MAILBOXES, TEXT, checked, empty

if TYPE_CHECKING:
    from analyzer.engine.verdicts import Verdicts

Index = npt.NDArray[np.int64]


def _files(estate: Estate, index: list[int | None]) -> list[str]:
    files = estate.snapshot.files
    return ["" if i is None else files[i].file for i in index]


def _kind_counts(estate: Estate, kind: int) -> npt.NDArray[np.int64]:
    """Per identity, how many attributes that move differ in that kind."""
    out = np.zeros(estate.identities.count, dtype=np.int64)
    pairs = np.zeros(len(estate.pair_identity), dtype=np.int64)
    for name, codes in estate.comparison.kinds.items():
        attribute = estate.catalogue.find(name.partition(".")[0])
        if attribute is not None and attribute.category == "exchange":
            pairs += codes == kind
    out[estate.pair_identity] = pairs
    return out


def build_mailboxes(estate: Estate, verdicts: "Verdicts") -> pd.DataFrame:
    """One row per mailbox-like object, sorted by sign-in name, then GUID."""
    which: Index = np.flatnonzero(verdicts.is_mailbox).astype(np.int64)
    if not len(which):
        return empty(MAILBOXES)
    count = estate.identities.count
    dns = texts(estate.identities.column("ad", "distinguishedName"), count, which)
    ad_file, ad_row = estate.identities.evidence("ad", which)
    cloud_file, cloud_row = estate.identities.evidence("cloud", which)
    safe = estate.trait("earliest_safe_transfer")
    times = (safe if safe is not None else pa.nulls(count, pa.timestamp("us"))).to_numpy(zero_copy_only=False)[which]
    times = times.astype("datetime64[us]")
    known = ~np.isnat(times)
    open_rows = ~np.isin(verdicts.verdict[which], ["done", "not_applicable"])
    exact = texts(estate.trait("safe_is_exact"), count, which)
    directory_type = texts(estate.trait("type"), count, which)
    cloud_type = texts(estate.trait("cloud_type"), count, which)
    matched = estate.identities.matched_by[which]
    flags = from_flags(estate.transferred)
    transferred = [v or "unknown" for v in texts(flags, count, which)]
    live = estate.is_live_cloud_mailbox[which]
    frame = pd.DataFrame(
        {
            "object_guid": texts(estate.trait("guid"), count, which),
            "user_principal_name": texts(estate.trait("upn"), count, which),
            "primary_smtp_address": texts(estate.trait("primary_address"), count, which),
            "display_name": texts(estate.trait("shown_name"), count, which),
            "recipient_type": [c or d or "unknown" for c, d in zip(cloud_type, directory_type, strict=True)],
            "verdict": verdicts.verdict[which],
            "earliest_safe_transfer": [
                iso(t) if k and o else "" for t, k, o in zip(times, known, open_rows, strict=True)
            ],
            "safe_basis": [
                ("attribute times" if e == "yes" else "object time, at the latest") if k and o else ""
                for e, k, o in zip(exact, known, open_rows, strict=True)
            ],
            "blockers": verdicts.blockers[which],
            "warnings": verdicts.warnings[which],
            "unknowns": verdicts.unknowns[which],
            "lag": _kind_counts(estate, LAG)[which],
            "drift": _kind_counts(estate, DRIFT)[which],
            "unknown_differences": _kind_counts(estate, UNKNOWN)[which],
            "matched_by": matched,
            "confidence": np.where(estate.identities.strong[which], "strong", np.where(matched == "", "none", "weak")),
            "transferred": [t if is_live else "" for t, is_live in zip(transferred, live, strict=True)],
            "domain": [domain_of(d) for d in dns],
            "organizational_unit": [organizational_unit(d) for d in dns],
            "reason": verdicts.reason[which],
            "source_file": _files(estate, ad_file),
            "source_row": pd.array(ad_row, dtype=INT),
            "cloud_file": _files(estate, cloud_file),
            "cloud_row": pd.array(cloud_row, dtype=INT),
        }
    )
    frame = frame.sort_values(["user_principal_name", "object_guid"], kind="stable")
    return checked(frame, MAILBOXES, "mailboxes")


def build_differences(estate: Estate) -> pd.DataFrame:
    """One row per pair and attribute that differ, with both values as found and as compared."""
    rows = estate.comparison.rows
    if not len(rows):
        return empty(DIFFERENCES)
    which: Index = estate.pair_identity[rows["pair"].to_numpy(dtype=np.int64)]
    count = estate.identities.count
    guid = texts(estate.trait("guid"), count, which)
    attribute = rows["attribute"].astype(TEXT).tolist()
    ad_file, ad_row = estate.identities.evidence("ad", which)
    cloud_file, cloud_row = estate.identities.evidence("cloud", which)
    frame = rows.drop(columns=["pair"]).assign(
        difference_key=[
            hashlib.sha256(f"{g}\0{a}".encode()).hexdigest()[:16] for g, a in zip(guid, attribute, strict=True)
        ],
        object_guid=guid,
        user_principal_name=texts(estate.trait("upn"), count, which),
        source_file=_files(estate, ad_file),
        source_row=pd.array(ad_row, dtype=INT),
        cloud_file=_files(estate, cloud_file),
        cloud_row=pd.array(cloud_row, dtype=INT),
    )
    order = frame["kind"].map({"drift": 0, "lag": 1, "unknown": 2, "by_design": 3})
    frame = frame.assign(_order=order).sort_values(
        ["_order", "user_principal_name", "object_guid", "attribute"], kind="stable"
    )
    return checked(frame.drop(columns=["_order"]), DIFFERENCES, "differences")
