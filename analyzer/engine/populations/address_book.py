"""Address policies, address lists and address book policies on-premises."""

from typing import TYPE_CHECKING

import numpy as np

from analyzer.engine.builtin_names import ALTERED, SETUP
from analyzer.engine.places import Rows, either, joined, lacking, one_column
from analyzer.engine.populations import Population, population

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

POLICIES, BOOK_POLICIES = "Get-EmailAddressPolicy", "Get-AddressBookPolicy (on-premises)"
LISTS, GLOBAL_LISTS, BOOKS = "Get-AddressList (on-premises)", "Get-GlobalAddressList", "Get-OfflineAddressBook"
CONTAINER, GLOBAL_CONTAINER = "cn=address lists container,", "cn=all global address lists,"


@population("address_policies")
def address_policies(estate: "Estate") -> Population:
    """Email address policies with ``made_by``: setup, altered (of setup, with another filter or a container) or
    admin."""
    rows = either(
        estate, "onprem.email_address_policy", POLICIES, "msExchRecipientPolicy", below="cn=recipient policies,"
    )
    if rows is None:
        return lacking(POLICIES)
    made = [estate.facts.builtin.made_by("address_policies", n) for n in rows.names()]
    changed = _narrowed(estate, rows)
    cells = [
        ALTERED if m == SETUP and c else None if m == SETUP and c is None else m
        for m, c in zip(made, changed, strict=True)
    ]
    return one_column(rows, "made_by", cells)


def _narrowed(estate: "Estate", rows: Rows) -> list[bool | None]:
    """Policies whose filter is another one than setup's, or that only reach one container; None = not exported."""
    is_listed = estate.facts.builtin.is_listed
    filters = (rows.texts("RecipientFilter", "msExchQueryFilter"), rows.texts("LdapRecipientFilter", "purportedSearch"))
    containers = rows.texts("RecipientContainer", "")
    out: list[bool | None] = []
    for *texts, container in zip(*filters, containers, strict=True):
        known = [t for t in texts if t]
        if container or any(not is_listed("address_policies", "filters", t) for t in known):
            out.append(True)
        else:
            out.append(False if known else None)
    return out


@population("address_lists")
def address_lists(estate: "Estate") -> Population:
    """Address lists, global address lists and offline address books with ``made_by``: setup or admin."""
    lists = either(estate, "onprem.address_list", LISTS, "addressBookContainer", below=CONTAINER)
    # In the directory all lists stand below one container: they are there already.
    globals_ = either(
        estate, "onprem.global_address_list", GLOBAL_LISTS, "addressBookContainer", below=GLOBAL_CONTAINER
    )
    books = either(estate, "onprem.offline_address_book", BOOKS, "msExchOAB")
    parts = [_made(estate, lists, "address_lists", LISTS)]
    if lists is None or lists.from_shell:
        parts.append(_made(estate, globals_, "address_lists", GLOBAL_LISTS))
    parts.append(_made(estate, books, "offline_address_books", BOOKS))
    return joined(*parts)


def _made(estate: "Estate", rows: Rows | None, kind: str, cmdlet: str) -> Population:
    if rows is None:
        return lacking(cmdlet)
    return one_column(rows, "made_by", [estate.facts.builtin.made_by(kind, n) for n in rows.names()])


@population("address_book_policies")
def address_book_policies(estate: "Estate") -> Population:
    """Address book policies on-premises."""
    rows = either(estate, "onprem.address_book_policy", BOOK_POLICIES, "msExchAddressBookMailboxPolicy")
    return lacking(BOOK_POLICIES) if rows is None else rows.population({}, np.ones(len(rows), np.uint8))
