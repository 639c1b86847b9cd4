"""The kinds of damage and their samples, as ``damage.toml`` lists them."""

import tomllib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SAMPLES = HERE / "damage"
DAMAGE: Mapping[str, Any] = tomllib.loads((HERE / "damage.toml").read_text(encoding="utf-8"))


def cases(*ids: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The samples of these rows, or of all, each with a name for the test."""
    for row in DAMAGE["row"]:
        if not ids or row["id"] in ids:
            for case in row["case"]:
                yield f"{row['id']} {case['says']}", case


def files_of(case: Mapping[str, Any]) -> dict[str, bytes]:
    """The assessment folder of a sample: path to content."""
    files = {place_of(case): _grown((SAMPLES / case["sample"]).read_bytes(), case)}
    for place, sample in case.get("beside", {}).items():
        files[place] = (SAMPLES / sample).read_bytes()
    return files


def place_of(case: Mapping[str, Any]) -> str:
    """Where the sample lies in the folder."""
    return str(case.get("at") or f"cloud/{case['sample']}")


def _grown(content: bytes, case: Mapping[str, Any]) -> bytes:
    """A sample that is too long to be kept, made from a short one."""
    content = content.replace(b"{filler}", b"x" * case.get("filler", 0))
    if "times" not in case:
        return content
    if case["sample"].endswith(".ldf"):
        return b"".join(
            content.replace(b"{n}", b"%d" % n).replace(b"{guid}", b64encode(b"%016d" % n)) for n in range(case["times"])
        )
    head, line, _end = content.split(b"\r\n")
    rows = [line.replace(b"{n}", b"%08d" % n) for n in range(case["times"])]
    return b"\r\n".join([head, *rows, b""])
