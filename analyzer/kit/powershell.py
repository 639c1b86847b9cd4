"""The scripts of the kit as text: frames from ``report_templates/kit/`` filled with the commands of the layouts."""

import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from analyzer.collectors import Layout
from analyzer.collectors.collect.parts import Part, load_parts
from analyzer.kit.plan import SINKS, Kit, Request, Script, by_code, file_of
from analyzer.model.catalogue import Catalogue

FOLDER = "kit"
PACK = "9-pack"
_MARK = re.compile(r"@@(\w+)@@")
_FIRST_SINK = re.compile(r"\|\s*(?=Export-Csv\b|Export-Clixml\b|ConvertTo-Json\b)")
_CMDLET = re.compile(r"(?<![\w$.-])(?:Get|Resolve)-\w+")
# These come with every PowerShell, or with the script itself.
_AT_HOME = {"Get-Date", "Get-Item", "Get-ChildItem", "Get-Content", "Get-Command", "Get-Member"}
# A string, a comment, or a bare word beside a comma.
_BARE = re.compile(
    r"""(?P<skip>'[^']*'|"[^"]*"|\#[^\n]*)|(?<=[\s,(])(?P<first>[A-Za-z_]\w*)(?=,)|(?<=,)(?P<last>[A-Za-z_]\w*)(?=[\s,|)]|$)"""
)
_SESSION = re.compile(r"^\s*Set-ADServerSettings\b.*$", re.MULTILINE)
_FLAT = re.compile(r"^\$flat = \{.*?^  \[pscustomobject\]\$row \} \}$", re.MULTILINE | re.DOTALL)


def scripts(kit: Kit, *, rules: Path, templates: Path, catalogue: Catalogue, flat: str) -> dict[str, str]:
    """The text of every script by its file name; the last one packs what the others wrote.

    Raises:
        PackUnusable: the searches of the directory have faults.
    """
    frames = {p.stem: p.read_text(encoding="utf-8") for p in sorted((templates / FOLDER).glob("*.ps1"))}
    parts = load_parts(rules, catalogue)
    out = {}
    for each in kit.scripts:
        words = _words(each, kit, parts, catalogue, flat)
        words["head"] = _filled(frames["head"], words).rstrip("\n") + "\n"
        words["frame"] = _filled(frames["frame"], words)
        out[f"{each.name}.ps1"] = _filled(frames[each.name], words)
    out[f"{PACK}.ps1"] = _filled(frames[PACK], {"version": kit.stated_on})
    return {name: _tidy(text) for name, text in out.items()}


def _filled(frame: str, words: Mapping[str, str]) -> str:
    return _MARK.sub(lambda m: words[m[1]], frame)


def _tidy(text: str) -> str:
    """Windows line ends, no blanks at their ends, and ASCII only: Windows PowerShell reads the rest as it likes."""
    lines = [line.rstrip() for line in re.sub(r"\n{3,}", "\n\n", text).splitlines()]
    return "\r\n".join(lines) + "\r\n"


def _words(script: Script, kit: Kit, parts: tuple[Part, ...], catalogue: Catalogue, flat: str) -> dict[str, str]:
    own = [x for x in script.exports if x.id not in script.covered]
    requested = kit.requests if script.scopes else {}
    made = [_request(x, requested[x.id]) if x.id in requested else _export(x) for x in own]
    made += [_export(_variant(x, switch)) for x in own for switch in kit.variants.get(x.id, ())]
    searched = script.side == "directory"
    codes = {x.code for x in script.exports} | ({code_of(p, kit) for p in parts} if searched else set())
    ordered = sorted(codes, key=by_code)
    words = {
        "name": script.name,
        "title": script.title,
        "folder": script.folder,
        "reads": script.reads,
        "where": script.where,
        "modules": script.modules,
        "roles": script.roles,
        "session": script.session,
        "version": kit.stated_on,
        "codes": ", ".join(ordered),
        "flat": flat.strip(),
        "exports": "\n".join(made),
        "scopes": _listed(script.scopes),
        "more": "",
        "parameters": "",
    }
    return words | _directory(kit, parts, catalogue) if searched else words


