"""The frames of groups and of contacts: recipients that are no mailbox and have to be decided on before the end."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.flags import NO
from analyzer.engine.cells import text_column
from analyzer.engine.group_columns import group_columns
from analyzer.engine.subjects import Index
from analyzer.model.frames import CONTACTS, GROUPS, checked, empty
from analyzer.model.snapshot import FILE, ROW

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_NAMES = {"object_guid": "guid", "name": "shown_name", "primary_smtp_address": "primary_address"}


def build_groups(estate: "Estate", findings: pd.DataFrame) -> pd.DataFrame:
    """One row per group of the directory that has an address; those that hold no other group come first."""
    words = {**_NAMES, "kind": "group_scope", "bounces_go_to": "bounces_go_to", "differs_in": "group_differences"}
    columns = _columns(estate, _members(estate, "addressed_groups"), words, findings, ("group",))
    which = columns.pop("which")
    for name, trait in (("members", "member_count"), ("depth", "nesting_depth")):
        text = _trait(estate, trait, which)
        columns[name] = pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text).cast(pa.int64())
    columns["in_cloud"] = pa.array(np.where(estate.has_cloud[which], "yes", "no"), pa.string())
    columns |= group_columns(estate, which)
    return _frame(columns, GROUPS, "groups", ["depth", "name", "object_guid"])


def build_contacts(estate: "Estate", findings: pd.DataFrame) -> pd.DataFrame:
    """One row per mail contact of the directory and per mail user that is nobody's mailbox."""
    contacts, users = _members(estate, "contacts"), _members(estate, "stray_mail_users")
    both = np.union1d(contacts, users)
    words = {**_NAMES, "used_by": "used_by"}
    columns = _columns(estate, both, words, findings, ("contact", "mail user"))
    which = columns.pop("which")
    columns["external_address"] = _external(estate, which)
    columns["kind"] = pa.array(np.where(np.isin(which, contacts), "contact", "mail user"), pa.string())
    columns["in_cloud"] = pa.array(np.where(estate.has_cloud[which], "yes", "no"), pa.string())
    return _frame(columns, CONTACTS, "contacts", ["kind", "name", "object_guid"])


def _external(estate: "Estate", which: Index) -> pa.Array:
    """Where its mail goes: the address of AD, else of the cloud, without the prefix of its kind."""
    found = pa.array([""] * len(which), pa.string())
    for side, name in (("cloud", "ExternalEmailAddress"), ("ad", "targetAddress")):
        column = text_column(estate.identities.column(side, name), estate.identities.count, which)
        bare = pc.replace_substring_regex(column, r"^(?i:smtp):", "")
        found = pc.if_else(pc.equal(bare, ""), found, bare)
    return found


def _members(estate: "Estate", population: str) -> Index:
    """Who belongs to the population, or may: nobody is left out for want of evidence."""
    found = estate.population(population)
    if found.subjects is None:
        return np.zeros(0, np.int64)
    identity = found.subjects.identity()
    chosen = np.flatnonzero(found.member != NO).astype(np.int64)
    return chosen if identity is None else np.unique(identity[chosen])


def _columns(
    estate: "Estate", which: Index, words: Mapping[str, str], findings: pd.DataFrame, subjects: Sequence[str]
) -> dict[str, pa.Array]:
    columns = {column: _trait(estate, trait, which) for column, trait in words.items()}
    columns["rules"] = _rules(columns["object_guid"], findings, subjects)
    names = pa.array([f.file for f in estate.snapshot.files], pa.string())
    for side, file_name, row_name in (("ad", "source_file", "source_row"), ("cloud", "cloud_file", "cloud_row")):
        files, rows = (estate.identities.take(side, c, which) for c in (FILE, ROW))
        known = files is not None and rows is not None
        columns[file_name] = pc.fill_null(names.take(files), "") if known else pa.array([""] * len(which), pa.string())
        columns[row_name] = rows if known else pa.nulls(len(which), pa.int64())
    return {**columns, "which": which}


def _rules(guids: pa.Array, findings: pd.DataFrame, subjects: Sequence[str]) -> pa.Array:
    """Ids of the rules that fire on each object or cannot judge it, joined with a space."""
    mine = findings[findings["subject"].isin(list(subjects)) & (findings["outcome"] != "waived")]
    said: dict[str, dict[str, None]] = {}
    for guid, rule in zip(mine["object_guid"].tolist(), mine["rule"].tolist(), strict=True):
        said.setdefault(guid, {})[rule] = None
    return pa.array([" ".join(sorted(said.get(g, ()))) for g in guids.to_pylist()], pa.string())


def _trait(estate: "Estate", name: str, which: Index) -> pa.Array:
    return text_column(estate.trait(name), estate.identities.count, which)


def _frame(
    columns: Mapping[str, pa.Array], schema: Mapping[str, pd.ArrowDtype], name: str, order: list[str]
) -> pd.DataFrame:
    if not len(columns["object_guid"]):
        return empty(schema)
    frame = pd.DataFrame({c: pd.arrays.ArrowExtensionArray(columns[c]) for c in schema})
    return checked(frame.sort_values(order, kind="stable"), schema, name)
