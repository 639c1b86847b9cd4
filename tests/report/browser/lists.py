"""What a list of the page shows: its count, its filters, its first rows."""

import re


def count(page) -> str:
    return page.locator(".view.on .count").inner_text()


def ready(page, view: str):
    page.locator(f".view.on[data-view={view}] .count b").wait_for()
    return page


def chip(page, label: str):
    return page.locator(".view.on .chip", has_text=re.compile(rf"^{label}\s*[\d,]+$"))


def first_cells(page, name: str, most: int = 5) -> list[str]:
    rows = page.locator(f".view.on .item [data-name={name}]").all()[:most]
    return [row.inner_text().split("\n")[0] for row in rows]
