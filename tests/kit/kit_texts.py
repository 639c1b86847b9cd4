"""The kit as ``exready init`` makes it, and everything about PowerShell that the tests ask of it."""

import tomllib
from functools import cache
from pathlib import Path

from powershell_tree import Script

from analyzer.collectors import Layout, load_layouts
from analyzer.kit.folder import KIT, new_folder, open_kit
from analyzer.kit.plan import Kit
from analyzer.kit.powershell import quoted
from analyzer.survey import open_pack

ROOT = Path(__file__).resolve().parents[2]
RULES, TEMPLATES = ROOT / "rules", ROOT / "report_templates"


@cache
def texts() -> dict[str, str]:
    """Every file of a new folder."""
    return new_folder(rules=RULES, templates=TEMPLATES, pack=open_pack(RULES))


@cache
def scripts() -> dict[str, str]:
    """The scripts by their names."""
    return {n.removeprefix(f"{KIT}/"): t for n, t in texts().items() if n.endswith(".ps1")}


@cache
def kit() -> Kit:
    """What each script makes."""
    return open_kit(RULES, open_pack(RULES))


@cache
def layouts() -> tuple[Layout, ...]:
    """The layouts of the exports."""
    return tuple(load_layouts(RULES))


@cache
def parsed() -> dict[str, Script]:
    """Every script of the kit and every command of a layout, read by the grammar."""
    commands = {x.id: Script(quoted(x.command)) for x in layouts()}
    return {**{name: Script(text) for name, text in scripts().items()}, **commands}


@cache
def known() -> dict[str, frozenset[str]]:
    """Cmdlet to the parameters that its documentation names, in small letters."""
    data = tomllib.loads(Path(__file__).with_name("cmdlets.toml").read_text(encoding="utf-8"))
    common = {name.lower() for name in data["common"]}
    return {
        name.lower(): frozenset(p.lower() for p in parameters) | common
        for group in data["group"].values()
        for name, parameters in group["cmdlets"].items()
    }


@cache
def readers() -> frozenset[str]:
    """Cmdlets that only read Exchange, Entra or the directory, in small letters."""
    data = tomllib.loads(Path(__file__).with_name("cmdlets.toml").read_text(encoding="utf-8"))
    return frozenset(n.lower() for g in data["group"].values() if g["reads"] for n in g["cmdlets"])
