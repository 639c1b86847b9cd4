"""No stage reads clock, chance or environment; no fault is swallowed; files stay small enough to read."""

import ast

import pytest
from sources import ROOT, modules

CLOCK = {"now", "utcnow", "today", "monotonic", "perf_counter", "time_ns", "localtime", "gmtime"}
SURROUNDINGS = {
    "environ",
    "environb",
    "getenv",
    "getcwd",
    "cwd",
    "home",
    "expanduser",
    "gethostname",
    "getuser",
    "uname",
}
CHANCE = {"uuid1", "uuid4", "urandom", "default_rng", "getrandbits"}
MODULES = {"time", "random", "secrets", "platform", "locale", "getpass", "tempfile"}
# Waits between the pages of a search, and is no stage of the analysis.
WAITS = {"analyzer/collectors/ldap.py": {"time"}}
# The command line reads them and hands them in.
STAGES = tuple((path, tree) for path, tree in modules() if not path.startswith("analyzer/cli/"))
# A fault of one rule must not take the others along; it becomes an outcome of its own and exit code 1.
CATCHES_ALL = {"analyzer/engine/evaluate.py"}
# The reports, templates laid over each other, the copy of the sample company, a new folder, what is collected,
# archives while they are read, and kept evidence; nothing else of the product changes a file.
WRITERS = {
    "analyzer/report/write.py",
    "analyzer/cli/demo.py",
    "analyzer/cli/init.py",
    "analyzer/cli/templates.py",
    "analyzer/cli/whole_files.py",
    "analyzer/collectors/collect/files.py",
    "analyzer/collectors/unpacking.py",
    "analyzer/shelf/folder.py",
}
WRITES = {
    "write_text",
    "write_bytes",
    "mkdir",
    "rmdir",
    "unlink",
    "touch",
    "rename",
    "symlink_to",
    "hardlink_to",
    "chmod",
}
LOOK_TWICE, TOO_LONG = 350, 400
# Files over LOOK_TWICE lines, each with the reason why it is one thing all the same.
LOOKED_AT_TWICE: dict[str, str] = {}


@pytest.mark.parametrize(("path", "tree"), STAGES, ids=[path for path, _ in STAGES])
def test_stages_read_no_clock_chance_or_environment(path, tree):
    wrong = []
    refused = MODULES - WAITS.get(path, set())
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCK | SURROUNDINGS | CHANCE:
            wrong.append(f"{path}:{node.lineno} uses .{node.attr}")
        elif isinstance(node, ast.Import):
            wrong += [f"{path}:{node.lineno} imports {a.name}" for a in node.names if a.name in refused]
        elif isinstance(node, ast.ImportFrom):
            taken = {a.name for a in node.names} & (CLOCK | SURROUNDINGS | CHANCE)
            if node.module in refused or taken:
                wrong.append(f"{path}:{node.lineno} imports from {node.module}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("path", "tree"), modules(), ids=[path for path, _ in modules()])
def test_no_fault_is_swallowed(path, tree):
    wrong = []
    for attempt in (node for node in ast.walk(tree) if isinstance(node, ast.Try)):
        for node in attempt.handlers:
            caught = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if node.type else {"everything"}
            broad = caught & {"Exception", "BaseException", "everything"}
            raises = any(isinstance(n, ast.Raise) for body in node.body for n in ast.walk(body))
            if broad and not raises and path not in CATCHES_ALL:
                wrong.append(f"{path}:{node.lineno} catches {', '.join(broad)} and goes on")
            if all(isinstance(n, ast.Pass) for n in node.body) and not attempt.orelse:
                wrong.append(f"{path}:{node.lineno} passes over an error; use contextlib.suppress and say why")
    assert not wrong, "\n".join(wrong)


def opens_to_write(call: ast.Call) -> bool:
    """``open(path, mode)`` or ``path.open(mode)`` with a mode that is not for reading alone."""
    if isinstance(call.func, ast.Attribute):
        given = call.args[:1] if call.func.attr == "open" else []
    else:
        given = call.args[1:2] if getattr(call.func, "id", "") == "open" else []
    given += [k.value for k in call.keywords if k.arg == "mode"]
    modes = [a.value for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    return any(set(mode) <= set("rwxabt+") and set(mode) & set("wxa+") for mode in modes)


@pytest.mark.parametrize(("path", "tree"), modules(), ids=[path for path, _ in modules()])
def test_only_the_writers_write(path, tree):
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    wrong = [
        c.lineno for c in calls if (isinstance(c.func, ast.Attribute) and c.func.attr in WRITES) or opens_to_write(c)
    ]
    if path in WRITERS:
        assert wrong, f"{path} writes nothing, take it out of WRITERS"
    else:
        assert not wrong, f"{path} changes files, lines {wrong}"


def lengths() -> dict[str, int]:
    paths = [path for folder in ("analyzer", "benchmarks") for path, _ in modules(folder)]
    return {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in paths}


def test_no_file_is_too_long():
    long = {path: n for path, n in lengths().items() if n > TOO_LONG and path not in LOOKED_AT_TWICE}
    assert not long, f"over {TOO_LONG} lines, split them: {long}"


def test_long_files_were_looked_at_twice():
    long = {path: n for path, n in lengths().items() if n > LOOK_TWICE}
    new, old = long.keys() - LOOKED_AT_TWICE.keys(), LOOKED_AT_TWICE.keys() - long.keys()
    assert not new, f"over {LOOK_TWICE} lines; split, or say in LOOKED_AT_TWICE why not: { {p: long[p] for p in new} }"
    assert not old, f"no longer over {LOOK_TWICE} lines, take them out of LOOKED_AT_TWICE: {sorted(old)}"
