"""Tables as PowerShell writes them: CSV of both generations, JSON, and the text of Format-List."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sample_company.truth import Attributes, Cell

HEADERS = Path(__file__).with_name("headers")


def columns(name: str) -> list[str]:
    """The columns of an export, as seen in real ones."""
    return (HEADERS / f"{name}.txt").read_text(encoding="utf-8").split()


def _cell(value: Cell | None, joined: str) -> str:
    if value is None:
        return ""
    return joined.join(str(v) for v in value) if isinstance(value, list) else str(value)


def csv(
    rows: Sequence[Attributes],
    names: Sequence[str],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    joined: str = "|",
    type_line: str = "",
    extra_lines: Sequence[str] = (),
) -> bytes:
    """A file of Export-Csv: everything quoted, nothing between the delimiters for what is null.

    ``encoding`` as Python names it; ``utf-16`` and ``utf-8-sig`` get their marks.
    """
    lines = [type_line] if type_line else []
    lines.append(delimiter.join(f'"{n}"' for n in names))
    for row in rows:
        cells = (row.get(n) for n in names)
        quoted = ("" if c is None else '"' + _cell(c, joined).replace('"', '""') + '"' for c in cells)
        lines.append(delimiter.join(quoted))
    lines += extra_lines
    text = "\r\n".join(lines) + "\r\n"
    return b"\xff\xfe" + text.encode("utf-16-le") if encoding == "utf-16" else text.encode(encoding)


_WORDS: dict[str, bool | None] = {"true": True, "false": False}


def _plain(value: Cell | None) -> Any:
    return _WORDS.get(value, value) if isinstance(value, str) else value


def json_array(rows: Sequence[Attributes], names: Sequence[str]) -> bytes:
    """A file of ConvertTo-Json in PowerShell 7: an array, times in ISO form."""
    made = [{n: _plain(r.get(n)) for n in names} for r in rows]
    return (
        (json.dumps(made, indent=2, ensure_ascii=False) + "\r\n").replace("\n", "\r\n").replace("\r\r", "\r").encode()
    )


def json_object(row: Attributes) -> bytes:
    """A file of ConvertTo-Json in Windows PowerShell: one object without an array, times as numbers, UTF-16."""
    lines = []
    for name, value in row.items():
        found = _plain(value)
        if isinstance(found, str) and found.endswith("Z") and found[:2] == "20":
            millis = int(dt.datetime.fromisoformat(found).timestamp() * 1000)
            lines.append(f'    "{name}":  "\\/Date({millis})\\/"')
        else:
            lines.append(f'    "{name}":  {json.dumps(found)}')
    text = "{\r\n" + ",\r\n".join(lines) + "\r\n}\r\n"
    return b"\xff\xfe" + text.encode("utf-16-le")


def format_list(row: Attributes) -> bytes:
    """What ``Get-ADSyncScheduler > file`` leaves in Windows PowerShell: Format-List text in UTF-16."""
    width = max(len(n) for n in row)
    text = "\r\n\r\n" + "\r\n".join(f"{n:<{width}} : {_cell(v, ', ')}" for n, v in row.items()) + "\r\n\r\n\r\n"
    return b"\xff\xfe" + text.encode("utf-16-le")
