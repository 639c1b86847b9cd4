"""What the register of applications means: each reader and writer of AD joined with the previews, in one sentence."""

import difflib
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analyzer.model.catalogue import Attribute, Catalogue
from analyzer.model.previews import ApplicationLine, PreviewLine
from analyzer.model.problems import Problem, Severity
from analyzer.model.settings import Application
from analyzer.planning.preview_rows import UNKNOWN, Register, Scope
from analyzer.planning.preview_sums import preview_lines
from analyzer.planning.wording import number_of

FILE = "assessment.toml"
_HELP = "Write the LDAP name as exready attributes lists it."


def writers_of(applications: Sequence[Application]) -> dict[str, list[str]]:
    """By folded LDAP name: the applications that write the attribute, in the order of the register."""
    out: dict[str, list[str]] = {}
    for application in applications:
        for name in application.writes:
            out.setdefault(name.casefold(), []).append(application.name)
    return out


def register_problems(catalogue: Catalogue, applications: Sequence[Application]) -> tuple[Problem, ...]:
    """One problem for each name that is no attribute, with its line and the nearest names."""
    out = []
    for application in applications:
        for name, line in application.lines:
            if catalogue.find(name) is None:
                told = f"The application {application.name} names the attribute {name}, which is not known."
                out.append(
                    Problem(
                        code="W505",
                        severity=Severity.WARN,
                        message=told + _near(name, catalogue),
                        file=FILE,
                        row=line or None,
                        column="application",
                        seen=name,
                        help=_HELP,
                    )
                )
    return tuple(out)


def _near(name: str, catalogue: Catalogue) -> str:
    """Names like it, with the cloud's name for the same thing among them."""
    folded = {a.ldap_name.casefold(): a.ldap_name for a in catalogue}
    clouds = {p.casefold(): a.ldap_name for a in catalogue if a.moves for p in a.properties}
    found = [clouds[name.casefold()]] if name.casefold() in clouds else []
    found += [folded[n] for n in difflib.get_close_matches(name.casefold(), list(folded), n=3, cutoff=0.75)]
    near = list(dict.fromkeys(found))[:3]
    return f" {' or '.join(near)} may be meant." if near else ""


def application_lines(
    scope: Scope, applications: Sequence[Application], writeback: pd.DataFrame
) -> tuple[ApplicationLine, ...]:
    """One line per application and attribute, in the order of the register."""
    uses = [(a, "reads", n) for a in applications for n in a.reads]
    uses += [(a, "writes", n) for a in applications for n in a.writes]
    places = {a.name: number for number, a in enumerate(applications)}
    uses.sort(key=lambda u: places[u[0].name])
    known = {n.casefold(): found for _, _, n in uses if (found := scope.estate.catalogue.find(n)) is not None}
    empty = Register(readers={}, writers={})
    names = [a.ldap_name for a in known.values() if a.moves]
    # What is not written back is asked of the comparison alone, as a preview of nothing.
    sums = preview_lines(scope, empty, names, scope.wanted, writeback)
    changes = {n: _changed(writeback, n) for n in names}
    out = []
    for application, use, name in uses:
        attribute = known.get(name.casefold())
        if attribute is None:
            said = f"{application.name} {use} {name}, which is no attribute that is known here."
            out.append(_line(application, use, name, 0, 0, 0, said))
            continue
        mine = [s for s in sums if s.attribute.partition(".")[0] == attribute.ldap_name]
        changed = changes.get(attribute.ldap_name, 0) if attribute.is_written_back else 0
        stale = changed if attribute.is_written_back else _differing(scope, attribute)
        unknown = max((s.unknown for s in mine), default=0)
        said = (_reads if use == "reads" else _writes)(
            application, attribute, mine, _Numbers(scope=scope, stale=stale, unknown=unknown)
        )
        out.append(_line(application, use, attribute.ldap_name, changed, stale, unknown, said))
    return tuple(out)


class _Numbers:
    """The numbers of one attribute that a sentence names."""

    def __init__(self, *, scope: Scope, stale: int, unknown: int) -> None:
        self.stale, self.unknown = stale, unknown
        self.transferred = int(np.count_nonzero(scope.moved))


def _changed(writeback: pd.DataFrame, ldap_name: str) -> int:
    """Mailboxes of which writeback changes the attribute in any of its aspects."""
    base = writeback["attribute"].str.replace(r"\..*$", "", regex=True)
    mine = ((base == ldap_name) & (writeback["change"] != UNKNOWN)).to_numpy(dtype=bool)
    return int(writeback["object_guid"][mine].nunique())


def _differing(scope: Scope, attribute: Attribute) -> int:
    rows = scope.rows((attribute.ldap_name,), scope.wanted)
    return int(rows["pair"][(rows["kind"] == "drift").to_numpy(dtype=bool)].nunique()) if len(rows) else 0


def _line(
    application: Application, use: str, name: str, changes: int, stale: int, unknown: int, sentence: str
) -> ApplicationLine:
    return ApplicationLine(
        application=application.name,
        owner=application.owner,
        use=use,
        attribute=name,
        changes=changes,
        stale=stale,
        unknown=unknown,
        sentence=sentence,
    )


def _reads(who: Application, attribute: Attribute, sums: Sequence[PreviewLine], numbers: _Numbers) -> str:
    name = attribute.ldap_name
    if not attribute.moves:
        return f"{who.name} reads {name}, which the transfer does not move: nothing changes for it."
    stale = number_of("mailbox", numbers.stale)
    rest = _unknown(numbers.unknown)
    if not attribute.is_written_back:
        behind = "is behind" if numbers.stale == 1 else "are behind"
        return (
            f"{who.name} reads {name}, which writeback does not bring to AD: {stale} {behind} the cloud or would be, "
            f"and edits made after the transfer never show there.{rest}"
        )
    seen = _seen(sums)
    with_it = f" With it, {who.name} would see {seen}." if seen else ""
    return f"{who.name} reads {name}: {stale} would go stale without writeback.{with_it}{rest}"


def _seen(sums: Sequence[PreviewLine]) -> str:
    """``12 values replaced, 3 removed`` over all aspects."""
    totals: Mapping[str, int] = {
        "added": sum(s.adds for s in sums),
        "replaced": sum(s.replaces for s in sums),
        "removed": sum(s.removes for s in sums),
    }
    told = [f"{number:,} {word}" for word, number in totals.items() if number]
    if not told:
        return ""
    first = told[0].split(" ", 1)
    told[0] = f"{first[0]} value{'' if first[0] == '1' else 's'} {first[1]}"
    return ", ".join(told)


def _writes(who: Application, attribute: Attribute, sums: Sequence[PreviewLine], numbers: _Numbers) -> str:
    name = attribute.ldap_name
    if not attribute.moves:
        return f"{who.name} writes {name} in AD, which the transfer does not move: its edits arrive as before."
    back = " and writeback overwrites them" if attribute.is_written_back else ""
    done = f" That holds for {number_of('mailbox', numbers.transferred)} already." if numbers.transferred else ""
    return f"{who.name} writes {name} in AD: after the transfer its edits no longer arrive in the cloud{back}.{done}"


def _unknown(count: int) -> str:
    return f" Of {number_of('mailbox', count)} that cannot be said." if count else ""
