"""No import points back: the table of docs/architecture.md, read from the page itself, holds for every file."""

import re

import pytest
from sources import ROOT, imports, modules

SHARED = {"errors", "memory", "resources"}
NETWORK = {
    "aiohttp", "asyncio", "ftplib", "http", "httpx", "imaplib", "multiprocessing", "nntplib", "paramiko", "poplib",
    "requests", "select", "selectors", "smtplib", "socket", "socketserver", "ssl", "telnetlib", "urllib.request",
    "urllib.robotparser", "urllib3", "webbrowser", "websockets", "xmlrpc",
}  # fmt: skip
# Package to the only places that may import it: how their paths start.
ONLY_IN = {
    "click": ("analyzer/cli/",),
    "rich": ("analyzer/cli/",),
    "jinja2": ("analyzer/report/",),
    "openpyxl": ("analyzer/report/",),
    "ldap3": ("analyzer/collectors/ldap",),
    "subprocess": (),
    **dict.fromkeys(NETWORK, ("analyzer/collectors/ldap",)),
}


def table() -> dict[str, set[str]]:
    """Layer to the layers it may import, as the page says it."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`analyzer/[^|]+) \|[^|]+\| ([^|]+) \|$", text, re.MULTILINE)
    layers: dict[str, str] = {}
    for names, may in rows:
        for name in re.findall(r"`([^`]+)`", names):
            layers[name.removeprefix("analyzer/").removesuffix("/").removesuffix(".py")] = may.strip()
    allowed: dict[str, set[str]] = {}
    for name, may in layers.items():
        if may == "nothing of ours":
            allowed[name] = set()
        elif may == "the stages above":
            allowed[name] = set(allowed)
        elif may.startswith("everything but "):
            allowed[name] = set(layers) - set(re.split(r", | and ", may.removeprefix("everything but ")))
        else:
            allowed[name] = set(may.split(", "))
            assert allowed[name] <= set(layers), f"the page names an unknown layer: {may}"
    return allowed


def layer(dotted: str) -> str:
    """The layer of a module name such as ``analyzer.report.html``; empty for the package itself."""
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 and parts[1] != "__version__" else ""


def test_every_folder_and_stage_is_in_the_table():
    found = {path.split("/")[1].removesuffix(".py") for path, _ in modules()} - {"__init__"}
    assert found == set(table()) | SHARED


@pytest.mark.parametrize(("path", "tree"), modules(), ids=[path for path, _ in modules()])
def test_imports_keep_to_the_table(path, tree):
    own = path.split("/")[1].removesuffix(".py")
    if own == "__init__":
        allowed = set()
    elif own in SHARED:
        allowed = {"model"}
    else:
        allowed = table()[own] | {own} | SHARED
    wrong = [
        f"{path}:{line} imports {name}; {own} may import only {', '.join(sorted(allowed))}"
        for line, name in imports(tree)
        if name.split(".")[0] == "analyzer" and layer(name) and layer(name) not in allowed | SHARED
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("path", "tree"), modules(), ids=[path for path, _ in modules()])
def test_libraries_stay_where_they_belong(path, tree):
    wrong = [
        f"{path}:{line} imports {name}; only {', '.join(places) or 'nothing'} may"
        for line, name in imports(tree)
        for library, places in ONLY_IN.items()
        if f"{name}.".startswith(f"{library}.") and not any(path == p or path.startswith(p) for p in places)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_guard_sees_what_it_guards():
    """The table is read, and the libraries it keeps in their places are really used there."""
    assert table()["model"] == set()
    assert table()["classify"] == {"model", "normalise"}
    assert {"report", "cli"}.isdisjoint(table()["pipeline"])
    used = {name.split(".")[0] for _, tree in modules() for _, name in imports(tree)}
    assert {"click", "rich", "openpyxl", "ldap3", "ssl"} <= used
