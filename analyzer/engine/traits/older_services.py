"""Traits of services that once worked beside Exchange: Skype for Business and unified messaging."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.engine.cells import Mask, is_filled, is_unknown
from analyzer.engine.own_lists import worded
from analyzer.engine.traits import trait
from analyzer.engine.traits.domains import holds_prefix
from analyzer.engine.vectors import test_values

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_SKYPE = ("msRTCSIP-PrimaryUserAddress", "sip entry of proxyAddresses", "homed on-premises (SRV)")
_UM = ("msExchUMEnabledFlags", "EUM entry of proxyAddresses")


def _any_unknown(estate: "Estate", *names: str) -> Mask:
    """Objects of which one of these attributes is unknown."""
    out = np.zeros(estate.identities.count, dtype=bool)
    for name in names:
        out |= is_unknown(estate.identities.column("ad", name), estate.identities.count)
    return out


@trait("skype_traces", needs="msRTCSIP-PrimaryUserAddress of the directory export")
def skype_traces(estate: "Estate") -> pa.Array | None:
    """Signs of Skype for Business on the object; empty when there are none."""
    ids = estate.identities
    address = ids.column("ad", "msRTCSIP-PrimaryUserAddress")
    if address is None:
        return None
    locator = ids.column("ad", "msRTCSIP-DeploymentLocator")
    homed = np.zeros(ids.count, dtype=bool)
    if locator is not None:
        homed = test_values(locator, lambda v: v.strip().casefold() == "srv:")
    masks = (is_filled(address, ids.count), holds_prefix(estate, "sip:"), homed)
    return worded(_SKYPE, masks, _any_unknown(estate, "msRTCSIP-PrimaryUserAddress", "proxyAddresses"))


@trait("um_traces", needs="msExchUMEnabledFlags of the directory export")
def um_traces(estate: "Estate") -> pa.Array | None:
    """Signs of unified messaging on the object: the flag that switches it on, or an EUM address."""
    ids = estate.identities
    flags = ids.column("ad", "msExchUMEnabledFlags")
    if flags is None:
        return None
    on = test_values(flags, lambda v: v.strip().isdigit() and bool(int(v) & 1))
    masks = (on, holds_prefix(estate, "eum:"))
    return worded(_UM, masks, _any_unknown(estate, "msExchUMEnabledFlags", "proxyAddresses"))
