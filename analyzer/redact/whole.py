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
from analyzer.redact.classes import COLUMNS, Kind, kind_of_column, kind_of_field
from analyzer.redact.corrections import SEPARATOR, corrector
from analyzer.redact.phrases import fragments, indexed, shipped
from analyzer.redact.pseudonyms import Pseudonyms
from analyzer.redact.sentences import Sentences, is_product_word
from analyzer.redact.values import Shown, shower

_RULE = re.compile(r"[A-Z]{2,4}-\d{3}")
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
_PEOPLE = (("statements", "person"), ("waivers", "approver"))
_WRITTEN = (("statements", "text"), ("waivers", "reason"), ("waivers", "evidence"))


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
    made = Pseudonyms(key, domains=set(_domains(assessment)), seen=seen)
    redactor = _redactor(assessment, made, shown)
    out: Assessment = _redacted(assessment, redactor, Kind.SENTENCE)
    note = ABOUT.format(key=made.fingerprint, values=_VALUES[shown])
    meta = replace(
        out.meta,
        classification=f"Redacted, key {made.fingerprint}",
        introduction=note,
        redacted_with=made.fingerprint,
        values_shown=shown.value,
    )
    return replace(out, meta=meta)


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
    words = frozenset(_words(assessment))
    headers = words | frozenset(_headers(assessment))
    own = indexed(fragments([*shipped(), *_told(assessment)]))
    names = set(_names(assessment))
    always = {w: made.words(w) for w in _written(assessment)}
    always |= {f.file: made.file(f.file) for f in assessment.files}
    always |= {p: made.identity(p) for p in _people(assessment) if p}
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


def _told(assessment: Assessment) -> Iterator[str]:
    """What rules, ledger and missing exports say: the product's words, those of laid-over rules too."""
    for result in assessment.rules:
        yield from (result.rule.title, result.rule.why, result.rule.fix, result.rule.asks)
    for left in assessment.left_out:
        yield from (left.title, left.reason)
    for line in assessment.attributes:
        yield line.notes
        for name in (line.ldap_name, *line.cloud_name.split(", ")):
            yield from (f"{name}: no export of", f"{name} is not in", f"{name} is not in the export of")
    for path in assessment.advice.paths:
        yield from (path.title, path.about)
    for step in assessment.sequence:
        yield from (step.title, step.question)
    for _code, title, command, _rules in assessment.missing:
        yield from (title, command)
    yield from (f.title for f in assessment.files)


def _words(assessment: Assessment) -> Iterator[str]:
    """Single words that stay in sentences: rule ids, and names of attributes that no person has."""
    yield "assessment.toml"
    yield from (r.rule.id for r in assessment.rules)
    yield from (r.id for r in assessment.left_out)
    yield from (s.id for s in assessment.statements if _RULE.fullmatch(s.id))
    yield from (s.step for s in assessment.sequence if not s.step.isdigit())
    yield from (s.question.partition(":")[0] for s in assessment.sequence if s.question)
    yield from (n for n in _headers(assessment) if is_product_word(n))


def _headers(assessment: Assessment) -> Iterator[str]:
    """Names of attributes and columns that the product knows; they stay where such a name stands alone."""
    yield from ("count", "version")
    yield from {r.rule.subject for r in assessment.rules}
    yield from (t for r in assessment.rules for t in _texts(r.rule.params))
    yield from (n for a in assessment.attributes for n in (a.ldap_name, *a.cloud_name.split(", ")))
    for file in assessment.files:
        yield from set(file.columns) - set(file.unknown_columns)
    yield from assessment.differences["attribute"].unique().tolist()
    known = {*shipped(), *(n.partition(".")[0] for a in assessment.attributes for n in (a.ldap_name,))}
    for name in assessment.findings["attribute"].unique().tolist():
        if name in known or name.partition(".")[0] in known or is_product_word(name):
            yield name


def _texts(value: Any) -> Iterator[str]:
    """Every text in the parameters of a rule."""
    match value:
        case str():
            yield value
        case Mapping():
            yield from (t for v in value.values() for t in _texts(v))
        case list() | tuple():
            yield from (t for v in value for t in _texts(v))


def _names(assessment: Assessment) -> Iterator[str]:
    """Every name of the identity columns, once per column."""
    for name, columns in COLUMNS.items():
        for column, kind in columns.items():
            if kind is Kind.IDENTITY:
                yield from (t for t in getattr(assessment, name)[column].unique().tolist() if t)
    yield from (assessment.meta.customer, assessment.meta.author, assessment.meta.folder)
    yield from (c.object for c in assessment.conflicts)


def _people(assessment: Assessment) -> Iterator[str]:
    for owner, field in _PEOPLE:
        yield from (getattr(each, field) for each in getattr(assessment, owner))


def _written(assessment: Assessment) -> Iterator[str]:
    for owner, field in _WRITTEN:
        yield from (w.removesuffix(".") for each in getattr(assessment, owner) if (w := getattr(each, field).strip()))


def _domains(assessment: Assessment) -> Iterator[str]:
    yield from (d for f in assessment.files for d in f.domains)
    yield from (d for d in assessment.mailboxes["domain"].unique().tolist() if d)
    for column in ("user_principal_name", "primary_smtp_address"):
        texts = pa.array(assessment.mailboxes[column])
        parts = pc.extract_regex(texts, r"@(?P<domain>[^@]*)$")
        yield from (d for d in pc.unique(pc.struct_field(parts, "domain")).to_pylist() if d)
