"""The generated parts of the documents, each made from what the product is now."""

import os
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import formats_page
import product_phrases
from click.testing import CliRunner

from analyzer.cli.exit_codes import MEANINGS
from analyzer.cli.listing import shared_start
from analyzer.cli.main import root
from analyzer.cli.pages import quiet, to_markdown
from analyzer.cli.terminal import counted
from analyzer.collectors import load_layouts
from analyzer.collectors.codes import CODES
from analyzer.errors import AnalyzerError
from analyzer.explain import problem_pages
from analyzer.explain.attribute_pages import attribute_page
from analyzer.explain.rule_pages import rule_page
from analyzer.explaining import export_titles
from analyzer.kit.folder import open_kit
from analyzer.kit.pages import kit_page
from analyzer.kit.plan import by_code
from analyzer.kit.uses import Use, uses_of
from analyzer.model.rules import LeftOut, Rule
from analyzer.report import json_schema
from analyzer.survey import open_pack

ROOT = Path(__file__).resolve().parents[2]
NOTE = "<!-- Made by `make docs` from {source}. Do not edit. -->"


def said(*arguments: str, folder: Path | None = None) -> str:
    """What the command prints on a terminal that is 100 wide, talk and data together."""
    before = Path.cwd()
    os.chdir(folder or before)
    try:
        result = CliRunner(env={"COLUMNS": "100"}).invoke(root, list(arguments), prog_name="exready")
    finally:
        os.chdir(before)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return re.sub(r"[ \t]+$", "", result.output, flags=re.MULTILINE)


def _block(text: str, language: str = "text") -> str:
    return f"```{language}\n{text.rstrip()}\n```\n"


def commands() -> str:
    """The help of every command."""
    each = [f"\n### exready {name}\n\n{_block(said(name, '--help'))}" for name in root.commands]
    return "".join([_block(said("--help")), *each])


def exit_codes() -> str:
    """The exit codes as a table."""
    rows = [f"| {int(code)} | {meaning} |" for code, meaning in MEANINGS.items()]
    return "\n".join(["| Code | Meaning |", "|---|---|", *rows]) + "\n"


def session(folder: Path) -> str:
    """What the demo says; it runs in the folder given."""
    return _block(f"$ exready demo\n{said('demo', folder=folder)}")


def errors() -> str:
    """The page of all errors: those that end the run, then the problems of the files by what they do."""
    parts = [
        "# Errors and problems\n",
        NOTE.format(source="`analyzer/collectors/codes.toml` and `analyzer/errors.py`") + "\n",
        "Each is shown with its place, what was seen and the next step. `exready check FOLDER` lists the problems of",
        "all files without analysing them, `exready explain E206` tells this about one of them.\n",
        "## Errors that end the run\n",
        "| Code | Exit code | What it means | Why | What to do |\n|---|---|---|---|---|",
    ]
    for error in (*problem_pages.errors(), AnalyzerError):
        code = 1 if error is AnalyzerError else error.exit_code
        parts.append(f"| `{error.code}` | {code} | {' | '.join(_told(error.code))} |")
    late = problem_pages.LATE_CODES
    for severity, (title, effect) in problem_pages.SEVERITIES.items():
        own = sorted(c for c, entry in {**CODES, **late}.items() if entry.severity is severity)
        head = "| Code | Problem | Why it matters | What to do |\n|---|---|---|---|"
        parts += [f"\n## {title}\n", f"{effect}\n", head]
        parts += [f"| `{code}` | {' | '.join(_told(code))} |" for code in own]
    return "\n".join(parts) + "\n"


def _told(code: str) -> list[str]:
    """What ``exready explain`` says of the code: what it means, why it matters, what to do."""
    told = dict(problem_pages.problem_page(code).sections[0].facts)
    return [quiet(told.get(n, "")) for n in ("What it means", "Why it matters", "What to do")]


def exports() -> str:
    """The page of the exports: what each is for and the command that makes it."""
    rules = ROOT / "rules"
    pack = open_pack(rules)
    uses, kit = uses_of(pack.rules, pack.mandatory), open_kit(rules, pack)
    layouts = sorted((x for x in load_layouts(rules) if x.code), key=lambda x: (by_code(x.code), x.title))
    start = shared_start([x.command for x in layouts])
    parts = [
        "# The exports\n",
        NOTE.format(source="`rules/inputs/` and the rules") + "\n",
        "Two are necessary: the directory objects (A1) and the mailboxes of Exchange Online (C1). Without the other",
        "mandatory ones much stays unknown; each further one settles something more. `exready init FOLDER` makes",
        "scripts that export all of them ([the collection kit](kit.md)).\n",
        "Files are recognised by what is in them; names and folders are free, but keep exports of the on-premises",
        "Exchange in a folder `onprem` and those of the cloud in `cloud`. The commands only read.\n",
        "| Export | What | Need | Rules that look into it | Gates | Script |\n|---|---|---|---|---|---|",
    ]
    for x in layouts:
        use, script = uses.get(x.code, Use(code=x.code)), kit.script_of(x)
        need, name = "mandatory" if use.mandatory else "", f"`{script.name}`" if script else ""
        parts.append(f"| {x.code} | {x.title} | {need} | {len(use.rules)} | {', '.join(use.gates)} | {name} |")
    if start:
        parts += ["\n## Once in each session\n", "It turns lists, bytes and times into plain text.\n"]
        parts.append(_block(start, "powershell"))
    for layout in layouts:
        command = layout.command.removeprefix(start).strip()
        ids = [r.id for r in uses.get(layout.code, Use(code=layout.code)).rules]
        used = f"{counted(len(ids), 'rule')}: {', '.join(ids)}." if ids else "Evidence for matching and reports."
        parts += [f"\n## {layout.code} {layout.title}\n", _block(command, "powershell"), used]
    return "\n".join(parts) + "\n"


