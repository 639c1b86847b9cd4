"""The three big tables as the page carries them: packed columns that lean on the mailboxes' columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.model.assessment import Assessment
from analyzer.model.frames import BOOL
from analyzer.report.html_words import number
from analyzer.report.packing import Column, Packed, arrow, as_numbers, guid_column, int_column, pack, shown, text_column

MOST_ROWS = 600_000
# What leaves first when there are more differences than that.
_LEAVES_FIRST = ("by_design", "lag", "unknown")
_MANY = {"writeback": "changes", "rollback": "changes"}
# In messages and corrections the row's own values are marks, so that equal sentences are carried once.
# Marks are noncharacters: in a real value they are shown by name, so the page never confuses the two.
_MARKS = (
    ("user_principal_name", "\ufdd0"),
    ("object_guid", "\ufdd1"),
    ("object_name", "\ufdd2"),
    ("directory_value", "\ufdd3"),
    ("cloud_value", "\ufdd4"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The packed tables, and what had to be left out of each."""

    tables: tuple[Packed, ...]
    left_out: Mapping[str, str]


def pack_rows(assessment: Assessment) -> Rows:
    """Mailboxes, findings and differences, ready to stand in the page."""
    mailboxes, cut_mailboxes = _first(assessment.mailboxes, "mailboxes")
    findings, cut_findings = _first(assessment.findings, "findings")
    differences, cut_differences = _strongest(assessment.differences)
    writeback, cut_writeback = _first(assessment.writeback, "writeback")
    rollback, cut_rollback = _first(assessment.rollback, "rollback")
    return Rows(
        tables=(
            pack("mailboxes", len(mailboxes), _mailboxes(mailboxes)),
            pack("findings", len(findings), _findings(findings, mailboxes)),
            pack("differences", len(differences), _differences(differences, mailboxes)),
            pack("writeback", len(writeback), _preview(writeback, mailboxes)),
            pack("rollback", len(rollback), _preview(rollback, mailboxes)),
        ),
        left_out={
            "mailboxes": cut_mailboxes,
            "findings": cut_findings,
            "differences": cut_differences,
            "writeback": cut_writeback,
            "rollback": cut_rollback,
        },
    )


def _first(frame: pd.DataFrame, name: str) -> tuple[pd.DataFrame, str]:
    if len(frame) <= MOST_ROWS:
        return frame, ""
    rest = number(len(frame) - MOST_ROWS)
    many = _MANY.get(name, name)
    return frame.iloc[:MOST_ROWS], f"{rest} more {many} are not in this page; all are in tables/{name}.csv."


