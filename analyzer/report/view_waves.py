"""The planned wave and what comes later, counted from the mailboxes."""

from collections.abc import Iterator

from analyzer.model.assessment import VERDICTS, Assessment
from analyzer.report.specs import TableSpec, col

_WAVES = {"yes": "planned", "no": "later"}
_KINDS = {"people": ("user",), "shared": ("shared",), "rooms_equipment": ("room", "equipment")}
_HELD = ("blocked", "unknown")

WAVES = TableSpec(
    name="waves",
    title="Waves",
    sheet="Waves",
    about="The planned wave of assessment.toml, and the mailboxes that it leaves for later",
    columns=(
        col("wave", "Wave", "key", 12, "planned = named in assessment.toml; later = every other mailbox",
            values=tuple(_WAVES.values())),
        col("mailboxes", "Mailboxes", "int", 11, "Mailbox-like objects in it"),
        col("people", "People", "int", 10, "Mailboxes of people"),
        col("shared", "Shared", "int", 10, "Shared mailboxes"),
        col("rooms_equipment", "Rooms, equipment", "int", 10, "Mailboxes of rooms and equipment"),
        *(col(v, v.replace("_", " ").capitalize(), "int", 10, f"Mailboxes with the verdict {v}") for v in VERDICTS),
        col("earliest_all_safe", "Earliest, all safe", "time", 20,
            "The moment from which nobody in it has to wait; empty where one is blocked or unknown, or nobody waits"),
    ),
)  # fmt: skip


def wave_rows(assessment: Assessment) -> Iterator[tuple[object, ...]]:
    """A row for the planned wave and one for the rest; none where no wave is planned."""
    for word, name in _WAVES.items():
        mine = assessment.mailboxes[assessment.mailboxes["planned"] == word]
        if mine.empty:
            continue
        verdicts = {str(v): int(n) for v, n in mine["verdict"].value_counts().items()}
        types = {str(t): int(n) for t, n in mine["recipient_type"].value_counts().items()}
        kinds = [sum(types.get(t, 0) for t in wanted) for wanted in _KINDS.values()]
        waits = mine.loc[mine["verdict"] == "wait", "earliest_safe_transfer"]
        held = any(verdicts.get(v) for v in _HELD) or waits.empty or bool((waits == "").any())
        counts = [verdicts.get(v, 0) for v in VERDICTS]
        yield (name, len(mine), *kinds, *counts, "" if held else str(waits.max()))