def kit() -> str:
    """The page of the collection kit, as it lies beside the scripts."""
    rules = ROOT / "rules"
    pack = open_pack(rules)
    return kit_page(
        open_kit(rules, pack),
        title="The collection kit",
        uses=uses_of(pack.rules, pack.mandatory),
        rules=rules,
        catalogue=pack.catalogue,
        note=NOTE.format(source="`rules/kit.toml`, the layouts and the rules"),
    )


def rules() -> str:
    """The page of the rules, each with a link to all that is known about it."""
    head = ["# The rules\n", NOTE.format(source="`rules/`") + "\n"]
    head.append("`exready explain MBX-009` tells everything about one rule, and so do the pages behind the links.")
    head.append("`exready rules --format json` gives all of it at once.\n")
    table = re.sub(
        r"^\| ([A-Z]+-\d{3}) \|",
        lambda row: f"| [{row[1]}](rules/{_family(row[1])}.md#{row[1].lower()}) |",
        said("rules", "--format", "markdown"),
        flags=re.MULTILINE,
    )
    return "\n".join(head) + "\n" + table


def _family(rule_id: str) -> str:
    return rule_id.partition("-")[0].lower()


def families() -> dict[str, list[Rule | LeftOut]]:
    """The rules of the shipped pack by family, in the order of their ids."""
    pack = open_pack(ROOT / "rules")
    out: dict[str, list[Rule | LeftOut]] = {}
    for rule in sorted([*pack.rules, *pack.left_out], key=lambda r: r.id):
        out.setdefault(_family(rule.id), []).append(rule)
    return out


def family(name: str) -> str:
    """What ``exready explain`` tells about each rule of one family."""
    pack = open_pack(ROOT / "rules")
    exports = export_titles(ROOT / "rules", pack)
    parts = [
        f"# {FAMILIES[name]}\n",
        NOTE.format(source=f"`rules/{name}/`") + "\n",
        "What `exready explain` tells about each rule of this family. All rules: [the list](../rules.md).",
    ]
    parts += [to_markdown(rule_page(rule, pack, exports), level=2) for rule in families()[name]]
    return "\n".join(parts)


def attributes() -> str:
    """What ``exready explain`` tells about each attribute, after the list of all of them."""
    pack = open_pack(ROOT / "rules")
    table = re.sub(
        r"^\| ([\w-]+) \| (?!Owner|In the)",
        lambda row: f"| [{row[1]}](#{row[1].lower()}) | ",
        said("attributes", "--format", "markdown"),
        flags=re.MULTILINE,
    )
    parts = [
        "# The attributes\n",
        NOTE.format(source="`rules/attributes.csv`") + "\n",
        "Who owns each attribute before and after the transfer, and how both sides are compared.",
        "`exready explain proxyAddresses` tells the same about one of them, with the titles of its sources.\n",
        table,
    ]
    # The titles of the sources stand in the pages of the rules; here their ids are enough.
    parts += [to_markdown(attribute_page(a, pack.catalogue, pack.rules), level=2) for a in pack.catalogue]
    return "\n".join(parts)


FAMILIES = {
    "att": "Statements of people",
    "con": "Contacts",
    "dir": "The directory objects of mailboxes",
    "drf": "Differences between directory and cloud",
    "grp": "Groups",
    "mbx": "Mailboxes",
    "org": "The organisation on-premises",
    "pf": "Public folders",
    "sync": "Directory synchronisation",
    "sys": "System mailboxes",
    "ten": "The tenant",
    "usr": "Mail users",
    "wb": "Writeback",
}


PAGES: Mapping[str, Callable[[], str]] = {
    "docs/errors.md": errors,
    "docs/exports.md": exports,
    "docs/kit.md": kit,
    "docs/formats.md": formats_page.page,
    "docs/rules.md": rules,
    "docs/attributes.md": attributes,
    **{f"docs/rules/{name}.md": partial(family, name) for name in FAMILIES},
    "report_templates/assessment.schema.json": json_schema.text,
    "analyzer/redact/phrases.txt": product_phrases.product_phrases,
}
