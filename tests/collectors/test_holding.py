"""Tables that wait for the others come back as they were, packed or not."""

import pyarrow as pa

from analyzer.collectors.holding import Held

LISTS = pa.array([["SMTP:a@contoso.example", "smtp:b@contoso.example"], [], None], pa.list_(pa.string()))


def table(name: str) -> pa.Table:
    names = pa.chunked_array([pa.array([name]), pa.array(["", None])])
    return pa.table({"Name": names, "EmailAddresses": LISTS, "_row": pa.array([2, 3, 4], pa.int64())})


def test_what_was_packed_comes_back_with_every_cell_and_its_three_states() -> None:
    held = Held(large=1)
    given = [
        ("cloud.mailbox", (0, table("Ann"))),
        ("cloud.recipient", (1, table("Bo"))),
        ("cloud.mailbox", (2, table("Cy"))),
    ]
    for kind, part in given:
        held.add(kind, part)

    assert held.kinds() == ["cloud.mailbox", "cloud.recipient"]
    assert held.pop("cloud.mailbox") == [(0, table("Ann")), (2, table("Cy"))]
    assert held.pop("cloud.recipient") == [(1, table("Bo"))]
    assert held.kinds() == []


def test_a_large_table_needs_less_room_while_another_file_is_read() -> None:
    many = pa.table({"Company": pa.array(["Contoso"] * 200_000)})
    before = pa.total_allocated_bytes()
    held = Held(large=1 << 20)
    held.add("cloud.mailbox", (0, many))
    size = many.nbytes
    del many
    held.add("entra.user", (1, pa.table({"Id": ["x"]})))

    assert pa.total_allocated_bytes() - before < size / 10


def test_small_tables_are_held_as_they_are() -> None:
    held, first = Held(), table("Ann")
    held.add("cloud.mailbox", (0, first))
    held.add("entra.user", (1, table("Bo")))

    assert held.pop("cloud.mailbox")[0][1] is first
