"""Every exit code means one thing, and the worst thing found decides."""

import dataclasses
import itertools

import pytest
from assessments import small_assessment

from analyzer.cli.exit_codes import MEANINGS, ExitCode
from analyzer.cli.job import exit_code
from analyzer.errors import AnalyzerError

FINDINGS = {
    "blocker": {"level": "blocker", "outcome": "fail"},
    "unknown": {"level": "blocker", "outcome": "unknown"},
    "warning": {"level": "warning", "outcome": "fail"},
    "info": {"level": "info", "outcome": "fail"},
    "waived": {"level": "blocker", "outcome": "waived"},
}


def with_findings(*wanted: str):
    """An assessment with exactly these kinds of findings, and no rule that failed."""
    assessment = small_assessment()
    rows = assessment.findings.head(len(wanted)).copy()
    for column in ("level", "outcome"):
        rows[column] = [FINDINGS[name][column] for name in wanted]
        rows[column] = rows[column].astype(assessment.findings.dtypes[column])
    rules = tuple(dataclasses.replace(r, state="ran") if r.state == "error" else r for r in assessment.rules)
    return dataclasses.replace(assessment, findings=rows, rules=rules)


def test_every_code_has_a_meaning_and_no_two_share_one():
    assert set(MEANINGS) == set(ExitCode)
    assert len(set(MEANINGS.values())) == len(ExitCode)


def test_every_error_ends_with_a_code_of_ours():
    classes = AnalyzerError.__subclasses__()
    assert classes
    assert {c.exit_code for c in classes} <= set(ExitCode)
    assert len({c.code for c in classes}) == len(classes)
    assert all(c.__doc__ for c in classes)


@pytest.mark.parametrize("found", [c for n in range(4) for c in itertools.combinations(FINDINGS, n)], ids=" ".join)
def test_the_worst_thing_found_decides(found):
    assessment = with_findings(*found)
    worst = [("blocker", ExitCode.BLOCKERS), ("unknown", ExitCode.UNKNOWNS), ("warning", ExitCode.WARNINGS)]
    code = next((code for name, code in worst if name in found), ExitCode.FINISHED)
    assert exit_code(assessment, "warnings") == code
    assert exit_code(assessment, "unknowns") == (code if code >= ExitCode.UNKNOWNS else ExitCode.FINISHED)
    assert exit_code(assessment, "blockers") == (code if code >= ExitCode.BLOCKERS else ExitCode.FINISHED)
    assert exit_code(assessment, None) == ExitCode.FINISHED


def test_a_rule_that_broke_is_a_bug_before_everything():
    assessment = with_findings("blocker")
    broken = dataclasses.replace(assessment.rules[0], state="error")
    assessment = dataclasses.replace(assessment, rules=(broken, *assessment.rules[1:]))
    assert exit_code(assessment, None) == ExitCode.BUG
    assert exit_code(assessment, "warnings") == ExitCode.BUG
