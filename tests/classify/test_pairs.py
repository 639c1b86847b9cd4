"""The comparison of whole estates: kinds, rows and missing columns."""

from typing import Any

from pair_estates import compare, person, rows_of, snapshot

from analyzer.classify import kinds as k


def test_healthy_people_leave_no_row() -> None:
    _, comparison, _ = compare(snapshot([person("anna"), person("ben")]))
    assert comparison.rows.empty
    assert {int(c) for n, codes in comparison.kinds.items() if n not in comparison.unknown_because for c in codes} <= {
        k.EQUAL,
        k.BY_DESIGN,
    }


def test_a_row_carries_both_values_as_found_and_as_compared() -> None:
    rows = rows_of(
        snapshot([person("anna", {"mail": " A.Berg@Contoso.example"}, {"WindowsEmailAddress": "b@c.example"})])
    )
    row = rows["anna", "mail"]
    assert row["directory_value"] == " A.Berg@Contoso.example"
    assert row["directory_compared"] == "a.berg@contoso.example"
    assert (row["cloud_name"], row["category"], row["kind"], row["direction"]) == (
        "WindowsEmailAddress",
        "exchange",
        "drift",
        "both",
    )
    assert row["written_back"]
    assert row["directory_changed"] == "2026-09-01T08:00:00Z"
    assert row["changed_basis"] == "object time"


def test_swapped_values_mirror_the_direction() -> None:
    rows = rows_of(
        snapshot(
            [
                person("anna", {"extensionAttribute1": "HR"}),
                person("ben", cloud={"CustomAttribute1": "HR"}),
                person("carl", {"extensionAttribute1": "HR"}, {"CustomAttribute1": "Sales"}),
            ]
        )
    )
    found = {name: rows[name, "extensionAttribute1"]["direction"] for name in ("anna", "ben", "carl")}
    assert found == {"anna": "only_directory", "ben": "only_cloud", "carl": "both"}


def test_a_cell_that_was_not_read_is_an_unknown_row() -> None:
    found = snapshot([person("anna", {"extensionAttribute1": None}), person("ben")])
    _, comparison, places = compare(found)
    assert comparison.kinds["extensionAttribute1"][places["anna"]] == k.UNKNOWN
    assert comparison.kinds["extensionAttribute1"][places["ben"]] == k.EQUAL
    assert rows_of(found)["anna", "extensionAttribute1"]["why"] == "The value is not known in AD."


def test_a_column_that_is_nowhere_makes_no_rows_but_a_reason() -> None:
    people = [person("anna"), person("ben")]
    for one in people:
        del one["cloud.mailbox"]["CustomAttribute1"]
        one["ad.object"]["msExchHideFromAddressLists"] = None
    _, comparison, _ = compare(snapshot(people))
    assert set(comparison.kinds["extensionAttribute1"]) == {k.UNKNOWN}
    assert (
        "CustomAttribute1 is not in the export of Get-Mailbox (cloud.mailbox.csv)"
        in (comparison.unknown_because["extensionAttribute1"])
    )
    assert comparison.unknown_because["msExchHideFromAddressLists"].startswith(
        "msExchHideFromAddressLists is not in ad.object.csv"
    )
    assert "Get-User" in comparison.unknown_because["department"]
    assert comparison.rows.empty


def test_a_file_without_the_column_makes_no_rows_for_its_pairs() -> None:
    people = [
        person("anna"),
        person("ben", {"extensionAttribute1": "HR"}),
        person("carl", {"extensionAttribute1": None}),
    ]
    found = snapshot(people, parts={"ad.object": [0, 0, 1]})
    _, comparison, places = compare(found)
    assert comparison.kinds["extensionAttribute1"][places["carl"]] == k.UNKNOWN
    assert comparison.unknown_because["extensionAttribute1"] == "extensionAttribute1 is not in ad.object1.csv"
    assert set(comparison.rows["pair"]) == {places["ben"]}


def test_mailboxes_that_are_gone_and_mail_users_are_no_pairs() -> None:
    people = [
        person("anna", cloud={"IsInactiveMailbox": "True", "WhenSoftDeleted": ""}),
        person("ben", cloud={"IsInactiveMailbox": "False", "WhenSoftDeleted": "2026-11-01T00:00:00Z"}),
        person("carl", cloud={"IsInactiveMailbox": "", "WhenSoftDeleted": ""}),
    ]
    user = person("dora")
    user["cloud.mailuser"] = user.pop("cloud.mailbox")
    assert list(compare(snapshot([*people, user]))[2]) == ["carl"]


def test_without_one_side_there_is_nothing_to_compare() -> None:
    one = person("anna")
    del one["cloud.mailbox"]
    _, comparison, places = compare(snapshot([one]))
    assert places == {}
    assert comparison.rows.empty


def test_bits_of_the_hold_field_are_compared_one_by_one() -> None:
    people = [
        person(
            "anna", {"msExchELCMailboxFlags": "8"}, {"LitigationHoldEnabled": "False", "RetentionHoldEnabled": "False"}
        ),
        person(
            "ben", {"msExchELCMailboxFlags": "9"}, {"LitigationHoldEnabled": "True", "RetentionHoldEnabled": "True"}
        ),
    ]
    rows = rows_of(snapshot(people))
    assert set(rows) == {("anna", "msExchELCMailboxFlags.LitigationHoldEnabled")}


def test_the_combined_list_stands_in_for_the_two_single_ones() -> None:
    def chosen(name: str, people: list[str], groups: list[str], both: list[str]) -> dict[str, Any]:
        dn = "CN={},OU=Staff,DC=contoso,DC=example".format
        ad = {"authOrig": [dn(p) for p in people], "dLMemSubmitPerms": [dn(g) for g in groups]}
        return person(name, ad, {"AcceptMessagesOnlyFromSendersOrMembers": both})

    people = [
        chosen("anna", ["ben"], ["carl"], ["ben", "carl"]),
        chosen("ben", ["anna"], [], ["anna", "carl"]),
        chosen("carl", ["anna"], [], []),
    ]
    rows = rows_of(snapshot(people))
    found = {name: (r["direction"], r["why"]) for (name, a), r in rows.items() if a == "authOrig"}
    assert set(found) == {"ben", "carl"}
    assert "Only in the cloud: carl@contoso.example." in found["ben"][1]
    assert found["carl"][0] == "only_directory"


def test_members_with_separators_in_them_are_not_mixed_up() -> None:
    people = [
        person(
            "anna",
            {"msExchExtensionCustomAttribute1": ["a\x1fb", "c"]},
            {"ExtensionCustomAttribute1": ["a", "b\x1fc"]},
        ),
        person("ben", {"msExchExtensionCustomAttribute1": ["a\x1eb"]}, {"ExtensionCustomAttribute1": ["a\x1eb"]}),
    ]
    rows = rows_of(snapshot(people))
    assert {name for name, _ in rows} == {"anna"}