def _export(layout: Layout) -> str:
    """One export as an entry of the script's list."""
    command, counted = run_of(layout.command)
    body = "\n".join(f"            {line}" for line in command.splitlines())
    return _entry(layout, f"\n            param($Path)\n{body}\n        ", needs=cmdlets(command), counted=counted)


def _variant(layout: Layout, switch: str) -> Layout:
    """The same export of objects that the cmdlet shows only with a switch. None of them is no reason for a file."""
    first, name = cmdlets(layout.command)[0], file_of(layout.command)
    stem, dot, ending = name.partition(".")
    command = layout.command.replace(f"{first} ", f"{first} -{switch} ", 1)
    command = command.replace(name, f"{stem}-{switch.lower()}{dot}{ending}")
    return replace(layout, title=f"{layout.title} -{switch}", command=command, prints=())


def _request(layout: Layout, request: Request) -> str:
    more = f" -Detail {_text(request.detail)}" if request.detail else ""
    asked = request.run or f"Export-Graph -Uri {_text(request.uri)} -Path $Path{more}"
    run = f"\n            param($Path)\n            {asked}\n        "
    return _entry(layout, run, needs=("Invoke-MgGraphRequest",), counted=True)


def _entry(layout: Layout, run: str, *, needs: Iterable[str], counted: bool) -> str:
    name = file_of(layout.command)
    header = empty_header(layout) if name.endswith(".csv") else ""
    return (
        f"    @{{\n        Id = {_text(layout.id)}; Code = {_text(layout.code)}; Title = {_text(layout.title)}\n"
        f"        File = {_text(name)}; Counted = ${str(counted).lower()}\n"
        f"        Needs = @({_listed(needs)})\n        Header = {_text(header)}\n        Run = {{{run}}}\n    }}"
    )


def run_of(command: str) -> tuple[str, bool]:
    """The command as the script runs it, and whether what it exports is counted on the way.

    What the script defines once is taken out, the file becomes ``$Path``, and the limit the script's own.
    """
    text = _SESSION.sub("", _FLAT.sub("", command)).strip("\n")
    name = file_of(text)
    if name:
        text = re.sub(rf"({SINKS})\s+(?:-\w*Path\s+)?{re.escape(name)}", r"\1 -LiteralPath $Path", text)
        text = text.replace(f" -f {name}", " -f $Path")
    text = re.sub(r"-ResultSize Unlimited\b", "-ResultSize $ResultSize", text, flags=re.IGNORECASE)
    counted, number = _FIRST_SINK.subn("| & $count | ", text)
    return quoted(counted), bool(number)


def quoted(command: str) -> str:
    """The command with quotes around the bare words of lists: the same to PowerShell, and plainer to other readers."""
    return _BARE.sub(lambda m: m["skip"] or _text(m["first"] or m["last"]), command)


def cmdlets(command: str) -> tuple[str, ...]:
    """What the command needs of the shell it runs in."""
    return tuple(dict.fromkeys(name for name in _CMDLET.findall(command) if name not in _AT_HOME))


def empty_header(layout: Layout) -> str:
    """The header of a file that says that there is nothing, so that it is known for what it is; empty when none can."""
    spelled = {name.casefold(): name for name in layout.kinds}
    for each in layout.prints:
        if each.grammar or each.every or each.most or each.whole or each.long or each.problem or not each.all_of:
            continue
        names = [*sorted(each.all_of), *sorted(each.any_of)[:1], *(n.casefold() for n in layout.needed)]
        first = [each.first] if each.first else []
        wanted = [n for n in dict.fromkeys([*first, *names]) if n not in each.none_of]
        return ",".join(f'"{spelled.get(n, n)}"' for n in wanted)
    return ""


