"""Address policies and lists, transport rules and journals: own ones and those of setup."""

from typing import Any

import pytest
from tiny_estates import tiny

ORG = "CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=com"


def _column(population: str, column: str, *tables: tuple[str, str], **extra: Any) -> list[Any]:
    estate = tiny(**{"with": [{"table": t, "rows": r} for t, r in tables]}, **extra).estate
    found = estate.population(population)
    assert found.subjects is not None, found.missing
    cells = found.subjects.column(column)
    assert cells is not None
    return list(cells.to_pylist())


@pytest.mark.parametrize(
    ("name", "text", "container", "made"),
    [
        ("Default Policy", "Alias -ne $null", "", "setup"),
        ("Default Policy", "alias -NE $null", "contoso.com/Staff", "altered"),
        ("Default Policy", "Company -eq 'x'", "", "altered"),
        ("Default Policy", "?", "?", None),
        ("Branch", "?", "?", "admin"),
        ("?", "Alias -ne $null", "", None),
    ],
)
def test_a_policy_is_setup_s_by_name_filter_and_reach(name: str, text: str, container: str, made: str | None) -> None:
    rows = f"id | Name | RecipientFilter | RecipientContainer\np | {name} | {text} | {container}"
    assert _column("address_policies", "made_by", ("onprem.email_address_policy", rows)) == [made]


def test_global_lists_of_the_directory_are_not_counted_twice() -> None:
    rows = f"""
    id | distinguishedName                                                             | objectClass
    a  | CN=Berlin,CN=All Global Address Lists,CN=Address Lists Container,{ORG}         | addressBookContainer
    """
    assert _column("address_lists", "made_by", ("ad.configuration", rows)) == ["admin"]
    both = (("ad.configuration", rows), ("onprem.address_list", "id | Name\nl | All Rooms"))
    assert _column("address_lists", "made_by", *both) == ["setup", "admin"]


def test_one_list_of_three_leaves_the_others_open() -> None:
    estate = tiny(**{"with": [{"table": "onprem.address_list", "rows": "id | Name\nl | All Rooms"}]}).estate
    gap = estate.population("address_lists").gap
    assert "Get-GlobalAddressList" in gap
    assert "Get-OfflineAddressBook" in gap


def test_a_rule_is_on_only_where_the_shell_says_so() -> None:
    rows = "id | Name | State\na | A | ENABLED\nb | B | Disabled\nc | C | ?\nd | D | odd"
    assert _column("onprem_transport_rules", "state", ("onprem.transport_rule", rows)) == [
        "enabled",
        "disabled",
        None,
        None,
    ]


def test_the_domain_of_a_journal_is_that_of_its_address() -> None:
    cells = ("<j@X.example>", "Archive", "", "?")
    rows = "\n".join(["id | Name | JournalEmailAddress | Enabled", *(f"{c}1 | R | {c} | True" for c in cells)])
    found = _column("cloud_journal_rules", "target_domains", ("cloud.journal_rule", rows))
    assert found == [["x.example"], None, [], None]
