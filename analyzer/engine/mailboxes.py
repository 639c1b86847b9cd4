"""The mailboxes and differences frames."""

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.flags import YES
from analyzer.classify.kinds import DRIFT, LAG, UNKNOWN
from analyzer.engine.cells import from_flags, text_column, texts
from analyzer.engine.dead_edits import dead_edits
from analyzer.engine.dn_columns import domains, units
from analyzer.engine.estate import Estate
from analyzer.engine.safe_times import safe_time_columns
from analyzer.model.frames import DIFFERENCES, INT, MAILBOXES, TEXT, checked, empty
from analyzer.model.snapshot import FILE, ROW

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
    # The sign-in name orders the rows: all columns are made in their final order.
    names = pa.table({name: _trait(estate, name, which) for name in ("upn", "guid")})
    which = which[pc.sort_indices(names, sort_keys=[("upn", "ascending"), ("guid", "ascending")]).to_numpy()]
    del names
    columns = {
        "object_guid": _trait(estate, "guid", which),
        "user_principal_name": _trait(estate, "upn", which),
        "primary_smtp_address": _trait(estate, "primary_address", which),
        "display_name": _trait(estate, "shown_name", which),
        "recipient_type": _recipient_type(estate, which),
        **safe_time_columns(estate, verdicts, which),
        **_said(verdicts, which),
        "lag": pa.array(_kind_counts(estate, LAG)[which]),
        "drift": pa.array(_kind_counts(estate, DRIFT)[which]),
        "unknown_differences": pa.array(_kind_counts(estate, UNKNOWN)[which]),
        **_joined(estate, which),
        **_place(estate, which),
        **evidence_columns(estate, which),
        "planned": _planned(estate, which),
        "department": _department(estate, which),
    }
    frame = pd.DataFrame({name: pd.arrays.ArrowExtensionArray(column) for name, column in columns.items()})
    return checked(frame, MAILBOXES, "mailboxes")


def _trait(estate: Estate, name: str, which: Index) -> pa.Array:
    return text_column(estate.trait(name), estate.identities.count, which)


def _recipient_type(estate: Estate, which: Index) -> pa.Array:
    """The cloud's word where there is one, else the directory's."""
    found = pa.scalar("unknown")
    for name in ("type", "cloud_type"):
        word = _trait(estate, name, which)
        found = pc.if_else(pc.equal(word, ""), found, word)
    return found


def _said(verdicts: "Verdicts", which: Index) -> dict[str, pa.Array]:
    """Verdict, rules and reason."""
    return {
        "verdict": pa.array(verdicts.verdict[which], pa.string()),
        "blockers": pa.array(verdicts.blockers[which], pa.string()),
        "warnings": pa.array(verdicts.warnings[which], pa.string()),
        "unknowns": pa.array(verdicts.unknowns[which], pa.string()),
        "reason": pa.array(verdicts.reason[which], pa.string()),
    }


def _joined(estate: Estate, which: Index) -> dict[str, pa.Array]:
    """How both sides were joined, and whether the cloud manages the mailbox already."""
    matched = estate.identities.matched_by[which]
    confidence = np.where(estate.identities.strong[which], "strong", np.where(matched == "", "none", "weak"))
    flags = text_column(from_flags(estate.transferred), estate.identities.count, which)
    transferred = pc.if_else(pc.equal(flags, ""), "unknown", flags)
    return {
        "matched_by": pa.array(matched, pa.string()),
        "confidence": pa.array(confidence, pa.string()),
        "transferred": pc.if_else(pa.array(estate.is_live_cloud_mailbox[which]), transferred, ""),
    }


def _place(estate: Estate, which: Index) -> dict[str, pa.Array]:
    """Domain and unit of the directory object."""
    names = text_column(estate.identities.column("ad", "distinguishedName"), estate.identities.count, which)
    above = units(names)
    return {"domain": domains(names, above), "organizational_unit": above}


def _department(estate: Estate, which: Index) -> pa.Array:
    """As AD has it; of objects without one there, as Exchange Online does."""
    sides = (("ad", "department"), ("cloud", "Department"))
    own, other = (text_column(estate.identities.column(*side), estate.identities.count, which) for side in sides)
    return pc.if_else(pc.equal(own, ""), other, own)


def _planned(estate: Estate, which: Index) -> pa.Array:
    """Whether the mailbox is in the planned wave; empty for all where none is planned."""
    plan = pa.array({name.lower() for name in estate.snapshot.settings.planned}, pa.string())
    if not len(plan):
        return pa.array([""] * len(which), pa.string())
    named = [pc.is_in(pc.utf8_lower(_trait(estate, name, which)), value_set=plan) for name in ("guid", "upn")]
    return pc.if_else(pc.or_(*named), "yes", "no")


def evidence_columns(estate: Estate, which: Index) -> dict[str, pa.Array]:
    """File and row of both sides."""
    names = pa.array([f.file for f in estate.snapshot.files], pa.string())
    out = {}
    for side, file_name, row_name in (("ad", "source_file", "source_row"), ("cloud", "cloud_file", "cloud_row")):
        files, rows = (estate.identities.take(side, c, which) for c in (FILE, ROW))
        known = files is not None and rows is not None
        out[file_name] = pc.fill_null(names.take(files), "") if known else pa.array([""] * len(which))
        out[row_name] = rows if known else pa.nulls(len(which), pa.int64())
    return out


def _at_transfer(estate: Estate, rows: pd.DataFrame, which: Index) -> npt.NDArray[np.object_]:
    """What becomes of both values when the mailbox is handed over; empty for an attribute that does not move."""
    kind, direction = (rows[name].astype(TEXT).to_numpy(dtype=object) for name in ("kind", "direction"))
    moves = (rows["category"].astype(TEXT) == "exchange").to_numpy(dtype=bool)
    cases = {
        "": ~moves | (kind == "by_design"),
        "transferred already": estate.transferred[which] == YES,
        "wait: the next sync makes both equal": kind == "lag",
        "unknown": kind == "unknown",
        "cloud stays": direction == "only_cloud",
        "cloud stays empty, value of AD is lost": direction == "only_directory",
    }
    return np.select(list(cases.values()), list(cases), "cloud stays, value of AD is lost").astype(object)


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
        dead_edit=pd.array(dead_edits(estate), dtype=TEXT),
        at_transfer=_at_transfer(estate, rows, which),
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
