"""What the sync leaves out is drift that names the container or rule; what cannot be read is never lag."""

import json
from typing import Any

import numpy as np
import pytest
from pair_estates import guid, person, rows_of, snapshot

from analyzer.classify.columns import PairColumns
from analyzer.classify.flags import MAYBE, NO, YES
from analyzer.classify.match import match
from analyzer.classify.scope_filters import FilteredColumns, read_filter

FRESH, OLD = "20261120113000.0Z", "20261120100000.0Z"
ATTRIBUTE = "extensionAttribute1"
FOREST, OTHER, CLOUD = (str(guid(name)) for name in ("forest", "other forest", "cloud"))
DOMAIN = "DC=contoso,DC=example"
LAG = ("lag", "object-changed-after-last-sync")


def different(name: str = "anna", *, ad: dict[str, Any] | None = None, **cloud: Any) -> dict[str, Any]:
    """Somebody whose difference the next sync would heal, were nothing left out."""
    mine = {ATTRIBUTE: "HR", "whenChanged": FRESH, "department": "Sales", "userAccountControl": "512"}
    return person(name, mine | (ad or {}), {"CustomAttribute1": "Sales"} | cloud)


def kind(one: dict[str, Any], **tables: Any) -> tuple[str, str]:
    row = rows_of(snapshot([one, person("ben")], **tables))["anna", ATTRIBUTE]
    return row["kind"], row["classed_by"]


def why(one: dict[str, Any], **tables: Any) -> str:
    return str(rows_of(snapshot([one, person("ben")], **tables))["anna", ATTRIBUTE]["why"])


def group(*conditions: tuple[str, str, str]) -> str:
    """One group of a filter, as ConvertTo-Json writes it."""
    names = ("Attribute", "ComparisonOperator", "ComparisonValue")
    return json.dumps({"ScopeConditionList": [dict(zip(names, c, strict=True)) for c in conditions]})


def rule(name: str, *groups: str, target: str = ATTRIBUTE, **cells: Any) -> dict[str, Any]:
    """A sync rule of setup that passes one attribute on."""
    flow = {"Source": [target], "Destination": target, "FlowType": "Direct"}
    return {
        "Name": name,
        "Direction": "Inbound",
        "Disabled": "False",
        "Connector": FOREST,
        "SourceObjectType": "user",
        "LinkType": "Join",
        "Precedence": "110",
        "IsStandardRule": "True",
        "ImmutableTag": "Microsoft.InfromADUser.001",
        "AttributeFlowMappings": [json.dumps(flow)],
        "ScopeFilter": list(groups),
    } | cells


def keeps_back(name: str, *groups: str, said: str = "True", **cells: Any) -> dict[str, Any]:
    """A rule of an administrator that fills cloudFiltered."""
    flow = {"Source": [said], "Destination": "cloudFiltered", "FlowType": cells.pop("FlowType", "Constant")}
    own = {"IsStandardRule": "False", "ImmutableTag": "", "AttributeFlowMappings": [json.dumps(flow)]}
    return rule(name, *groups, **({"Precedence": "50"} | own | cells))


def connector(included: list[str] | None = None, excluded: list[str] | None = None, **cells: Any) -> dict[str, Any]:
    """The forest's connector."""
    return {
        "Connector": "contoso.example",
        "Identifier": FOREST,
        "Type": "AD",
        "PartitionDN": DOMAIN,
        "Selected": "True",
        "PilotGroup": "",
        "ContainerInclusionList": [DOMAIN] if included is None else included,
        "ContainerExclusionList": excluded or [],
        "AttributeInclusionList": [ATTRIBUTE, "mail"],
    } | cells