def _directory(kit: Kit, parts: tuple[Part, ...], catalogue: Catalogue) -> dict[str, str]:
    """The words of the script that searches the directory itself."""
    asked = {"*" if p.attributes == ("*",) else name for p in parts for name in p.attributes}
    domain = [_search(p, kit) for p in parts if p.per == "domain"]
    changed = [p for p in parts if p.changes]
    domain += [_also("ad.change", "A6", "Change times of attributes in", "ad-changes", p, "$change") for p in changed]
    for part in (p for p in parts if p.rights and p.per == "domain"):
        rights = _also("onprem.ad_permission", "A8", "Rights on recipients of", "ad-rights", part, "$right")
        domain.append(f"    if ($Rights) {{\n    {rights}\n    }}")
    watched = sorted(a.ldap_name for a in catalogue if a.moves or a.is_written_back)
    without = {a.ldap_name for a in catalogue} - asked
    return {
        "domain_searches": "\n".join(domain),
        "forest_searches": "\n".join(_search(p, kit) for p in parts if p.per != "domain"),
        "binary": _listed(sorted(a.ldap_name for a in catalogue if a.syntax in kit.binary)),
        "left_out": _listed(sorted({*kit.left_out, *without})),
        "watched": _listed(watched),
        "more": (
            ".PARAMETER Server\n    The controller to ask first. Default: one of this computer's domain.\n"
            ".PARAMETER Domain\n    Only these domains, by their DNS names. Default: all of the forest.\n"
            ".PARAMETER MailDomain\n    The domains to look up in DNS. Default: those that Exchange accepts mail for.\n"
            ".PARAMETER OutsideResolver\n    The address of a public resolver, to see DNS as the internet does.\n"
            ".PARAMETER Rights\n    Also who may send as a recipient, or has full control of it. Takes long.\n"
        ),
        "parameters": ",\n    [string] $Server = '',\n    [string[]] $Domain = @(),\n    [string[]] $MailDomain = @(),"
        "\n    [string] $OutsideResolver = '',\n    [switch] $Rights",
    }


def code_of(part: Part, kit: Kit) -> str:
    """The code of the export that one search is part of."""
    return kit.parts.get(part.name, "A3" if part.table == "ad.configuration" else "A1")


def _search(part: Part, kit: Kit) -> str:
    scope = {"subtree": "Subtree", "level": "OneLevel", "base": "Base"}[part.scope]
    name, host = f"ad-{part.name}", "$first"
    title = part.title
    if part.per == "domain":
        name, host, title = f"{name}-$($each.Name)", "$($each.HostName)", f"{title}: $($each.Name)"
    elif part.per == "root":
        host = "$rootHost"
    return (
        f'    $exports += @{{ Id = "{part.table}"; Code = "{code_of(part, kit)}"; Title = "{title}"\n'
        f'        File = "{name}.ldf"\n'
        f'        HostName = "{host}"; Base = "{_placed(part.base)}"; Scope = "{scope}"\n'
        f'        Filter = "{_placed(part.filter)}"\n'
        f'        Counted = $true; Needs = @(); Header = ""; Run = $search }}'
    )


def _also(layout: str, code: str, title: str, name: str, part: Part, run: str) -> str:
    return (
        f'    $exports += @{{ Id = "{layout}"; Code = "{code}"; Title = "{title} $($each.Name)"\n'
        f'        File = "{name}-$($each.Name).csv"; HostName = $each.HostName; Base = "{_placed(part.base)}"\n'
        f'        Filter = "{_placed(part.filter)}"\n'
        f'        Counted = $true; Needs = @(); Header = ""; Run = {run} }}'
    )


def _placed(text: str) -> str:
    places = {"domain": "$($each.Base)", "configuration": "$configuration", "schema": "$schema", "root": "$forestRoot"}
    for word, value in places.items():
        text = text.replace("{" + word + "}", value)
    return text


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _listed(values: Iterable[str]) -> str:
    """Words in quotes, joined with commas, in lines that one can read."""
    return textwrap.fill(", ".join(_text(v) for v in values), 110, break_on_hyphens=False, break_long_words=False)
