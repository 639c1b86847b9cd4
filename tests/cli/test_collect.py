"""exready collect on the command line: where the password comes from, what it says, how it ends."""

import importlib.util
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_forest import CHILD, ROOT, Forest, person

from analyzer.cli.exit_codes import ExitCode
from analyzer.cli.main import root
from analyzer.collectors.collect.manifest import from_text
from analyzer.gathering import Access

SECRET = "Correct-Horse-9"
USER = ("--user", "reader@contoso.example", "--password-env", "READER")


@pytest.fixture
def forest(monkeypatch: pytest.MonkeyPatch) -> Forest:
    """Two domains in memory take the place of the network; what was asked for and with which password is kept."""
    held = Forest(people={ROOT: [person(n) for n in range(5)], CHILD: [person(1, CHILD)]})
    held.accesses = []

    def connect(access: Access, host: str, is_catalogue: bool) -> object:
        held.accesses.append(access)
        return held.connect(host, is_catalogue)

    monkeypatch.setattr(Access, "connect", connect)
    monkeypatch.setenv("READER", SECRET)
    return held


def run(*arguments: object, **more: str) -> Result:
    return CliRunner().invoke(root, ["collect", *map(str, arguments)], prog_name="exready", **more)


def test_it_collects_and_says_from_where(forest: Forest, tmp_path: Path) -> None:
    done = run(tmp_path, "--server", "dc1.contoso.example", *USER)
    assert done.exit_code == ExitCode.FINISHED, done.output
    assert done.stdout == ""
    assert "7 objects of the forest contoso.example" in done.stderr
    assert "emea.contoso.example  1 object from dc2.emea.contoso.example" in done.stderr
    assert (tmp_path / "directory" / "contoso.example.manifest.json").is_file()


def test_a_domain_that_does_not_answer_is_said(forest: Forest, tmp_path: Path) -> None:
    del forest.hosts["dc2.emea.contoso.example"]
    done = run(tmp_path, "--server", "dc1.contoso.example", *USER)
    assert done.exit_code == ExitCode.GAPS
    assert (tmp_path / "directory" / "contoso.example.manifest.json").is_file()
    assert "unknown to exready analyze" in done.stderr
    assert "emea.contoso.example  unreachable (dc2.emea.contoso.example: " in done.stderr


def test_what_was_left_out_on_purpose_is_no_gap(forest: Forest, tmp_path: Path) -> None:
    done = run(tmp_path, "--server", "dc1.contoso.example", *USER, "--domain", "contoso.example")
    assert done.exit_code == ExitCode.FINISHED
    assert "emea.contoso.example  left out" in done.stderr


def test_a_part_that_is_refused_is_said_and_the_rest_is_kept(forest: Forest, tmp_path: Path) -> None:
    forest.refused = "MicrosoftDNS"
    done = run(tmp_path, "--server", "dc1.contoso.example", *USER)
    assert done.exit_code == ExitCode.GAPS
    assert "not collected: dns of contoso.example" in done.stderr
    assert (tmp_path / "directory" / "contoso.example.users.jsonl").is_file()


def test_a_forest_without_exchange_is_said(forest: Forest, tmp_path: Path) -> None:
    forest.has_exchange = False
    done = run(tmp_path, "--server", "dc1.contoso.example", *USER)
    assert "The schema of this forest has no Exchange attributes" in done.stderr
    manifest = from_text((tmp_path / "directory" / "contoso.example.manifest.json").read_text(encoding="utf-8"))
    assert not manifest.exchange_schema
    assert "msExchMailboxGuid" in manifest.not_in_schema


def test_attributes_that_a_schema_lacks_are_named(forest: Forest, tmp_path: Path) -> None:
    done = run(tmp_path, "--server", "dc1.contoso.example", *USER)
    assert "Not in this schema, so no object has them: accountExpires, " in done.stderr
    assert "The schema of this forest" not in done.stderr


def test_the_password_is_nowhere(forest: Forest, tmp_path: Path) -> None:
    done = run(tmp_path, "--server", "dc1.contoso.example", *USER)
    assert forest.accesses[0].password == SECRET
    assert SECRET not in done.output
    assert SECRET not in repr(forest.accesses[0])
    assert not [f for f in tmp_path.rglob("*") if f.is_file() and SECRET.encode() in f.read_bytes()]
    assert not [p.name for p in root.commands["collect"].params if p.name == "password"]


