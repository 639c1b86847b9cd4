"""An answer from what was kept is the answer from the files; whatever it rests on is another, the files are read."""

import datetime as dt
import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from console import exready, names
from small_folder import place

from analyzer import pipeline
from analyzer.assuming import what_ifs
from analyzer.collectors.folder import KEPT
from analyzer.collectors.statements import KIND as STATEMENTS
from analyzer.pipeline import analyze
from analyzer.shelf import Keeper, sources

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
QUESTIONS = [
    [],
    ["writeback=on"],
    ["writeback=off"],
    ["sync-interval=3h"],
    ["sync-interval=5d"],
    ["as-of=2027-12-01"],
    ["waive=MBX-009"],
    ["waive=DIR-012", "waive=SYNC-001"],
    ["ATT-001=yes"],
    ["ATT-005=no", "writeback=on", "sync-interval=3h", "as-of=2027-01-01", "waive=DRF-001"],
]
READ = "the exports are as they were and are not read again"


def copied(company: str, to: Path) -> Path:
    """The sample company, without what a run of somebody has left there."""
    return Path(shutil.copytree(SAMPLES / company, to / company, ignore=shutil.ignore_patterns("reports", KEPT)))


def plainly(answer: Any) -> str:
    """Everything of an answer, the rows of its file too."""
    from analyzer.cli.what_if import _plain

    return json.dumps([_plain(answer), answer.changed.astype(object).to_dict("list")])


