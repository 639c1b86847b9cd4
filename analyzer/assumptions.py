"""What a what-if may assume: words such as ``writeback=on``; what is none is an error that says what is near."""

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from analyzer.engine.coverage import known_domains
from analyzer.engine.dated import fact_at
from analyzer.engine.estate import Estate
from analyzer.engine.pack import Pack
from analyzer.engine.table_flags import text_cells
from analyzer.engine.writeback_jobs import job_domains, writeback_jobs_of
from analyzer.errors import AssumptionUnusable
from analyzer.model.settings import Settings, Statement, Waiver
from analyzer.model.snapshot import FILE, ROW, Snapshot, SourceFile

NAMES = ("writeback", "sync-interval", "waive", "as-of")
JOBS = "entra.sync_job"
WHO = "assumed"
_SPAN = re.compile(r"(\d+)\s*(m|min|h|d)", re.IGNORECASE)
_MINUTES = {"m": 1, "min": 1, "h": 60, "d": 1440}
_LONGEST = 7 * 1440
_FORMS = (
    "Assume writeback=on or writeback=off, sync-interval=3h (m, h or d), waive=MBX-009, as-of=2026-11-20T06:00Z, or "
    "an answer such as ATT-001=yes."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One thing that is taken for true."""

    name: str  # one of NAMES, or the id of a statement
    value: str  # in its one spelling


def read_assumptions(texts: Sequence[str], pack: Pack) -> tuple[Assumption, ...]:
    """The assumptions in the order given.

    Raises:
        AssumptionUnusable: a name or value that is none, a rule that is none, or one thing assumed twice.
    """
    out: list[Assumption] = []
    for text in texts:
        made = _one(text, pack)
        if made.name != "waive" and made.name in {a.name for a in out}:
            raise AssumptionUnusable(f"{made.name} is assumed twice", seen=text, help=_FORMS)
        if made not in out:
            out.append(made)
    return tuple(out)


def _one(text: str, pack: Pack) -> Assumption:
    name, equals, value = (part.strip() for part in text.partition("="))
    asked = {r.id for r in pack.rules if r.check == "is_answered" or r.asks}
    asked |= {s.statement for s in pack.road.steps if s.statement}
    lower = name.casefold()
    if lower not in NAMES and name.upper() not in asked:
        near = difflib.get_close_matches(lower, [n.casefold() for n in (*NAMES, *asked)], n=3, cutoff=0.5)
        meant = [n for n in (*NAMES, *sorted(asked)) if n.casefold() in near]
        hint = f"Near names: {', '.join(meant)}.\n" if meant else ""
        raise AssumptionUnusable(f"nothing that can be assumed is named '{name}'", seen=text, help=hint + _FORMS)
    if not equals or not value:
        raise AssumptionUnusable(f"the assumption {name} has no value", seen=text, help=_FORMS)
    if lower == "waive":
        return Assumption(name=lower, value=_rule(value, text, pack))
    if lower == "sync-interval":
        return Assumption(name=lower, value=str(_minutes(value, text)))
    if lower == "as-of":
        return Assumption(name=lower, value=_moment(value, text).isoformat().replace("+00:00", "Z"))
    words = ("on", "off") if lower == "writeback" else ("yes", "no")
    if value.casefold() not in words:
        raise AssumptionUnusable(f"{name} is {words[0]} or {words[1]}, not '{value}'", seen=text, help=_FORMS)
    return Assumption(name=lower if lower == "writeback" else name.upper(), value=value.casefold())


def _rule(value: str, text: str, pack: Pack) -> str:
    rules = {r.id: r for r in pack.rules}
    found = rules.get(value.upper())
    if found is None:
        near = difflib.get_close_matches(value.upper(), rules, n=3, cutoff=0.6)
        hint = f"Near names: {', '.join(near)}." if near else "exready rules lists them."
        raise AssumptionUnusable(f"no rule is named '{value}'", seen=text, help=hint)
    return found.id


def _minutes(value: str, text: str) -> int:
    parts = _SPAN.findall(value)
    minutes = sum(int(number) * _MINUTES[unit.casefold()] for number, unit in parts)
    if _SPAN.sub("", value).strip() or not 0 < minutes <= _LONGEST:
        raise AssumptionUnusable(f"'{value}' is no time between two sync cycles", seen=text, help=_FORMS)
    return minutes


def _moment(value: str, text: str) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(f"{value}T00:00Z" if len(value) == len("2026-11-16") else value)
    except ValueError as error:
        raise AssumptionUnusable(f"'{value}' is no time", seen=text, help=_FORMS) from error
    if found.tzinfo is None:
        raise AssumptionUnusable(f"'{value}' has no time zone", seen=text, help=_FORMS)
    return found.astimezone(dt.UTC)


def assumed_settings(settings: Settings, assumptions: Iterable[Assumption], day: dt.date) -> Settings:
    """The settings as if somebody had signed every waiver and answered every statement on that day."""
    waivers, statements = list(settings.waivers), {s.id: s for s in settings.statements}
    for one in assumptions:
        if one.name == "waive":
            waivers.append(Waiver(rule=one.value, reason=WHO, approver=WHO, expires=dt.date.max))
        elif one.name not in NAMES:
            statements[one.name] = Statement(id=one.name, answer=one.value, person=WHO, date=day)
    return replace(settings, waivers=tuple(waivers), statements=tuple(statements.values()))


def with_writeback(estate: Estate, value: str) -> Snapshot:
    """The snapshot with a whole list of jobs in which writeback runs for every AD domain, or is not there at all.

    Jobs of writeback that were exported run, and map what they map. Each AD domain that none of them names gets one
    that maps every attribute that writeback can bring.
    """
    snapshot = estate.snapshot
    table, template = snapshot.table(JOBS), fact_at(estate.facts.dated, "template_writeback", estate.as_of).value
    if table is None:
        table = pa.table({n: pa.array([], pa.string()) for n in ("Id", "TemplateId")})
    templates = text_cells(table, "TemplateId")
    other = [bool(t) and (t or "").casefold() != template.casefold() for t in templates]
    others = table.filter(pa.array(other, pa.bool_()))
    rows = others.to_pylist()
    found = writeback_jobs_of(estate)
    if value == "on":
        mine = found[0] if found is not None else table.slice(0, 0)
        served = {d for d in job_domains(estate, mine) if d}
        rows += [row | {"Status.Code": "Active", "Schedule.State": "Active"} for row in mine.to_pylist()]
        schema = _schema([a.ldap_name for a in estate.catalogue if a.is_written_back])
        left = sorted(known_domains(estate) - served) or ([] if mine.num_rows else [""])
        rows += [_job(template, domain, schema) for domain in left]
    return _replaced(snapshot, table, rows)


def _schema(attributes: Sequence[str]) -> str:
    targets = ", ".join(f'{{"TargetAttributeName": "{name}"}}' for name in attributes)
    return f'{{"AttributeMappings": [{targets}]}}'


def _job(template: str, domain: str, schema: str) -> dict[str, object]:
    return {
        "ServicePrincipalName": domain,
        "Id": f"{WHO} {domain}".strip(),
        "TemplateId": template,
        "Status.Code": "Active",
        "Schedule.State": "Active",
        "Schema": schema,
    }


def _replaced(snapshot: Snapshot, table: pa.Table, rows: Sequence[dict[str, object]]) -> Snapshot:
    """The snapshot with these jobs; their list counts as whole, whatever the exported one was."""
    files = tuple(replace(f, health="whole") if f.feeds(JOBS) else f for f in snapshot.files)
    if not any(f.feeds(JOBS) for f in files):
        made = SourceFile(file=f"({WHO})", kind=JOBS, side="entra", title="Synchronization jobs", sha256="", bytes=0)
        files = (*files, made)
    place = next(i for i, f in enumerate(files) if f.feeds(JOBS))
    kinds = {f.name: f.type for f in table.schema} | {FILE: pa.int32(), ROW: pa.int64()}
    names = dict.fromkeys([*kinds, *(n for row in rows for n in row)])
    columns = {
        name: pa.array([row.get(name, place if name == FILE else None) for row in rows], kinds.get(name, pa.string()))
        for name in names
    }
    return replace(snapshot, files=files, tables={**snapshot.tables, JOBS: pa.table(columns)})
