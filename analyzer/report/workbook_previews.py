"""What the workbook has of the previews: the sheets Writeback, Roll-back and Applications, and who fills in what."""

from collections.abc import Mapping

from analyzer.report.workbook_people import PeopleColumn

IN_CSV = frozenset({"writeback", "rollback", "applications"})
WORK_TONE = "85877F"
# Layout keywords of each sheet; the keys of the rows are hidden, people need the names.
LAYOUTS: Mapping[str, Mapping[str, object]] = {
    "writeback": {
        "tone": WORK_TONE,
        "freeze": "E2",
        "hidden": ("writeback_key",),
        "print_from": "user_principal_name",
        "print_to": "reason",
        "pages_wide": 2,
    },
    "rollback": {
        "tone": WORK_TONE,
        "freeze": "E2",
        "hidden": ("rollback_key",),
        "print_from": "user_principal_name",
        "print_to": "reason",
        "pages_wide": 2,
    },
    "applications": {"tone": WORK_TONE, "freeze": "B2", "pages_wide": 1},
}
CHOICES: Mapping[str, tuple[str, ...]] = {"lstPreviewDecision": ("accept", "correct cloud first", "leave out")}
_PEOPLE = (
    PeopleColumn(name="owner", width=18, prompt="Who will do it?", choices="lstOwner"),
    PeopleColumn(name="decision", width=18, prompt="What was decided?", choices="lstPreviewDecision"),
    PeopleColumn(name="note", width=40, prompt="Anything the next reader must know"),
)
PEOPLE: Mapping[str, tuple[PeopleColumn, ...]] = {"writeback": _PEOPLE, "rollback": _PEOPLE}