# Value in AD (None: not known), operator, value of the condition, the answer.
CONDITIONS = [
    ("Sales", "EQUAL", "Sales", YES),
    ("Sales", "EQUAL", "HR", NO),
    # Whether Connect minds upper and lower case is not documented.
    ("Sales", "EQUAL", "SALES", MAYBE),
    ("", "EQUAL", "Sales", NO),
    (None, "EQUAL", "Sales", MAYBE),
    ("TRUE", "EQUAL", "True", YES),
    ("Sales", "NOTEQUAL", "Sales", NO),
    ("Sales", "NOTEQUAL", "HR", YES),
    ("Sales", "NOTEQUAL", "sales", MAYBE),
    ("", "NOTEQUAL", "TRUE", YES),
    (None, "NOTEQUAL", "TRUE", MAYBE),
    ("User_x", "STARTSWITH", "User_", YES),
    ("user_x", "STARTSWITH", "User_", MAYBE),
    ("xUser_", "STARTSWITH", "User_", NO),
    ("User_x", "NOTSTARTSWITH", "User_", NO),
    ("", "NOTSTARTSWITH", "User_", YES),
    ("a@contoso.example", "ENDSWITH", "@contoso.example", YES),
    ("a@contoso.example", "NOTENDSWITH", "@contoso.example", NO),
    ("a.b", "CONTAINS", ".", YES),
    # A point is a point, not any letter.
    ("ab", "CONTAIN", ".", NO),
    ("a.b", "NOTCONTAINS", ".", NO),
    ("", "ISNULL", "", YES),
    ("x", "ISNULL", "", NO),
    (None, "ISNULL", "", MAYBE),
    ("x", "ISNOTNULL", "", YES),
    ("", "ISNOTNULL", "", NO),
    ("514", "ISBITSET", "2", YES),
    ("512", "ISBITSET", "2", NO),
    ("514", "ISBITNOTSET", "2", NO),
    ("512", "ISNOTBITSET", "2", YES),
    ("512", "ISBITSET", "514", MAYBE),
    ("x", "ISBITSET", "2", MAYBE),
    ("", "ISBITSET", "2", MAYBE),
    (["a", "b"], "ISIN", "b", YES),
    (["a", "b"], "ISIN", "c", NO),
    (["a", "B"], "ISIN", "b", MAYBE),
    ([], "ISIN", "b", NO),
    (["a", "b"], "ISNOTIN", "b", NO),
    (["a", "b"], "ISNOTIN", "c", YES),
    ([], "ISNOTIN", "c", YES),
    # EQUAL is for attributes of one value.
    (["a", "b"], "EQUAL", "b", MAYBE),
    (["b"], "EQUAL", "b", YES),
    (None, "ISIN", "b", MAYBE),
    ("5", "LESSTHAN", "7", MAYBE),
    ("x", "ISMEMBEROF", "CN=g,DC=x", MAYBE),
    ("x", "3", "x", MAYBE),
    ("x", "RESEMBLES", "x", MAYBE),
    ("x", "EQUAL", "", MAYBE),
]  # fmt: skip


@pytest.mark.parametrize(("value", "operator", "wanted", "answer"), CONDITIONS)
def test_each_operator_says_yes_or_no_only_where_that_is_certain(
    value: Any, operator: str, wanted: str, answer: int
) -> None:
    name = "otherMailbox" if isinstance(value, list) else "department"
    found = snapshot([person("anna", {name: value}), person("ben", {name: ["z"] if isinstance(value, list) else "z"})])
    filtered = FilteredColumns(
        PairColumns(snapshot=found, identities=match(found), which=np.array([0, 1], dtype=np.int64))
    )
    assert filtered.takes(read_filter([group((name.upper(), operator, wanted))]))[0] == answer


def test_conditions_of_a_group_must_all_hold_and_one_group_is_enough() -> None:
    found = snapshot([person("anna", {"department": "Sales", "l": "Halle"}), person("ben", {"department": "HR"})])
    filtered = FilteredColumns(PairColumns(snapshot=found, identities=match(found), which=np.array([0], np.int64)))
    sales, halle, leipzig = (("department", "EQUAL", "Sales"), ("l", "EQUAL", "Halle"), ("l", "EQUAL", "Leipzig"))
    unclear = ("l", "LESSTHAN", "X")
    for groups, answer in (
        ([group(sales, halle)], YES),
        ([group(sales, leipzig)], NO),
        ([group(sales, leipzig), group(halle)], YES),
        ([group(sales, unclear)], MAYBE),
        ([group(leipzig, unclear)], NO),
        ([group(leipzig), group(unclear)], MAYBE),
        ([group(sales), group(unclear)], YES),
        ([group(("notExported", "EQUAL", "x"))], MAYBE),
        ([], YES),
        (["Microsoft.IdentityManagement.PowerShell.ObjectModel.ScopeConditionGroup"], MAYBE),
        ([json.dumps({"ScopeConditionList": []})], MAYBE),
        (None, MAYBE),
    ):
        assert filtered.takes(read_filter(groups))[0] == answer, groups


