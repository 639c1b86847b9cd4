"""What redaction knows of an assessment before it starts: the product's words in it, and the names."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.model.assessment import Assessment
from analyzer.redact.classes import COLUMNS, Kind
from analyzer.redact.phrases import shipped
from analyzer.redact.sentences import is_product_word

_RULE = re.compile(r"[A-Z]{2,4}-\d{3}")
_PEOPLE = (("statements", "person"), ("waivers", "approver"))
_WRITTEN = (("statements", "text"), ("waivers", "reason"), ("waivers", "evidence"))


def told(assessment: Assessment) -> Iterator[str]:
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


def product_words(assessment: Assessment) -> Iterator[str]:
    """Single words that stay in sentences: rule ids, and names of attributes that no person has."""
    yield "assessment.toml"
    yield from (r.rule.id for r in assessment.rules)
    yield from (r.id for r in assessment.left_out)
    yield from (s.id for s in assessment.statements if _RULE.fullmatch(s.id))
    yield from (s.step for s in assessment.sequence if not s.step.isdigit())
    yield from (s.question.partition(":")[0] for s in assessment.sequence if s.question)
    yield from (n for n in headers(assessment) if is_product_word(n))


def headers(assessment: Assessment) -> Iterator[str]:
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


def names(assessment: Assessment) -> Iterator[str]:
    """Every name of the identity columns, once per column."""
    for name, columns in COLUMNS.items():
        for column, kind in columns.items():
            if kind is Kind.NAMES:
                yield from (
                    t for joined in getattr(assessment, name)[column].unique().tolist() for t in joined.split("; ") if t
                )
            elif kind is Kind.IDENTITY:
                yield from (t for t in getattr(assessment, name)[column].unique().tolist() if t)
    yield from (assessment.meta.customer, assessment.meta.author, assessment.meta.folder)
    yield from (c.object for c in assessment.conflicts)


def people(assessment: Assessment) -> Iterator[str]:
    """Who stated or signed something."""
    for owner, field in _PEOPLE:
        yield from (getattr(each, field) for each in getattr(assessment, owner))


def written(assessment: Assessment) -> Iterator[str]:
    """What people wrote, without the full stop at its end."""
    for owner, field in _WRITTEN:
        yield from (w.removesuffix(".") for each in getattr(assessment, owner) if (w := getattr(each, field).strip()))


def domains(assessment: Assessment) -> Iterator[str]:
    """Every name that is known to be a domain."""
    yield from (d for f in assessment.files for d in f.domains)
    yield from (d for d in assessment.mailboxes["domain"].unique().tolist() if d)
    for column in ("user_principal_name", "primary_smtp_address"):
        texts = pa.array(assessment.mailboxes[column])
        parts = pc.extract_regex(texts, r"@(?P<domain>[^@]*)$")
        yield from (d for d in pc.unique(pc.struct_field(parts, "domain")).to_pylist() if d)
