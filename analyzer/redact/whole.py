"""The whole assessment without names: every text by its class in ``classes.py``."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.model.assessment import Assessment
from analyzer.redact import known
from analyzer.redact.classes import Kind, kind_of_column, kind_of_field
from analyzer.redact.corrections import SEPARATOR, corrector
from analyzer.redact.phrases import fragments, indexed, shipped
from analyzer.redact.pseudonyms import Pseudonyms
from analyzer.redact.sentences import Sentences
from analyzer.redact.values import Shown, shower

_HALVES = re.compile(r"[@.,=\s/\\]+")
HIDDEN = "(not shown)"
ABOUT = (
    "This report is redacted. Names, addresses, identifiers, domains, organisational units, file names and what people "
    "wrote are pseudonyms made with the key {key}; the same original has the same pseudonym everywhere. {values} "
    "Counts, times and rules are as they were."
)
_VALUES = {
    Shown.FULL: "Values of attributes are shown as they are where no name is in them.",
    Shown.HASHED: "Values of attributes are pseudonyms too; equal ones stay equal.",
    Shown.COUNTS: "Values of attributes are not shown, only how many there are.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Redactor:
    """What replaces each class of text."""

    made: Pseudonyms
    sentences: Sentences
    value: Callable[[str], str]
    correction: Callable[[str], str]
    headers: frozenset[str]

    def text(self, kind: Kind, text: str) -> str:
        """The text as its class may be shown."""
        return self.replacer(kind)(text)

    def replacer(self, kind: Kind) -> Callable[[str], str]:
        """What replaces texts of that class."""
        by_kind: Mapping[Kind, Callable[[str], str]] = {
            Kind.SAFE: str,
            Kind.IDENTITY: self._identity,
            Kind.NAMES: self._identities,
            Kind.FILE: self.made.file,
            Kind.HEADER: self._header,
            Kind.VALUE: self.value,
            Kind.WORDS: self.made.words,
            Kind.SENTENCE: self.sentences.clean,
            Kind.KEY: self.made.key,
        }
        return by_kind[kind]

    def _identity(self, text: str) -> str:
        """Some findings are about a rule; that is no name."""
        return text if text in self.headers else self.made.identity(text)

    def _identities(self, text: str) -> str:
        return "; ".join(map(self._identity, text.split("; ")))

    def _header(self, text: str) -> str:
        names = text.split(", ")
        return ", ".join(n if n in self.headers or n in {"", "*"} else self.made.value(n) for n in names)


def redact(
    assessment: Assessment, key: bytes, shown: Shown = Shown.HASHED, *, seen: dict[str, str] | None = None
) -> Assessment:
    """The assessment with keyed pseudonyms in place of every name, and values as ``shown`` says.

    Counts, times, verdicts, gates and the order of all rows are as before. ``seen`` is filled with the original of
    each pseudonym where one is given.
    """
    redactor = redactor_of(assessment, key, shown, seen=seen)
    made = redactor.made
    out: Assessment = _redacted(assessment, redactor, Kind.SENTENCE)
    note = ABOUT.format(key=made.fingerprint, values=_VALUES[shown])
    meta = replace(
        out.meta,
        classification=f"Redacted, key {made.fingerprint}",
        introduction=note,
        redacted_with=made.fingerprint,
        values_shown=shown.value,
        logo=None,  # a picture says whose it is
    )
    return replace(out, meta=meta)


def redactor_of(
    assessment: Assessment, key: bytes, shown: Shown = Shown.HASHED, *, seen: dict[str, str] | None = None
) -> Redactor:
    """What replaces texts about this assessment, so that they have the pseudonyms of its reports."""
    made = Pseudonyms(key, domains=set(known.domains(assessment)), seen=seen)
    return _redactor(assessment, made, shown)


def plain_redactor(key: bytes, *, files: Iterable[str] = ()) -> Redactor:
    """Replaces what is said before there is an assessment: problems of files, errors, progress."""
    made = Pseudonyms(key)
    always = {f: made.file(f) for f in files}
    sentences = Sentences(made, indexed(fragments(shipped())), frozenset({"assessment.toml"}), always)
    return Redactor(
        made=made,
        sentences=sentences,
        value=shower(made, Shown.HASHED, ()),
        correction=sentences.clean,
        headers=frozenset(),
    )


def redacted_parts(parts: Any, redactor: Redactor) -> Any:
    """Dataclasses, tuples and mappings of them with every text replaced by its class."""
    return _redacted(parts, redactor, Kind.VALUE)


def _redactor(assessment: Assessment, made: Pseudonyms, shown: Shown) -> Redactor:
    words = frozenset(known.product_words(assessment))
    headers = words | frozenset(known.headers(assessment))
    own = indexed(fragments([*shipped(), *known.told(assessment)]))
    names = set(known.names(assessment))
    always = {w: made.words(w) for w in known.written(assessment)}
    always |= {f.file: made.file(f.file) for f in assessment.files}
    always |= {p: made.identity(p) for p in known.people(assessment) if p}
    lower = {n.lower() for n in names}
    if shown is Shown.FULL:
        # A value that stays must not be the half of a name either.
        lower |= {w for n in lower for w in _HALVES.split(n) if len(w) > 1}
    # A name that reads like the product's own words is looked for as a whole.
    probe = Sentences(made, own, words, {})
    always |= {n: made.identity(n) for n in names if " " in n and probe.meets(n)}

    value = shower(made, shown, lower)

    def hole(text: str) -> str:
        """A name that stands in a column has its pseudonym there; anything else may be a value."""
        if text.lower() in lower:
            return made.identity(text)
        return HIDDEN if shown is Shown.COUNTS else made.value(text)

    def place(text: str) -> str:
        return HIDDEN if shown is Shown.COUNTS else value(text)

    sentences = Sentences(made, own, words, always, hole)
    rules = [result.rule for result in assessment.rules]
    return Redactor(
        made=made,
        sentences=sentences,
        value=value,
        correction=corrector(rules, made.identity, place, sentences.clean),
        headers=headers,
    )


def _redacted(value: Any, redactor: Redactor, kind: Kind) -> Any:
    match value:
        case Enum():
            return value
        case str():
            return redactor.text(kind, value)
        case tuple():
            return tuple(_redacted(v, redactor, kind) for v in value)
        case Mapping():
            return {_redacted(k, redactor, kind): _redacted(v, redactor, kind) for k, v in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **dict(_fields(value, redactor)))
    return value


def _fields(value: Any, redactor: Redactor) -> Iterator[tuple[str, Any]]:
    """The fields that change; what is safe stays with all that is below it."""
    owner = type(value).__name__
    for field in fields(value):
        held = getattr(value, field.name)
        kind = kind_of_field(owner, field.name)
        if isinstance(held, pd.DataFrame):
            yield field.name, _frame(field.name, held, redactor)
        elif kind is not Kind.SAFE:
            yield field.name, _redacted(held, redactor, kind)


def _frame(name: str, frame: pd.DataFrame, redactor: Redactor) -> pd.DataFrame:
    """The frame with its text columns replaced; every distinct text is worked out once."""
    columns = {}
    for column in frame.columns:
        kind = kind_of_column(name, column)
        array = pa.array(frame[column])
        if kind is Kind.SAFE or not _is_text(array.type):
            columns[column] = frame[column]
        elif (name, column) == ("findings", "remediation"):
            both = pc.binary_join_element_wise(pa.array(frame["rule"]), array, SEPARATOR)
            columns[column] = _series(mapped(both, redactor.correction))
        else:
            columns[column] = _series(mapped(array, redactor.replacer(kind)))
    return pd.DataFrame(columns)


def mapped(array: pa.Array | pa.ChunkedArray, change: Callable[[str], str]) -> pa.Array:
    """Each text changed, each null kept; ``change`` is called once for each distinct text."""
    whole = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    coded = pc.dictionary_encode(whole)
    changed = pa.array([change(t) for t in coded.dictionary.to_pylist()], pa.string())
    return pc.take(changed, coded.indices)


def _series(array: pa.Array) -> "pd.Series[str]":
    return pd.Series(pd.arrays.ArrowExtensionArray(array))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
