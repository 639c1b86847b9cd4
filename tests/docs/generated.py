"""The generated parts of the documents, each made from what the product is now."""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import formats_page
from click.testing import CliRunner

from analyzer.cli.boundary import counted
from analyzer.cli.exit_codes import MEANINGS
from analyzer.cli.listing import shared_start
from analyzer.cli.main import root
from analyzer.collectors import load_layouts
from analyzer.collectors.codes import CODES
from analyzer.collectors.codes import said as said_of_many
from analyzer.errors import AnalyzerError
from analyzer.kit.folder import open_kit
from analyzer.kit.pages import kit_page
from analyzer.kit.plan import by_code
from analyzer.kit.uses import Use, uses_of
from analyzer.model.problems import Severity
from analyzer.report import json_schema
from analyzer.survey import open_pack

ROOT = Path(__file__).resolve().parents[2]
NOTE = "<!-- Made by `make docs` from {source}. Do not edit. -->"
_SEVERITIES = {
    Severity.REFUSE: ("The file is refused", "The analysis stops; all such problems of all files are listed first."),
    Severity.COLUMN: ("Cells become unknown", "The rest of the file is used."),
    Severity.WARN: ("Less trust", "The file is used; what it lacks may make rules unknown."),
    Severity.NOTE: ("Worth knowing", "Nothing is lost."),
}


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


def _below(kind: type[AnalyzerError]) -> list[type[AnalyzerError]]:
    return [each for child in kind.__subclasses__() for each in (child, *_below(child))]


def errors() -> str:
    """The page of all errors: those of the files with their severity, then those of the tool."""
    parts = [
        "# Errors and problems\n",
        NOTE.format(source="`analyzer/collectors/codes.toml` and `analyzer/errors.py`") + "\n",
        "Each is shown with its place, what was seen and the next step. `exready check FOLDER` lists the problems of",
        "all files without analysing them.\n",
        "## Errors that end the run\n",
        "| Code | Exit code | What it means |\n|---|---|---|",
    ]
    for error in sorted(_below(AnalyzerError), key=lambda e: e.code):
        meaning = " ".join((error.__doc__ or "").split())
        parts.append(f"| `{error.code}` | {error.exit_code} | {meaning} |")
    parts.append(f"| `{AnalyzerError.code}` | 1 | A bug in exready; `--debug` shows all of it. |")
    for severity, (title, effect) in _SEVERITIES.items():
        parts += [f"\n## {title}\n", f"{effect}\n", "| Code | Problem | Why it matters |\n|---|---|---|"]
        for code, entry in sorted(CODES.items()):
            if entry.severity is severity:
                message = re.sub(r"\{(\w+)\}", r"*\1*", said_of_many(entry.message)).replace("|", "\\|")
                parts.append(f"| `{code}` | {message} | {' '.join(filter(None, (entry.why, entry.help)))} |")
    return "\n".join(parts) + "\n"


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
    """The page of the rules."""
    head = ["# The rules\n", NOTE.format(source="`rules/`") + "\n"]
    head.append("`exready rules --format json` gives everything: why, fix, sources, parameters, examples.\n")
    return "\n".join(head) + "\n" + said("rules", "--format", "markdown")


PAGES: Mapping[str, Callable[[], str]] = {
    "docs/errors.md": errors,
    "docs/exports.md": exports,
    "docs/kit.md": kit,
    "docs/formats.md": formats_page.page,
    "docs/rules.md": rules,
    "report_templates/assessment.schema.json": json_schema.text,
}
