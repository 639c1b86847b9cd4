"""How big the page is, and how long a real browser works on it: ``python -m benchmarks.page [MAILBOXES|PAGE ...]``.

For each number of mailboxes an assessment with as many findings and half as many differences is made up, rendered
and opened in Chromium from its file, at the findings. Told are: size of the file in MB; seconds for rendering it;
seconds of script until the first rows stand there; seconds of all work of the page's main thread until then (parsing,
layout, script); seconds by the clock, for the overview and for the findings; milliseconds of script and of all work
per step of scrolling. A page that an analysis wrote can be named in place of a number. Work is counted as the
thread's own processor time, so that a busy machine does not count.
"""

import importlib
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.model.assessment import Assessment
from analyzer.report.html import render_html
from analyzer.resources import data_folder

MADE_UP = Path(__file__).parent.parent / "tests" / "report"
DEFAULT_SIZES = (100_000, 600_000)
STEPS = 120
SCROLL = """
async (steps) => {
  const box = document.querySelector('.view.on .box');
  for (let k = 1; k <= steps; k++) {
    box.scrollTop = k % 20 ? box.scrollTop + 400 : (box.scrollHeight * k) / steps;
    await new Promise((go) => requestAnimationFrame(go));
  }
}
"""
# What Chromium's trace calls script, and any work of a thread. Only the outermost of nested ones count.
SCRIPT = {
    "EvaluateScript",
    "v8.compile",
    "FunctionCall",
    "TimerFire",
    "RunMicrotasks",
    "EventDispatch",
    "FireAnimationFrame",
}
ANY = {"RunTask", "ThreadControllerImpl::RunTask"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFigures:
    """What was measured of one page; sizes in MB of 1,000,000 bytes, times in seconds, per step in milliseconds."""

    mailboxes: int  # 0 where the page was there already, as is its time of rendering
    size: float
    rendering: float
    script: float
    work: float
    overview: float
    shown: float
    step_script: float
    step_work: float

    def line(self) -> str:
        """The figures as one line of a table."""
        return (
            f"{self.mailboxes:>9,} {self.size:>7.2f} {self.rendering:>9.1f} {self.script:>7.2f} {self.work:>6.2f}"
            f" {self.overview:>9.2f} {self.shown:>9.2f} {self.step_script:>12.1f} {self.step_work:>10.1f}"
        )


HEAD = "mailboxes    size rendering  script   work  overview  findings  step, script  step, work"


def measure(mailboxes: int, browser: Any, folder: Path) -> PageFigures:
    """One page made, opened and scrolled."""
    assessment = _made_up()(mailboxes)
    path = folder / f"{mailboxes}.html"
    start = time.perf_counter()
    path.write_bytes(render_html(assessment, data_folder("report_templates")))
    rendering = time.perf_counter() - start
    del assessment
    return opened(path, browser, mailboxes=mailboxes, rendering=rendering)


def opened(path: Path, browser: Any, *, mailboxes: int = 0, rendering: float = 0.0) -> PageFigures:
    """This page opened and scrolled."""
    with_page = browser.new_context(viewport={"width": 1366, "height": 768})
    page = with_page.new_page()
    overview = _opened(page, path, "#/overview", ".view.on h1")
    page.goto("about:blank")
    browser.start_tracing(page=page, categories=["devtools.timeline", "toplevel", "v8"])
    shown = _opened(page, path, "#/findings", ".view.on .item")
    script, work = _thread_seconds(browser.stop_tracing())
    browser.start_tracing(page=page, categories=["devtools.timeline", "toplevel", "v8"])
    page.evaluate(SCROLL, STEPS)
    step_script, step_work = _thread_seconds(browser.stop_tracing())
    with_page.close()
    return PageFigures(
        mailboxes=mailboxes,
        size=path.stat().st_size / 1e6,
        rendering=rendering,
        script=script,
        work=work,
        overview=overview,
        shown=shown,
        step_script=1000 * step_script / STEPS,
        step_work=1000 * step_work / STEPS,
    )


def _opened(page: Any, path: Path, address: str, awaited: str) -> float:
    start = time.perf_counter()
    page.goto(path.as_uri() + address, wait_until="commit")
    page.locator(awaited).first.wait_for(timeout=120_000)
    return time.perf_counter() - start


def _thread_seconds(trace: bytes) -> tuple[float, float]:
    """Processor time of script and of everything on the main thread that ran most script."""
    events = json.loads(trace)["traceEvents"]
    main = {
        (e["pid"], e["tid"]) for e in events if e.get("name") == "thread_name" and e["args"]["name"] == "CrRendererMain"
    }
    totals = []
    for thread in main:
        own = [e for e in events if e.get("ph") == "X" and (e["pid"], e["tid"]) == thread and "tdur" in e]
        totals.append((_outermost(own, SCRIPT), _outermost(own, ANY)))
    return max(totals, default=(0.0, 0.0))


def _outermost(events: list[dict[str, Any]], names: set[str]) -> float:
    total, end = 0.0, -1.0
    for event in sorted((e for e in events if e["name"] in names), key=lambda e: (e["ts"], -e["dur"])):
        if event["ts"] < end:
            continue
        end = event["ts"] + event["dur"]
        total += event["tdur"]
    return total / 1e6


def _made_up() -> Callable[[int], Assessment]:
    sys.path.insert(0, str(MADE_UP))
    maker: Callable[[int], Assessment] = importlib.import_module("assessments").large_assessment
    return maker


def main(wanted: tuple[int | Path, ...]) -> None:
    """Measures and prints one line per number of mailboxes or page."""
    sync_playwright = importlib.import_module("playwright.sync_api").sync_playwright
    print(HEAD)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for one in wanted:
            figures = opened(one, browser) if isinstance(one, Path) else measure(one, browser, Path(folder))
            print(figures.line(), flush=True)
        browser.close()


if __name__ == "__main__":
    given = (Path(text).resolve() if text.endswith(".html") else int(text.replace(",", "")) for text in sys.argv[1:])
    main(tuple(given) or DEFAULT_SIZES)
