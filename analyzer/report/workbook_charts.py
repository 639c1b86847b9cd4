"""Native charts of the summary: bars only, each with a title that says what it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import get_column_letter

from analyzer.model.assessment import Assessment
from analyzer.report.html_words import counted, number
from analyzer.report.view_rows import READY
from analyzer.report.workbook_styles import FILLS, INK, INK2

_BLUE = FILLS["wait"]
_CM_PER_CHARACTER = 0.19
_MOST_CM, _HEIGHT_CM = 19.0, 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a table of the summary stands: first column, last row, width in characters."""

    column: int
    last_row: int
    width: int


def add_charts(ws: Any, assessment: Assessment, tables: Mapping[str, Place]) -> None:
    """A chart below each table of the summary, never wider than the table."""
    if at := tables.get("tblVerdicts"):
        fills = [FILLS[v.verdict] for v in assessment.verdicts]
        _place(ws, _bars(ws, verdict_title(assessment), at.column, at.column + 2, at.last_row, fills), at)
    if at := tables.get("tblCalendar"):
        chart = _bars(ws, calendar_title(assessment), at.column, at.column + 1, at.last_row, _BLUE, upright=True)
        _place(ws, chart, at)
    if at := tables.get("tblCorrections"):
        _place(ws, _bars(ws, correction_title(assessment), at.column + 2, at.column + 6, at.last_row, INK2), at)


def chart_titles(assessment: Assessment) -> list[str]:
    """The titles of the charts in the order in which the summary shows them."""
    titles = [verdict_title(assessment)]
    if assessment.calendar:
        titles.append(calendar_title(assessment))
    if assessment.corrections:
        titles.append(correction_title(assessment))
    return titles


def verdict_title(assessment: Assessment) -> str:
    """``9,044 of 12,168 mailboxes can be transferred``."""
    by_verdict = {v.verdict: v.mailboxes for v in assessment.verdicts}
    ready = sum(by_verdict.get(v, 0) for v in READY)
    movable = sum(by_verdict.values()) - by_verdict.get("not_applicable", 0)
    return f"{number(ready)} of {counted(movable, 'mailbox', 'mailboxes')} can be transferred"


def calendar_title(assessment: Assessment) -> str:
    """``940 mailboxes become safe until 2026-11-18``."""
    total = sum(d.mailboxes for d in assessment.calendar)
    verb = "becomes" if total == 1 else "become"
    return f"{counted(total, 'mailbox', 'mailboxes')} {verb} safe until {assessment.calendar[-1].day}"


def correction_title(assessment: Assessment) -> str:
    """``2 corrections free 5 mailboxes``; the bars add up from the first to the last."""
    count, freed = len(assessment.corrections), assessment.corrections[-1].together
    verb = "frees" if count == 1 else "free"
    return f"{counted(count, 'correction')} {verb} {counted(freed, 'mailbox', 'mailboxes')}, running total"


def _bars(
    ws: Any, title: str, names: int, values: int, last: int, fill: str | Sequence[str], *, upright: bool = False
) -> BarChart:
    chart = BarChart()
    chart.type = "col" if upright else "bar"
    chart.title = _title(title)
    chart.legend = None
    chart.gapWidth = 40
    series = SeriesFactory(Reference(ws, min_col=values, min_row=2, max_row=last))
    one = fill if isinstance(fill, str) else INK
    series.graphicalProperties = GraphicalProperties(solidFill=one)
    if not isinstance(fill, str):
        for place, colour in enumerate(fill):
            series.dPt.append(DataPoint(idx=place, spPr=GraphicalProperties(solidFill=colour), invertIfNegative=False))
    series.dLbls = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False, numFmt="#,##0"
    )
    chart.series.append(series)
    chart.set_categories(Reference(ws, min_col=names, min_row=2, max_row=last))
    # The labels say the numbers; a value axis would say them twice.
    chart.y_axis.delete = True
    chart.y_axis.majorGridlines = None
    chart.y_axis.scaling.min = 0
    chart.x_axis.delete = False
    chart.x_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=INK, w=12_700))
    chart.x_axis.txPr = _small()
    chart.x_axis.number_format = "yyyy-mm-dd" if upright else "General"
    if not upright:
        chart.x_axis.scaling.orientation = "maxMin"  # the first row of the table on top
    return chart


def _title(text: str) -> Title:
    title = Title(overlay=False)
    look = CharacterProperties(sz=1200, b=True, solidFill=INK)
    run = RegularTextRun(t=text, rPr=look)
    title.tx = Text(rich=RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), r=[run])]))
    return title


def _small() -> RichText:
    look = ParagraphProperties(defRPr=CharacterProperties(sz=900, solidFill=INK))
    return RichText(p=[Paragraph(pPr=look, endParaRPr=CharacterProperties(sz=900))])


def _place(ws: Any, chart: BarChart, at: Place) -> None:
    chart.width, chart.height = min(at.width * _CM_PER_CHARACTER, _MOST_CM), _HEIGHT_CM
    chart.anchor = f"{get_column_letter(at.column)}{at.last_row + 3}"
    ws.add_chart(chart)
