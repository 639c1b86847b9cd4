"""A real Chromium over the page: no request but to files, no error in the console, or the test fails."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from assessments import large_assessment, small_assessment
from page_reading import page_file, poisoned

QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
Open = Callable[..., Any]


@pytest.fixture(scope="session")
def browser(need: Callable[[str], str]) -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=need("browser"), args=list(QUIET))
        yield running
        running.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files that the tests open: hostile, poisoned in every field, and one of 2,000 rows."""
    folder = tmp_path_factory.mktemp("pages")
    return {
        "small": page_file(small_assessment(), folder, "small.html"),
        "poisoned": page_file(poisoned(), folder, "poisoned.html"),
        "many": page_file(large_assessment(2_000), folder, "many.html"),
    }


@pytest.fixture
def open_page(browser: Any, pages: dict[str, Path]) -> Iterator[Open]:
    """``open_page("small", "#/findings")`` is the page, opened from its file and settled."""
    contexts, wrong = [], []

    def opened(name: str, address: str = "", *, width: int = 1360, height: int = 900, **more: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        context.route(
            "**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort()
        )
        context.on("request", lambda r: None if r.url.startswith("file:") else wrong.append(f"request {r.url[:200]}"))
        page = context.new_page()
        page.on("console", lambda m: wrong.append(f"console {m.text}") if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda e: wrong.append(f"error {e}"))
        page.set_default_timeout(20_000)
        page.goto((pages[name] if name in pages else Path(name)).as_uri() + address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
