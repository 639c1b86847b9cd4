"""Receive connectors: who made them, and for whom they relay."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from analyzer.engine.configuration import text_column
from analyzer.engine.places import Lists, Rows, either, lacking
from analyzer.engine.populations import Population, population

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

RECEIVE = "Get-ReceiveConnector"
PERMISSIONS = "Get-ReceiveConnector, with Get-ADPermission of each connector"
KIND = "receive_connectors"
ANONYMOUS, EXTERNAL = "anonymous", "external_authoritative"


@population("receive_connectors")
def receive_connectors(estate: "Estate") -> Population:
    """Receive connectors with ``made_by`` (setup, altered or admin, after the dated list of default connectors) and
    ``relays_for`` (anonymous, external_authoritative)."""
    rows = either(estate, "onprem.receive_connector", RECEIVE, "msExchSmtpReceiveConnector")
    if rows is None:
        return lacking(RECEIVE)
    bindings = rows.lists("Bindings", "msExchSmtpReceiveBindings")
    ranges = rows.lists("RemoteIPRanges", "msExchSmtpReceiveRemoteIPRanges")
    made = [estate.facts.connector_made_by(dn, b, r) for dn, b, r in zip(_places(rows), bindings, ranges, strict=True)]
    traits = {"made_by": text_column(made)}
    if not rows.from_shell:
        # The directory keeps who may relay in an access list that is not read.
        return replace(rows, words=PERMISSIONS).population(traits)
    return rows.population(traits | {"relays_for": pa.array(_relays(estate, rows), pa.list_(pa.string()))})


def _places(rows: Rows) -> list[str]:
    """The distinguished name of each connector, or what stands for it in an export without one."""
    dns = rows.texts("DistinguishedName", "distinguishedName")
    servers = rows.texts("Server", "")
    return [
        dn or f"CN={name or ''},CN=SMTP Receive Connectors,CN=Protocols,CN={(server or '').partition('.')[0] or '*'},"
        for dn, name, server in zip(dns, rows.names(), servers, strict=True)
    ]


def _relays(estate: "Estate", rows: Rows) -> Lists:
    """For whom each connector of the shell relays; one that is switched off relays for nobody."""
    anonymous = _anonymous_relays(estate)
    groups, mechanisms = rows.texts("PermissionGroups", ""), rows.texts("AuthMechanism", "")
    names = [_names(row) for row in zip(rows.texts("Identity", ""), _places(rows), rows.names(), strict=True)]
    out: Lists = []
    enabled = rows.texts("Enabled", "")
    for group, mechanism, own, on in zip(groups, mechanisms, names, enabled, strict=True):
        if (on or "").casefold() == "false":
            out.append([])
            continue
        external = _external(group, mechanism)
        open_door = _open(group, [anonymous[n] for n in own if n in anonymous])
        found = [word for word, state in ((EXTERNAL, external), (ANONYMOUS, open_door)) if state]
        out.append(found or (None if external is None or open_door is None else []))
    return out


def _words(text: str | None) -> set[str] | None:
    return None if text is None else {w.strip().casefold() for w in text.split(",") if w.strip()}


def _external(groups: str | None, mechanisms: str | None) -> bool | None:
    """Every sender counts as an Exchange server. One half that is known to be absent decides."""
    group, mechanism = _words(groups), _words(mechanisms)
    parts = [
        None if words is None else word in words
        for word, words in (("exchangeservers", group), ("externalauthoritative", mechanism))
    ]
    return False if False in parts else None if None in parts else True


def _open(groups: str | None, rights: Iterable[bool]) -> bool | None:
    """Senders that did not sign in may send to anybody; unknown when the rights of the connector were not exported."""
    words, found = _words(groups), list(rights)
    if words is not None and "anonymoususers" not in words:
        return False
    if not found or (words is None and any(found)):
        return None
    return any(found)


def _names(row: Iterable[str | None]) -> set[str]:
    return {n.casefold() for n in row if n}


def _anonymous_relays(estate: "Estate") -> Mapping[str, bool]:
    """Objects of which rights were exported, and whether an anonymous sender may relay through them."""
    table = estate.snapshot.table("onprem.ad_permission")
    if table is None or not {"Identity", "User", "ExtendedRights"} <= set(table.column_names):
        return {}
    builtin = estate.facts.builtin
    rights = {r.casefold() for r in builtin.of(KIND, "relay_rights")}
    rows = zip(*(_cells(table, n) for n in ("Identity", "User", "ExtendedRights", "Deny")), strict=True)
    out: dict[str, bool] = {}
    denied: set[str] = set()
    for identity, user, granted, deny in rows:
        name = str(identity or "").casefold()
        out.setdefault(name, False)
        listed = granted if isinstance(granted, list) else str(granted or "").split(",")
        if not rights & {str(r).strip().casefold() for r in listed} or not builtin.is_listed(
            KIND, "anonymous", str(user)
        ):
            continue
        if str(deny or "").casefold() == "true":
            denied.add(name)
        else:
            out[name] = True
    return {name: may and name not in denied for name, may in out.items()}


def _cells(table: pa.Table, name: str) -> list[object]:
    return list(table[name].to_pylist()) if name in table.column_names else [None] * table.num_rows
