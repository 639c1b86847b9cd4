"""What ``exready check`` says of problems: file by file, the worst first, and every command once."""

import re

from console import exready
from small_folder import place

from analyzer.cli.problems import commands_of, in_order
from analyzer.model.problems import Problem, Severity

AGAIN = "Export it again:\n"


def problem(file: str, severity: Severity, text: str = "") -> Problem:
    return Problem(code="W000", severity=severity, message="m", file=file, help=text)


def test_files_with_the_worst_problem_come_first() -> None:
    given = [
        problem("a", Severity.NOTE),
        problem("b", Severity.WARN),
        problem("c", Severity.NOTE),
        problem("c", Severity.REFUSE),
    ]
    ordered = [(p.file, p.severity.value) for p in in_order(given)]
    assert ordered == [("c", "refuse"), ("c", "note"), ("b", "warn"), ("a", "note")]


def test_a_command_is_listed_once_with_its_files() -> None:
    given = [problem(f, Severity.WARN, AGAIN + c) for f, c in (("b", "X"), ("a", "X"), ("a", "X"), ("c", "Y"))]
    given.append(problem("d", Severity.WARN, "Take it out."))
    assert commands_of(given, {"a": "C1 List"}) == [("C1 List: a, b", "X"), ("c", "Y")]


def test_check_prints_each_command_once(tmp_path) -> None:
    folder = place(tmp_path / "a")
    path = folder / "cloud" / "mailboxes.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    lost = [row + ",System.Object[],System.Object[]" for row in rows]
    path.write_text("\n".join([head + ",GrantSendOnBehalfTo,AcceptMessagesOnlyFrom", *lost]) + "\n", encoding="utf-8")
    told = exready("check", folder).stdout
    assert len(re.findall(r"^warning\[W301\]", told, re.MULTILINE)) == 2
    assert told.count("= help: Export it again; the command C1 is below.") == 2
    assert told.count("\n  Get-Mailbox -ResultSize Unlimited | & $flat | Export-Csv cloud-mailboxes.csv") == 1
    assert told.count("$flat = {") == 1
    assert "\nC1 Get-Mailbox (Exchange Online): cloud/mailboxes.csv\n" in told
