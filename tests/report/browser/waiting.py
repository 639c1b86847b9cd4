"""Waiting for the page: asked from outside, because its policy lets no string become code inside."""

import time
from typing import Any

_LIMIT = 20.0


def until(page: Any, expression: str, argument: Any = None) -> None:
    """The JavaScript expression (or function of the argument) has become true."""
    end = time.monotonic() + _LIMIT
    while not page.evaluate(expression, argument):
        assert time.monotonic() < end, f"still not true: {expression}"
        time.sleep(0.03)


def until_settled(page: Any) -> None:
    """Nothing says any more that it is being opened."""
    until(page, "!document.querySelector('.view.on [role=status].empty')")
