"""The terminal: progress and colour only where somebody watches, pipes that close early, bugs that say so."""

import os
import subprocess
import sys
from contextlib import suppress
from threading import Thread

import pytest
from console import COLOUR, START, command, started
from small_folder import place

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals and no such pipes")


def watched(*arguments, **environment):
    """The exit code, what came to the terminal (stderr) and what came to stdout, a pipe."""
    leader, follower = os.openpty()
    env = {
        **{k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "CI"}},
        "TERM": "xterm-256color",
        **environment,
    }
    with subprocess.Popen(command(*arguments), stdout=subprocess.PIPE, stderr=follower, env=env) as process:
        os.close(follower)
        shown = bytearray()

        def look():
            with suppress(OSError):  # Linux ends with EIO when the last writer is gone, others with nothing
                while piece := os.read(leader, 65536):
                    shown.extend(piece)

        # Both at once: whoever is not read stops when the pipe is full.
        looking = Thread(target=look)
        looking.start()
        piped = process.stdout.read().decode()
        looking.join()
    os.close(leader)
    return process.returncode, shown.decode(), piped


def test_progress_is_shown_on_a_terminal_and_gone_at_the_end(tmp_path):
    code, shown, piped = watched("analyze", place(tmp_path / "a"), "--format", "json")
    assert code == 0, shown
    assert COLOUR in shown
    assert "Writing reports" in shown
    assert "Writing reports" not in shown.split("\x1b[2K")[-1]
    assert piped == ""


def test_quiet_shows_no_progress(tmp_path):
    code, shown, piped = watched("analyze", place(tmp_path / "a"), "--format", "json", "--quiet")
    assert (code, shown, piped) == (0, "", "")


def test_errors_are_coloured_on_a_terminal_unless_it_says_no(tmp_path):
    red = "\x1b[31m\x1b[1merror[E101]"
    assert red in watched("analyze", tmp_path / "nowhere")[1]
    assert "\x1b[31m" not in watched("analyze", tmp_path / "nowhere", NO_COLOR="1")[1]


def test_data_in_a_pipe_has_no_colour_even_when_stderr_is_a_terminal():
    code, shown, piped = watched("rules")
    assert (code, shown) == (0, "")
    assert COLOUR not in piped
    assert "MBX-001" in piped


@pytest.mark.parametrize("arguments", [("rules", "--format", "json"), ("attributes",), ("--help",)], ids=" ".join)
def test_a_pipe_that_closes_early_is_no_fault(arguments):
    with subprocess.Popen(command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        talk = process.stderr.read().decode()
    assert (process.returncode, talk) == (0, "")


def test_letters_that_the_console_lacks_do_not_stop_the_output(tmp_path):
    folder = place(tmp_path / "å日本")
    ran = started("check", folder, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert ran.returncode == 0, ran.stderr


BUG = "import analyzer.survey\ndef broken(*a, **k): raise ZeroDivisionError('one / none\\nmore')\n"
BUG += "analyzer.survey.open_pack = broken\n" + START


def test_a_bug_says_that_it_is_ours_and_how_to_learn_more():
    ran = subprocess.run([sys.executable, "-c", BUG, "rules"], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[0] == "bug[E000]: ZeroDivisionError: one / none"
    assert "--debug" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("arguments", [("rules", "--debug"), ("--debug", "rules")], ids=" ".join)
def test_debug_shows_the_whole_traceback(arguments):
    ran = subprocess.run([sys.executable, "-c", BUG, *arguments], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "Traceback (most recent call last)" in ran.stderr
    assert "ZeroDivisionError" in ran.stderr
