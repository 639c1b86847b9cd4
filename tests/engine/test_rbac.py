"""Role groups, assignments, scopes and extension agents: what setup made, what people made, what nobody knows."""

from tiny_estates import tiny

from analyzer.engine.estate import Estate

HEAD = "id | Name | Role | RoleAssigneeName | CustomRecipientWriteScope"


def assignments(*rows: str, **extra: object) -> Estate:
    """An estate with these role assignments of the shell."""
    return tiny("\n".join((HEAD, *rows)), table="onprem.role_assignment", **extra).estate


def made_by(estate: Estate) -> list[str | None]:
    """The origin of each role assignment, group and scope."""
    subjects = estate.population("rbac_objects").subjects
    assert subjects is not None
    column = subjects.column("made_by")
    assert column is not None
    return column.to_pylist()


def test_a_name_that_was_cut_is_still_one_of_setup() -> None:
    cut = "Organization Transport Settings And More-Public Folder Managemen"
    assert len(cut) == 64
    assert made_by(assignments(f"a1 | {cut} | X | Public Folder Management |")) == ["setup"]


def test_a_built_in_group_with_a_strange_name_of_the_assignment_is_not_of_setup() -> None:
    assert made_by(assignments("a1 | Bonn desk | Mail Recipients | Help Desk |")) == ["admin"]


def test_what_was_not_exported_is_named() -> None:
    found = assignments("a1 | Mail Recipients-Help Desk | Mail Recipients | Help Desk |").population("rbac_objects")
    assert not found.complete
    assert "Get-ManagementScope" in found.gap
    assert "Get-RoleGroup" in found.gap


def test_a_partition_without_one_assignment_was_not_exported() -> None:
    rows = """
id | distinguishedName                                                                | objectClass
o1 | CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=com | msExchOrganizationContainer
"""
    estate = tiny(rows, table="ad.configuration").estate
    assert estate.population("own_role_assignments").subjects is None
    assert "Get-CmdletExtensionAgent" in estate.population("provisioning_hooks").missing


def test_an_assignment_without_a_name_may_be_one_of_setup() -> None:
    found = assignments("a1 | ? | ApplicationImpersonation | Anna |").population("own_role_assignments")
    assert found.member.tolist() == [2]