def test_the_password_is_asked_for(forest: Forest, tmp_path: Path) -> None:
    done = run(tmp_path, "--server", "dc1.contoso.example", "--user", "reader", input=f"{SECRET}\n")
    assert forest.accesses[0].password == SECRET
    assert "Password of reader" in done.stderr
    assert SECRET not in done.output


def test_the_password_is_read_from_a_file(forest: Forest, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b" with blanks \r\n")
    run(tmp_path, "--server", "dc1.contoso.example", "--user", "reader", "--password-file", tmp_path / "secret")
    assert forest.accesses[0].password == " with blanks "


def test_without_a_user_the_ticket_is_used(forest: Forest, tmp_path: Path) -> None:
    run(tmp_path, "--server", "dc1.contoso.example")
    assert (forest.accesses[0].login, forest.accesses[0].password) == ("kerberos", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Missing option '--server'"),
        (("--server", "x", "--login", "ntlm"), "--login ntlm needs --user"),
        (("--server", "x", "--user", "a", "--password-env", "NOT_THERE"), "no variable NOT_THERE"),
        (("--server", "x", "--user", "a", "--password-file", "not/there"), "password file cannot be read"),
        (("--server", "x", *USER, "--keyring"), "Give one of"),
        (("--server", "x", "--controller", "emea"), "'emea' is not DOMAIN=HOST"),
        (("--server", "x", "--page-size", "5000"), "5000 is not in the range"),
    ],
)
def test_wrong_use(forest: Forest, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(tmp_path, *arguments)
    assert (done.exit_code, forest.asked) == (ExitCode.USAGE, [])
    assert said in done.stderr


def test_the_keyring_is_optional(forest: Forest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    done = run(tmp_path, "--server", "x", "--user", "a", "--keyring")
    assert done.exit_code == ExitCode.INPUTS
    assert "error[E311]" in done.stderr
    assert "pip install keyring" in done.stderr
    assert importlib.util.find_spec("click")


def test_no_check_of_the_certificate_is_said_loudly(forest: Forest, tmp_path: Path) -> None:
    done = run(tmp_path, "--server", "dc1.contoso.example", *USER, "--insecure", "--quiet")
    assert "WARNING: the server's certificate is not checked" in done.stderr
    assert forest.accesses[0].insecure


def test_a_dry_run_prints_the_searches_and_reads_no_object(forest: Forest, tmp_path: Path) -> None:
    done = run(tmp_path, "--server", "dc1.contoso.example", *USER, "--dry-run")
    assert done.exit_code == ExitCode.FINISHED
    assert f"base        {ROOT}" in done.stdout
    assert f"base        {CHILD}" in done.stdout
    assert "filter      (&(objectClass=user)(|(proxyAddresses=*)" in done.stdout
    assert " proxyAddresses " in done.stdout
    assert not [asked for _base, asked, _attributes in forest.asked if "mail=*" in asked]
    assert not list(tmp_path.iterdir())


def test_a_rate_becomes_a_pause_between_pages(forest: Forest, tmp_path: Path) -> None:
    run(tmp_path, "--server", "dc1.contoso.example", *USER, "--rate", "100", "--page-size", "50")
    assert forest.accesses[0].delay == 0.5


def test_a_lost_controller_ends_with_the_way_to_go_on(forest: Forest, tmp_path: Path) -> None:
    forest.cut_after, forest.cuts = 2, 3
    done = run(tmp_path, "--server", "dc1.contoso.example", *USER, "--page-size", "2")
    assert done.exit_code == ExitCode.INPUTS
    assert "error[E306]" in done.stderr
    assert "--resume" in done.stderr
    assert all(f.name.endswith(".part") for f in (tmp_path / "directory").iterdir())
    again = run(tmp_path, "--server", "dc1.contoso.example", *USER, "--page-size", "2", "--resume")
    assert again.exit_code == ExitCode.FINISHED
    assert "7 objects" in again.stderr


def test_the_first_server_must_answer(forest: Forest, tmp_path: Path) -> None:
    done = run(tmp_path, "--server", "nobody.example", *USER)
    assert done.exit_code == ExitCode.INPUTS
    assert "error[E301]" in done.stderr


def test_a_folder_that_cannot_be_made(forest: Forest, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    done = run(tmp_path / "file", "--server", "dc1.contoso.example", *USER)
    assert done.exit_code == ExitCode.USAGE
    assert "error[E120]" in done.stderr
