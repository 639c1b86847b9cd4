"""``--redact`` on the command line: the key file, the terminal, errors, and looking a pseudonym up."""

import os
import stat

import pytest
from console import exready
from small_folder import place

from analyzer.cli.redaction import Redaction, read_key
from analyzer.errors import KeyUnusable, OutputUnwritable

KEY = bytes(range(32))


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "the.key"
    path.write_bytes(KEY)
    path.chmod(0o600)
    return path


def test_a_new_key_is_long_secret_and_never_overwritten(tmp_path):
    path = tmp_path / "a.key"
    assert exready("redact-key", path).exit_code == 0
    first = path.read_bytes()
    assert len(first) == 32
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = exready("redact-key", path)
    assert again.exit_code == 2
    assert "E170" in again.output
    assert path.read_bytes() == first


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 32, bytes(range(256)) * 20])
def test_what_is_no_key_is_refused(tmp_path, content):
    path = tmp_path / "bad.key"
    path.write_bytes(content)
    with pytest.raises(KeyUnusable):
        read_key(path)


def test_a_missing_key_is_refused_without_its_name(tmp_path):
    done = exready("analyze", tmp_path, "--redact", tmp_path / "fenwick.key")
    assert done.exit_code == 2
    assert "E170" in done.output
    assert "fenwick" not in done.output


@pytest.mark.skipif(os.name != "posix", reason="only POSIX says who may read a file")
def test_a_key_that_others_can_read_is_a_warning(key, capsys):
    key.chmod(0o644)
    assert read_key(key) == KEY
    assert "others on this machine" in capsys.readouterr().err


def test_values_alone_are_refused(tmp_path):
    done = exready("analyze", tmp_path, "--values", "counts")
    assert done.exit_code == 2
    assert "--redact" in done.output


def test_errors_hold_no_names(key, tmp_path):
    folder = tmp_path / "fenwick"
    folder.mkdir()
    (folder / "fenwick-mailboxes.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    for command in ("analyze", "check"):
        done = exready(command, folder, "--redact", key)
        assert done.exit_code == 3, done.output
        assert "fenwick" not in done.output
        assert "f-" in done.output


def test_an_error_of_the_disk_holds_no_path(key):
    hidden = Redaction(key=KEY, values="hashed")
    with pytest.raises(OutputUnwritable) as told, hidden.guard():
        raise OutputUnwritable("/srv/fenwick/readiness.xlsx cannot be written", where="/srv/fenwick", seen="no space")
    assert "fenwick" not in f"{told.value.message}{told.value.where}{told.value.seen}"


def test_progress_names_no_file():
    class Listener:
        def __init__(self):
            self.labels = []

        def start(self, label, total=None):
            self.labels.append(label)

    listener = Listener()
    told = Redaction(key=KEY, values="hashed").progress(listener)
    told.start("Reading fenwick.ldf", 3)
    told.start("Writing reports", 3)
    assert listener.labels == ["Reading", "Writing reports"]


def test_a_pseudonym_is_looked_up_with_key_and_folder(key, tmp_path):
    folder = place(tmp_path / "in")
    done = exready("analyze", folder, "--redact", key, "--format", "csv", "--out", tmp_path / "out")
    assert done.exit_code == 0
    assert "Berg" not in done.output
    assert str(tmp_path) not in done.output
    table = (tmp_path / "out" / "tables" / "mailboxes.csv").read_text(encoding="utf-8-sig")
    assert "ada" not in table.lower()
    assert "fabrikam" not in table.lower()
    address = next(cell.strip('"') for cell in table.split(",") if "@d-" in cell)
    found = exready("redact-key", key, "--lookup", address, "--in", folder)
    assert "@" in found.stdout
    assert "fabrikam.example" in found.stdout
    unknown = exready("redact-key", key, "--lookup", "o-00000000000000", "--in", folder)
    assert unknown.exit_code == 2
    assert "E140" in unknown.output
