"""Where the shipped data lives: in an installed wheel, or beside the package in a checkout."""

from importlib.resources import files
from pathlib import Path

from analyzer.errors import PackUnusable

PRODUCT = "exready"


def data_folder(name: str, override: Path | None = None) -> Path:
    """The folder ``rules``, ``report_templates`` or ``sample_data``. An override has to be a rule pack.

    Looked for in this order: the override; inside the installed package; beside the package, only when
    its ``rules/pack.toml`` carries our name (so that a stranger's ``rules`` folder is never taken).

    Raises:
        PackUnusable: when it is in none of these places.
    """
    if override is not None:
        if not override.is_dir():
            raise PackUnusable(f"{override} is not a folder", help="Give the folder that holds pack.toml.")
        if not (override / "pack.toml").is_file():
            raise PackUnusable(
                f"{override} is no rule pack: pack.toml is not in it", help="Give the folder that holds pack.toml."
            )
        return override
    package = Path(str(files("analyzer")))
    inside = package / "_data" / name
    if inside.is_dir():
        return inside
    pack = package.parent / "rules" / "pack.toml"
    if pack.is_file() and f'product = "{PRODUCT}"' in pack.read_text(encoding="utf-8"):
        return package.parent / name
    raise PackUnusable(f"the shipped folder {name} is missing", help="Install exready again.")
