"""Which tables have a sheet, in reading order: where a new sheet of the workbook is registered.

A sheet is one ``SheetSource``: what the table declares, what makes its rows, how it looks, and which columns
people fill in. The rest (splitting, styles, drop-downs, colours, dictionary, links from Cover and Read me, keeping
the notes of the last workbook) follows from it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.model.assessment import Assessment
from analyzer.report.specs import TableSpec, col
from analyzer.report.view import TABLES, rows
from analyzer.report.view_objects import RECIPIENTS
from analyzer.report.workbook_people import (
    DECIDED,
    GATE_WORK,
    MAILBOX_WORK,
    PREVIEWED,
    RECIPIENT_WORK,
    STEP_WORK,
    WAVE_WORK,
    WORK,
    PeopleColumn,
)

DECIDING, WORKING, LOOKING_UP = "1A1D21", "1E7F5A", "85877F"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How one table's sheets look."""

    tone: str = LOOKING_UP
    freeze: str = "B2"
    hidden: tuple[str, ...] = ()
    locked: bool = True
    print_from: str = ""  # first column printed
    print_to: str = ""  # last column printed; all of them when empty
    pages_wide: int = 1
    keep_empty: bool = False
    portrait: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSource:
    """One table of the workbook.

    ``key`` names the columns that tell a row from all others in every run; by them people's notes are kept.
    Sheets with the same ``notes`` share their notes: a row may go from one to the other.
    """

    spec: TableSpec
    rows: Callable[[Assessment], pa.Table]
    layout: Layout = Layout()
    people: tuple[PeopleColumn, ...] = ()
    key: tuple[str, ...] = ()
    csv: str = ""  # the table in tables/NAME.csv that holds the same rows
    notes: str = ""  # empty: the name of the table
    aside: str = ""  # what Read me says of the sheet
    shown: tuple[str, ...] = ()  # columns that say what a row was when it is gone

    @property
    def name(self) -> str:
        """The name of the table."""
        return self.spec.name

    @property
    def table(self) -> str:
        """The name of the Excel table."""
        return "tbl" + self.spec.sheet.replace(" ", "").replace("-", "")

    @property
    def kept_as(self) -> str:
        """The name under which its notes are kept."""
        return self.notes or self.spec.name


ORGANISATION = replace(
    TABLES["findings"],
    name="organisation",
    title="Organisation",
    sheet="Organisation",
    about="Findings about servers, connectors, the tenant, the sync and statements: those without a recipient",
    columns=(
        *TABLES["findings"].columns,
        col("step", "Step", "int", 7, "Step of the retirement sequence that its rule belongs to", in_csv=False),
        col("waivable", "Waivable", "bool", 9, "A signed waiver is accepted", in_csv=False),
    ),
)


def _declared(
    name: str,
    layout: Layout,
    *,
    people: tuple[PeopleColumn, ...] = (),
    key: tuple[str, ...] = (),
    in_csv: bool = True,
    notes: str = "",
    shown: tuple[str, ...] = (),
) -> SheetSource:
    """A sheet with the rows of a declared table."""
    csv = name if in_csv else ""
    made = partial(rows, table=name)
    return SheetSource(
        spec=TABLES[name], rows=made, layout=layout, people=people, key=key, csv=csv, notes=notes, shown=shown
    )


def _recipients(name: str) -> SheetSource:
    return _declared(
        name,
        Layout(tone=WORKING, freeze="C2", hidden=("object_guid",), print_from="name", print_to="rules", pages_wide=2),
        people=RECIPIENT_WORK,
        key=("object_guid",),
        shown=("name", "primary_smtp_address", "rules"),
    )


def _preview(name: str, side: str) -> SheetSource:
    key = f"{name}_key"
    return _declared(
        name,
        Layout(
            tone=WORKING, freeze="E2", hidden=(key,), print_from="user_principal_name", print_to="reason", pages_wide=2
        ),
        people=PREVIEWED,
        key=(key,),
        shown=("user_principal_name", "attribute", "change", f"{side}_today", f"{side}_after"),
    )


