"""Is Exchange installed, cleaned up, removed, or was it never there?"""

from typing import Any

import pytest
from tiny_estates import tiny

from analyzer.engine.exchange_traces import groups_were_searched
from analyzer.engine.traits import FACTS

BASE = "CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=com"
PLACE = f"c1 | {BASE} | top; container; msExchConfigurationContainer"
ADC = f"c2 | CN=Active Directory Connections,{BASE} | top; container; msExchActiveDirectoryConnector"
ORGANISATION = f"c3 | CN=Contoso,{BASE} | top; container; msExchOrganizationContainer"
PERSON = "id | ad.msExchRecipientTypeDetails\nu1 | 2147483648"
PLAIN = """
id | class | sides | ad.mail        | ad.distinguishedName
u1 | user | ad entra | u1@contoso.com | CN=u1,OU=Staff,DC=contoso,DC=com
g1 | group | ad    |                | CN=Files,OU=Groups,DC=contoso,DC=com
c1 | contact | ad  | c1@contoso.com | CN=c1,OU=Staff,DC=contoso,DC=com
"""


def _presence(*objects: str, rows: str = PERSON, **extra: Any) -> str | None:
    tables = extra.pop("tables", [])
    table = {"table": "ad.configuration", "rows": "\n".join(["id | distinguishedName | objectClass", *objects])}
    made = FACTS["organisation"]["exchange_presence"].make(tiny(rows, **{"with": [table, *tables]}, **extra).estate)
    return None if made is None else made.to_pylist()[0]


@pytest.mark.parametrize(
    ("objects", "rows", "presence"),
    [
        ((PLACE, ORGANISATION), PERSON.replace("2147483648", "8388608"), "installed"),
        ((PLACE, ORGANISATION), PLAIN, "cleaned"),
        ((PLACE,), PERSON, "removed"),
        ((PLACE, ADC), PERSON, "removed"),
        ((PLACE, ORGANISATION), PERSON, None),  # nobody asked for the security groups
        ((), PERSON, None),  # an empty file proves nothing
    ],
)
def test_what_stands_in_the_directory_says_it(objects: tuple[str, ...], rows: str, presence: str | None) -> None:
    assert _presence(*objects, rows=rows) == presence


def test_a_collection_that_found_nothing_has_searched() -> None:
    manifest = {"table": "ad.manifest", "rows": "id | Name\nm | contoso.com"}
    assert _presence(tables=[manifest]) == "removed"
    cut = _presence(PLACE, incomplete=["ad.configuration"])
    assert cut is None


def test_without_any_trace_exchange_was_never_there() -> None:
    lines = [line.split("|") for line in PLAIN.strip().splitlines()]
    none = [" ad.msExchRecipientTypeDetails ", " ad.msExchMailboxGuid ", " ad.msExchRemoteRecipientType "]
    blank = "\n".join("|".join([*line, *(none if i == 0 else ["", "", ""])]) for i, line in enumerate(lines))
    assert _presence(PLACE, rows=blank) == "never"


def test_groups_were_searched_where_one_without_an_address_is_there() -> None:
    assert groups_were_searched(tiny(PLAIN).estate)
    assert not groups_were_searched(tiny(PLAIN.replace("|                |", "| g1@contoso.com |")).estate)
    assert not groups_were_searched(tiny(PLAIN, missing=["entra.user"]).estate)


def test_the_group_of_the_tools_is_found_by_its_name() -> None:
    rows = PLAIN.replace("CN=Files,", "CN=Recipient Management emt,")
    found = tiny(rows).estate.population("management_tools_groups")
    assert found.subjects is not None
    assert found.subjects.count == 1
    assert found.complete
    assert not tiny(PERSON).estate.population("management_tools_groups").complete
