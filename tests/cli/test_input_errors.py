"""Everything a user can get wrong with the files: said with its place and the next step, and nothing is written."""

import re

import pytest
from console import exready, names
from small_folder import place

HTML = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in to your account</body></html>"
FORMATTED = (
    b'"ClassId2e4f51ef21dd47e99d3c952918aff9cd","pageHeaderEntry","pageFooterEntry","autosizeInfo","shapeInfo"\r\n'
    b'"033ecb2bc07a4d43b5ef94ed5a35d280",,,,"Microsoft.PowerShell.Commands.Internal.Format.TableHeaderInfo"\r\n'
)
LENGTHS = b'"Length"\r\n"23"\r\n"19"\r\n'


def refused(folder, *codes):
    """Both commands end with code 3 and say the same problems; what they say on stderr and stdout."""
    before = names(folder)
    analysed, checked = exready("analyze", folder), exready("check", folder)
    assert analysed.exit_code == 3, analysed.output
    assert checked.exit_code == 3
    assert names(folder) == before, "nothing is written"
    assert analysed.stdout == ""
    assert re.findall(r"^error\[(E\d+)\]", analysed.stderr, re.MULTILINE) == list(codes)
    for code in codes:
        assert code in checked.stdout
    assert "must be mended first" in checked.stdout
    blocks = analysed.stderr.split("error[")[1:]
    assert [b for b in blocks if "\n  = help: " not in b] == [], "every problem has its next step"
    return analysed.stderr


@pytest.mark.parametrize("command", ["analyze", "check"])
def test_no_such_folder(command, tmp_path):
    result = exready(command, tmp_path / "nowhere")
    assert result.exit_code == 3
    assert result.stderr.startswith("error[E101]: ")
    assert str(tmp_path / "nowhere") in result.stderr
    assert "\n  = help: " in result.stderr


@pytest.mark.parametrize("command", ["analyze", "check"])
def test_a_file_in_place_of_the_folder(command, tmp_path):
    (tmp_path / "mailboxes.csv").write_text("a,b\n")
    result = exready(command, tmp_path / "mailboxes.csv")
    assert result.exit_code == 3
    assert result.stderr.startswith("error[E101]: ")
    assert "\n  = help: " in result.stderr


@pytest.mark.parametrize("command", ["analyze", "check"])
@pytest.mark.parametrize("inside", [(), ("directory", "cloud"), ("reports",)])
def test_an_empty_folder(command, inside, tmp_path):
    for name in inside:
        (tmp_path / name).mkdir()
    result = exready(command, tmp_path)
    assert result.exit_code == 3
    assert result.stderr.startswith("error[E101]: ")
    assert "holds no exports" in result.stderr
    assert "ldifde -u -f " in result.stderr
    assert list(tmp_path.rglob("*")) == [tmp_path / name for name in inside]


def test_only_the_cloud(tmp_path):
    place(tmp_path / "a")
    (tmp_path / "a" / "directory" / "fabrikam.ldf").unlink()
    said = refused(tmp_path / "a", "E220")
    assert said.startswith("Nothing was analysed: 1 problem.\n")


def test_only_the_directory(tmp_path):
    place(tmp_path / "a")
    for path in (tmp_path / "a" / "cloud").iterdir():
        path.unlink()
    said = refused(tmp_path / "a", "E221")
    assert "Get-Mailbox" in said


@pytest.mark.parametrize(
    ("content", "code"),
    [(HTML, "E203"), (FORMATTED, "E204"), (LENGTHS, "E205")],
    ids=["web page", "Format-Table", "lengths"],
)
def test_a_file_that_is_no_export(tmp_path, content, code):
    name = "mailboxes.csv"
    place(tmp_path / "a")
    (tmp_path / "a" / "cloud" / name).write_bytes(content)
    said = refused(tmp_path / "a", code, "E221")
    assert f"  --> cloud/{name}" in said
    assert said.startswith("Nothing was analysed: 2 problems in 1 file.\n")


