"""Draws the picture of the README: ``python docs/pictures/draw.py`` writes ``report.png`` beside this file.

The page of the sample company is made anew, opened in Chromium, and its first screen taken as the board sees it.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
MOST_BYTES = 300_000
RUN = "from analyzer.cli.main import run; run()"


def draw(target: Path) -> None:
    """The picture is written; it is no bigger than ``MOST_BYTES``."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        made = Path(folder) / "demo"
        subprocess.run([sys.executable, "-c", RUN, "demo", str(made), "--quiet"], check=True)  # noqa: S603 - our own program
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1366, "height": 1000}, color_scheme="light")
        page.goto((made / "reports" / "readiness.html").as_uri() + "#/overview?reader=board")
        page.locator(".view.on [data-panel=gates]").wait_for()
        page.screenshot(path=target)
        browser.close()
    if target.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{target} has {target.stat().st_size:,} bytes; at most {MOST_BYTES:,} are meant")


if __name__ == "__main__":
    draw(HERE / "report.png")
