"""Connectors of the on-premises servers that carry mail: who made them, and what they carry."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import NO, YES
from analyzer.engine.builtin_names import ADMIN, SETUP
from analyzer.engine.configuration import text_column
from analyzer.engine.places import Rows, either, joined, lacking, one_column
from analyzer.engine.populations import Population, population

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

SEND = "Get-SendConnector"
SMTP_CLASS = "msExchRoutingSMTPConnector"


@population("send_connectors")
def send_connectors(estate: "Estate") -> Population:
    """Send connectors with ``made_by``: wizard or admin, by name."""
    rows = _send(estate)
    if rows is None:
        return lacking(SEND)
    return one_column(rows, "made_by", [estate.facts.builtin.made_by("send_connectors", n) for n in rows.names()])


def _send(estate: "Estate") -> Rows | None:
    return either(estate, "onprem.send_connector", SEND, SMTP_CLASS)


@population("gateway_connectors")
def gateway_connectors(estate: "Estate") -> Population:
    """Connectors to other systems than SMTP, with ``made_by`` and their ``address_spaces``.

    Foreign connectors, delivery agents, and send connectors with an address space of another kind. In the
    directory a send connector is a kind of gateway: those for SMTP only are left out.
    """
    foreign = either(estate, "onprem.foreign_connector", "Get-ForeignConnector", "mailGateway")
    agents = either(
        estate, "onprem.delivery_agent_connector", "Get-DeliveryAgentConnector", "msExchDeliveryAgentConnector"
    )
    send = _send(estate)
    found = (
        _gateways(estate, foreign, SMTP_CLASS, "msExchDeliveryAgentConnector"),
        _gateways(estate, agents),
        _other_spaces(estate, send),
    )
    names = ("Get-ForeignConnector", "Get-DeliveryAgentConnector", SEND)
    return joined(*(p if p is not None else lacking(n) for p, n in zip(found, names, strict=True)))


def _gateways(estate: "Estate", rows: Rows | None, *other_classes: str) -> Population | None:
    if rows is None:
        return None
    others = {c.casefold() for c in other_classes}
    classes = rows.lists("", "objectClass")
    keep = [rows.from_shell or not others & {c.casefold() for c in k or ()} for k in classes]
    return _with_spaces(estate, rows, np.array(keep, np.uint8))


def _other_spaces(estate: "Estate", rows: Rows | None) -> Population | None:
    """Send connectors of which one address space is not of the kind SMTP; an unknown one may be."""
    if rows is None:
        return None
    flags = [2 if s is None else YES if any(_kind(x) != "smtp" for x in s) else NO for s in _spaces(rows)]
    return _with_spaces(estate, rows, np.array(flags, np.uint8))


def _with_spaces(estate: "Estate", rows: Rows, member: np.ndarray) -> Population:
    made = [estate.facts.builtin.made_by("gateway_connectors", n) for n in rows.names()]
    traits = {
        "made_by": text_column([m if m in {None, SETUP} else ADMIN for m in made]),
        "address_spaces": pa.array(_spaces(rows), pa.list_(pa.string())),
    }
    return rows.population(traits, member.astype(np.uint8))


def _spaces(rows: Rows) -> list[list[str] | None]:
    return rows.lists("AddressSpaces", "routingList")


def _kind(space: str) -> str:
    """smtp, fax, x400 ... of an address space such as SMTP:*;1; a bare domain is SMTP."""
    head, colon, rest = space.strip().partition(":")
    if head.casefold() == "local":  # a connector for the servers of its own site
        return _kind(rest)
    return head.casefold() if colon else "smtp"
