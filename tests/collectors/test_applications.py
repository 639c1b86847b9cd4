"""The register of applications in assessment.toml: read, and every fault told with its place."""

from pathlib import Path

import pytest
from tiny_estates import PACK

from analyzer.collectors.settings import read_settings
from analyzer.errors import SettingsUnusable
from analyzer.planning.preview_register import register_problems


def written(folder: Path, text: str) -> Path:
    path = folder / "assessment.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_names_are_read_and_misspelt_ones_are_told_with_their_line(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '[customer]\nname = "C"\n\n[[application]]\nname = "Payroll"\nowner = "Kim"\nreads = [\n  "mail",\n'
        '  "extensionAtribute7",\n]\nwrites = ["HideFromAddressListsEnabled"]\n\n'
        '[[application]]\nname = "Door"\nreads = ["CustomAttribute7", "qqq", "MAIL"]\n',
    )
    first, second = read_settings(path).applications
    assert (first.name, first.owner, first.writes) == ("Payroll", "Kim", ("HideFromAddressListsEnabled",))
    told = [(p.row, p.seen, p.message) for p in register_problems(PACK.catalogue, (first, second))]
    assert [(row, name) for row, name, _ in told] == [
        (9, "extensionAtribute7"),
        (11, "HideFromAddressListsEnabled"),
        (15, "CustomAttribute7"),
        (15, "qqq"),
    ]
    assert "extensionAttribute7" in told[0][2]
    assert "msExchHideFromAddressLists may be meant" in told[1][2]
    assert "extensionAttribute7" in told[2][2]
    assert told[3][2] == "The application Door names the attribute qqq, which is not known."


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[application]\nname = 'x'", "must be tables, each written as [[application]]"),
        ("[[application]]\nreads = ['mail']", "application 1: name is missing"),
        ("[[application]]\nname = 'x'", "reads and writes are empty"),
        ("[[application]]\nname = 'x'\nreads = 'mail'", "reads: must be a list of LDAP names"),
        ("[[application]]\nname = 1\nreads = ['mail']", "name: must be text in quotes"),
        ("[[application]]\nname = 'x'\nreads = ['mail']\nread = 1", "read: unknown key"),
        (
            "[[application]]\nname = 'x'\nreads = ['mail']\n[[application]]\nname = 'X'\nreads = ['mail']",
            "'X' stands in the register already",
        ),
    ],
)
def test_faults_stop_the_run_and_say_what_is_wrong(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(SettingsUnusable) as error:
        read_settings(written(tmp_path, text))
    assert fault in str(error.value)
