"""An export without rows counts only when the kit, or a person, says that there was nothing to find."""

import json
from pathlib import Path

from export_files import codes, csv_text, mailbox, read, told

HEAD = '"Name","Domain","Site","MessagesQueued"'
RUN = "exready-kit-2-exchange-shell.json"
KIND = "onprem.edge_subscription"
FILE = "onprem/edge-subscriptions.csv"


def run(*exports: dict[str, object], **more: object) -> str:
    """What a script of the kit writes about its run."""
    return json.dumps({"product": "exready kit", "result_size": "Unlimited", "exports": list(exports), **more})


def export(state: str, **more: object) -> dict[str, object]:
    words = {
        "code": "B3",
        "id": KIND,
        "file": "edge-subscriptions.csv",
        "state": state,
        "started": "2026-11-19T10:00:00Z",
    }
    return words | {"first_errors": [], "rows": 0} | more


def header_of(kind: str) -> str:
    """The heads of the columns by which the layout is known."""
    from export_files import LAYOUTS

    (layout,) = [x for x in LAYOUTS if x.id == kind]
    names = {layout.names.get(n, n) for n in layout.prints[0].all_of | layout.prints[0].any_of}
    return ",".join(f'"{n}"' for n in sorted(names)) + "\n"


def test_nobody_says_anything(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {FILE: header_of(KIND)})
    assert snapshot.table(KIND) is None
    assert codes(snapshot) == ["W405"]


def test_the_kit_says_that_there_is_none(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {FILE: header_of(KIND), RUN: run(export("none"))})
    table = snapshot.table(KIND)
    assert table is not None
    assert table.num_rows == 0
    assert {"Name", "_file", "_row"} <= set(table.column_names)
    assert snapshot.complete(KIND)
    assert codes(snapshot) == []
    assert [(f.file, f.health) for f in snapshot.files] == [(RUN, "whole"), (FILE, "whole")]


def test_the_kit_says_so_without_a_file(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {RUN: run(export("none"))})
    assert snapshot.table(KIND) is not None
    assert snapshot.complete(KIND)


def test_a_trial_with_few_rows_proves_nothing(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {FILE: header_of(KIND), RUN: run(export("none"), result_size="50")})
    assert snapshot.table(KIND) is None


def test_a_person_says_so(tmp_path: Path) -> None:
    settings = f'[exports]\nnone_found = ["{KIND}", "onprem.nothing_like_it"]\n'
    snapshot = read(tmp_path, {FILE: header_of(KIND), "assessment.toml": settings})
    assert snapshot.complete(KIND)
    assert codes(snapshot) == ["W448"]


def test_rows_beat_the_saying(tmp_path: Path) -> None:
    files = {"cloud/mailboxes.csv": csv_text([mailbox("kim")]), RUN: run(export("none", id="cloud.mailbox"))}
    snapshot = read(tmp_path, files)
    assert snapshot.tables["cloud.mailbox"].num_rows == 1
    assert codes(snapshot) == ["W447"]
    assert [f.file for f in snapshot.files_of("cloud.mailbox")] == ["cloud/mailboxes.csv"]


def test_what_the_kit_could_not_export_is_told_with_its_first_error(tmp_path: Path) -> None:
    broken = export("failed", first_errors="Access\r\nis denied")
    snapshot = read(tmp_path, {RUN: run(broken)})
    assert told(snapshot, "W445").message.endswith("B3 edge-subscriptions.csv whole: Access is denied")
    assert snapshot.files[0].exported_at is not None


def test_a_run_that_cannot_be_read_confirms_nothing(tmp_path: Path) -> None:
    for number, text in enumerate(("{", "[]", '{"product": "other"}')):
        snapshot = read(tmp_path / str(number), {FILE: header_of(KIND), RUN: text})
        assert snapshot.table(KIND) is None
        assert sorted(codes(snapshot)) == ["W405", "W446"]
