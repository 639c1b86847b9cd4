"""What the page's script has to know, as JSON: columns and filters of the big tables, words, rules, attributes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from analyzer.model.assessment import Assessment
from analyzer.model.previews import CHANGES, RUNS, UNDONE
from analyzer.report.html_overview import TONES, level_word
from analyzer.report.html_previews import CHANGE_TONES, preview_tables
from analyzer.report.html_readers import READERS
from analyzer.report.html_standing import nothing_in
from analyzer.report.html_tables import BigTable, Facet, big_tables
from analyzer.report.view import TABLES
from analyzer.report.view_objects import KINDS, LEVELS, OUTCOMES, SUBJECTS
from analyzer.report.view_previews import TRUSTS

Json = dict[str, Any]
MOST_PRINTED = 500
_TONES = TONES | {"drift": "drift", "lag": "wait", "by_design": "design"} | CHANGE_TONES
_WORDS = {"fail": "Found", "only_directory": "Only in the directory", "only_cloud": "Only in the cloud"}


def build_setup(assessment: Assessment, left_out: Mapping[str, str]) -> Json:
    """Columns, filters and look-ups for the script."""
    tables = big_tables(assessment) | preview_tables()
    nothing = nothing_in(assessment)
    return {
        "tables": {name: _table(name, big, left_out[name], nothing[name]) for name, big in tables.items()},
        "words": _words(assessment),
        "tones": _TONES,
        "rules": _rules(assessment),
        "attributes": _attributes(assessment),
        "readers": [{"name": r.name, "label": r.label, "asks": r.asks, "panels": r.panels} for r in READERS],
        "printed": MOST_PRINTED,
        "asOf": _moment(assessment.meta.as_of),
        "cycle": assessment.meta.sync_interval_minutes,
        # The newest time inside each file: the export is no older.
        "exported": {f.file: _moment(f.exported_at) for f in assessment.files if f.exported_at is not None},
    }


def _table(name: str, big: BigTable, left_out: str, nothing: str) -> Json:
    spec = TABLES[name]
    return {
        "one": big.one,
        "many": big.many,
        "csv": f"tables/{name}.csv",
        "leftOut": left_out,
        "nothing": nothing,
        "titles": {n: big.titles.get(n, spec.column(n).title) for n in big.shown},
        "columns": {c.name: {"title": c.title, "help": c.help, "kind": c.kind} for c in spec.columns},
        "shown": big.shown,
        "details": big.details,
        "searched": big.searched,
        "listed": big.listed,
        "facets": [_facet(f) for f in big.facets],
    }


def _facet(facet: Facet) -> Json:
    return {
        "name": facet.name,
        "label": facet.label,
        "column": facet.column,
        "values": facet.values,
        "words": facet.words,
        "folded": facet.folded,
        "split": facet.split,
    }


def _words(assessment: Assessment) -> dict[str, str]:
    """How the tables' closed values are written."""
    closed: Sequence[str] = (*LEVELS, *OUTCOMES, *KINDS, "both", "certain", "possible", "strong", "weak", "none",
                             "yes", "no", "exchange", "identity", "object", "other", *SUBJECTS, *CHANGES,
                             *RUNS, *TRUSTS, *UNDONE)  # fmt: skip
    return {word: level_word(word) for word in closed} | _WORDS | {v.verdict: v.label for v in assessment.verdicts}


def _moment(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _rules(assessment: Assessment) -> dict[str, Json]:
    titles = {s.id: f"{s.id} {s.title}, {s.date}" for s in assessment.sources}
    return {
        r.rule.id: {
            "title": r.rule.title,
            "level": r.rule.level.value,
            "why": r.rule.why,
            "owner": r.rule.owner,
            "sources": "; ".join(titles.get(s, s) for s in r.rule.sources),
            "subject": r.rule.subject,
            "state": r.state,
            "reason": r.reason,
            "summary": bool(r.rule.summary and r.hits),
            "hits": r.hits,
        }
        for r in assessment.rules
    }


def _attributes(assessment: Assessment) -> dict[str, dict[str, str]]:
    return {
        a.ldap_name: {"before": a.edit_before, "after": a.edit_after, "owner": level_word(a.owner_after)}
        for a in assessment.attributes
    }
