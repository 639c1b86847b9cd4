"""axe-core finds nothing to say about any view: levels A and AA of WCAG 2.2, and its best practice."""

import pytest
from views import EVERY_VIEW
from waiting import until_settled

from analyzer.report.html_readers import READERS

pytestmark = pytest.mark.browser
VIEWS = (
    *EVERY_VIEW,
    *(f"overview?reader={reader.name}" for reader in READERS[1:]),
    "findings?level=blocker&has.rule=DIR",
    "attributes?after=Cloud",
    "findings?q=nothing-has-this",
)


def violations(page) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page).response["violations"]
    return [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]]


# Colours do not depend on the width: every width and both schemes, not each with each.
@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (390, "dark"), (320, "light")])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_is_content(open_page, view, width, scheme):
    page = open_page("small", f"#/{view}", width=width, color_scheme=scheme, reduced_motion="reduce")
    until_settled(page)
    for opener in page.locator(".view.on .opener:visible").all()[:2]:
        opener.click()
    assert violations(page) == []


def test_axe_is_content_in_forced_colours(open_page):
    page = open_page("small", "#/findings", forced_colors="active")
    page.locator(".view.on .item").first.wait_for()
    assert violations(page) == []
