"""``assessment.json``: the whole assessment in one document that every report can be rendered from again.

The three frames stand as columns (``{"verdict": ["ready", ...]}``); everything else as objects. The
document's shape is published in ``report_templates/assessment.schema.json``.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import pandas as pd
import pyarrow as pa

from analyzer.model.assessment import Assessment
from analyzer.model.frames import DIFFERENCES, FINDINGS, MAILBOXES, checked
from analyzer.report.plain import PlainError, from_plain, hints_of, required, to_plain

SCHEMA = "https://exready.example/schema/assessment-1.json"
VERSION = 1
FRAMES: Mapping[str, Mapping[str, pd.ArrowDtype]] = {
    "mailboxes": MAILBOXES,
    "findings": FINDINGS,
    "differences": DIFFERENCES,
}


class DocumentError(ValueError):
    """The bytes are not a document that :func:`write_json` wrote."""


def write_json(assessment: Assessment, stream: BinaryIO) -> None:
    """The stream holds the whole document; the same assessment gives the same bytes."""
    stream.writelines(text.encode("utf-8") for text in _parts(assessment))


def read_assessment(content: bytes) -> Assessment:
    """The assessment that was written, equal in every field and frame.

    What has a default may be missing: an older exready did not write it yet. What is not known here was written by
    a newer one and is refused, because leaving it out would make another report of it.

    Raises:
        DocumentError: no JSON, another schema or version, or a field that does not fit; the message names the place.
    """
    try:
        document = json.loads(content)
    except ValueError as error:
        raise DocumentError(f"this is no JSON, or not all of it: {error}") from error
    except RecursionError as error:
        raise DocumentError("this is no JSON of exready: it is nested too deeply") from error
    if not isinstance(document, dict) or document.pop("schema", "") != SCHEMA:
        raise DocumentError(f"the document does not say that it is an assessment: schema {SCHEMA}")
    version, writer = document.pop("version", None), _writer(document)
    if version != VERSION:
        raise DocumentError(f"the document is of version {version!r}{writer}; this exready reads version {VERSION}")
    hints = hints_of(Assessment)
    unknown, lost = sorted(document.keys() - hints.keys()), sorted(required(Assessment) - document.keys())
    if lost:
        raise DocumentError(f"missing: {', '.join(lost)}{writer}")
    if unknown:
        raise DocumentError(f"this exready does not know {', '.join(unknown)}{writer}")
    try:
        plain = {n: from_plain(hints[n], value, n) for n, value in document.items() if n not in FRAMES}
    except PlainError as error:
        raise DocumentError(f"{error}{writer}") from error
    frames = {name: _frame(name, document[name]) for name in FRAMES if name in document}
    return Assessment(**plain, **frames)


def _writer(document: Mapping[str, Any]) -> str:
    """Who wrote the document, for the end of a message; empty where it does not say."""
    meta = document.get("meta")
    version = meta.get("product_version") if isinstance(meta, dict) else None
    return f" (written by exready {version:.20})" if isinstance(version, str) else ""


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
    for column, values in columns.items():
        if not isinstance(values, list):
            raise DocumentError(f"{name}.{column}: a list wanted, {type(values).__name__} found")
    if len({len(values) for values in columns.values()}) > 1:
        raise DocumentError(f"{name}: the columns are not equally long")
    arrays = {}
    for column, values in columns.items():
        try:
            arrays[column] = pd.array(pa.array(values, schema[column].pyarrow_dtype), dtype=schema[column])
        except (pa.ArrowException, OverflowError, UnicodeEncodeError) as error:
            raise DocumentError(f"{name}.{column}: {error}") from error
    return checked(pd.DataFrame(arrays), schema, name)