PERHAPS = ("unknown", "scope-not-known")
SALES, HR = group(("department", "EQUAL", "Sales")), group(("department", "EQUAL", "HR"))


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ([rule("all")], LAG),
        ([rule("sales", SALES)], LAG),
        ([rule("hr", HR)], ("drift", "sync-rule-scope")),
        ([rule("hr", HR), rule("sales", SALES)], LAG),
        ([rule("hr", HR), rule("off", SALES, Disabled="True")], ("drift", "sync-rule-scope")),
        ([rule("hr", HR), rule("out", SALES, Direction="Outbound")], ("drift", "sync-rule-scope")),
        ([rule("hr", HR), rule("groups", SALES, SourceObjectType="group")], ("drift", "sync-rule-scope")),
        ([rule("hr", HR), rule("inet", SALES, SourceObjectType="inetOrgPerson")], ("drift", "sync-rule-scope")),
        ([rule("unclear", group(("department", "LESSTHAN", "X")))], PERHAPS),
        ([rule("no column", group(("employeeType", "EQUAL", "E")))], PERHAPS),
        # A rule that lost its flows may carry the attribute.
        ([rule("hr", HR), rule("lost", AttributeFlowMappings=["X.AttributeFlowMapping"])], PERHAPS),
        ([rule("hr", HR), rule("way not known", SALES, Direction="0")], PERHAPS),
        # No rule carries the attribute, so nothing is said about it.
        ([rule("hr", HR, target="title")], LAG),
        # Rules of the cloud's connector bring nothing from AD.
        (
            [
                rule("hr", HR),
                rule("In from Entra ID", SALES, Connector=CLOUD, ImmutableTag="Microsoft.InfromAADUserJoin.001"),
            ],
            ("drift", "sync-rule-scope"),
        ),
        # The rules that bring objects in.
        ([rule("join", HR, target="x", LinkType="Provision"), rule("all")], ("drift", "sync-rule-scope-object")),
        ([rule("join", SALES, target="x", LinkType="Provision"), rule("all")], LAG),
        # Rules that keep objects back.
        ([keeps_back("no sync", SALES)], ("drift", "sync-rule-filters-object")),
        ([keeps_back("no sync", HR)], LAG),
        ([keeps_back("no sync", group(("employeeType", "EQUAL", "E")))], PERHAPS),
        ([keeps_back("by hand", SALES, FlowType="Expression")], PERHAPS),
        # The lesser precedence wins: sales are let through before the rule that keeps everybody back.
        ([keeps_back("all", Precedence="60"), keeps_back("sales", SALES, said="False", Precedence="50")], LAG),
        (
            [keeps_back("all", Precedence="60"), keeps_back("hr", HR, said="False", Precedence="50")],
            ("drift", "sync-rule-filters-object"),
        ),
        (
            [
                keeps_back("all", Precedence="60"),
                keeps_back("unclear", group(("employeeType", "EQUAL", "E")), said="False", Precedence="50"),
            ],
            PERHAPS,
        ),
        ([keeps_back("no place", SALES, Precedence="")], PERHAPS),
        # What keeps system objects back in setup's own rule says nothing of people.
        ([keeps_back("setup", IsStandardRule="True", FlowType="Expression")], LAG),
    ],
    ids=lambda value: " + ".join(r["Name"] for r in value) if isinstance(value, list) else "",
)  # fmt: skip
def test_scope_filters_of_rules_class_the_difference(rules: list[dict[str, Any]], found: tuple[str, str]) -> None:
    assert kind(different(), sync__rule=rules) == found


def test_reasons_name_the_rules() -> None:
    assert "leave this object out (hr, it)" in why(different(), sync__rule=[rule("it", HR), rule("hr", HR)])
    many = [rule(f"rule {n}", HR) for n in range(6)]
    assert "(rule 0, rule 1, rule 2, rule 3 and 2 more)" in why(different(), sync__rule=many)
    assert "keeps this object from the cloud: no sync." in why(
        different(), sync__rule=[keeps_back("other", HR), keeps_back("no sync", SALES)]
    )


def test_rules_without_their_filters_say_nothing() -> None:
    bare = {k: v for k, v in rule("hr", HR).items() if k != "ScopeFilter"}
    assert kind(different(), sync__rule=[bare]) == LAG


def test_an_old_difference_is_drift_whatever_the_filter_may_say() -> None:
    unclear = rule("unclear", group(("department", "LESSTHAN", "X")))
    found = kind(different(ad={"whenChanged": OLD}), sync__rule=[unclear])
    assert found == ("drift", "changed-before-last-sync")


