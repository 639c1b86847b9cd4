"""What is in the repository stands for itself: no path of a machine, no host of a registry, no unfinished note."""

import re

import pytest
from sources import ROOT

TOP = (
    *(".ci", ".gitignore", "Makefile", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"),
    *("constraints.txt", "pyproject.toml", "analyzer", "benchmarks", "docs", "report_templates", "rules"),
    *("sample_data", "testbed", "tests"),
)
NOT_TEXT = {".png", ".jpg", ".ico", ".woff2", ".xlsx", ".pyc", ".zip"}
MADE = {"__pycache__", "_data"}
# One letter of each stands in brackets, so that this file does not find itself.
FORBIDDEN = {
    "a path of somebody's machine": ["/[h]ome/(?!runner/)[a-z]+/", "/[U]sers/[a-z]+/", r"(?<![\w./])/(?:root|work)/"],
    "the host of a package registry": [r"[p]ypi\.org", "[p]ythonhosted", r"[r]egistry\.npmjs", "[a]rtifactory"],
    "another package index": ["[i]ndex-url", "[P]IP_(?:EXTRA_)?INDEX", "[t]rusted-host"],
    "an unfinished note": [r"\b[T]ODO\b", r"\b[F]IXME\b"],
    "a secret": ["[B]EGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY", r"\bghp_\w{20}", r"\bAKIA[0-9A-Z]{16}"],
}


def shipped():
    for name in TOP:
        top = ROOT / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and path.suffix not in NOT_TEXT and not MADE & set(path.parts):
                yield path


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_shipped_file_holds(what):
    pattern = re.compile("|".join(FORBIDDEN[what]))
    wrong = []
    for path in shipped():
        text = path.read_bytes().decode("utf-8", errors="replace").replace("\x00", "")
        for number, line in enumerate(text.splitlines(), 1):
            if found := pattern.search(line):
                wrong.append(f"{path.relative_to(ROOT)}:{number}: {what}: {found[0]}")
    assert not wrong, "\n".join(wrong[:50])


def test_constraints_hold_names_and_exact_versions_only():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    wrong = [n for n in lines if not n.startswith("#") and not re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][0-9A-Za-z.]*", n)]
    assert not wrong


def test_every_dependency_has_its_version_in_the_constraints():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pinned = {_plain(n.split("==")[0]) for n in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()}
    assert {_plain(re.split(r"[<>=!~; ]", w)[0]) for w in wanted} <= pinned


def _plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()
