"""The kit is made from the layouts: each export in one script, in one file, and a new layout by itself."""

import re
import shutil
import tomllib

import pytest
from kit_texts import ROOT, RULES, TEMPLATES, kit, layouts, parsed, scripts, texts

from analyzer.collectors import read_settings
from analyzer.errors import PackUnusable
from analyzer.kit.folder import kit_scripts, new_folder, open_kit
from analyzer.kit.plan import file_of
from analyzer.kit.powershell import cmdlets, empty_header, quoted, run_of
from analyzer.kit.uses import uses_of
from analyzer.survey import open_pack

NEW = """
id = "cloud.thing"
code = "C99"
title = "Get-Thing (Exchange Online)"
side = "cloud"
command = '''
{flat}
Get-Thing -ResultSize Unlimited | & $flat | Export-Csv cloud-things.csv -NoTypeInformation -Encoding UTF8
'''
stated_on = 2026-11-25
sources = ["EXP"]

[columns]
texts = ["ThingName", "ThingColour"]

[[recognise]]
order = 900
all_of = ["ThingName"]
any_of = ["ThingColour"]
"""


@pytest.fixture
def rules(tmp_path):
    shutil.copytree(RULES, tmp_path / "rules")
    return tmp_path / "rules"


def test_every_export_with_a_code_is_in_one_script_or_typed_in():
    for layout in layouts():
        if not layout.code or layout.code in kit().by_hand:
            continue
        holding = [s.name for s in kit().scripts if layout in s.exports]
        same = [
            x for x in layouts() if x.command == layout.command or (x.side == "directory" and x.code == layout.code)
        ]
        assert holding or any(kit().script_of(x) for x in same), layout.id
        assert len(holding) <= 1


def test_every_export_has_a_file_of_its_own():
    for script in kit().scripts:
        names = [file_of(x.command) for x in script.exports]
        assert all(names), script.name
        assert len(names) == len(set(names)), script.name


def test_files_of_scripts_that_share_a_folder_differ():
    names = [(s.folder, file_of(x.command)) for s in kit().scripts for x in s.exports if x.id not in s.covered]
    assert len(names) == len(set(names))


def test_a_new_layout_is_in_its_script_by_itself(rules):
    (rules / "inputs" / "cloud.thing.toml").write_text(NEW, encoding="utf-8")
    pack = open_pack(rules)
    made = kit_scripts(open_kit(rules, pack), rules=rules, templates=TEMPLATES, pack=pack)
    entry = made["1-cloud.ps1"]
    assert "Id = 'cloud.thing'; Code = 'C99'; Title = 'Get-Thing (Exchange Online)'" in entry
    assert "Get-Thing -ResultSize $ResultSize | & $flat | & $count | Export-Csv -LiteralPath $Path" in entry
    assert "Needs = @('Get-Thing')" in entry
    assert """Header = '"ThingName","ThingColour"'""" in entry
    assert "C99" in new_folder(rules=rules, templates=TEMPLATES, pack=pack)["collection-kit/README.md"]


def test_hidden_mailboxes_have_exports_of_their_own():
    """Arbitration mailboxes and their like come only when they are asked for."""
    text = scripts()["2-exchange-shell.ps1"]
    for switch in ("Arbitration", "AuditLog", "AuxAuditLog", "Monitoring", "PublicFolder"):
        assert f"Get-Mailbox -{switch} -ResultSize $ResultSize | & $flat" in text
        assert f"File = 'onprem-mailboxes-{switch.lower()}.csv'" in text


def test_a_fault_of_the_plan_is_named(rules):
    path = rules / "kit.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('folder = "cloud"\n', 'fodler = "cloud"\n', 1), encoding="utf-8")
    with pytest.raises(PackUnusable) as caught:
        open_kit(rules, open_pack(RULES))
    assert "script 1-cloud: key 'folder' is missing" in str(caught.value.message)
    assert "script 1-cloud: unknown key 'fodler'" in str(caught.value.message)


def test_what_graph_is_asked_for_holds_all_that_the_command_of_the_layout_selects():
    """The two say the same in two ways; a property that one forgets would be unknown after the kit alone."""
    known = {x.id: x for x in layouts()}
    for name, request in kit().requests.items():
        selected = re.search(r"\$select=([\w,]+)", request.uri)
        command = known[name].command
        wanted = re.search(r"\$p = '([\w,]+)'|Select-Object ([\w,]+)|\$select=([\w,]+)", command)
        if selected and wanted:
            asked = {w.lower() for w in next(g for g in wanted.groups() if g).split(",")}
            assert asked <= {w.lower() for w in selected[1].split(",")}, name


def test_one_module_of_graph_is_enough():
    """Nothing but Invoke-MgGraphRequest and the sign-in is called."""
    called = {c.name for c in parsed()["5-graph.ps1"].commands() if "-Mg" in c.name}
    assert called == {"Get-MgContext", "Connect-MgGraph", "Invoke-MgGraphRequest"}


def test_graph_is_asked_to_read_alone():
    script = next(s for s in kit().scripts if s.scopes)
    assert [s for s in script.scopes if not re.fullmatch(r"\w+\.Read\.All", s)] == []


def test_the_directory_is_searched_as_exready_collect_does():
    text = scripts()["3-directory.ps1"]
    parts = tomllib.loads((RULES / "collection.toml").read_text(encoding="utf-8"))["part"]
    for part in parts:
        assert f'Title = "{part["title"]}' in text
    assert text.count("Run = $search }") == len(parts)
    for word in ("{domain}", "{configuration}", "{schema}", "{root}"):
        assert word not in text