def _strongest(frame: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Differences without the kinds that matter least, as far as needed."""
    gone: list[str] = []
    kept = frame
    for kind in _LEAVES_FIRST:
        if len(kept) <= MOST_ROWS:
            break
        left = kept[kept["kind"] != kind]
        if len(left) < len(kept):
            gone.append(f"{number(len(kept) - len(left))} {kind.replace('_', ' ')}")
        kept = left
    if len(kept) > MOST_ROWS:
        gone.append(f"{number(len(kept) - MOST_ROWS)} drift")
        kept = kept.iloc[:MOST_ROWS]
    if not gone:
        return kept, ""
    return kept, f"{', '.join(gone)} differences are not in this page; all are in tables/differences.csv."


def _mailboxes(frame: pd.DataFrame) -> dict[str, Column]:
    columns: dict[str, Column] = {"object_guid": guid_column(arrow(frame["object_guid"]))}
    upn = arrow(frame["user_principal_name"])
    primary = arrow(frame["primary_smtp_address"])
    columns["user_principal_name"] = text_column(upn)
    columns["primary_smtp_address"] = text_column(
        primary, same=".user_principal_name", is_same=pc.fill_null(pc.equal(primary, upn), False)
    )
    for name in (
        "display_name", "recipient_type", "verdict", "earliest_safe_transfer", "safe_basis", "blockers",
        "warnings", "unknowns", "matched_by", "confidence", "transferred", "domain", "organizational_unit",
        "reason", "source_file", "cloud_file",
    ):  # fmt: skip
        columns[name] = text_column(arrow(frame[name]))
    columns["safe_day"] = text_column(pc.utf8_slice_codeunits(arrow(frame["earliest_safe_transfer"]), 0, 10))
    for name in ("lag", "drift", "unknown_differences", "source_row", "cloud_row"):
        columns[name] = int_column(arrow(frame[name]))
    return columns


def _findings(frame: pd.DataFrame, mailboxes: pd.DataFrame) -> dict[str, Column]:
    owner = _owner(frame, mailboxes)
    columns = {"mailbox": _index(owner)}
    names = (
        "rule", "level", "outcome", "subject", "gate", "attribute", "directory_value", "cloud_value",
        "certainty", "waiver",
    )  # fmt: skip
    columns |= {name: text_column(arrow(frame[name])) for name in names}
    columns |= _leaning(
        frame,
        mailboxes,
        owner,
        {
            "object_guid": "object_guid",
            "object_name": "display_name",
            "user_principal_name": "user_principal_name",
            "source_file": "source_file",
            "cloud_file": "cloud_file",
        },
    )
    columns["message"] = _sentences(frame, "message")
    columns["remediation"] = _sentences(frame, "remediation")
    return columns


def _differences(frame: pd.DataFrame, mailboxes: pd.DataFrame) -> dict[str, Column]:
    owner = _owner(frame, mailboxes)
    columns = {"mailbox": _index(owner)}
    names = (
        "attribute", "cloud_name", "category", "kind", "direction", "directory_value", "cloud_value", "why",
        "directory_changed", "changed_basis",
    )  # fmt: skip
    columns |= {name: text_column(arrow(frame[name])) for name in names}
    for side in ("directory", "cloud"):
        compared, found = arrow(frame[f"{side}_compared"]), arrow(frame[f"{side}_value"])
        columns[f"{side}_compared"] = text_column(
            compared, same=f".{side}_value", is_same=pc.fill_null(pc.equal(compared, found), False)
        )
    base = pc.replace_substring_regex(arrow(frame["attribute"]), r"\..*$", "")
    columns["base_attribute"] = text_column(base)
    back = pc.if_else(pc.fill_null(arrow(frame["written_back"]), False), "yes", "no")
    columns["written_back"] = text_column(back)
    columns |= _leaning(
        frame,
        mailboxes,
        owner,
        {
            "object_guid": "object_guid",
            "user_principal_name": "user_principal_name",
            "source_file": "source_file",
            "cloud_file": "cloud_file",
        },
    )
    return columns


def _preview(frame: pd.DataFrame, mailboxes: pd.DataFrame) -> dict[str, Column]:
    """Writeback or roll-back: all columns but the key, in which nobody searches."""
    owner = _owner(frame, mailboxes)
    columns = {"mailbox": _index(owner), "shock": int_column(arrow(frame["shock"]))}
    leaning = ("object_guid", "user_principal_name", "source_file", "cloud_file")
    numbers = ("shock", "source_row", "cloud_row")
    for name, kind in frame.dtypes.items():
        if name in (*leaning, *numbers) or str(name).endswith("_key"):
            continue
        values = arrow(frame[name])
        if kind == BOOL:
            values = pc.if_else(pc.fill_null(values, False), "yes", "no")
        columns[str(name)] = text_column(values)
    return columns | _leaning(frame, mailboxes, owner, {name: name for name in leaning})


def _owner(frame: pd.DataFrame, mailboxes: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Per row the position of its mailbox, -1 where the object is no mailbox of this table."""
    found = pc.index_in(arrow(frame["object_guid"]), value_set=arrow(mailboxes["object_guid"]))
    named = pc.not_equal(arrow(frame["object_guid"]), "")
    found = pc.if_else(pc.fill_null(named, False), found, pa.scalar(None, pa.int32()))
    return np.asarray(pc.fill_null(found, -1).to_numpy(zero_copy_only=False), dtype=np.int64)


def _index(owner: npt.NDArray[np.int64]) -> Column:
    return {"k": "i", "v": owner}


def _leaning(
    frame: pd.DataFrame,
    mailboxes: pd.DataFrame,
    owner: npt.NDArray[np.int64],
    columns: Mapping[str, str],
) -> dict[str, Column]:
    """Columns that mostly repeat what the row's mailbox says, and the two row numbers."""
    at = pa.array(owner, mask=owner < 0)
    out: dict[str, Column] = {}
    for mine, theirs in columns.items():
        values = arrow(frame[mine])
        equal = pc.fill_null(pc.equal(values, arrow(mailboxes[theirs]).take(at)), False)
        out[mine] = text_column(values, same=theirs, is_same=equal)
    for name in ("source_row", "cloud_row"):
        rows = arrow(frame[name])
        equal = pc.fill_null(pc.equal(rows, arrow(mailboxes[name]).take(at)), False)
        out[name] = int_column(rows, same=name, is_same=equal)
    return out


def _sentences(frame: pd.DataFrame, column: str) -> Column:
    """A column of sentences; what is said only once has the row's own values as marks."""
    text = pc.fill_null(arrow(frame[column]), "").dictionary_encode()
    once = np.bincount(as_numbers(text.indices), minlength=len(text.dictionary)) == 1
    single = pa.array(once[as_numbers(text.indices)])
    text = text.cast(pa.string())
    own = (shown(pc.fill_null(arrow(frame[name]), "").filter(single)).to_pylist() for name, _ in _MARKS)
    marked = [_mark(t, values) for t, *values in zip(shown(text.filter(single)).to_pylist(), *own, strict=True)]
    rest = shown(text.filter(pc.invert(single)))
    return text_column(_merged(single, pa.array(marked, pa.string()), rest), is_shown=True)


def _merged(first: pa.Array, ones: pa.Array, others: pa.Array) -> pa.Array:
    """The values of ``ones`` where ``first`` is true and of ``others`` elsewhere, both in their order."""
    out = pa.nulls(len(first), pa.string())
    return pc.replace_with_mask(pc.replace_with_mask(out, first, ones), pc.invert(first), others)


def _mark(text: str, values: Sequence[str]) -> str:
    for value, (_, mark) in zip(values, _MARKS, strict=True):
        if len(value) > 3 and value in text:
            text = text.replace(value, mark)
    return text
