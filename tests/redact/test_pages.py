"""``explain --redact``: a page has the pseudonyms of the reports, and no original of the exports is left in it."""

import json
import re
from pathlib import Path

import pytest
from console import exready
from originals import CLASS, ENUMERATIONS, EVERYWHERE, TEXT, Words, cells, product_words, raw_texts, shapes

from analyzer.cli.pages import to_json
from analyzer.explain.lookup import fits
from analyzer.explaining import assessment_in, explain_in, judged_folder
from analyzer.redact.pages import CELLS, redacted_page
from analyzer.redact.values import Shown
from analyzer.redact.whole import redact, redactor_of

CONTOSO = Path(__file__).resolve().parents[2] / "sample_data" / "contoso"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*")
KEY = bytes(range(32))
SOME = 90  # objects whose pages are looked at, evenly over the company


@pytest.fixture(scope="module")
def judged():
    return judged_folder(CONTOSO)


@pytest.fixture(scope="module")
def assessment(judged):
    return assessment_in(judged)


@pytest.fixture(scope="module")
def pages(judged):
    """Pages of objects of every kind, of each rule that found something, and of problems."""
    estate = judged.estate
    guids = [g for g in estate.trait("guid").to_pylist() if g]
    words = [g for g in guids[:: len(guids) // SOME] if len(fits(estate, g)) == 1]
    words += [o.rule.id for o in judged.found.outcomes if o.hits]
    words += ["proxyAddresses", "E206", *sorted({p.code for p in estate.snapshot.problems})]
    return [explain_in(judged, word) for word in words]


@pytest.fixture(scope="module")
def originals(judged):
    table = cells(CONTOSO)
    found = shapes({v for values in table.values() for v in values} | raw_texts(CONTOSO)) - set(EVERYWHERE)
    found |= {p.name for p in CONTOSO.rglob("*") if p.is_file()} - {"assessment.toml"}
    found |= {v for n, vs in table.items() if n not in ENUMERATIONS for v in vs if len(v) > 3 and TEXT.search(v)}
    # Times stay: the timeline is made of them.
    return {o for o in found if not TIME.fullmatch(o)} | {"contoso"}


@pytest.mark.parametrize("shown", [Shown.HASHED, Shown.COUNTS])
def test_no_original_is_left_on_any_page(shown, pages, assessment, originals):
    redactor = redactor_of(assessment, KEY, shown)
    made = [redacted_page(page, redactor) for page in pages]
    text = json.dumps([to_json(page) for page in made], ensure_ascii=False).replace("\\\\", "\\").lower()
    found = Words(text).left(originals)
    left = found - product_words().left(found) - {o for o in found if CLASS.fullmatch(o)}
    assert not left, sorted(left)[:40]


def test_every_heading_of_a_page_has_a_class(pages):
    own = [p for p in pages if p.kind == "object"]
    told = [s for p in pages for s in p.sections if p in own or s.key == "in_folder"]
    headings = {c for s in told for c in s.columns} | {name for s in told for name, _value in s.facts}
    assert len(headings) > 40
    assert headings <= CELLS.keys()
    assert {p.kind for p in pages} == {"object", "rule", "attribute", "problem"}


def test_a_page_has_the_pseudonyms_of_the_reports(pages, judged, assessment):
    redactor = redactor_of(assessment, KEY)
    reports = redact(assessment, KEY)
    guids = assessment.mailboxes["object_guid"].tolist()
    sentences = dict(zip(assessment.findings["message"], reports.findings["message"], strict=True))
    sentences |= dict(zip(assessment.findings["remediation"], reports.findings["remediation"], strict=True))
    seen = 0
    for page in pages:
        facts = dict(page.sections[0].facts) if page.kind == "object" else {}
        if facts.get("objectGUID") not in guids:
            continue
        row = reports.mailboxes.iloc[guids.index(facts["objectGUID"])]
        made = redacted_page(page, redactor)
        told = dict(made.sections[0].facts)
        assert told["objectGUID"] == row["object_guid"]
        assert told.get("Sign-in name", "") == row["user_principal_name"]
        assert made.title.endswith(row["reason"])
        cells = [zip(a, b, strict=True) for a, b in zip(_fired(page), _fired(made), strict=True)]
        for text, pseudonym in (pair for row in cells for pair in row):
            if text in sentences:
                assert pseudonym == sentences[text]
                seen += 1
    assert seen > 20


def _fired(page):
    """Message and correction of each rule that fired."""
    return [(r[4], r[8]) for s in page.sections if s.key == "fired" for r in s.rows]


def test_what_stays_on_a_page_can_be_read(pages, assessment):
    """Places, ages and what to supply keep their words; only the names in them go."""
    redactor = redactor_of(assessment, KEY)
    made = [redacted_page(p, redactor) for p in pages if p.kind == "object"]
    rows = [r for p in made for s in p.sections if s.key == "timeline" for r in s.rows]
    exports = [what for _time, what, _known in rows if what.startswith("Export ")]
    assert exports
    assert all("v-" not in what and what.endswith("the as-of time") for what in exports)
    places = [dict(p.sections[0].facts)["Evidence"] for p in made]
    assert all("v-" not in place and " row " in place for place in places)


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "key"
    path.write_bytes(KEY)
    path.chmod(0o600)
    return path


@pytest.fixture
def company(judged, monkeypatch):
    monkeypatch.setattr("analyzer.explaining.judged_folder", lambda folder, **_more: judged)


@pytest.mark.usefixtures("company")
def test_the_command_finds_an_object_by_name_and_by_pseudonym(key, assessment):
    name = "ruth.fenwick@contoso.example"
    made = redactor_of(assessment, KEY).made.identity(name)
    by_name = exready("explain", name, "--in", CONTOSO, "--redact", key, "--quiet")
    by_pseudonym = exready("explain", made, "--in", CONTOSO, "--redact", key, "--quiet")
    assert by_name.exit_code == by_pseudonym.exit_code == 0
    assert by_name.output == by_pseudonym.output
    assert by_name.output.startswith(f"{made}\n")
    assert not {"fenwick", "contoso"} & set(by_name.output.lower().replace(".", " ").replace("@", " ").split())


@pytest.mark.usefixtures("company")
def test_errors_of_the_command_hold_no_name(key, judged):
    nobody = exready("explain", "ruth.fenwik@contoso.example", "--in", CONTOSO, "--redact", key, "--quiet")
    names = [n for n in judged.estate.trait("shown_name").to_pylist() if n]
    double = next((n for n in names if names.count(n) > 1), None)
    several = exready("explain", double, "--in", CONTOSO, "--redact", key, "--quiet") if double else None
    for done in filter(None, (nobody, several)):
        assert done.exit_code == 2
        assert "error[E14" in done.output
        assert not [n for n in ("fenwi", "contoso", (double or "-").lower()) if n in done.output.lower()]
    assert "Near names: u-" in nobody.output