def test_the_command_of_a_layout_becomes_the_scripts_own():
    given = (
        "$flat = { process { $row = [ordered]@{}\n  [pscustomobject]$row } }\n"
        "Set-ADServerSettings -ViewEntireForest $true\n"
        "Get-A -ResultSize Unlimited | & $flat |\n  Export-Csv a.csv -NoTypeInformation"
    )
    assert run_of(given) == (
        "Get-A -ResultSize $ResultSize | & $flat | & $count | Export-Csv -LiteralPath $Path -NoTypeInformation",
        True,
    )
    assert run_of("Get-B | Export-Clixml b.xml") == ("Get-B | & $count | Export-Clixml -LiteralPath $Path", True)
    assert run_of("ldifde -u -f c.ldf -p subtree") == ("ldifde -u -f $Path -p subtree", False)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Select-Object Name,Value | x", "Select-Object 'Name','Value' | x"),
        ("Select-Object A,@{n='b';e={1}},C", "Select-Object 'A',@{n='b';e={1}},'C'"),
        ("x -p 'a,b' -q \"c,d\" $e,$f", "x -p 'a,b' -q \"c,d\" $e,$f"),
        ("x # a,b", "x # a,b"),
    ],
)
def test_bare_words_of_lists_are_quoted(given, expected):
    assert quoted(given) == expected


def test_what_a_command_needs_of_its_shell():
    assert cmdlets("Get-A | ForEach-Object { Get-B $_ } | Get-A; Resolve-C; Get-Date; $x.Get-Y") == (
        "Get-A",
        "Get-B",
        "Resolve-C",
    )


def test_the_header_of_an_empty_export_is_known_for_what_it_is():
    """Every column that the fingerprint asks for, none that it refuses; by values alone nothing can be known."""
    told = 0
    for layout in layouts():
        header = empty_header(layout)
        if not header:
            continue
        told += 1
        names = {n.strip('"').casefold() for n in header.split(",")}
        fits = [p for p in layout.prints if p.all_of <= names and (not p.any_of or p.any_of & names)]
        assert [p for p in fits if not p.none_of & names], layout.id
    assert told > 50


def test_the_settings_of_a_new_folder_load_as_they_are(tmp_path):
    path = tmp_path / "assessment.toml"
    path.write_text(texts()["assessment.toml"], encoding="utf-8")
    settings = read_settings(path)
    assert settings.statements == ()
    assert settings.waivers == ()
    assert settings.planned == ()
    assert settings.settle_hours == 24
    assert settings.sync_interval_minutes is None


def test_the_settings_of_a_new_folder_name_every_key_and_every_statement():
    text = texts()["assessment.toml"]
    page = (ROOT / "docs" / "assessment-toml.md").read_text(encoding="utf-8")
    tables = re.findall(r"^# ?\[+(\w+)\]+|^\[+(\w+)\]+", text, re.MULTILINE)
    assert {"customer", "report", "timing", "scope", "waiver"} <= {a or b for a, b in tables}
    for key in re.findall(r"^(?:# )?(\w+) = ", re.search(r"```toml\n(.*?)```", page, re.DOTALL)[1], re.MULTILINE):
        assert re.search(rf"^(?:# )?{key} = ", text, re.MULTILINE), key
    pack = open_pack(RULES)
    statements = [r.params.get("statement", r.id) for r in pack.rules if r.check == "is_answered" or r.asks]
    statements += [s.statement for s in pack.road.steps if s.asks]
    assert "# STEP-013: Step 13: Is everything of this list" in text
    assert re.findall(r"^\[statements\.([A-Z]+-\d{3})\]$", text, re.MULTILINE) == statements
    assert len([s for s in statements if s.startswith("ATT")]) == 14
    assert "# ATT-007: Nobody will move mailboxes back on-premises.\n" in text
    assert "This does not hold" not in text, "a rule does not say its statement"


def test_an_answer_put_into_the_new_settings_counts(tmp_path):
    text = texts()["assessment.toml"]
    at = text.index("[statements.ATT-007]")
    path = tmp_path / "assessment.toml"
    answered = text[at:].replace(
        'answer = ""\nperson = ""\ndate = ""', 'answer = "yes"\nperson = "A"\ndate = 2026-11-20', 1
    )
    path.write_text(text[:at] + answered, encoding="utf-8")
    assert [(s.id, s.is_answered) for s in read_settings(path).statements] == [("ATT-007", True)]


def test_the_page_says_for_every_script_what_a_reader_needs():
    page = texts()["collection-kit/README.md"]
    for script in kit().scripts:
        section = page.split(f"## {script.name}: ")[1].split("\n## ")[0]
        for fact in (
            "| Reads |",
            "| Changes | Nothing",
            "| Least rights |",
            "| Takes |",
            "| When it stops |",
            "| Needs |",
        ):
            assert fact in section, script.name
        for code in {x.code for x in script.exports}:
            assert f"\n| {code} | " in section


def test_the_page_names_the_use_of_every_export_that_a_rule_looks_into():
    page = texts()["collection-kit/README.md"]
    pack = open_pack(RULES)
    for code, use in uses_of(pack.rules, pack.mandatory).items():
        row = next(line for line in page.splitlines() if line.startswith(f"| {code} |") and "rule" in line)
        assert ("**mandatory**" in row) == use.mandatory
        assert f"{len(use.rules)} rule" in row
        for gate in use.gates:
            assert gate in row
