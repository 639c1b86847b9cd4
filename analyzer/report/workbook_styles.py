"""Named styles, so that a house style is changed in one place, and the colours that stand beside words."""

from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import DataBarRule, Rule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle

INK, INK2, INK3, SUNKEN, LINK = "1A1D21", "474C54", "5C626A", "EDEDE7", "1A5795"
BAR = "B9BDC4"
PEOPLE, PEOPLE_TINT = "946200", "FAEAC6"
_FONT, _MONO = "Segoe UI", "Consolas"

# Tone: text, tint, bold, italic, and the words that carry it.
TONES: dict[str, tuple[str, str, bool, bool, tuple[str, ...]]] = {
    "done": ("1F463B", "D3E4DC", False, False, ("done",)),
    "ready": ("0F6546", "DDF1E7", False, False, ("ready", "open", "open_in_part", "whole", "used", "advised")),
    "warnings": (
        "744A00", "FAEAC6", False, False,
        ("ready_with_warnings", "warning", "waived", "warn", "column", "capped", "possible", "unused", "to_do"),
    ),
    "wait": ("1A5795", "DCE9F8", False, False, ("wait", "lag", "next")),
    "blocked": (
        "9C1F17", "FBE1DD", True, False,
        ("blocked", "blocker", "closed", "drift", "error", "refuse", "refused", "damaged", "cut", "ended", "ruled_out"),
    ),
    "unknown": ("573B8A", "EAE3F6", False, True, ("unknown", "unanswered")),
    "aside": (
        "51565D", "E6E6E1", False, False,
        ("not_applicable", "by_design", "info", "none", "note", "unrecognised", "later", "other_path", "not_needed"),
    ),
}  # fmt: skip
# Fills of the chart's bars, by verdict.
FILLS = {
    "done": "1E5446", "ready": "1E7F5A", "ready_with_warnings": "946200", "wait": "4A8CD2",
    "blocked": "C43D2D", "unknown": "8867C1", "not_applicable": "85877F",
}  # fmt: skip

STYLE_OF_KIND = {
    "text": "exText", "key": "exText", "mono": "exKey", "long": "exText", "int": "exInt", "float": "exFloat",
    "time": "exTime", "day": "exDay", "bool": "exText", "link": "exLink",
}  # fmt: skip


def add_styles(workbook: Workbook) -> None:
    """The workbook has every named style."""
    top = Alignment(vertical="top")
    left = Alignment(vertical="top", horizontal="left")
    wrap = Alignment(vertical="top", wrap_text=True)
    right = Alignment(vertical="top", horizontal="right", indent=1)
    base = {"color": INK, "name": _FONT, "size": 10}
    edge = Border(left=Side("thin", PEOPLE))
    open_cell = Protection(locked=False)
    styles: dict[str, dict[str, Any]] = {
        "exTitle": {"font": Font(**base | {"size": 20, "bold": True}), "alignment": top},
        "exSentence": {"font": Font(**base | {"size": 12}), "alignment": wrap},
        "exLabel": {"font": Font(**base | {"color": INK3}), "alignment": top},
        "exHead": _head(INK, SUNKEN, INK),
        "exHeadRight": _head(INK, SUNKEN, INK, right=True),
        "exHuman": _head(INK, PEOPLE_TINT, PEOPLE),
        "exText": {"font": Font(**base), "alignment": top},
        "exLong": {"font": Font(**base), "alignment": wrap},
        "exKey": {"font": Font(color=INK, name=_MONO, size=9), "alignment": top},
        "exMono": {"font": Font(color=INK, name=_MONO, size=9), "alignment": wrap},
        "exInt": {"font": Font(**base), "alignment": right, "number_format": "#,##0"},
        "exFloat": {"font": Font(**base), "alignment": right, "number_format": "#,##0.0"},
        "exPct": {"font": Font(**base), "alignment": right, "number_format": "0.0%"},
        "exTime": {"font": Font(**base), "alignment": left, "number_format": "yyyy-mm-dd hh:mm"},
        "exDay": {"font": Font(**base), "alignment": left, "number_format": "yyyy-mm-dd"},
        "exLink": {"font": Font(**base | {"color": LINK, "underline": "single"}), "alignment": top},
        "exLinkInt": {
            "font": Font(**base | {"color": LINK, "underline": "single"}),
            "alignment": right,
            "number_format": "#,##0",
        },
        "exInput": {"font": Font(**base), "alignment": wrap, "border": edge, "protection": open_cell},
        "exInputDay": {
            "font": Font(**base),
            "alignment": top,
            "border": edge,
            "protection": open_cell,
            "number_format": "yyyy-mm-dd",
        },
    }
    for name, parts in styles.items():
        workbook.add_named_style(NamedStyle(name=name, **parts))


def style_number(sheet: Any, name: str) -> int:
    """The number by which cells of this workbook refer to a named style."""
    cell = WriteOnlyCell(sheet)
    cell.style = name
    return int(cell.style_id)


def word_rules(words: tuple[str, ...], first_cell: str) -> list[Rule]:
    """One conditional format for each tone among these words; the word itself stays in the cell."""
    rules = []
    for text, tint, bold, italic, toned in TONES.values():
        mine = [w for w in toned if w in words]
        if mine:
            look = DifferentialStyle(
                font=Font(color=text, bold=bold, italic=italic), fill=PatternFill(bgColor=tint, fill_type="solid")
            )
            tests = ",".join(f'{first_cell}="{w}"' for w in mine)
            formula = f"OR({tests})" if len(mine) > 1 else tests
            rules.append(Rule(type="expression", dxf=look, formula=[formula]))
    return rules


def warning_rule(formula: str) -> Rule:
    """A conditional format in the blocked colour for a cell of the people's columns."""
    look = DifferentialStyle(font=Font(color="9C1F17", bold=True), border=Border(left=Side("medium", "9C1F17")))
    return Rule(type="expression", dxf=look, formula=[formula])


def bar_rule() -> Rule:
    """A data bar, light enough that the number on it is read."""
    return DataBarRule(start_type="num", start_value=0, end_type="max", color=BAR, showValue=True)


def _head(ink: str, tint: str, line: str, *, right: bool = False) -> dict[str, Any]:
    side = {"horizontal": "right", "indent": 1} if right else {}
    return {
        "font": Font(name=_FONT, size=10, bold=True, color=ink),
        "fill": PatternFill("solid", fgColor=tint),
        "border": Border(bottom=Side("thin", line)),
        "alignment": Alignment(vertical="center", wrap_text=True, **side),
    }