class Heard:
    """What a keeper says, and how often exports were read or judged."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lines: list[str] = []
        self.done: list[str] = []
        for name in ("read_files", "classify", "_said"):
            monkeypatch.setattr(pipeline, name, self._counted(name, getattr(pipeline, name)))

    def _counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **more: Any) -> Any:
            self.done.append(name)
            return real(*args, **more)

        return counted

    def asked(self, folder: Path, questions: Sequence[Sequence[str]], *, keep: bool = True, **more: Any) -> list[str]:
        """The answers; what was said and done is that of this run."""
        self.lines.clear()
        self.done.clear()
        keeper = Keeper(folder, asked=keep, say=self.lines.append)
        return [plainly(a) for a in what_ifs(folder, questions, keeper=keeper, **more)]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    return Heard(monkeypatch)


@pytest.mark.parametrize("company", ["contoso", "fabrikam"])
def test_every_answer_is_that_of_the_files(company: str, tmp_path: Path, heard: Heard) -> None:
    folder = copied(company, tmp_path)
    plain = [plainly(a) for a in what_ifs(folder, QUESTIONS)]
    assert not (folder / KEPT).exists()
    assert heard.asked(folder, QUESTIONS) == plain
    assert heard.done == ["read_files", "classify", "_said"]
    assert [line.partition(",")[0] for line in heard.lines] == [f"Kept evidence: {size(folder)} MB in {KEPT}"]
    assert heard.asked(folder, QUESTIONS, keep=False) == plain
    assert heard.done == []
    assert heard.lines == [f"Kept evidence: {READ}."]


def size(folder: Path) -> str:
    """Megabytes of what was read."""
    kept = [p for p in (folder / KEPT).iterdir() if not p.name.startswith(("joined", "judged"))]
    return f"{sum(p.stat().st_size for p in kept) / 1e6:,.0f}"


def test_reports_from_what_was_kept_are_those_of_the_files(tmp_path: Path, heard: Heard) -> None:
    folder = copied("contoso", tmp_path)
    written = []
    for number, more in enumerate(([], ["--keep-evidence"], [])):
        heard.done.clear()
        out = tmp_path / f"out{number}"
        assert exready("analyze", folder, "--out", out, "--format", "html,json,csv", *more).exit_code == 0
        written.append({name: (out / name).read_bytes() for name in names(out)})
    assert heard.done == []
    assert written[0] == written[1] == written[2]


def test_another_waiver_reads_nothing_again(tmp_path: Path, heard: Heard) -> None:
    folder = copied("contoso", tmp_path)
    heard.asked(folder, [[]])
    before = analyze(folder, keeper=Keeper(folder))
    hits = before.findings[before.findings["outcome"] == "fail"]["rule"].tolist()
    rule = next(r.rule.id for r in before.rules if r.rule.waivable and not r.rule.waived_by and r.rule.id in hits)
    settings = folder / "assessment.toml"
    text = settings.read_text(encoding="utf-8")
    waiver = f'\n[[waiver]]\nrule = "{rule}"\nreason = "r"\napprover = "Ines Holm"\nexpires = 2027-06-30\n'
    settings.write_text(text + waiver, encoding="utf-8")
    kept = heard.asked(folder, [["writeback=on"]])
    assert heard.done == ["_said"]
    assert heard.lines == [
        f"Kept evidence: {READ}.",
        "Kept evidence: the rules judge again, because assessment.toml or the time is another.",
    ]
    assert kept == [plainly(a) for a in what_ifs(folder, [["writeback=on"]])]
    after = analyze(folder, keeper=Keeper(folder)).findings
    assert set(after["outcome"][after["rule"] == rule]) == {"waived"}


def test_what_there_is_none_of_is_asked_anew(tmp_path: Path, heard: Heard) -> None:
    folder = place(tmp_path / "small")
    heard.asked(folder, [[]])
    settings = folder / "assessment.toml"
    for kinds, done in (
        ("onprem.relay", ["classify", "_said"]),
        ("cloud.recipient", ["read_files", "classify", "_said"]),
    ):
        settings.write_text(f'[exports]\nnone_found = ["{kinds}"]\n', encoding="utf-8")
        answers = heard.asked(folder, [[]])
        assert heard.done == done
        assert any("compared again" in line for line in heard.lines) == ("read_files" not in done)
        assert answers == [plainly(a) for a in what_ifs(folder, [[]])]
        assert heard.asked(folder, [[]]) == answers
        assert heard.done == []


def changed_file(folder: Path) -> None:
    path = next(p for p in sorted((folder / "cloud").iterdir()) if p.suffix == ".csv")
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"e", b"a", 1))
    # Neither size nor time betray it.
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def new_file(folder: Path) -> None:
    (folder / "cloud" / "zz.txt").write_text("something else", encoding="utf-8")


def renamed_file(folder: Path) -> None:
    path = next(p for p in sorted((folder / "cloud").iterdir()) if p.suffix == ".csv")
    path.rename(path.with_name("other-" + path.name))


@pytest.mark.parametrize(
    ("touch", "why"),
    [
        (changed_file, "because 1 file is new, gone or changed"),
        (new_file, "because 1 file is new, gone or changed"),
        (renamed_file, "because 2 files are new, gone or changed"),
    ],
)
def test_touching_an_input_reads_again(touch: Callable[[Path], None], why: str, tmp_path: Path, heard: Heard) -> None:
    folder = place(tmp_path / "small")
    heard.asked(folder, [[]])
    touch(folder)
    answers = heard.asked(folder, [["writeback=on"]])
    assert heard.done == ["read_files", "classify", "_said"]
    assert heard.lines[0] == f"Kept evidence: the exports are read again, {why}."
    assert answers == [plainly(a) for a in what_ifs(folder, [["writeback=on"]])]
    heard.asked(folder, [[]])
    assert heard.done == []


def test_other_rules_another_program_another_time_are_judged_anew(
    tmp_path: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = place(tmp_path / "small")
    heard.asked(folder, [[]])
    rules = tmp_path / "house" / "org"
    rules.mkdir(parents=True)
    example = 'says = "s"\nrows = """\nid | ad.physicalDeliveryOfficeName\nu1 |\nu2 | Leipzig\n"""\nhits = ["u1"]\n'
    (rules / "ORG-900-office-without-name.toml").write_text(
        'id = "ORG-900"\nname = "office-without-name"\ntitle = "A mailbox has no office"\nlevel = "warning"\n'
        'gates = ["T"]\nconfidence = "H"\nsources = ["K"]\nsince = "2026-11-23"\nowner = "Directory"\n'
        'subject = "mailbox"\nsettles = ["A1"]\npopulation = "remote_mailboxes"\ncheck = "is_absent"\n'
        'params = { attributes = ["physicalDeliveryOfficeName"] }\nwhy = "w"\nfix = "f"\n\n[[example]]\n' + example,
        encoding="utf-8",
    )
    more = {"rules": rules.parent}
    plain = [plainly(a) for a in what_ifs(folder, [["waive=ORG-900"]], **more)]
    assert heard.asked(folder, [["waive=ORG-900"]], **more) == plain
    assert heard.done == ["read_files", "classify", "_said"]
    assert heard.lines[0] == "Kept evidence: the exports are read again, because the rules are others."
    assert heard.asked(folder, [["waive=ORG-900"]], **more) == plain
    assert heard.done == []
    later = more | {"as_of": dt.datetime(2027, 3, 1, tzinfo=dt.UTC)}
    plain = [plainly(a) for a in what_ifs(folder, [[]], **later)]
    assert heard.asked(folder, [[]], **later) == plain
    assert heard.done == ["_said"]
    monkeypatch.setattr("analyzer.shelf.keeper.program", lambda: sources.program() + " other")
    heard.asked(folder, [[]], **more)
    assert heard.done == ["read_files", "classify", "_said"]
    assert heard.lines[0].endswith("because another exready, or other libraries, read them.")


@pytest.mark.parametrize("part", ["read", "joined", "judged"])
def test_what_is_damaged_is_said_and_made_again(part: str, tmp_path: Path, heard: Heard) -> None:
    folder = place(tmp_path / "small")
    plain = heard.asked(folder, [["writeback=on"]])
    tables = sorted((folder / KEPT).glob(f"{part}-*.arrow"), key=lambda p: p.stat().st_size)
    whole = tables[-1].read_bytes()
    at = len(whole) // 2
    tables[-1].write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    assert heard.asked(folder, [["writeback=on"]]) == plain
    assert heard.lines[0] == (
        f"Kept evidence: what was {part} is damaged and not used: a table is another than it was."
    ) or heard.lines[1].endswith(f"what was {part} is damaged and not used: a table is another than it was.")
    assert ("read_files" in heard.done) == (part == "read")
    assert heard.asked(folder, [["writeback=on"]]) == plain
    assert heard.done == []


def test_statements_in_a_list_are_kept_with_the_exports(tmp_path: Path, heard: Heard) -> None:
    folder = place(tmp_path / "small")
    (folder / "onprem").mkdir()
    (folder / "onprem" / "statements.csv").write_text(
        "id,answer,person,date,text\nATT-001,yes,Ines Holm,2026-11-02,\n", encoding="utf-8"
    )
    plain = heard.asked(folder, [["ATT-001=no"]])
    assert heard.asked(folder, [["ATT-001=no"]]) == plain
    assert heard.done == []
    snapshot, _pack, _layouts = pipeline.read_whole(folder, keeper=Keeper(folder))
    assert snapshot.table(STATEMENTS) is not None
    assert snapshot.settings.statement("ATT-001") is not None


def test_nothing_is_kept_unasked(tmp_path: Path) -> None:
    folder = place(tmp_path / "small")
    before = names(folder)
    assert exready("what-if", folder, "--assume", "writeback=on").exit_code == 0
    assert names(folder) == before


def test_the_command_says_it_on_stderr_and_is_quiet_when_asked(tmp_path: Path) -> None:
    folder = place(tmp_path / "small")
    first = exready("what-if", folder, "--keep-evidence", "--format", "json")
    second = exready("what-if", folder, "--format", "json")
    third = exready("what-if", folder, "--format", "json", "--quiet")
    assert first.stdout == second.stdout == third.stdout
    assert "MB in kept-evidence, with the values of the exports as they are." in first.stderr
    assert READ in second.stderr
    assert third.stderr == ""
    explained = exready("explain", "MBX-009", "--in", folder)
    assert READ in explained.stderr
    assert explained.stdout == exready("explain", "MBX-009", "--in", place(tmp_path / "x" / "small")).stdout.replace(
        str(tmp_path / "x" / "small"), str(folder)
    )


def test_what_is_kept_is_no_export(tmp_path: Path) -> None:
    folder = place(tmp_path / "small")
    before = exready("check", folder, "--format", "json").stdout
    exready("what-if", folder, "--keep-evidence", "--quiet")
    assert exready("check", folder, "--format", "json").stdout == before


@pytest.mark.skipif(os.name != "posix", reason="making a link needs a right on Windows")
def test_a_link_in_place_of_the_folder_is_not_followed(tmp_path: Path, heard: Heard) -> None:
    folder, elsewhere = place(tmp_path / "small"), tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / KEPT).symlink_to(elsewhere)
    heard.asked(folder, [[]])
    assert heard.lines == ["Kept evidence: not used and not kept, because kept-evidence is no folder of its own."]
    assert not list(elsewhere.iterdir())


def test_a_folder_that_cannot_be_written_to_costs_no_answer(
    tmp_path: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = place(tmp_path / "small")

    def full(*_args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("analyzer.shelf.keeper.put", full)
    assert heard.asked(folder, [["writeback=on"]]) == [plainly(a) for a in what_ifs(folder, [["writeback=on"]])]
    assert heard.lines == [
        "Kept evidence: not used and not kept, because nothing can be written to kept-evidence: "
        "No space left on device."
    ]


def test_a_file_that_changes_while_it_is_read_is_not_kept(
    tmp_path: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = place(tmp_path / "small")
    real = pipeline.read_files

    def written_to(*args: Any) -> Any:
        found = real(*args)
        changed_file(folder)
        os.utime(next(p for p in sorted((folder / "cloud").iterdir()) if p.suffix == ".csv"))
        return found

    monkeypatch.setattr(pipeline, "read_files", written_to)
    heard.asked(folder, [[]])
    assert heard.lines == ["Kept evidence: not used and not kept, because a file was written to while it was read."]
    assert not (folder / KEPT).exists()
