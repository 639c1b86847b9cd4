"""The folder of what is kept: whole or not there, for its owner alone, and harmless whatever stands in it."""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from analyzer.shelf import folder as shelf
from analyzer.shelf.folder import Damaged, Part, get, put

TABLES = {"one": pa.table({"a": ["x", None, ""], "b": [[1], [], None]}), "none": pa.table({"c": pa.array([], "int64")})}

MAGIC = b"ARROW1\0\0"


def kept(place: Path, key: Any = "k", tables: Mapping[str, pa.Table] = TABLES) -> Path:
    put(place, "read", key, {"n": [1, "ü"]}, tables)
    return place


def taken(place: Path) -> Part | None:
    return get(place, "read", lambda _key: True)


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    part = taken(kept(tmp_path / "kept"))
    assert part is not None
    assert (part.key, part.facts) == ("k", {"n": [1, "ü"]})
    assert {name: t.to_pylist() for name, t in part.tables.items()} == {n: t.to_pylist() for n, t in TABLES.items()}
    assert part.tables["none"].schema == TABLES["none"].schema


def test_nothing_kept_is_nothing(tmp_path: Path) -> None:
    assert taken(tmp_path / "kept") is None
    assert get(kept(tmp_path / "kept"), "judged", lambda _key: True) is None


def test_the_tables_of_another_key_are_not_opened(tmp_path: Path) -> None:
    place = kept(tmp_path / "kept", key={"as_of": 1})
    for path in place.glob("*.arrow"):
        path.unlink()
    part = get(place, "read", lambda key: bool(key == {"as_of": 2}))
    assert part is not None
    assert part.key == {"as_of": 1}
    assert part.tables == {}


@pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")
def test_it_is_for_its_owner_alone_and_says_what_it_is(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        place = kept(tmp_path / "kept")
    finally:
        os.umask(before)
    assert place.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in place.iterdir()} == {0o600}
    assert (place / ".gitignore").read_text(encoding="ascii") == "*\n"
    assert "Delete the whole folder" in (place / "README.txt").read_text(encoding="ascii")


def test_a_new_part_takes_the_place_of_the_old(tmp_path: Path) -> None:
    place = kept(tmp_path / "kept")
    (place / "read.0.99.part").write_bytes(b"left by an interrupt")
    kept(place, key="other", tables={"one": pa.table({"a": ["other"]})})
    part = taken(place)
    assert part is not None
    assert part.key == "other"
    assert len(list(place.glob("*.arrow"))) == 1
    assert not list(place.glob("*.part"))


def test_an_interrupt_leaves_the_part_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = kept(tmp_path / "kept")
    written = []

    def interrupted(folder: Path, name: str, number: int, table: pa.Table) -> dict[str, Any]:
        if written:
            raise KeyboardInterrupt
        written.append(number)
        return real(folder, name, number, table)

    real = shelf._kept
    monkeypatch.setattr(shelf, "_kept", interrupted)
    with pytest.raises(KeyboardInterrupt):
        kept(place, key="new", tables={"one": pa.table({"a": ["new"]}), "two": pa.table({"a": [1]})})
    part = taken(place)
    assert part is not None
    assert part.key == "k"
    assert part.tables["one"].to_pylist() == TABLES["one"].to_pylist()


def test_any_byte_that_is_another_is_noticed(tmp_path: Path) -> None:
    place = kept(tmp_path / "kept")
    for path in (p for p in place.iterdir() if p.suffix in {".arrow", ".jsonl"}):
        whole = path.read_bytes()
        for at in range(0, len(whole), max(1, len(whole) // 40)):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x20]) + whole[at + 1 :])
            with pytest.raises(Damaged):
                taken(place)
        for cut in (b"", whole[: len(whole) // 2], whole + b"\0"):
            path.write_bytes(cut)
            with pytest.raises(Damaged):
                taken(place)
        path.unlink()
        if path.suffix == ".arrow":
            with pytest.raises(Damaged, match="a table is missing"):
                taken(place)
        path.write_bytes(whole)
    assert taken(place) is not None


def listed(place: Path, body: Any) -> None:
    """A list that agrees with itself, whatever it says."""
    text = json.dumps(body).encode()
    head = {"format": shelf.FORMAT, "part": "read", "sha256": hashlib.sha256(text).hexdigest()}
    (place / "read.jsonl").write_bytes(json.dumps(head).encode() + b"\n" + text)


def forged(place: Path, content: bytes) -> None:
    """A table that agrees with its list, whatever is in it."""
    digest = hashlib.sha256(content).hexdigest()
    (place / f"read-{digest}.arrow").write_bytes(content)
    listed(place, {"key": "k", "facts": {}, "tables": {"one": {"sha256": digest, "bytes": len(content)}}})


def test_offsets_that_lead_out_of_the_file_are_refused(tmp_path: Path) -> None:
    place = kept(tmp_path / "kept", tables={"one": pa.table({"a": ["abcdefgh", "ijklmnop"]})})
    (path,) = place.glob("*.arrow")
    whole, ends = path.read_bytes(), (0).to_bytes(4, "little") + (8).to_bytes(4, "little") + (16).to_bytes(4, "little")
    assert whole.count(ends) == 1
    forged(place, whole.replace(ends, ends[:4] + (1 << 30).to_bytes(4, "little") + ends[8:]))
    with pytest.raises(Damaged):
        taken(place)


def test_text_that_is_no_text_is_refused(tmp_path: Path) -> None:
    place = kept(tmp_path / "kept", tables={"one": pa.table({"a": ["abcdefgh"]})})
    (path,) = place.glob("*.arrow")
    forged(place, path.read_bytes().replace(b"abcdefgh", b"abc\xff\xfefgh"))
    with pytest.raises(Damaged):
        taken(place)


@pytest.mark.parametrize(
    "content", [b"ARROW1\0\0", b"ARROW1\0\0" + b"\xff" * 64 + b"ARROW1", b"\x80\x04cos\nsystem\n."]
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    place = kept(tmp_path / "kept")
    forged(place, content)
    with pytest.raises(Damaged):
        taken(place)


@pytest.mark.parametrize(
    "body",
    [
        [], {}, {"key": 1, "facts": 1, "tables": []}, {"key": 1, "facts": 1, "tables": {"one": {}}},
        {"key": 1, "facts": 1, "tables": {"one": {"sha256": "../../etc/passwd", "bytes": 1}}},
        {"key": 1, "facts": 1, "tables": {"one": {"sha256": "0" * 64, "bytes": 1}}},
    ],
)  # fmt: skip
def test_a_list_that_is_none_is_refused(tmp_path: Path, body: Any) -> None:
    place = kept(tmp_path / "kept")
    listed(place, body)
    with pytest.raises(Damaged):
        taken(place)


@pytest.mark.skipif(os.name != "posix", reason="making a link needs a right on Windows")
def test_a_planted_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    place, victim = tmp_path / "kept", tmp_path / "victim"
    place.mkdir()
    victim.write_text("mine", encoding="ascii")
    for name in (f"read.0.{os.getpid()}.part", f"read.jsonl.{os.getpid()}.part", "read.jsonl"):
        (place / name).symlink_to(victim)
    kept(place)
    assert victim.read_text(encoding="ascii") == "mine"
    assert taken(place) is not None
