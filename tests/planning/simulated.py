"""Applies what the previews foresee to a snapshot, as the writeback job or the sync would do it."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
from tiny_estates import PACK

from analyzer.engine.estate import Estate, build_estate
from analyzer.engine.verdicts import Verdicts
from analyzer.model.snapshot import Snapshot
from analyzer.planning.preview_both import Foreseen, foresee

KINDS = frozenset({"smtp", "x500", "sip"})


def foreseen(estate: Estate) -> Foreseen:
    """Both previews; every mailbox counts as one that may be transferred."""
    count = estate.identities.count
    empty = np.full(count, "", dtype=object)
    verdicts = Verdicts(
        is_mailbox=np.ones(count, bool),
        verdict=np.full(count, "ready", dtype=object),
        blockers=empty,
        warnings=empty,
        unknowns=empty,
        reason=empty,
    )
    return foresee(estate, verdicts)


def estate_of(snapshot: Snapshot) -> Estate:
    """The snapshot compared, without a rule run over it."""
    as_of = max(f.exported_at for f in snapshot.files if f.exported_at)
    return build_estate(snapshot, PACK.catalogue, PACK.facts, as_of=as_of, sync_interval_minutes=30)


def transferred(snapshot: Snapshot) -> Snapshot:
    """The same with every mailbox transferred."""
    table = snapshot.tables["cloud.mailbox"]
    return _with(snapshot, "cloud.mailbox", {"IsExchangeCloudManaged": ["True"] * table.num_rows})


def written_back(snapshot: Snapshot, estate: Estate, frame: pd.DataFrame) -> Snapshot:
    """The directory after a run of writeback."""
    return _applied(snapshot, estate, frame, "ad.object", "attribute", "directory_after", estate.identities.ad_row)


def rolled_back(snapshot: Snapshot, estate: Estate, frame: pd.DataFrame) -> Snapshot:
    """The cloud after the sync has sent AD's values again."""
    return _applied(snapshot, estate, frame, "cloud.mailbox", "cloud_name", "cloud_after", estate.identities.cloud_row)


def _applied(
    snapshot: Snapshot, estate: Estate, frame: pd.DataFrame, kind: str, named: str, after: str, rows: np.ndarray
) -> Snapshot:
    table = snapshot.tables[kind]
    guids = estate.trait("guid")
    assert guids is not None
    where = {g: int(r) for g, r in zip(guids.to_pylist(), rows.tolist(), strict=True) if g and r >= 0}
    columns: dict[str, list[object]] = {}
    addresses = "proxyAddresses" if kind == "ad.object" else "EmailAddresses"
    # The mark of the primary is set when all entries are there.
    ordered = frame.assign(_last=frame["attribute"].str.endswith(".primary")).sort_values("_last", kind="stable")
    for row in ordered.to_dict("records"):
        if row["change"] == "unknown":
            continue
        at, value = where[row["object_guid"]], row[after]
        aspect = row["attribute"].partition(".")[2]
        is_address = row["attribute"].startswith("proxyAddresses.")
        name = addresses if is_address else row[named]
        cells = columns.setdefault(name, table[name].to_pylist())
        if not is_address:
            many = pa.types.is_list(table.schema.field(name).type)
            cells[at] = [v for v in value.split("; ") if v] if many else value
        elif aspect == "primary":
            cells[at] = _marked(list(cells[at] or []), value)
            if kind == "cloud.mailbox":
                columns.setdefault("PrimarySmtpAddress", table["PrimarySmtpAddress"].to_pylist())[at] = value
        else:
            kept = [e for e in cells[at] or [] if _aspect(e) != aspect]
            cells[at] = kept + [v for v in value.split("; ") if v]
    return _with(snapshot, kind, columns)


def _aspect(entry: str) -> str:
    prefix = entry.partition(":")[0].casefold() if ":" in entry else "smtp"
    return prefix if prefix in KINDS else "other"


def _marked(entries: list[str], primary: str) -> list[str]:
    others = [e for e in entries if e.partition(":")[2].casefold() != primary.casefold()]
    demoted = [f"smtp:{e[5:]}" if e.startswith("SMTP:") else e for e in others]
    return [f"SMTP:{primary}", *demoted] if primary else demoted


def _with(snapshot: Snapshot, kind: str, columns: Mapping[str, list[object]]) -> Snapshot:
    table = snapshot.tables[kind]
    for name, values in columns.items():
        place = table.schema.get_field_index(name)
        many = pa.types.is_list(table.schema.field(name).type)
        made = pa.array(values, pa.list_(pa.string()) if many else pa.string())
        table = table.set_column(place, name, made)
    return replace(snapshot, tables={**snapshot.tables, kind: table})
