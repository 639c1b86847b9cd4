"""A redacted assessment is one like any other, and joins as before."""

import pandas as pd
import pytest
from assessments import small_assessment

from analyzer.redact.values import Shown
from analyzer.redact.whole import redact
from analyzer.report.json_file import read_assessment, write_json

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))


def test_the_same_key_makes_the_same_assessment_and_another_key_another():
    assessment = small_assessment()
    one, two, other = redact(assessment, KEY), redact(assessment, KEY), redact(assessment, OTHER)
    assert one.mailboxes.equals(two.mailboxes)
    assert one.findings.equals(two.findings)
    assert one.meta == two.meta
    ours, theirs = set(one.mailboxes["object_guid"]), set(other.mailboxes["object_guid"])
    assert ours
    assert not (ours & theirs) - {""}
    assert not set(one.findings["finding_key"]) & set(other.findings["finding_key"])


def test_rows_counts_and_verdicts_stay():
    assessment = small_assessment()
    made = redact(assessment, KEY)
    assert made.verdicts == assessment.verdicts
    assert made.calendar == assessment.calendar
    for name in ("mailboxes", "findings", "differences"):
        before, after = getattr(assessment, name), getattr(made, name)
        assert len(before) == len(after)
        assert before.dtypes.equals(after.dtypes)
        numbers = [c for c in before.columns if pd.api.types.is_integer_dtype(before[c])]
        assert before[numbers].equals(after[numbers])
    assert list(made.mailboxes["verdict"]) == list(assessment.mailboxes["verdict"])


def test_joins_hold():
    assessment = small_assessment()
    made = redact(assessment, KEY)
    for column in ("object_guid", "user_principal_name"):
        pairs = [
            set(zip(getattr(assessment, n)[column], getattr(made, n)[column], strict=True))
            for n in ("mailboxes", "findings", "differences")
        ]
        originals = {o for each in pairs for o, _ in each}
        assert len({p for each in pairs for p in each}) == len(originals)


def test_the_document_reads_back():
    import io

    made = redact(small_assessment(), KEY)
    stream = io.BytesIO()
    write_json(made, stream)
    again = read_assessment(stream.getvalue())
    assert again.meta == made.meta
    assert again.findings.equals(made.findings)


@pytest.mark.parametrize("shown", Shown)
def test_the_report_says_that_it_is_redacted_and_with_which_key(shown):
    made = redact(small_assessment(), KEY, shown)
    assert made.meta.redacted_with in made.meta.classification
    assert made.meta.redacted_with in made.meta.introduction
    assert made.meta.values_shown == shown.value
    assert len(made.meta.redacted_with) == 12


def test_counts_show_no_value():
    made = redact(small_assessment(), KEY, Shown.COUNTS)
    told = set(made.differences["directory_value"]) | set(made.findings["cloud_value"])
    assert all(t == "" or t.endswith((" value", " values")) for t in told)


def test_equal_values_stay_equal_and_differences_stay_different():
    assessment = small_assessment()
    made = redact(assessment, KEY)
    before = assessment.differences["directory_compared"] == assessment.differences["cloud_compared"]
    after = made.differences["directory_compared"] == made.differences["cloud_compared"]
    assert before.equals(after)


def test_every_pseudonym_can_be_looked_up():
    seen = {}
    assessment = small_assessment()
    made = redact(assessment, KEY, seen=seen)
    names = [n for n in made.mailboxes["display_name"] if n]
    assert names
    assert all(n in seen for n in names)
