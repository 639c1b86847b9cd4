"""What all tests share: tests that need a part the machine lacks are skipped, and the last lines say so.

A test (or a whole module) names its part with a marker: ``directory``, ``browser``, ``spreadsheet`` or ``ntlm``. The
fixture ``need`` gives the path of the program. With EXREADY_REQUIRE_ALL=1 such a skip, whoever raised it, is a failure.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from parts import PARTS, all_required, find, lacking


def pytest_configure() -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        # pytest-xdist narrows its processes; the commands are tested as wide as they are in one process.
        os.environ.pop("COLUMNS", None)
    if all_required():
        # A gate says the same twice: new examples are looked for on developers' machines. Machines may be slow.
        hypothesis.settings.register_profile("gate", derandomize=True, deadline=None)
        hypothesis.settings.load_profile("gate")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With several processes the tests of one file stay together, and so do those of a real directory.

    Files share what is dear to make; the directory has one server, and a second process would wait for it to the end.
    """
    from xdist.scheduler import LoadScopeScheduling

    class FilesTogether(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return "directory" if file.startswith("tests/directory/") else file

    return FilesTogether(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first: no process waits for the other at the end."""
    items.sort(key=lambda item: item.path.parent.name not in {"directory", "golden"})


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in PARTS:
        if item.get_closest_marker(marker) and find(marker) is None:
            pytest.skip(lacking(marker))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    marker = next((m for m in PARTS if item.get_closest_marker(m)), None)
    if marker and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2].removeprefix("Skipped: ") if isinstance(report.longrepr, tuple) else ""
        report.lacks = [marker, reason]  # travels with the report when several processes share the tests
        if all_required():
            report.outcome = "failed"
            report.longrepr = f"EXREADY_REQUIRE_ALL: skipped, but must run here: {reason}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [r for kind in ("skipped", "failed", "error") for r in terminalreporter.stats.get(kind, [])]
    skipped = Counter((r.lacks[0], r.lacks[1]) for r in reports if hasattr(r, "lacks"))
    if not skipped:
        return
    terminalreporter.section("skipped for want of a part")
    for (marker, reason), number in sorted(skipped.items()):
        tests = f"{number} test{'' if number == 1 else 's'}"
        terminalreporter.write_line(f"{PARTS[marker].title}, {PARTS[marker].purpose}: {tests}: {reason}")
    terminalreporter.write_line(".ci/run installs these parts and runs everything (Debian).")


@pytest.fixture(scope="session")
def need() -> Callable[[str], str]:
    """``need("browser")`` is the path of Chromium; the test is skipped where there is none."""

    def path(marker: str) -> str:
        found = find(marker)
        if found is None:
            pytest.skip(lacking(marker))
        return found

    return path
