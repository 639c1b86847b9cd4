"""Dated facts that traits share: type numbers, default connectors, support ends. Read from ``rules/facts``."""

import csv
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from analyzer.engine.builtin_names import BuiltinNames, load_builtin_names
from analyzer.engine.dated import DatedFact
from analyzer.errors import PackUnusable

_SERIAL = re.compile(r"Version (\d+)\.(\d+) \(Build (\d+)\.(\d+)\)", re.IGNORECASE)
_OWN_SERVER = re.compile(r"CN=([^,]+),CN=SMTP Receive Connectors,CN=Protocols,CN=([^,]+),", re.IGNORECASE)
# The directory prints the build of a server with 30000 added (readiness knowledge, source S42).
_BUILD_OFFSET = 30000


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Tables keyed for look-up; every row carries its source and date in the file."""

    numbers_by_population: Mapping[str, frozenset[str]]
    word_by_number: Mapping[str, str]
    word_by_cloud_name: Mapping[str, str]
    connectors: tuple[tuple[str, str], ...]  # name pattern, port
    support_ends: Mapping[tuple[int, ...], dt.datetime | None]
    old_writeback: frozenset[str]  # attributes that the older hybrid writeback fills
    shown_names: Mapping[str, str]  # what people call a trait
    withdrawn_builds: frozenset[tuple[int, ...]] = frozenset()  # of Connect Sync
    exchange_products: Mapping[str, bool] = field(default_factory=dict)  # licence or plan: with Exchange Online?
    dated: tuple[DatedFact, ...] = ()  # minimum versions, limits, milestones, each from a day on
    builtin: BuiltinNames = field(default_factory=BuiltinNames)  # names that setup and the wizard give
    exchange_lines: tuple[tuple[tuple[int, ...], str], ...] = ()  # first version of a line, and its word

    def numbers(self, *populations: str) -> frozenset[str]:
        """Type numbers of some populations."""
        return frozenset().union(*(self.numbers_by_population[p] for p in populations))

    def shown_name(self, name: str) -> str:
        """What people call the trait; an attribute keeps its name."""
        return self.shown_names.get(name, name)

    def word_of(self, number: str) -> str:
        """user, shared, room ... for a type number; the number itself when no source names it."""
        return self.word_by_number.get(number.strip(), number.strip())

    def word_of_cloud(self, name: str) -> str:
        """The same words for the cloud's RecipientTypeDetails; its own word, as found, where there is none."""
        return self.word_by_cloud_name.get(name.strip().casefold(), name.strip())

    def sync_support_ends(self, version: str | None) -> dt.datetime | None:
        """End of support of a Connect build; a far day when none is known yet; None when the build is unknown.

        A build older than every listed one ended with the first of them; one newer than the table is unknown.
        """
        parts = tuple(int(n) for n in re.findall(r"\d+", version or ""))
        if not parts:
            return None
        if parts in self.support_ends:
            return self.support_ends[parts] or dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
        listed = sorted(self.support_ends)
        if parts > listed[-1]:
            return None
        older = [v for v in listed if v < parts and self.support_ends[v]]
        return self.support_ends[older[-1]] if older else self.support_ends[listed[0]]

    def support_line(self, version: str | None) -> str | None:
        """se or ended for a version of Exchange Server; None when it is unknown or older than every listed one."""
        parts = _version(version or "")
        return next((line for first, line in reversed(self.exchange_lines) if parts and first <= parts), None)

    def sync_build_state(self, version: str | None) -> str | None:
        """withdrawn for a Connect build that was recalled, else kept; None when the build is unknown."""
        parts = tuple(int(n) for n in re.findall(r"\d+", version or ""))
        return None if not parts else "withdrawn" if parts in self.withdrawn_builds else "kept"

    def connector_made_by(self, dn: str, bindings: Sequence[str] | None, ranges: Sequence[str] | None) -> str | None:
        """setup: a default name with a default port and all ranges; altered: a default name otherwise; admin.

        None when the name is a default one but ports or ranges were not exported.
        """
        found = _OWN_SERVER.search(dn)
        name, server = found.groups() if found else (dn.partition(",")[0].removeprefix("CN="), "*")
        ports = {
            port
            for pattern, port in self.connectors
            if fnmatchcase(name.casefold(), pattern.replace("{server}", server).casefold())
        }
        if not ports:
            return "admin"
        if bindings is None or ranges is None:
            return None
        if any(b.rpartition(":")[2] not in ports for b in bindings):
            return "altered"
        return "setup" if any(_is_everything(r) for r in ranges) else "altered"


