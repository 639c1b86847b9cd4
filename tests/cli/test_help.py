"""Every command helps, at once, and a wrong command line says what is wrong."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from console import exready, started

from analyzer import __version__
from analyzer.cli.main import root

COMMANDS = list(root.commands)


def test_the_commands_stand_in_the_order_of_the_work():
    assert COMMANDS == [
        "init", "collect", "check", "analyze", "render", "explain", "what-if", "demo", "redact-key", "rules",
        "attributes",
    ]  # fmt: skip


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_the_root_helps(option):
    result = exready(option)
    assert result.exit_code == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in result.stdout] == []
    assert result.stderr == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_every_option_is_helped(name):
    found = root.commands[name]
    result = exready(name, "--help")
    assert result.exit_code == 0
    assert found.help, "a command says what it does"
    for param in found.params:
        if isinstance(param, click.Option):
            assert param.help, f"{name} {param.name}"
            assert param.opts[0] in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 100


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_in_one_line_what_it_does(name):
    line = root.commands[name].get_short_help_str(limit=200)
    assert line.endswith((".", "?"))
    assert f"  {line}" in exready("--help").stdout, "the list of commands cuts it off"


def test_the_version():
    assert exready("--version").stdout == f"exready {__version__}\n"


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from analyzer.cli.main import root\n"
        "root(['analyze', '--help'], standalone_mode=False)\n"
        "print(sorted({'pandas', 'pyarrow', 'openpyxl', 'jinja2', 'rich'} & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["analyse", "x"], "No such command 'analyse'"),
        (["analyze"], "Missing argument 'FOLDER'"),
        (["analyze", "x", "--fail"], "No such option"),
        (["analyze", "x", "--fail-on", "info"], "'info' is not one of"),
        (["analyze", "x", "--format", "pdf,json"], "'pdf' is not one of html, xlsx, json, csv"),
        (["analyze", "x", "--format", ""], "'' is not one of"),
        (["check", "x", "--format", "html"], "'html' is not one of"),
        (["rules", "x"], "unexpected extra argument"),
        (["demo", "a", "b"], "unexpected extra argument"),
    ],
)
def test_a_wrong_command_line_is_code_2_and_says_what_is_wrong(arguments, says):
    result = exready(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "--help" in result.stderr
    assert result.stdout == ""


def test_no_command_shows_the_help():
    result = exready()
    assert result.exit_code == 2
    assert "Usage: exready" in result.output


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_lines_of_the_help_work(shell):
    assert f"_EXREADY_COMPLETE={shell}_source exready" in exready("--help").stdout
    ran = started(env={"_EXREADY_COMPLETE": f"{shell}_source", "PATH": str(Path(sys.executable).parent)})
    if shell == "bash" and ran.returncode:
        pytest.skip("no bash that is new enough for completion")
    assert ran.returncode == 0, ran.stderr
    assert "exready" in ran.stdout


def test_completion_offers_the_commands():
    words = {"_EXREADY_COMPLETE": "bash_complete", "COMP_WORDS": "exready ", "COMP_CWORD": "1"}
    assert {line.split(",")[1] for line in started(env=words).stdout.split()} == set(COMMANDS)
