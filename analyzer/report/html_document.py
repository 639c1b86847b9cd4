"""What every HTML file of ours has in common: escaping without exception, and a policy that lets nothing load."""

import base64
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analyzer.report.html_words import has_odd, visible


def environment(*folders: Path) -> Environment:
    """Templates of these folders; every printed text is escaped, a name that is not there is an error."""
    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def shown(value: Any) -> Any:
    """Every printed text passes here before it is escaped; only what is markup already stays as it is."""
    if isinstance(value, str) and not isinstance(value, Markup) and has_odd(value):
        return visible(value)
    return value


def parts(folder: Path, names: Sequence[str], suffix: str) -> list[str]:
    """The texts of our own files with these names, in order."""
    return [(folder / f"{name}{suffix}").read_text(encoding="utf-8") for name in names]


def policy(styles: Sequence[str], scripts: Sequence[str], *, embeds_picture: bool = False) -> str:
    """The security policy: nothing is allowed but these very styles and scripts, and pictures inside the file."""
    rules = {
        "default-src": "'none'",
        "style-src": " ".join(_hash(s) for s in styles),
        "script-src": " ".join(_hash(s) for s in scripts),
        **({"img-src": "data:"} if embeds_picture else {}),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
