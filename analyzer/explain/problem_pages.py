"""The page of a problem or error code: what it means, why it matters, what to do."""

import re
from collections.abc import Iterator, Mapping

from analyzer.collectors.codes import CODES, said
from analyzer.errors import AnalyzerError
from analyzer.explain.page import filled, first_paragraph, section
from analyzer.model.page import Page
from analyzer.model.problems import Severity
from analyzer.planning.problem_codes import LATE_CODES

SEVERITIES: Mapping[Severity, tuple[str, str]] = {
    Severity.REFUSE: ("The file is refused", "The analysis stops; all such problems of all files are listed first."),
    Severity.COLUMN: ("Cells become unknown", "The rest of the file is used."),
    Severity.WARN: ("Less trust", "The file is used; what it lacks may make rules unknown."),
    Severity.NOTE: ("Worth knowing", "Nothing is lost."),
}
EXPORT_AGAIN = "Export again; exready check FOLDER shows the file and the command of its export."
BUG = "A bug in exready; --debug shows all of it."


def problem_codes() -> tuple[str, ...]:
    """Every code that a message can carry."""
    return tuple(sorted({*CODES, *LATE_CODES, *(e.code for e in errors()), AnalyzerError.code}))


def errors() -> tuple[type[AnalyzerError], ...]:
    """Every kind of error that ends a run, in the order of the codes."""
    return tuple(sorted(_below(AnalyzerError), key=lambda e: e.code))


def _below(kind: type[AnalyzerError]) -> Iterator[type[AnalyzerError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def problem_page(code: str) -> Page:
    """The page of one code of ``problem_codes``."""
    if code in CODES:
        entry = CODES[code]
        message = re.sub(r"\{(\w+)\}", r"<\1>", said(entry.message))
        return _page(code, message, entry.why, entry.help or EXPORT_AGAIN, SEVERITIES[entry.severity])
    if code in LATE_CODES:
        late = LATE_CODES[code]
        effect = "The assessment goes on; the problem stands on its first page."
        return _page(code, late.message, late.why, late.help, (SEVERITIES[late.severity][0], effect))
    kind = {e.code: e for e in errors()}.get(code, AnalyzerError)
    meaning = first_paragraph(kind.__doc__) if kind is not AnalyzerError else BUG
    exit_code = kind.exit_code if kind is not AnalyzerError else 1
    effect = f"exready ends with exit code {exit_code}."
    return _page(code, meaning, kind.why, kind.next_step, ("The run ends", effect))


def _page(code: str, message: str, why: str, next_step: str, severity: tuple[str, str]) -> Page:
    title, effect = severity
    facts = [("What it means", message), ("What exready does", f"{title}. {effect}"), ("Why it matters", why)]
    head = section("problem", facts=[*facts, ("What to do", next_step)])
    return Page(kind="problem", id=code, title=message.rstrip("."), sections=filled([head]))
