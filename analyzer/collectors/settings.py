"""``assessment.toml`` to ``Settings``: names, thresholds, statements and waivers. All faults are told at once."""

import datetime as dt
import hashlib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analyzer.collectors.applications import read_applications
from analyzer.collectors.logo import LogoRefused, read_logo
from analyzer.errors import SettingsUnusable
from analyzer.model.settings import Logo, Settings, Statement, Waiver

_TABLES = {"customer", "report", "timing", "scope", "exports", "statements", "waiver", "application"}
_KEYS = {
    "customer": {"name"},
    "report": {"author", "classification", "introduction", "accent", "logo"},
    "timing": {"sync_interval_minutes", "settle_hours", "transferred_by"},
    "scope": {"planned", "returns_onprem", "leaves_scope"},
    "exports": {"none_found"},
}
_STATEMENT_KEYS = {"answer", "person", "date", "text"}
_WAIVER_KEYS = {"rule", "object", "attribute", "evidence", "reason", "approver", "expires"}
_WAIVER_NEEDED = ("rule", "reason", "approver", "expires")
_STATEMENT_ID = re.compile(r"^[A-Z]{2,4}-\d{3}$")
_RULE_ID = re.compile(r"^[A-Z]{2,4}-\d{3}$")
_COLOUR = re.compile(r"^#[0-9A-Fa-f]{6}$")
_HELP = """Correct the file, or take it out: everything in it is optional. It may hold
[customer] name; [report] author, classification, introduction, accent, logo;
[timing] sync_interval_minutes, settle_hours, transferred_by; [scope] planned, returns_onprem, leaves_scope;
[exports] none_found; [statements.ATT-001] answer, person, date, text;
[[waiver]] rule, reason, approver, expires, object, attribute, evidence;
[[application]] name, owner, reads, writes."""
_LONGEST_INTERVAL, _LONGEST_SETTLING = 10_080, 720


