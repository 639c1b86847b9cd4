"""The page of the kit: which script to run where, and what each export is for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from analyzer.collectors.collect.parts import Part, load_parts
from analyzer.kit.plan import Kit, Script, by_code
from analyzer.kit.powershell import PACK, code_of
from analyzer.kit.uses import Use, titles
from analyzer.model.catalogue import Catalogue

_MOST = 3
_INTRODUCTION = """\
The scripts read and write nothing but files: no object of Active Directory, Exchange or Entra is changed. They run in
Windows PowerShell 5.1 and in PowerShell 7. Take this folder to the machines named below and run there what you can;
each script works without the others.

1. A trial: `.\\1-cloud.ps1 -ResultSize 50` shows within minutes whether the rights suffice. Its files go to a folder
   of their own, `output-trial`, which nobody takes for an export.
2. The run: `.\\1-cloud.ps1`. The files go to `output` beside the script; `-OutputFolder` names another place.
3. After an interruption, the same command again: what is whole is kept, the rest is made. `-Again` makes all anew.
4. `.\\9-pack.ps1` makes one zip file with a manifest: what was run, when, by which type of account, the rows and the
   errors. Put it into the assessment folder as it is; `exready check` looks into it.

Run everything within 24 hours: what the exports say of each other is worth less, the further apart they are. Do not
open the files in Excel before you hand them over: it rounds numbers, cuts lists and rewrites dates.

If PowerShell refuses to run scripts, start it with `powershell -ExecutionPolicy Bypass -File .\\1-cloud.ps1`.
"""
_READS = """\
What an export says when it ends: `whole`; `none`, there are no such objects; `incomplete`, single objects failed: it
stays a file `*.part`, which nothing reads, or with `-AcceptErrors` a CSV that ends with a line saying so; `failed`;
`unavailable`, this shell does not know the command. The last three are made again by the next run. One export never
stops the others.
"""


def kit_page(
    kit: Kit, *, title: str, uses: Mapping[str, Use], rules: Path, catalogue: Catalogue, note: str = ""
) -> str:
    """The whole page as Markdown.

    Raises:
        PackUnusable: the searches of the directory have faults.
    """
    parts = load_parts(rules, catalogue)
    made = {c for s in kit.scripts for c in _codes(s, kit, parts)}
    blocks = [f"# {title}\n", *([note + "\n"] if note else []), _INTRODUCTION, _READS, _overview(kit, parts)]
    blocks += [_script(each, kit, uses, parts) for each in kit.scripts]
    blocks.append(_packing())
    blocks.append(_table(uses, made))
    return "\n".join(blocks)


def _overview(kit: Kit, parts: tuple[Part, ...]) -> str:
    rows = [f"| `{s.name}.ps1` | {s.title} | {s.where} | {', '.join(_codes(s, kit, parts))} |" for s in kit.scripts]
    rows.append(f"| `{PACK}.ps1` | Packing | where the files are | |")
    return "\n".join(["| Script | Reads | Where | Exports |", "|---|---|---|---|", *rows]) + "\n"


def _codes(script: Script, kit: Kit, parts: tuple[Part, ...]) -> list[str]:
    codes = {x.code for x in script.exports}
    if script.side == "directory":
        codes |= {code_of(p, kit) for p in parts}
    return sorted(codes, key=by_code)


def _script(script: Script, kit: Kit, uses: Mapping[str, Use], parts: tuple[Part, ...]) -> str:
    facts = [
        ("Reads", script.reads),
        ("Changes", f"nothing. {script.session}".strip()),
        ("Where", script.where),
        ("Needs", script.modules),
        ("Least rights", script.roles),
        ("Takes", script.lasts),
        ("When it stops", script.stops),
    ]
    lines = [f"## {script.name}: {script.title}\n", "| | |", "|---|---|"]
    lines += [f"| {name} | {_capital(text)} |" for name, text in facts]
    if script.scopes:
        lines.append(f"| Scopes | {', '.join(f'`{s}`' for s in script.scopes)} |")
    lines += ["", "| Export | What | Settles | Unknown without it |", "|---|---|---|---|"]
    for code, what in _rows(script, kit, parts):
        use = uses.get(code, Use(code=code))
        lines.append(f"| {code} | {what} | {_settles(use)} | {titles(use.rules, _MOST) or 'evidence of the reports'} |")
    return "\n".join(lines) + "\n"


def _rows(script: Script, kit: Kit, parts: tuple[Part, ...]) -> Iterator[tuple[str, str]]:
    """Code and content of every export of the script, those of one code together."""
    what: dict[str, list[str]] = {}
    if script.side == "directory":
        for part in parts:
            what.setdefault(code_of(part, kit), []).append(part.title)
    for each in script.exports:
        if each.id not in script.covered or each.code not in what:
            what.setdefault(each.code, []).append(each.title)
    for code in sorted(what, key=by_code):
        yield code, "; ".join(what[code]).replace("|", "\\|")


def _settles(use: Use) -> str:
    number = len(use.rules)
    rules = f"{number} rule{'' if number == 1 else 's'}" if number else "no rule by itself"
    gates = f" ({', '.join(use.gates)})" if use.gates else ""
    return f"{'**mandatory**, ' if use.mandatory else ''}{rules}{gates}"


def _packing() -> str:
    return (
        f"## {PACK}: Packing\n\n"
        "It reads the output folder and writes one zip file beside it. It needs no rights but to read these files,\n"
        "takes seconds to minutes, and may be run as often as you like. Unfinished files (`*.part`) stay behind.\n"
    )


def _table(uses: Mapping[str, Use], made: Iterable[str]) -> str:
    """What no script makes, and is looked for all the same."""
    rest = sorted(uses.keys() - set(made), key=by_code)
    if not rest:
        return ""
    rows: Sequence[str] = [f"| {c} | {_settles(uses[c])} | {titles(uses[c].rules, _MOST)} |" for c in rest]
    head = "## Not in a script\n\nPeople say these in `assessment.toml`, or hand them over in a file of their own.\n"
    return "\n".join([head, "| Export | Settles | Unknown without it |", "|---|---|---|", *rows]) + "\n"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
