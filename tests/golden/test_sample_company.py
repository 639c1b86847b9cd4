"""The truth table: from the committed exports comes every seeded fault, and nothing else."""

from collections import Counter
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from sample_company import contoso_files, fabrikam
from sample_company.folder import Folder
from sample_company.truth import Company, Expected
from sample_company.write import TARGET, stale

from analyzer.engine.pack import load_pack
from analyzer.model.assessment import Assessment
from analyzer.model.rules import Level
from analyzer.pipeline import analyze
from analyzer.resources import data_folder

# Rules that other files of the two companies raise, and where.
ELSEWHERE = {
    "TEN-003": "Fabrikam after its transfer, below",
    "MBX-007": "a mailbox list without its state column, below",
    "ORG-045": "Contoso without the files of its second domain, below",
}


def test_committed_files_are_as_generated() -> None:
    assert stale() == [], "run python tests/sample_company"


class Case:
    """A company, its files, and what came out of them."""

    def __init__(self, name: str, module: ModuleType) -> None:
        self.company: Company = module.company()
        self.folder: Folder = module.files(self.company)
        self.assessment: Assessment = analyze(TARGET / name)
        self.findings: pd.DataFrame = self.assessment.findings

    def rows(self, one: Expected) -> pd.DataFrame:
        """The findings of that rule, object, attribute and outcome."""
        found = self.findings
        mask = [
            row.rule == one.rule
            and row.outcome == one.outcome
            and (row.object_guid or row.object_name) == self.label(one)
            and one.attribute in {None, row.attribute}
            for row in found.itertuples()
        ]
        return found[mask]

    def label(self, one: Expected) -> str:
        """How the truth names the object."""
        return self.company[one.who].guid if one.who in self.company.recipients else one.who


@pytest.fixture(scope="module", params=["contoso", "fabrikam"])
def case(request: pytest.FixtureRequest) -> Case:
    return Case(request.param, {"contoso": contoso_files, "fabrikam": fabrikam}[request.param])


def test_every_fault_is_found_and_nothing_else(case: Case) -> None:
    expected = Counter((e.rule, case.label(e), e.outcome) for e in case.company.expected)
    found = Counter((row.rule, row.object_guid or row.object_name, row.outcome) for row in case.findings.itertuples())
    names = {r.guid: r.key for r in case.company.recipients.values() if r.ad is not None or r.cloud is not None}

    def told(some: Counter[tuple[str, str, str]]) -> list[tuple[str, str, str, int]]:
        return sorted((rule, names.get(one, one), outcome, n) for (rule, one, outcome), n in some.items())

    assert told(found - expected) == [], "found, but seeded by nobody"
    assert told(expected - found) == [], "seeded, but not found"


def test_findings_show_attribute_and_both_values(case: Case) -> None:
    wrong = []
    for one in case.company.expected:
        rows = case.rows(one)
        if len(rows) != 1:
            wrong.append(f"{one.rule} {one.who} {one.attribute}: {len(rows)} findings")
            continue
        row = rows.iloc[0]
        for column, value in (("directory_value", one.directory), ("cloud_value", one.cloud)):
            if value is not None and row[column] != value:
                wrong.append(f"{one.rule} {one.who} {one.attribute}: {column} is {row[column]!r}, not {value!r}")
        if row["certainty"] != one.certainty:
            wrong.append(f"{one.rule} {one.who}: {row['certainty']}, not {one.certainty}")
    assert wrong == []


def test_differences_have_their_kinds(case: Case) -> None:
    """One change waits for the next sync; the others will not heal; what is by design is no finding."""
    found = case.assessment.differences
    kinds = {kind: set(found[found["kind"] == kind]["user_principal_name"]) for kind in ("lag", "drift", "unknown")}
    if case.company.name == "Fabrikam":
        assert kinds == {"lag": set(), "drift": set(), "unknown": set()}
        return
    late = "A change that is on its way"
    lag = {e.who for f in case.company.faults if f.title == late for e in f.expects if e.rule == "DRF-005"}
    assert kinds["lag"] == {str(case.company[key].directory["userPrincipalName"]) for key in lag}
    drifted = {e.who for e in case.company.expected if e.rule.startswith("DRF-") and e.outcome == "fail"} - lag
    assert kinds["drift"] >= {str(case.company[key].directory["userPrincipalName"]) for key in drifted}


