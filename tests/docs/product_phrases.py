"""The phrases that the product itself says, read from its code and from the common files of the rules."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analyzer.redact.phrases import fragments

ROOT = Path(__file__).resolve().parents[2]
CODE = ("classify", "collectors", "engine", "explain", "normalise", "planning")
FILES = ("errors.py", "pipeline.py")
RULES = ("causes.toml", "paths.toml", "sequence.toml", "kit.toml", "inputs")


def product_phrases() -> str:
    """One phrase a line, sorted."""
    return "".join(f"{p}\n" for p in sorted(set(fragments(_texts()))) if p.isprintable())


def _texts() -> Iterator[str]:
    modules = [p for layer in CODE for p in (ROOT / "analyzer" / layer).rglob("*.py")]
    for path in [*modules, *(ROOT / "analyzer" / name for name in FILES)]:
        yield from _strings(ast.parse(path.read_text(encoding="utf-8")))
    tables = [ROOT / "analyzer" / "collectors" / "codes.toml"]
    for name in RULES:
        place = ROOT / "rules" / name
        tables += sorted(place.rglob("*.toml")) if place.is_dir() else [place]
    for path in tables:
        yield from _values(tomllib.loads(path.read_text(encoding="utf-8")))


def _strings(tree: ast.AST) -> Iterator[str]:
    """Texts of the code, each part of one with places in it for itself; its documentation says nothing to users."""
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
        and isinstance(node.body[0], ast.Expr)
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
            yield node.value


def _values(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _values(each)
    elif isinstance(value, list):
        for each in value:
            yield from _values(each)