def _findings(assessment: Assessment, *, about_recipients: bool) -> pa.Table:
    found = rows(assessment, "findings")
    mine = pc.is_in(found["subject"], value_set=pa.array(RECIPIENTS))
    return found.filter(mine if about_recipients else pc.invert(mine))


def _organisation(assessment: Assessment) -> pa.Table:
    """Findings without a recipient, each with what its rule says of steps and waivers."""
    found = _findings(assessment, about_recipients=False)
    said = {r.rule.id: r.rule for r in assessment.rules}
    rules = [said.get(rule) for rule in found["rule"].to_pylist()]
    steps = pa.array([r.step if r else None for r in rules], pa.int64())
    waivable = pa.array([r.waivable if r else None for r in rules], pa.bool_())
    return found.append_column("step", steps).append_column("waivable", waivable)


_FINDING = ("rule", "user_principal_name", "object_name", "attribute", "message")
SOURCES: tuple[SheetSource, ...] = (
    _declared(
        "gates", Layout(tone=DECIDING, freeze="C2", keep_empty=True, pages_wide=2), people=GATE_WORK,
        key=("gate", "rules"),
        shown=("gate", "opens_with", "rules"),
    ),
    _declared(
        "waves", Layout(tone=DECIDING, pages_wide=2), people=WAVE_WORK, key=("wave",), in_csv=False,
        shown=("wave", "mailboxes"),
    ),
    _declared("paths", Layout(tone=DECIDING, freeze="C2", pages_wide=2)),
    _declared("sequence", Layout(tone=DECIDING, freeze="D2", pages_wide=2), people=STEP_WORK, key=("step",),
              shown=("step", "title")),
    _declared(
        "mailboxes",
        Layout(tone=WORKING, freeze="C2", locked=False, print_from="user_principal_name", print_to="unknowns"),
        people=MAILBOX_WORK,
        key=("object_guid",),
        shown=("user_principal_name", "display_name", "verdict"),
    ),
    SheetSource(
        spec=TABLES["findings"],
        rows=partial(_findings, about_recipients=True),
        layout=Layout(
            tone=WORKING, freeze="F2", hidden=("finding_key",), locked=False,
            print_from="rule", print_to="remediation", pages_wide=2,
        ),
        people=WORK,
        key=("finding_key",),
        shown=_FINDING,
        csv="findings",
        aside="The other findings stand on Organisation",
    ),
    _declared(
        "differences",
        Layout(
            tone=WORKING, freeze="E2", hidden=("difference_key",), locked=False,
            print_from="user_principal_name", print_to="why", pages_wide=2,
        ),
        people=DECIDED,
        key=("difference_key",),
        shown=("user_principal_name", "attribute", "kind", "directory_value", "cloud_value"),
    ),
    _recipients("groups"),
    _recipients("contacts"),
    SheetSource(
        spec=ORGANISATION,
        rows=_organisation,
        layout=Layout(
            tone=WORKING, freeze="F2", hidden=("finding_key", "object_guid", "user_principal_name"),
            print_from="rule", print_to="remediation", pages_wide=2,
        ),
        people=WORK,
        key=("finding_key",),
        shown=_FINDING,
        csv="findings",
        notes="findings",
    ),
    _declared("attributes", Layout(pages_wide=2)),
    _preview("writeback", "directory"),
    _preview("rollback", "cloud"),
    _declared("applications", Layout()),
    _declared("rules", Layout(freeze="C2", pages_wide=2)),
    _declared("waivers", Layout(keep_empty=True), in_csv=False),
    _declared("statements", Layout(), in_csv=False),
    _declared("evidence", Layout(keep_empty=True)),
    _declared("problems", Layout(), in_csv=False),
    _declared("missing", Layout(), in_csv=False),
    _declared("rejected", Layout()),
    _declared("conflicts", Layout()),
    _declared("sources", Layout()),
)  # fmt: skip