def test_what_the_sync_leaves_out_what_comes_too_late_and_who_writes(case: Case) -> None:
    """One difference in a container that is left out, one edit after the transfer, and the writers' controllers."""
    found, people = case.assessment.differences, case.company.recipients.values()
    out = found[found["classed_by"].isin(["container-left-out", "attribute-not-selected", "sync-rule-scope"])]
    dead = found[found["dead_edit"] == "yes"]
    told = [list(rows["user_principal_name"]) for rows in (out, dead)]
    if case.company.name == "Fabrikam":
        assert told == [[], []]
        return
    closed = [r for r in people if r.ad and "OU=Closed Accounts" in str(r.ad["distinguishedName"])]
    hidden = [e.who for e in case.company.expected if e.rule == "MBX-020"]
    assert told == [
        [str(r.directory["userPrincipalName"]) for r in closed],
        [str(case.company[key].directory["userPrincipalName"]) for key in hidden],
    ]
    assert len(closed) == len(hidden) == 1
    writers = case.assessment.timing.writers
    assert {w.controller for w in writers} == {"HALDC01", "EMEADC1"}


def test_findings_point_to_file_and_row(case: Case) -> None:
    """The place of each object is where the generator wrote it, not where the readers say they found it."""
    wrong, checked = [], 0
    for one in case.company.expected:
        for row in case.rows(one).itertuples():
            sides = (
                ("directory", (row.source_file, row.source_row), case.folder.directory.get(one.who)),
                ("cloud", (row.cloud_file, row.cloud_row), case.folder.cloud.get(one.who)),
            )
            for side, shown, true in sides:
                if true is None or (side == "cloud" and not row.cloud_file):
                    continue
                checked += 1
                if shown != true:
                    wrong.append(f"{one.rule} {one.who}: {side} {shown}, not {true}")
            on_a_side = one.who in case.folder.directory or one.who in case.folder.cloud
            if on_a_side and not (row.source_file or row.cloud_file):
                wrong.append(f"{one.rule} {one.who}: no evidence")
    assert wrong == []
    assert checked or case.company.name == "Fabrikam"


def test_every_rule_is_raised_somewhere() -> None:
    """By a company, by a change of one in the tests below, or by an example of the rule's own file."""
    seeded = {e.rule for module in (contoso_files, fabrikam) for e in module.company().expected} | set(ELSEWHERE)
    rules = [r for r in load_pack(data_folder("rules")).rules if r.level is not Level.NONE]
    assert len(seeded & {r.id for r in rules}) >= 130
    assert [r.id for r in rules if r.id not in seeded and not any(x.hits or x.unknown for x in r.examples)] == []


def test_every_row_is_accounted_for(case: Case) -> None:
    assert case.assessment.reconciliation.reconciles
    for file in case.assessment.files:
        assert file.rows_read == file.rows_used + file.rows_ignored + file.rows_rejected, file.file
    assert {f.file for f in case.assessment.files} == set(case.folder.files) - {"assessment.toml"}
    assert str(case.assessment.meta.as_of).startswith("2026-11-16")


def test_fabrikam_is_ready() -> None:
    assessment = analyze(TARGET / "fabrikam")
    counts = {v.verdict: v.mailboxes for v in assessment.verdicts if v.mailboxes}
    assert set(counts) == {"ready", "not_applicable"}
    transfer = next(g for g in assessment.gates if g.gate.value == "T")
    assert transfer.state == "open"


def write(folder: Folder, target: Path) -> Path:
    """The files of a company in a new place."""
    for name, data in folder.files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return target


@pytest.mark.parametrize(("default", "due"), [("False", {"TEN-003"}), ("True", set())])
def test_fabrikam_after_the_transfer(tmp_path: Path, default: str, due: set[str]) -> None:
    company = fabrikam.transferred(fabrikam.company(), default=default)
    findings = analyze(write(fabrikam.files(company), tmp_path)).findings
    before = {e.rule for e in company.expected if e.outcome == "fail"}
    assert set(findings[findings["outcome"] == "fail"]["rule"]) == before - {"MBX-008"} | {"MBX-006"} | due
    assert set(findings[findings["outcome"] == "unknown"]["rule"]) == {
        "MBX-018",  # nobody wrote down when they were transferred
        "TEN-014",
        *(f"ATT-{n:03}" for n in range(1, 15)),
    }


def test_mailbox_list_without_its_state_says_so(tmp_path: Path) -> None:
    company = fabrikam.company()
    for one in company.of_kind("mailbox"):
        del one.online["IsExchangeCloudManaged"]
    assessment = analyze(write(fabrikam.files(company), tmp_path))
    assert "MBX-007" in set(assessment.findings["rule"])
    assert {v.verdict for v in assessment.verdicts if v.mailboxes} == {"unknown", "not_applicable"}


def test_missing_domain_is_named(tmp_path: Path) -> None:
    folder = contoso_files.files(contoso_files.company())
    del folder.files["directory/emea.ldif"]
    findings = analyze(write(folder, tmp_path)).findings
    assert set(findings[findings["rule"] == "ORG-045"]["object_name"]) == {"emea.contoso.example"}
