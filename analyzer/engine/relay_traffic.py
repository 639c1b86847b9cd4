"""Who sent mail through the servers: message tracking, counted for each client address.

Millions of rows are counted as columns; Python looks at each client once.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.traits.times import parse_times
from analyzer.engine.vectors import test_values
from analyzer.model.snapshot import FILE, ROW

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

KIND, FACTS = "onprem.message_tracking", "relay_clients"
_Address = IPv4Address | IPv6Address
_Network = IPv4Network | IPv6Network
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One address that handed over mail; ``address`` is empty where the rows do not name it."""

    address: str
    hosts: tuple[str, ...]
    senders: tuple[str, ...]
    connectors: tuple[str, ...]
    messages: int
    newest: str
    file: int
    row: int

    @property
    def says(self) -> str:
        """What it sent, for a finding."""
        parts = [f"{self.messages:,} message{'s' if self.messages != 1 else ''}"]
        parts += [f"newest {self.newest}"] if self.newest else []
        for word, values in (("host", self.hosts), ("senders", self.senders), ("through", self.connectors)):
            if values:
                more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
                parts.append(f"{word} {', '.join(values[:_SHOWN])}{more}")
        return "; ".join(parts)


def clients(estate: "Estate", table: pa.Table) -> list[Client]:
    """Clients that are neither Exchange Online, nor an Exchange server, nor its own probes, by address."""
    table = _received(estate, table)
    if not table.num_rows:
        return []
    columns = {n: _text(table, n) for n in ("ClientIp", "ClientHostname", "Sender", "ConnectorId", "Timestamp")}
    plain = pa.table(columns | {FILE: table[FILE], ROW: table[ROW], "place": pa.array(np.arange(table.num_rows))})
    wanted = [(n, "distinct") for n in ("ClientHostname", "Sender", "ConnectorId")]
    grouped = plain.group_by("ClientIp", use_threads=False).aggregate(
        [*wanted, ("Timestamp", "max"), ("place", "count"), ("place", "min")]
    )
    files, rows = table[FILE].to_numpy(), table[ROW].to_numpy()
    found = []
    for each in grouped.to_pylist():
        first = each["place_min"]
        found.append(
            Client(
                address=each["ClientIp"].strip(),
                hosts=_sorted(each["ClientHostname_distinct"]) if _is_told(each) else (),
                senders=_sorted(each["Sender_distinct"]),
                connectors=_sorted(each["ConnectorId_distinct"]),
                messages=each["place_count"],
                newest=each["Timestamp_max"],
                file=int(files[first]),
                row=int(rows[first]),
            )
        )
    servers = server_names(estate, table)
    return sorted((c for c in found if not _is_exchange(estate, c, servers)), key=lambda c: (c.file, c.row))


def _is_told(each: Mapping[str, Any]) -> bool:
    """A host is only worth something beside an address, or where every row has one."""
    return bool(each["ClientIp"].strip()) or all(h and h.strip() for h in each["ClientHostname_distinct"])


def _sorted(values: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(sorted({v.strip() for v in values if v and v.strip()}))


def _text(table: pa.Table, name: str) -> pa.Array:
    if name not in table.column_names:
        return pa.array([""] * table.num_rows, pa.string())
    return pc.fill_null(table[name].combine_chunks().cast(pa.string()), "")


def _received(estate: "Estate", table: pa.Table) -> pa.Table:
    """Rows of mail that came in by SMTP and that no probe sent; a blank word does not leave a row out."""
    keep = np.ones(table.num_rows, dtype=bool)
    for name, word in (("EventId", "receive"), ("Source", "smtp")):
        column = _text(table, name)
        keep &= test_values(column, lambda v, w=word: v.strip().casefold() in {"", w})  # type: ignore[misc]
    keep &= ~test_values(
        _text(table, "Sender"), lambda v: estate.facts.builtin.is_listed(FACTS, "probes", v.strip("<>"))
    )
    return table.filter(pa.array(keep))


def server_names(estate: "Estate", table: pa.Table) -> frozenset[str]:
    """Short names of the Exchange servers: those that are known, and those that wrote the tracking rows."""
    found: set[str | None] = set(pc.unique(_text(table, "ServerHostname")).to_pylist())
    servers = estate.population("exchange_servers").subjects
    if servers is not None:
        every = np.arange(servers.count, dtype=np.int64)
        found |= {label.name.partition(",")[0].removeprefix("CN=") for label in servers.labels(every)}
    return frozenset(_short(n) for n in found if n and n.strip())


def _short(host: str) -> str:
    return host.strip().partition(".")[0].casefold()


def _is_exchange(estate: "Estate", client: Client, servers: frozenset[str]) -> bool:
    # Rows without an address are one client here: one server among them says nothing of the others.
    told = any if client.address else all
    if client.hosts and told(_short(h) in servers for h in client.hosts):
        return True
    address = _address(client.address)
    builtin = estate.facts.builtin
    ranges = _networks((*builtin.of(FACTS, "own"), *builtin.of(FACTS, "exchange_online")))
    return address is not None and any(address.version == r.version and address in r for r in ranges)


def _address(text: str) -> _Address | None:
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


@lru_cache(maxsize=8)
def _networks(texts: tuple[str, ...]) -> tuple[_Network, ...]:
    return tuple(ip_network(t) for t in texts)


def days_covered(table: pa.Table) -> tuple[int, dt.datetime | None]:
    """Calendar days from the oldest to the newest row, and the newest time; 0 when no time can be read."""
    times = parse_times(_text(table, "Timestamp"), table.num_rows)
    known = times[~np.isnat(times)]
    if not len(known):
        return 0, None
    first, last = known.min().astype("datetime64[D]"), known.max().astype("datetime64[D]")
    newest = known.max().astype("datetime64[us]").item().replace(tzinfo=dt.UTC)
    return int((last - first).astype(int)) + 1, newest
