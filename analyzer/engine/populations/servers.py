"""Exchange servers, the machines behind them, availability groups and databases."""

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.flags import MAYBE, NO, YES, Flags
from analyzer.engine.computers import Computers, read_computers
from analyzer.engine.configuration import text_column
from analyzer.engine.facts import build_of_serial
from analyzer.engine.places import Lists, Rows, either, joined, lacking
from analyzer.engine.populations import Population, not_supplied, population
from analyzer.engine.populations.mailboxes import DIRECTORY, is_onprem
from analyzer.normalise.plain_columns import lowered

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

EDGE_ROLE = 64
SERVERS, DATABASES = "Get-ExchangeServer", "Get-MailboxDatabase"
COMPUTERS = "the computer accounts of the Exchange servers in the directory export (LDIF)"


def _servers(estate: "Estate") -> Rows | None:
    return either(estate, "onprem.exchange_server", SERVERS, "msExchExchangeServer", shell_first=False)


def _is_edge(rows: Rows) -> Flags:
    """The edge role of each server; unknown where neither its roles nor its mark were exported."""
    if not rows.from_shell:
        roles = rows.texts("", "msExchCurrentServerRoles")
        return np.array([MAYBE if r is None else YES if _has_edge_bit(r) else NO for r in roles], np.uint8)
    marks = zip(rows.texts("IsEdgeServer", ""), rows.texts("ServerRole", ""), strict=True)
    out = []
    for mark, role in marks:
        if mark:
            out.append(YES if mark.casefold() == "true" else NO)
        else:
            out.append(MAYBE if not role else YES if "edge" in role.casefold() else NO)
    return np.array(out, np.uint8)


def _has_edge_bit(roles: str) -> bool:
    return roles.isdigit() and bool(int(roles) & EDGE_ROLE)


def _inner(rows: Rows) -> Rows:
    """Without the servers that are known to be edge servers."""
    keep = pa.array((_is_edge(rows) != YES).tolist(), pa.bool_())
    return Rows(table=rows.table.filter(keep), from_shell=rows.from_shell, words=rows.words, complete=rows.complete)


def _versions(rows: Rows) -> list[str]:
    return [build_of_serial(v or "") for v in rows.texts("AdminDisplayVersion", "serialNumber")]


@population("exchange_servers")
def exchange_servers(estate: "Estate") -> Population:
    """Exchange servers without edge servers, with ``version`` such as 15.2.2562.17."""
    rows = _servers(estate)
    if rows is None:
        return lacking(SERVERS)
    rows = _inner(rows)
    return rows.population({"version": text_column(_versions(rows))})


@population("server_lines")
def server_lines(estate: "Estate") -> Population:
    """Exchange servers without edge servers, with ``support_line``: se or ended, after the dated versions.

    A server whose version nobody can read leaves the whole incomplete: it may be of either line.
    """
    rows = _servers(estate)
    if rows is None:
        return lacking(SERVERS)
    rows = _inner(rows)
    lines = [estate.facts.support_line(v) for v in _versions(rows)]
    found = rows.population({"support_line": text_column(lines)})
    if None not in lines:
        return found
    gap = "the version of every server (serialNumber, or AdminDisplayVersion of Get-ExchangeServer)"
    return Population(subjects=found.subjects, member=found.member, complete=False, gap=gap)


@population("server_computers")
def server_computers(estate: "Estate") -> Population:
    """Exchange servers without edge servers, with the ``computer`` account behind each (found, missing) and its
    ``computer_last_logon``."""
    rows = _servers(estate)
    if rows is None:
        return lacking(SERVERS)
    computers = read_computers(estate)
    if computers is None:
        return not_supplied(COMPUTERS)
    rows = _inner(rows)
    return rows.population(_computer_traits(computers, rows))


def _computer_traits(computers: Computers, rows: Rows) -> dict[str, pa.Array]:
    found, logons = [], []
    for name in rows.names():
        logon = computers.last_logon(name)
        known = computers.has(name)
        found.append("found" if known else "missing" if computers.complete and name else None)
        logons.append(logon)
    return {"computer": text_column(found), "computer_last_logon": pa.array(logons, pa.timestamp("us", "UTC"))}


