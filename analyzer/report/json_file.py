"""``assessment.json``: the whole assessment in one document that every report can be rendered from again.

The five frames stand as columns (``{"verdict": ["ready", ...]}``); everything else as objects. The
document's shape is published in ``report_templates/assessment.schema.json``.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import pandas as pd
import pyarrow as pa

from analyzer.model.assessment import Assessment
from analyzer.model.frames import CONTACTS, DIFFERENCES, FINDINGS, GROUPS, MAILBOXES, checked
from analyzer.report.plain import PlainError, from_plain, hints_of, to_plain

SCHEMA = "https://exready.example/schema/assessment-1.json"
VERSION = 1
FRAMES: Mapping[str, Mapping[str, pd.ArrowDtype]] = {
    "mailboxes": MAILBOXES,
    "findings": FINDINGS,
    "differences": DIFFERENCES,
    "groups": GROUPS,
    "contacts": CONTACTS,
}


class DocumentError(ValueError):
    """The bytes are not a document that :func:`write_json` wrote."""


def write_json(assessment: Assessment, stream: BinaryIO) -> None:
    """The stream holds the whole document; the same assessment gives the same bytes."""
    stream.writelines(text.encode("utf-8") for text in _parts(assessment))


def read_assessment(content: bytes) -> Assessment:
    """The assessment that was written, equal in every field and frame.

    Raises:
        DocumentError: no JSON, another schema or version, or a field that does not fit.
    """
    try:
        document = json.loads(content)
    except ValueError as error:
        raise DocumentError(f"this is no JSON: {error}") from error
    if not isinstance(document, dict) or document.pop("schema", "") != SCHEMA or document.pop("version", 0) != VERSION:
        raise DocumentError(f"the document does not say schema {SCHEMA}, version {VERSION}")
    hints = hints_of(Assessment)
    wrong = sorted(hints.keys() ^ document.keys())
    if wrong:
        raise DocumentError(f"missing or unexpected: {', '.join(wrong)}")
    try:
        plain = {n: from_plain(h, document[n], n) for n, h in hints.items() if n not in FRAMES}
    except PlainError as error:
        raise DocumentError(str(error)) from error
    return Assessment(**plain, **{name: _frame(name, document[name]) for name in FRAMES})


def _parts(assessment: Assessment) -> Iterator[str]:
    """The document in pieces, so that no piece is larger than one column."""
    head = {"schema": SCHEMA, "version": VERSION}
    head |= {name: to_plain(getattr(assessment, name)) for name in hints_of(Assessment) if name not in FRAMES}
    yield _dumps(head, indent=1).removesuffix("\n}")
    for name in FRAMES:
        yield f',\n "{name}": {{'
        frame: pd.DataFrame = getattr(assessment, name)
        for number, column in enumerate(FRAMES[name]):
            yield ("," if number else "") + f'\n  "{column}": '
            yield _dumps(pa.array(frame[column]).to_pylist())
        yield "\n }"
    yield "\n}\n"


def _dumps(value: Any, indent: int | None = None) -> str:
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(value, ensure_ascii=False, separators=separators, indent=indent, allow_nan=False)


def _frame(name: str, columns: Any) -> pd.DataFrame:
    schema = FRAMES[name]
    if not isinstance(columns, dict) or list(columns) != list(schema):
        raise DocumentError(f"{name}: the columns are not {', '.join(schema)}")
    if len({len(values) for values in columns.values()}) > 1:
        raise DocumentError(f"{name}: the columns are not equally long")
    try:
        arrays = {c: pa.array(v, schema[c].pyarrow_dtype) for c, v in columns.items()}
    except pa.ArrowException as error:
        raise DocumentError(f"{name}: {error}") from error
    frame = pd.DataFrame({c: pd.array(a, dtype=schema[c]) for c, a in arrays.items()})
    return checked(frame, schema, name)
