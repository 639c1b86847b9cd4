"""Every script and every command: read by a real grammar, from a list of cmdlets that read, in words of 5.1."""

import re

import pytest
from kit_texts import known, parsed, readers, scripts
from powershell_tree import Script

WRITING = re.compile(
    r"(?i)^(Set|New|Remove|Enable|Disable|Add|Update|Clear|Start|Stop|Invoke|Move|Import|Install|Grant|Revoke)-"
)
# Verbs of change on this machine and this session alone; the data file says why each is harmless.
HARMLESS = {
    "set-adserversettings", "new-object", "new-item", "add-type", "add-member", "add-pssnapin", "move-item",
    "import-module", "invoke-mggraphrequest",
}  # fmt: skip
# What may be called without a name: blocks that the script holds itself.
OWN_BLOCKS = ("$flat", "$count", "$Each.Run", "{", '"Get-$kind"')
ALIASES = re.compile(r"(?i)^(%|\?|select|where|foreach|sort|gc|gci|ls|dir|echo|cat|del|rm|mv|cp|iex|iwr|irm|sc|ac)$")
NAMES = list(parsed())


@pytest.mark.parametrize("name", NAMES)
def test_the_grammar_takes_it(name):
    assert parsed()[name].faults() == []


@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_on_the_list_and_its_parameters_are_documented(name):
    script = parsed()[name]
    own = {f.lower() for f in script.functions()}
    wrong = []
    for command in script.commands():
        called = command.name.lower()
        if called in own:
            continue
        if called not in known():
            wrong.append(f"{command.name} is not on the list")
            continue
        wrong += [f"{command.name} -{p}" for p in command.parameters if p.lower() not in known()[called]]
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_changes_exchange_entra_or_the_directory(name):
    script = parsed()[name]
    own = {f.lower() for f in script.functions()}
    called = {c.name.lower() for c in script.commands()} - own
    assert [c for c in sorted(called) if WRITING.match(c) and c not in HARMLESS] == []
    # Its own functions are named after reading and exporting, too.
    assert [f for f in sorted(own) if WRITING.match(f)] == []
    for command in script.commands():
        if command.name.lower() == "invoke-mggraphrequest":
            assert re.search(r"(?i)-Method GET\b", command.text), command.text


@pytest.mark.parametrize("name", NAMES)
def test_what_is_called_without_a_name_is_the_scripts_own(name):
    assert [c for c in parsed()[name].computed() if not c.startswith(OWN_BLOCKS)] == []


@pytest.mark.parametrize("name", NAMES)
def test_windows_powershell_5_1_understands_it(name):
    script = parsed()[name]
    assert script.too_new() == []
    assert [c.name for c in script.commands() if ALIASES.match(c.name)] == [], "aliases differ between versions"


@pytest.mark.parametrize("name", list(scripts()))
def test_calls_of_dotnet_write_only_files_of_the_output(name):
    """Members of .NET types that change something: files of the output folder, nothing of a directory."""
    text = scripts()[name]
    calls = set(re.findall(r"\[System\.[\w.]+\]::(\w+)\(", text)) | set(
        re.findall(r"\.(Send\w+|Commit\w+|SetInfo)\(", text)
    )
    changing = {c for c in calls if re.match(r"(?i)write|append|delete|create|open|send|commit|set|move|copy", c)}
    assert changing <= {"WriteAllText", "AppendAllText", "Delete", "Open", "CreateEntryFromFile", "SendRequest"}
    for request in ("AddRequest", "ModifyRequest", "DeleteRequest", "ModifyDNRequest", "DirectoryEntry"):
        assert request not in text


@pytest.mark.parametrize("name", list(scripts()))
def test_the_help_says_what_matters(name):
    text = scripts()[name]
    assert text.startswith("<#\r\n.SYNOPSIS\r\n")
    help_text = text[: text.index("#>")]
    for part in (
        ".DESCRIPTION",
        ".PARAMETER OutputFolder",
        ".EXAMPLE",
        "It changes nothing",
        "Least rights:",
        "Modules:",
    ):
        assert part in help_text
    declared = re.search(r"\r\nparam\((.*?)\r\n\)\r\n", text, re.DOTALL)[1]
    parameters = set(re.findall(r"\[(?:string|string\[\]|switch)\] \$(\w+)", declared))
    assert {f".PARAMETER {p}" for p in parameters} == set(re.findall(r"\.PARAMETER \w+", help_text))


@pytest.mark.parametrize("name", list(scripts()))
def test_the_script_is_plain_text(name):
    """Windows PowerShell reads bytes beyond ASCII in the code page of the machine."""
    text = scripts()[name]
    assert text.isascii()
    assert "@@" not in text
    assert text.count("\n") == text.count("\r\n")
    assert "\t" not in text


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("$a = $b ?? 1", "faults"),
        ("$a?.Length", "faults"),
        ("$a = $b ? 1 : 2", "faults"),
        ("Get-X && Get-Y", "too_new"),
        ("$x | ForEach-Object -Parallel { $_ }", "too_new"),
        ("Get-X |", "faults"),
        ("if ($x) { Get-Y", "faults"),
    ],
)
def test_the_reader_of_the_tests_sees_what_it_looks_for(text, what):
    assert getattr(Script(text), what)() != []


def test_a_command_that_writes_would_be_seen():
    script = Script("Get-Mailbox | Set-Mailbox -Type Shared; & $what; Get-Foo -Bar:$true")
    assert [c.name for c in script.commands()] == ["Get-Mailbox", "Set-Mailbox", "Get-Foo"]
    assert [c.parameters for c in script.commands()] == [(), ("Type",), ("Bar",)]
    assert script.computed() == ["$what"]
    assert "set-mailbox" not in known()
    assert WRITING.match("Set-Mailbox")


def test_cmdlets_that_read_are_named_so():
    wrong = [n for n in sorted(readers()) if not n.startswith(("get-", "resolve-")) and n not in {"ldifde", "csvde"}]
    assert wrong == []
