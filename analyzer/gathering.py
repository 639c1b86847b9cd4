"""Collecting from a live directory as one call: rule pack, connections, files. The only way to a network."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from analyzer import __version__
from analyzer.collectors.collect.forest import read_forest
from analyzer.collectors.collect.manifest import Manifest
from analyzer.collectors.collect.parts import load_parts
from analyzer.collectors.collect.run import Connect, collect, read_schema
from analyzer.collectors.collect.searches import Options, Search, chosen_domains, searches
from analyzer.collectors.collect.source import Directory
from analyzer.engine.catalogue import load_catalogue
from analyzer.model.progress import Progress, Silent
from analyzer.resources import rule_folders

__all__ = ["Access", "Manifest", "Options", "Search", "gather", "planned"]

_CATALOGUE_PORTS = {"ldaps": 3269, "starttls": 3268}


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How to reach and sign in to every controller."""

    login: str  # kerberos, ntlm, simple
    transport: str  # ldaps, starttls
    user: str = ""
    password: str = ""
    ca_file: Path | None = None
    insecure: bool = False
    timeout: float = 60.0
    delay: float = 0.0  # seconds between two answers

    def __repr__(self) -> str:
        return f"Access({self.login}, {self.transport}, {self.user})"

    def connect(self, host: str, is_catalogue: bool) -> AbstractContextManager[Directory]:
        """A bound connection to the host (``name`` or ``name:port``), or to its global catalogue."""
        from analyzer.collectors.ldap import Login, Server
        from analyzer.collectors.ldap import connect as connect_to

        name, _colon, number = host.partition(":")
        port = int(number) if number.isdigit() else None
        server = Server(
            host=name,
            port=_CATALOGUE_PORTS[self.transport] if is_catalogue else port,
            transport=self.transport,
            ca_file=self.ca_file,
            insecure=self.insecure,
            timeout=self.timeout,
        )
        who = Login(method=self.login, user=self.user, password=self.password)
        return connect_to(server, who, delay=self.delay)


def gather(
    folder: Path,
    options: Options,
    connect: Connect,
    *,
    rules: Path | None,
    now: Callable[[], dt.datetime],
    progress: Progress,
) -> Manifest:
    """The collection is in ``folder/directory``; the manifest says what it holds and lacks.

    Raises:
        CollectError: the first controller cannot be used, or the connection is lost for good.
        OutputUnwritable: the files cannot be written.
        PackUnusable: the rule pack has faults.
    """
    place = rule_folders(rules)[0]
    catalogue = load_catalogue(place)
    parts = load_parts(place, catalogue)
    return collect(
        folder,
        options,
        connect=connect,
        parts=parts,
        catalogue=catalogue,
        tool=__version__,
        now=now,
        progress=progress,
    )


def planned(options: Options, connect: Connect, *, rules: Path | None) -> list[Search]:
    """Every search that a collection would make, in its order. Reads the names of the domains and the schema.

    Raises:
        CollectError: the controller cannot be used.
        PackUnusable: the rule pack has faults.
    """
    place = rule_folders(rules)[0]
    parts = load_parts(place, load_catalogue(place))
    with connect(options.server, False) as directory:
        forest, schema = read_forest(directory), read_schema(directory, Silent())
    chosen = chosen_domains(forest, options)
    return [s for d in chosen for s in searches(parts, forest, d, options, schema)]