def test_after_the_transfer_no_scope_matters() -> None:
    found = kind(different(IsExchangeCloudManaged="True"), sync__rule=[rule("hr", HR)], sync__connector=[connector([])])
    assert found == ("drift", "transferred")


STAFF = f"OU=Staff,{DOMAIN}"
OUT = ("drift", "container-left-out")


@pytest.mark.parametrize(
    ("connectors", "found"),
    [
        ([connector()], LAG),
        ([connector(excluded=[STAFF])], OUT),
        ([connector(excluded=[STAFF.upper().replace(",", ", ")])], OUT),
        ([connector([DOMAIN, STAFF], [])], LAG),
        ([connector([f"OU=Other,{DOMAIN}"])], OUT),
        # The nearest container decides.
        ([connector([STAFF], [DOMAIN])], LAG),
        ([connector([DOMAIN, f"OU=Sub,{STAFF}"], [STAFF])], OUT),
        # A name that only ends alike is another one.
        ([connector(excluded=[f"OU=taff,{DOMAIN}", f"OU=Old Staff,{DOMAIN}"])], LAG),
        ([connector([STAFF], [STAFF])], PERHAPS),
        ([connector(Selected="False")], OUT),
        # Lists that were lost on the way.
        ([connector([])], PERHAPS),
        ([connector(ContainerInclusionList=None)], PERHAPS),
        ([connector(ContainerExclusionList=None)], PERHAPS),
        ([connector(["System.Collections.Generic.List"])], PERHAPS),
        ([connector(PilotGroup=f"CN=Pilot,{STAFF}")], PERHAPS),
        # Another domain, and the connector of the cloud.
        ([connector([], PartitionDN="DC=fabrikam,DC=example", Identifier=OTHER)], LAG),
        ([connector([], PartitionDN="default", Identifier=CLOUD)], LAG),
        # The nearest domain decides, and servers that disagree prove nothing.
        ([connector([], PartitionDN="DC=example"), connector()], LAG),
        ([connector(), connector(excluded=[STAFF])], PERHAPS),
        ([connector([DOMAIN], [STAFF]), connector([f"OU=Other,{DOMAIN}"])], OUT),
        # Attributes.
        ([connector(AttributeInclusionList=["mail"])], ("drift", "attribute-not-selected")),
        ([connector(AttributeInclusionList=["EXTENSIONATTRIBUTE1"])], LAG),
        ([connector(AttributeInclusionList=None)], LAG),
        ([connector(AttributeInclusionList=["mail"]), connector()], LAG),
    ],
)  # fmt: skip
def test_containers_and_attributes_of_the_connector(connectors: list[dict[str, Any]], found: tuple[str, str]) -> None:
    assert kind(different(), sync__connector=connectors) == found


def test_the_container_is_named() -> None:
    said = why(different(), sync__connector=[connector(excluded=[STAFF])])
    assert "leaves this container out of the sync: OU=Staff,DC=contoso,DC=example." in said


def test_rules_belong_to_the_connector_of_the_domain() -> None:
    """Two forests: the rule that takes Anna belongs to the other one."""
    rules = [rule("hr", HR), rule("sales there", SALES, Connector=OTHER)]
    there = connector(PartitionDN="DC=fabrikam,DC=example", Identifier=OTHER)
    assert kind(different(), sync__rule=rules, sync__connector=[connector(), there]) == ("drift", "sync-rule-scope")
    # Without the connectors nobody knows whose rule it is.
    assert kind(different(), sync__rule=rules) == PERHAPS


def test_an_object_without_an_alias_is_told_so_before_any_filter_of_an_attribute() -> None:
    alias = group(("mailNickname", "ISNOTNULL", ""))
    assert kind(different(ad={"mailNickname": ""}), sync__rule=[rule("alias", alias)]) == ("drift", "no-alias")


def test_only_what_lies_in_the_container_is_left_out() -> None:
    old = {"distinguishedName": f"CN=carl\\, the elder,OU=Old,{STAFF}"}
    rows = rows_of(
        snapshot(
            [different(), different("carl", ad=old)],
            sync__connector=[connector(excluded=[f"OU=Old,{STAFF}"])],
        )
    )
    assert rows["anna", ATTRIBUTE]["kind"] == "lag"
    assert rows["carl\\", ATTRIBUTE]["classed_by"] == "container-left-out"
