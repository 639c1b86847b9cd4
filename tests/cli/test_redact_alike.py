"""Every command that takes ``--redact`` gives the same pseudonyms, and every other one is named with the reason."""

import json
import re
import shutil
from pathlib import Path

import pytest
from console import exready, names

from analyzer.cli.main import root

ROOT = Path(__file__).resolve().parents[2]
CONTOSO = ROOT / "sample_data" / "contoso"
PAGE = ROOT / "docs" / "redaction.md"


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    path = tmp_path_factory.mktemp("key") / "key"
    path.write_bytes(bytes(range(32)))
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The assessment of the sample company with its names."""
    out = tmp_path_factory.mktemp("plain") / "reports"
    done = exready("analyze", CONTOSO, "--out", out, "--format", "json", "--quiet")
    assert done.exit_code == 0, done.stderr
    return out / "assessment.json"


@pytest.fixture(scope="module")
def redacted(tmp_path_factory, key):
    """The page, the tables and the assessment of the same company as analyze redacts them."""
    out = tmp_path_factory.mktemp("redacted") / "reports"
    done = exready("analyze", CONTOSO, "--out", out, "--redact", key, "--format", "html,json,csv", "--quiet")
    assert done.exit_code == 0, done.stderr
    return out


def test_render_redacts_like_analyze(plain, redacted, key, tmp_path):
    out = tmp_path / "again"
    done = exready("render", plain, "--out", out, "--redact", key, "--format", "html,json,csv")
    assert done.exit_code == 0, done.stderr
    assert names(out) == names(redacted)
    for name in sorted(names(out)):
        assert (out / name).read_bytes() == (redacted / name).read_bytes(), name
    assert str(tmp_path) not in done.output
    assert "contoso" not in done.output.lower()


def test_render_never_replaces_the_assessment_with_the_names(plain, key, tmp_path):
    given = tmp_path / "assessment.json"
    shutil.copy(plain, given)
    for more in ([], ["--out", tmp_path]):
        done = exready("render", given, "--redact", key, *more)
        assert done.exit_code == 2
        assert "--out" in done.output
    assert given.read_bytes() == plain.read_bytes()


def test_what_is_redacted_is_not_redacted_again(redacted, key, tmp_path):
    done = exready("render", redacted / "assessment.json", "--redact", key, "--out", tmp_path / "twice")
    assert done.exit_code == 2
    assert "already" in done.output
    assert not (tmp_path / "twice").exists()


def test_what_if_tells_the_names_of_the_reports(redacted, key, tmp_path):
    table = tmp_path / "changes.csv"
    done = exready(
        "what-if", CONTOSO, "--assume", "waive=SYNC-009", "--redact", key, "--quiet", "--format", "json", "--out", table
    )
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    first = [name for change in told["verdicts"] for name in change["first"]]
    mailboxes = json.loads((redacted / "assessment.json").read_text(encoding="utf-8"))["mailboxes"]
    known = {*mailboxes["user_principal_name"], *mailboxes["object_guid"]}
    assert first
    assert set(first) <= known
    written = table.read_text(encoding="utf-8")
    assert "@d-" in written
    for text in (done.output, written):
        assert "contoso" not in text.lower()


def test_every_command_takes_the_option_or_is_named_on_the_page_with_the_reason():
    page = PAGE.read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `exready ([\w-]+)` \| (.+) \|$", page, re.MULTILINE))
    takes = {name for name, c in root.commands.items() if any("--redact" in p.opts for p in c.params)}
    assert rows.keys() == root.commands.keys()
    assert {name for name, said in rows.items() if said.startswith("yes: ")} == takes
    assert {name for name, said in rows.items() if said.startswith("no: ")} == root.commands.keys() - takes
