"""Standings, causes and steps without an estate: what the tests of paths and steps are made of."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from tiny_estates import rule

from analyzer.model.road import StepPlan
from analyzer.model.settings import Settings, Statement
from analyzer.planning.standing import Standing, Standings

# Levels and subjects of the made rules; the others are blockers about mailboxes.
_LEVELS = {"ORG-048": "info", "MBX-006": "info", "SYS-001": "info", "GRP-004": "info", "MBX-018": "warning"}
_SUBJECTS = {"GRP": "group", "CON": "contact", "ATT": "statement", "TEN": "tenant", "ORG": "organisation"}


def stands(
    states: Mapping[str, str],
    *,
    said: Mapping[str, str] | None = None,
    left_out: frozenset[str] = frozenset(),
    **more: Any,
) -> Standings:
    """Rules by their state: ``hit``, ``hit 3``, ``unknown``, ``possible`` or ``none``; answers by their word.

    Further words are keys of all rules (``confidence``, ``step``).
    """
    by_id = {}
    for name, told in states.items():
        state, _, count = told.partition(" ")
        own = rule(
            "exists",
            "remote_mailboxes",
            rule_id=name,
            level=_LEVELS.get(name, "blocker"),
            subject=_SUBJECTS.get(name[:3], "mailbox"),
            **more,
        )
        number = int(count) if count else int(state in {"hit", "possible"})
        settles = f"the export for {name[:3]}" if state == "unknown" else ""
        by_id[name] = Standing(state=state, rule=own, count=number, settles=settles)
    statements = tuple(
        Statement(id=k, answer=v, person="Ines Holm", date=dt.date(2026, 11, 2)) for k, v in (said or {}).items()
    )
    return Standings(by_id=by_id, left_out=left_out, settings=Settings(statements=statements))


def plan(name: str, **more: Any) -> StepPlan:
    """A step of which the test says what matters."""
    words: dict[str, Any] = {"title": f"Step {name}", "check": "data", "owner": "Messaging"}
    return StepPlan(id=name, number=int(name.rstrip("AB")), **(words | more))


__all__ = ["plan", "stands"]
