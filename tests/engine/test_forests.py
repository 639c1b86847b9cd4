"""Forests, the Exchange schema and the level of the forest."""

from tiny_estates import tiny

CONFIGURATION = "CN=Configuration,DC=contoso,DC=com"


def test_a_domain_of_no_known_root_leaves_the_forests_incomplete() -> None:
    rows = f"id | distinguishedName | objectClass\no1 | CN=Services,{CONFIGURATION} | container"
    person = {"rows": "id | ad.distinguishedName\nu1 | CN=u1,DC=other,DC=example"}
    found = tiny(rows, table="ad.configuration", **{"with": [person]}).estate.population("directory_forests")
    assert not found.complete
    assert "other.example" in found.gap


def test_a_child_domain_belongs_to_its_root() -> None:
    rows = f"id | distinguishedName | objectClass\no1 | CN=Services,{CONFIGURATION} | container"
    person = {"rows": "id | ad.distinguishedName\nu1 | CN=u1,DC=emea,DC=contoso,DC=com"}
    found = tiny(rows, table="ad.configuration", **{"with": [person]}).estate.population("directory_forests")
    assert found.complete
    assert found.subjects is not None
    assert found.subjects.count == 1


def test_without_a_configuration_nobody_knows_the_forest() -> None:
    assert "configuration" in tiny("id | ad.mail\nu1 | a@contoso.com").estate.population("directory_forests").missing


def test_the_first_object_of_exchange_proves_the_schema() -> None:
    rows = f"""
id | distinguishedName      | objectClass
o1 | CN=X,{CONFIGURATION} | container
o2 | CN=Y,{CONFIGURATION} | top; msExchContainer
"""
    found = tiny(rows, table="ad.configuration").estate.population("exchange_schema")
    assert found.complete
    assert found.subjects is not None
    assert found.subjects.column("Name").to_pylist() == [f"CN=Y,{CONFIGURATION}"]


def test_the_lowest_level_of_several_forests_counts() -> None:
    rows = """
id | distinguishedName                                    | objectClass       | msDS-Behavior-Version
p1 | CN=Partitions,CN=Configuration,DC=contoso,DC=com     | crossRefContainer | 10
p2 | CN=Partitions,CN=Configuration,DC=fabrikam,DC=example | crossRefContainer | 7
"""
    organisation = tiny(rows, table="ad.configuration").estate.population("organisation")
    assert organisation.subjects is not None
    level = organisation.subjects.column("forest_level")
    assert level is not None
    assert level.to_pylist() == ["7"]
