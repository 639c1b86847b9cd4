"""What all tests share: tests that need a part the machine lacks are skipped, and the last lines say so.

A test (or a whole module) names its part with a marker: ``directory``, ``browser``, ``spreadsheet`` or ``ntlm``. The
fixture ``need`` gives the path of the program. With EXREADY_REQUIRE_ALL=1 such a skip, whoever raised it, is a failure.
"""

from collections import Counter
from collections.abc import Callable, Iterator

import hypothesis
import pytest
from parts import PARTS, all_required, find, lacking

SKIPPED: pytest.StashKey[Counter[tuple[str, str]]] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[SKIPPED] = Counter()
    if all_required():
        # A gate says the same twice: new examples are looked for on developers' machines. Machines may be slow.
        hypothesis.settings.register_profile("gate", derandomize=True, deadline=None)
        hypothesis.settings.load_profile("gate")


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
        item.config.stash[SKIPPED][marker, reason] += 1
        if all_required():
            report.outcome = "failed"
            report.longrepr = f"EXREADY_REQUIRE_ALL: skipped, but must run here: {reason}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    skipped = config.stash[SKIPPED]
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