def _is_everything(ip_range: str) -> bool:
    """All IPv4 or all IPv6 addresses."""
    text = ip_range.replace(" ", "").casefold()
    return text in {"0.0.0.0-255.255.255.255", "0.0.0.0/0", "::/0"} or (
        text.startswith(("::-", "0000:")) and text.endswith("ffff:ffff")
    )


def build_of_serial(serial: str) -> str:
    """``15.2.2562.17`` from ``Version 15.2 (Build 32562.17)``; empty when it is no serial number."""
    found = _SERIAL.search(serial)
    if not found:
        return ""
    major, minor, build, revision = (int(n) for n in found.groups())
    return f"{major}.{minor}.{build - _BUILD_OFFSET if build > _BUILD_OFFSET else build}.{revision}"


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / "facts" / name
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise PackUnusable(f"facts/{name}: {error.strerror}", help="Install exready again.") from error


def load_facts(folder: Path) -> Facts:
    """The facts of a pack.

    Raises:
        PackUnusable: when a file is missing, or a row of it lacks a column or holds no number or date.
    """
    try:
        return _facts(folder)
    except (KeyError, ValueError, AttributeError) as error:
        raise PackUnusable(f"a table below facts/ is damaged: {error}", help="Install exready again.") from error


def _facts(folder: Path) -> Facts:
    types = _rows(folder, "recipient_types.csv")
    by_population: dict[str, set[str]] = {}
    for row in types:
        by_population.setdefault(row["population"], set()).add(row["number"])
    plain = {r["name"].casefold(): r["type"] for r in types}
    cloud = {r["cloud_name"].casefold(): r["type"] for r in types if r["cloud_name"]}
    versions = _rows(folder, "sync_versions.csv")
    return Facts(
        numbers_by_population={k: frozenset(v) for k, v in by_population.items()},
        word_by_number={r["number"]: r["type"] for r in types},
        word_by_cloud_name=plain | cloud,
        connectors=tuple((r["name"], r["port"]) for r in _rows(folder, "default_receive_connectors.csv")),
        support_ends={
            tuple(int(n) for n in r["version"].split(".")): _day(r["support_ends"]) for r in versions if _usable(r)
        },
        old_writeback=frozenset(
            r["attribute"] for r in _rows(folder, "old_hybrid_writeback.csv") if r["both_directions"] == "no"
        ),
        withdrawn_builds=frozenset(
            tuple(int(n) for n in r["version"].split(".")) for r in versions if r["withdrawn"] == "yes"
        ),
        shown_names={r["name"]: r["shown"] for r in _rows(folder, "shown_names.csv")},
        exchange_products={
            r[key].casefold(): r["exchange"] == "yes" for r in _rows(folder, "licences.csv") for key in ("id", "name")
        },
        builtin=load_builtin_names(folder),
        exchange_lines=tuple(
            sorted((_version(r["from_version"]), r["line"]) for r in _rows(folder, "exchange_versions.csv"))
        ),
    )


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", text))


def _usable(row: Mapping[str, str]) -> bool:
    """A withdrawn build without a printed end of support says nothing about support."""
    return bool(row["support_ends"]) or row["withdrawn"] != "yes"


def _day(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC) if text else None