def test_an_excel_workbook(tmp_path):
    from openpyxl import Workbook

    place(tmp_path / "a")
    Workbook().save(tmp_path / "a" / "cloud" / "mailboxes.csv")
    assert "  --> cloud/mailboxes.csv" in refused(tmp_path / "a", "E202", "E221")


def test_half_a_csv_file(tmp_path):
    path = place(tmp_path / "a") / "cloud" / "mailboxes.csv"
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex(b"PROD.OUTLOOK.COM/") - 40])
    assert "  --> cloud/mailboxes.csv" in refused(tmp_path / "a", "E206")


def test_half_a_json_file(tmp_path):
    path = place(tmp_path / "a") / "cloud" / "users.json"
    path.write_bytes(path.read_bytes()[:-200])
    assert "  --> cloud/users.json" in refused(tmp_path / "a", "E206")


def test_half_an_ldif_file(tmp_path):
    path = place(tmp_path / "a") / "directory" / "fabrikam.ldf"
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex(b"msExchMailboxGuid") + 30])
    assert "  --> directory/fabrikam.ldf" in refused(tmp_path / "a", "E206")


def test_all_problems_of_all_files_come_at_once(tmp_path):
    place(tmp_path / "a")
    (tmp_path / "a" / "cloud" / "mailboxes.csv").write_bytes(HTML)
    (tmp_path / "a" / "cloud" / "recipients.csv").write_bytes(FORMATTED)
    (tmp_path / "a" / "directory" / "fabrikam.ldf").unlink()
    result = exready("analyze", tmp_path / "a")
    assert result.exit_code == 3
    assert sorted(re.findall(r"^error\[(E\d+)\]", result.stderr, re.MULTILINE)) == ["E203", "E204", "E220", "E221"]


def test_a_strange_file_is_named_and_not_fatal(tmp_path):
    place(tmp_path / "a")
    (tmp_path / "a" / "notes.txt").write_text("call Ada on Monday\n")
    (tmp_path / "a" / "phones.csv").write_text("Name,Phone\nAda,1234\n")
    result = exready("analyze", tmp_path / "a", "--format", "json")
    assert result.exit_code == 0, result.stderr
    checked = exready("check", tmp_path / "a")
    assert checked.exit_code == 0
    assert "notes.txt" in checked.stdout
    assert "warning[W406]: Nobody recognised this file\n  --> phones.csv\n" in checked.stdout


def test_no_time_anywhere(tmp_path):
    folder = place(tmp_path / "a")
    for path in (p for p in folder.rglob("*") if p.is_file()):
        text = path.read_bytes().decode()
        text = re.sub(r"\d{14}\.0Z", "", text)
        path.write_bytes(re.sub(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", "", text).encode())
    result = exready("analyze", folder)
    assert result.exit_code == 2, result.stderr
    assert result.stderr.startswith("error[E130]: no file carries a time")
    assert "--as-of" in result.stderr
    assert exready("analyze", folder, "--as-of", "2026-11-16", "--format", "json").exit_code == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"[[[", "E110"), (b"\xff\xfe\x00", "E110"), (b"nonsense = 1\n", "E110")],
)
def test_a_broken_assessment_toml(tmp_path, content, says):
    (place(tmp_path / "a") / "assessment.toml").write_bytes(content)
    result = exready("analyze", tmp_path / "a")
    assert result.exit_code == 3
    assert result.stderr.startswith(f"error[{says}]: ")
    assert "assessment.toml" in result.stderr
    assert "\n  = help: " in result.stderr
    assert not (tmp_path / "a" / "reports").exists()


@pytest.mark.parametrize("command", [["analyze", "."], ["check", "."], ["rules"], ["attributes"]])
def test_a_rule_pack_that_is_none(tmp_path, command):
    result = exready(*command, "--rules", tmp_path / "nowhere")
    assert result.exit_code == 4
    assert result.stderr.startswith("error[E400]: ")
    (tmp_path / "empty").mkdir()
    result = exready(*command, "--rules", tmp_path / "empty")
    assert result.exit_code == 4
    assert result.stderr.startswith("error[E400]: ")
    assert "such as org/" in result.stderr
