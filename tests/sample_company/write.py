"""Writes ``sample_data``, or says what differs from it."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from sample_company import contoso_files, fabrikam, readme

TARGET = Path(__file__).resolve().parents[2] / "sample_data"


def everything() -> Mapping[str, bytes]:
    """Every generated file of ``sample_data`` by its relative name."""
    companies = {"contoso": contoso_files, "fabrikam": fabrikam}
    out: dict[str, bytes] = {}
    told = {}
    for name, module in companies.items():
        told[name] = made = module.company()
        out |= {f"{name}/{file}": data for file, data in module.files(made).files.items()}
    out["README.md"] = readme.text(told["contoso"], told["fabrikam"]).encode()
    return out


def stale(target: Path = TARGET) -> list[str]:
    """Names of files that are missing, differ, or should not be there."""
    wanted = everything()
    there = {p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file() and "reports" not in p.parts}
    wrong = [n for n, data in wanted.items() if n not in there or (target / n).read_bytes() != data]
    return sorted([*wrong, *(there - set(wanted))])


def main(arguments: Sequence[str]) -> int:
    """0 when all is as it should be."""
    if "--check" in arguments:
        found = stale()
        sys.stdout.write("".join(f"not as generated: {n}\n" for n in found))
        return 1 if found else 0
    made = everything()
    for name in set(stale()) - set(made):
        (TARGET / name).unlink()
    for name, data in made.items():
        path = TARGET / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return 0
