"""Where the shipped data lives: in an installed wheel, or beside the package in a checkout."""

from importlib.resources import files
from pathlib import Path

from analyzer.errors import PackUnusable

PRODUCT = "exready"


def data_folder(name: str) -> Path:
    """The folder ``rules``, ``report_templates`` or ``sample_data``.

    Looked for inside the installed package, then beside it, only when its ``rules/pack.toml`` carries our name (so
    that a stranger's ``rules`` folder is never taken).

    Raises:
        PackUnusable: when it is in neither of these places.
    """
    package = Path(str(files("analyzer")))
    inside = package / "_data" / name
    if inside.is_dir():
        return inside
    pack = package.parent / "rules" / "pack.toml"
    if pack.is_file() and f'product = "{PRODUCT}"' in pack.read_text(encoding="utf-8"):
        return package.parent / name
    raise PackUnusable(f"the shipped folder {name} is missing", help="Install exready again.")


def rule_folders(given: Path | None) -> tuple[Path, Path | None]:
    """The folder of the rule pack, and the one whose rules are laid over it.

    A folder with an attribute catalogue of its own is a whole pack and takes the place of the shipped one; any
    other that holds rules is laid over it.

    Raises:
        PackUnusable: the folder is none, or holds no rule.
    """
    if given is None:
        return data_folder("rules"), None
    if not given.is_dir():
        raise PackUnusable(f"{given} is not a folder", help="Give a folder with rules in it.")
    if (given / "attributes.csv").is_file():
        return given, None
    if not any(given.glob("*/*.toml")):
        raise PackUnusable(
            f"{given} holds no rules",
            help="Put each rule into a folder of its family there, such as org/ORG-900-name.toml.",
        )
    return data_folder("rules"), given