def read_settings(path: Path) -> Settings:
    """The settings of a file; the defaults when there is none.

    Raises:
        SettingsUnusable: listing every fault with its key.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsUnusable(f"{path.name} cannot be read: {error.strerror or error}", help=_HELP) from error
    try:
        text = raw.decode("utf-8-sig")
        data = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise SettingsUnusable(f"{path.name} is not UTF-8", help="Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsUnusable(f"{path.name} is not TOML: {error}", where=path.name, help=_HELP) from error
    reading = _Reading(path.parent)
    settings = reading.settings(data, hashlib.sha256(raw).hexdigest(), text)
    if reading.faults:
        listed = "\n  ".join(reading.faults)
        many = f"{len(reading.faults)} fault" + ("" if len(reading.faults) == 1 else "s")
        raise SettingsUnusable(f"{path.name} has {many}:\n  {listed}", where=path.name, help=_HELP)
    return settings


class _Reading:
    """Reads values by key and remembers what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[str] = []

    def settings(self, data: Mapping[str, Any], sha256: str, text: str) -> Settings:
        self._unknown("", data, _TABLES)
        tables = {name: self._table(data, name) for name in _KEYS}
        for name, keys in _KEYS.items():
            self._unknown(f"{name}.", tables[name], keys)
        report = {key: self._text(tables["report"], "report.", key) for key in sorted(_KEYS["report"])}
        if report["accent"] and not _COLOUR.match(report["accent"]):
            self.faults.append(f"report.accent: {report['accent']!r} is no colour like #1f6feb")
        logo = self._logo(report.pop("logo"))
        interval = self._number(tables["timing"], "sync_interval_minutes", 1, _LONGEST_INTERVAL)
        settle = self._number(tables["timing"], "settle_hours", 0, _LONGEST_SETTLING)
        return Settings(
            customer=self._text(tables["customer"], "customer.", "name"),
            sync_interval_minutes=interval,
            settle_hours=24 if settle is None else settle,
            statements=self._statements(self._table(data, "statements")),
            waivers=self._waivers(data.get("waiver", [])),
            transferred_by=self._day(tables["timing"], "timing.", "transferred_by"),
            planned=self._names(tables["scope"], "planned"),
            returns_onprem=self._names(tables["scope"], "returns_onprem"),
            leaves_scope=self._names(tables["scope"], "leaves_scope"),
            none_found=self._none_found(tables["exports"].get("none_found", [])),
            applications=read_applications(data.get("application", []), text, self.faults),
            sha256=hashlib.sha256(f"{sha256}\n{logo.data}".encode()).hexdigest() if logo else sha256,
            logo=logo,
            **report,
        )

    def _unknown(self, where: str, table: Mapping[str, Any], known: set[str]) -> None:
        for key in sorted(table.keys() - known):
            self.faults.append(f"{where}{key}: unknown key; known are {', '.join(sorted(known))}")

    def _table(self, data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        found = data.get(name, {})
        if isinstance(found, dict):
            return found
        self.faults.append(f"{name}: must be a table, written as [{name}]")
        return {}

    def _text(self, table: Mapping[str, Any], where: str, key: str) -> str:
        value = table.get(key, "")
        if isinstance(value, str):
            return value.strip()
        self.faults.append(f"{where}{key}: must be text in quotes, not {value!r}")
        return ""

    def _logo(self, name: str) -> Logo | None:
        if not name:
            return None
        try:
            return read_logo(self.folder, name)
        except LogoRefused as refused:
            self.faults.append(f"report.logo: {name} {refused}")
            return None

    def _number(self, table: Mapping[str, Any], key: str, least: int, most: int) -> int | None:
        value = table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.faults.append(f"timing.{key}: must be a whole number from {least} to {most:,}, not {value!r}")
            return None
        return value

    def _day(self, table: Mapping[str, Any], where: str, key: str) -> dt.date | None:
        value = table.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            try:
                return dt.date.fromisoformat(value)
            except ValueError:
                value = repr(value)
        elif isinstance(value, dt.datetime):
            return value.date()
        elif isinstance(value, dt.date):
            return value
        self.faults.append(f"{where}{key}: must be a day like 2026-11-20, not {value}")
        return None

    def _statements(self, table: Mapping[str, Any]) -> tuple[Statement, ...]:
        out = []
        for statement_id in sorted(table):
            where, said = f"statements.{statement_id}.", table[statement_id]
            if not _STATEMENT_ID.match(statement_id):
                self.faults.append(f"statements.{statement_id}: the name must be like ATT-001")
            if not isinstance(said, dict):
                self.faults.append(f"{where[:-1]}: must be a table, written as [{where[:-1]}]")
                continue
            self._unknown(where, said, _STATEMENT_KEYS)
            answer = said.get("answer", "")
            # TOML's own true and false are what many people write first.
            answer = {True: "yes", False: "no"}.get(answer, answer) if isinstance(answer, bool) else answer
            if answer not in {"", "yes", "no"}:
                self.faults.append(f'{where}answer: must be "yes" or "no", not {answer!r}')
                continue
            day = self._day(said, where, "date")
            person, text = self._text(said, where, "person"), self._text(said, where, "text")
            if answer:
                out.append(Statement(id=statement_id, answer=answer, person=person, date=day, text=text))
        return tuple(out)

    def _waivers(self, entries: Any) -> tuple[Waiver, ...]:
        if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
            self.faults.append("waiver: must be tables, each written as [[waiver]]")
            return ()
        out = []
        for number, entry in enumerate(entries, 1):
            where, before = f"waiver {number}: ", len(self.faults)
            self._unknown(where, entry, _WAIVER_KEYS)
            for key in _WAIVER_NEEDED:
                if entry.get(key) in {None, ""}:
                    self.faults.append(f"{where}{key} is missing")
            texts = {
                k: self._text(entry, where, k)
                for k in ("rule", "reason", "approver", "object", "attribute", "evidence")
            }
            if texts["rule"] and not _RULE_ID.match(texts["rule"]):
                self.faults.append(f"{where}rule: {texts['rule']!r} is no rule like DIR-012")
            expires = self._day(entry, where, "expires")
            if len(self.faults) > before or expires is None:
                continue
            out.append(
                Waiver(
                    rule=texts["rule"],
                    reason=texts["reason"],
                    approver=texts["approver"],
                    expires=expires,
                    object=texts["object"] or "*",
                    attribute=texts["attribute"] or "*",
                    evidence=texts["evidence"],
                )
            )
        return tuple(out)

    def _names(self, scope: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = scope.get(key, [])
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(v.strip() for v in value if v.strip())
        self.faults.append(f"scope.{key}: must be a list of user principal names or GUIDs")
        return ()

    def _none_found(self, value: Any) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(v.strip() for v in value if v.strip())
        self.faults.append("exports.none_found: must be a list of kinds of exports, such as onprem.edge_subscription")
        return ()
