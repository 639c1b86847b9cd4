"""Values that a server gives in parts: a Windows controller sends 1,500 at a time, as ``member;range=0-1499``."""

import re
from collections.abc import Callable

from analyzer.collectors.ldap_decode import Entry

_RANGE = re.compile(r"(?P<name>.+);range=(?P<first>\d+)-(?P<last>\d+|\*)", re.IGNORECASE)


class Vanished(LookupError):
    """The object was there and is no more."""


def whole(entry: Entry, fetch: Callable[[str, tuple[str, ...]], Entry | None]) -> Entry:
    """The same object with every list whole, under the plain name; ``fetch`` reads attributes of an object.

    Raises:
        Vanished: the object is gone before the last part was read.
    """
    parts = {name: found for name in entry.attributes if (found := _RANGE.fullmatch(name))}
    if not parts:
        return entry
    # The plain name stands beside the range, without values.
    lists = {name: values for name, values in entry.attributes.items() if name not in parts}
    ahead: dict[str, int] = {}
    for name, found in parts.items():
        lists[found["name"]] = list(entry.attributes[name])
        if found["last"] != "*":
            ahead[found["name"]] = int(found["last"]) + 1
    while ahead:
        rest = fetch(entry.dn, tuple(f"{name};range={first}-*" for name, first in ahead.items()))
        if rest is None:
            raise Vanished(entry.dn)
        came = [(found, values) for name, values in rest.attributes.items() if (found := _RANGE.fullmatch(name))]
        further: dict[str, int] = {}
        for found, values in came:
            name = found["name"]
            if not values or ahead.get(name) != int(found["first"]):
                continue
            lists[name] += values
            if found["last"] != "*" and int(found["last"]) >= ahead[name]:
                further[name] = int(found["last"]) + 1
        # A list that did not go on has become shorter meanwhile: what there is, is whole.
        ahead = further
    return Entry(entry.dn, lists)
