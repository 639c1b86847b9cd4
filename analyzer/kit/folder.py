"""The files of a new assessment folder, as texts. Nothing is written here."""

import tomllib
from pathlib import Path

from analyzer.collectors import load_layouts
from analyzer.engine.pack import Pack
from analyzer.errors import PackUnusable
from analyzer.kit.assessment_text import assessment_text
from analyzer.kit.pages import kit_page
from analyzer.kit.plan import Kit, load_kit
from analyzer.kit.powershell import scripts
from analyzer.kit.uses import uses_of, weights

KIT = "collection-kit"
COMMANDS = "inputs/commands.toml"
PLACES = {
    "directory": "Exports of Active Directory: LDIF, CSVDE, CSV, CLIXML, or what exready collect wrote.",
    "cloud": "Exports of Exchange Online and Entra: CSV, CLIXML, JSON.",
    "onprem": "Exports of the Exchange Management Shell and the sync server, DNS, message tracking.",
}


def open_kit(rules: Path, pack: Pack) -> Kit:
    """The kit of a rules folder, the most useful exports first.

    Raises:
        PackUnusable: the kit or the layouts have faults.
    """
    return load_kit(rules, load_layouts(rules), weights(uses_of(pack.rules, pack.mandatory)))


def kit_scripts(kit: Kit, *, rules: Path, templates: Path, pack: Pack) -> dict[str, str]:
    """The scripts by their file names.

    Raises:
        PackUnusable: the searches of the directory or the shared pieces of commands have faults.
    """
    try:
        pieces = tomllib.loads((rules / COMMANDS).read_text(encoding="utf-8"))
        flat = str(pieces["flat"])
    except (OSError, ValueError, KeyError) as error:
        raise PackUnusable(f"{COMMANDS} cannot be used: {error}", where=str(rules / COMMANDS)) from error
    return scripts(kit, rules=rules, templates=templates, catalogue=pack.catalogue, flat=flat)


def new_folder(*, rules: Path, templates: Path, pack: Pack) -> dict[str, str]:
    """Every file of a new assessment folder: its path with forward slashes, and its text.

    Raises:
        PackUnusable: the kit, the layouts or the searches have faults.
    """
    kit = open_kit(rules, pack)
    uses = uses_of(pack.rules, pack.mandatory)
    made = {f"{place}/README.txt": f"{text}\n" for place, text in PLACES.items()}
    made["assessment.toml"] = assessment_text(pack.rules, pack.road.steps)
    page = kit_page(kit, title="The collection kit", uses=uses, rules=rules, catalogue=pack.catalogue)
    made[f"{KIT}/README.md"] = page
    for name, text in kit_scripts(kit, rules=rules, templates=templates, pack=pack).items():
        made[f"{KIT}/{name}"] = text
    return made
