"""Rows on stdout, and lines to be copied."""

import json

import pytest
from console import exready

from analyzer.cli.listing import shared_start
from analyzer.cli.terminal import harmless


def test_the_lines_that_most_commands_begin_with():
    flat = "$flat = {\n}"
    commands = [f"{flat}\nGet-Mailbox", f"{flat}\nconnect\nGet-Contact", f"{flat}\nconnect\nGet-Group", "ldifde -f x"]
    assert shared_start(commands) == flat


@pytest.mark.parametrize("commands", [[], ["one"], ["one\ntwo"], ["one", "one"], ["a\nb", "b\na"]])
def test_nothing_is_shared(commands):
    assert shared_start(commands) == ""


@pytest.mark.parametrize("name", ["rules", "attributes"])
def test_the_catalogues_say_the_same_in_all_forms(name):
    plain = json.loads(exready(name, "--format", "json").stdout)
    table = exready(name).stdout.splitlines()
    markdown = exready(name, "--format", "markdown").stdout.splitlines()
    assert len(markdown) == len(plain) + 2
    assert len({line.count(" | ") for line in markdown[2:]} | {markdown[0].count(" | ")}) == 1
    for row in plain:
        key = row.get("id") or row["ldap_name"]
        assert any(line.startswith(f"| {key} |") for line in markdown)
        assert any(line.startswith(f"{key} ") for line in table)


@pytest.mark.parametrize("text", ["\x1b[31m", "a\r\nb", "\u202eevil", "\ud800", "\u2028"])
def test_what_drives_a_terminal_is_written_as_its_code(text):
    shown = harmless(text)
    assert shown.isprintable()
    assert "\\" in shown