@population("edge_servers")
def edge_servers(estate: "Estate") -> Population:
    """Servers with the edge role, and edge subscriptions."""
    rows = _servers(estate)
    servers = rows.population({}, _is_edge(rows)) if rows is not None else lacking(SERVERS)
    subscriptions = either(estate, "onprem.edge_subscription", "Get-EdgeSubscription")
    if subscriptions is None:
        # A subscribed edge server stands among the servers: their list alone suffices.
        return servers
    return joined(servers, subscriptions.population({})) if rows is not None else subscriptions.population({})


@population("availability_groups")
def availability_groups(estate: "Estate") -> Population:
    """Availability groups, and the second and further copies of databases.

    The one copy of a database on its own server is the database itself, not a copy of it.
    """
    groups = either(estate, "onprem.availability_group", "Get-DatabaseAvailabilityGroup", "msExchMDBAvailabilityGroup")
    copies = either(estate, "onprem.mailbox_database", DATABASES, "msExchMDBCopy")
    first = groups.population({}) if groups is not None else lacking("Get-DatabaseAvailabilityGroup")
    return joined(first, copies.population({}, _further(copies)) if copies is not None else lacking(DATABASES))


def _further(rows: Rows) -> Flags:
    """Copies beyond the first of each database; of the shell, databases with more than one copy."""
    if rows.from_shell:
        out = []
        for copies, servers in zip(rows.lists("DatabaseCopies", ""), rows.lists("Servers", ""), strict=True):
            known = [len(v) for v in (copies, servers) if v is not None]
            out.append(MAYBE if not known else YES if max(known) > 1 else NO)
        return np.array(out, np.uint8)
    seen: Counter[str] = Counter()
    out = []
    for dn in rows.texts("", "distinguishedName"):
        database = (dn or "").partition(",")[2].casefold()
        seen[database] += 1
        out.append(YES if seen[database] > 1 else NO)
    return np.array(out, np.uint8)


@population("mailbox_databases")
def mailbox_databases(estate: "Estate") -> Population:
    """Mailbox databases with ``user_mailbox_count``: mailboxes of people, rooms and teams whose homeMDB they are.

    None is only zero where every domain was exported, or where each mailbox that the database itself names is
    known to be another one.
    """
    rows = either(estate, "onprem.mailbox_database", DATABASES, "msExchPrivateMDB", shell_first=False)
    if rows is None:
        return lacking(DATABASES)
    homes = estate.identities.column("ad", "homeMDB")
    if estate.identities.ad is None or homes is None:
        return not_supplied(f"homeMDB of {DIRECTORY}")
    sure, maybe = _by_database(homes, is_onprem(estate))
    links = rows.lists("", "homeMDBBL")
    unknown = _not_in_directory(estate, links)
    gaps = bool(estate.directory_gaps)
    counts: list[str | None] = []
    for dn, linked in zip(rows.texts("DistinguishedName", "distinguishedName"), links, strict=True):
        own = (dn or "").casefold()
        # The back link names every mailbox of the database, whatever its domain.
        unseen = gaps if not linked else any(x.casefold() in unknown for x in linked)
        unsure = not own or own in maybe or "" in maybe or unseen
        counts.append(str(sure[own]) if sure[own] else None if unsure else "0")
    return rows.population({"user_mailbox_count": text_column(counts)})


def _by_database(homes: pa.Array, member: Flags) -> tuple[Counter[str], set[str]]:
    """How many sure members each database has, and the databases of possible ones; each name is folded once."""
    coded = homes.dictionary_encode()
    names = [n.casefold() for n in coded.dictionary.to_pylist()]
    codes = np.asarray(pc.fill_null(coded.indices, len(names)).to_numpy(zero_copy_only=False), dtype=np.int64)
    names.append("")  # where nobody knows the database
    counted = np.bincount(codes[member == YES], minlength=len(names))
    sure: Counter[str] = Counter()
    for name, number in zip(names, counted.tolist(), strict=True):
        sure[name] += number
    return sure, {names[i] for i in np.unique(codes[member == MAYBE])}


def _not_in_directory(estate: "Estate", links: Lists) -> set[str]:
    """Names among the links that no object of the directory files has."""
    wanted = {x.casefold() for linked in links for x in linked or ()}
    dns = estate.identities.column("ad", "distinguishedName")
    if not wanted or dns is None:
        return wanted
    folded = lowered(dns)
    found = pc.filter(folded, pc.is_in(folded, value_set=pa.array(sorted(wanted), folded.type)))
    return wanted - {v.casefold() for v in found.to_pylist() if v}
