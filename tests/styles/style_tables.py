"""Objects of a cmdlet as files, in each of the ways in which PowerShell and Graph write them."""

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from style_estate import Cell, Export

_SIZE = re.compile(r"(\d[\d,]*) bytes\)")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Printed in a culture they have lost their zone for good, which an assessment then says. Who needs them asks for
# universal time in a calculated column.
_CALCULATED = frozenset(
    {"LitigationHoldDate", "EndDateForRetentionHold", "StartDateForRetentionHold", "LastOriginatingChangeTime"}
)
_ZONE = dt.timezone(dt.timedelta(hours=1))


@dataclass(frozen=True, kw_only=True)
class Session:
    """How a session prints what is no text."""

    time: Callable[[dt.datetime], str]
    thousands: str = ","


ROUND_TRIP = Session(time=lambda t: t.strftime("%Y-%m-%dT%H:%M:%S.0000000Z"))
GERMAN = Session(time=lambda t: t.strftime("%d.%m.%Y %H:%M:%S"), thousands=".")
AMERICAN = Session(
    time=lambda t: f"{t.month}/{t.day}/{t.year} {t.hour % 12 or 12}:{t:%M:%S} {'AM' if t.hour < 12 else 'PM'}"
)


def printed(cell: Cell, session: Session, joined: str) -> str:
    """The text of a cell."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, dt.datetime):
        return session.time(cell)
    if isinstance(cell, list):
        return joined.join(cell)
    if cell is None:
        return ""
    return _SIZE.sub(lambda found: found[1].replace(",", session.thousands) + " bytes)", cell)


def _printed(name: str, cell: Cell, session: Session, joined: str) -> str:
    return printed(cell, ROUND_TRIP if name in _CALCULATED else session, joined)


def csv(
    export: Export,
    session: Session,
    *,
    joined: str,
    delimiter: str = ",",
    encoding: str = "utf-8",
    type_line: bool = False,
) -> bytes:
    """Export-Csv: every cell quoted, nothing at all for what is null."""
    lines = [f"#TYPE {export.made_of}"] if type_line else []
    lines.append(delimiter.join(f'"{name}"' for name in export.columns))
    for row in export.rows:
        cells = (None if row.get(n) is None else _printed(n, row[n], session, joined) for n in export.columns)
        lines.append(delimiter.join("" if c is None else '"' + c.replace('"', '""') + '"' for c in cells))
    text = "\r\n".join(lines) + "\r\n"
    return b"\xff\xfe" + text.encode("utf-16-le") if encoding == "utf-16" else text.encode(encoding)


def json_7(export: Export) -> bytes:
    """ConvertTo-Json in PowerShell 7: ISO times, UTF-8; one object stands alone."""
    made = [{n: _plain(row.get(n), ROUND_TRIP.time) for n in export.columns} for row in export.rows]
    return (json.dumps(made if len(made) > 1 else made[0], indent=2, ensure_ascii=False) + "\n").encode()


def json_51(export: Export) -> bytes:
    """ConvertTo-Json in Windows PowerShell: numbers for times, lists of objects wrapped, ASCII escapes, UTF-16."""
    made = [{n: _wrapped(_plain(row.get(n), _net)) for n in export.columns} for row in export.rows]
    text = json.dumps(made if len(made) > 1 else made[0], indent=4, ensure_ascii=False)
    for mark in "<>'&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    text = text.replace("/Date(", "\\/Date(").replace(')/"', ')\\/"').replace("\n", "\r\n")
    return b"\xff\xfe" + text.encode("utf-16-le")


def graph_pages(export: Export, size: int = 40) -> bytes:
    """The answers of Graph to one question, page after page in one array; names begin small."""
    rows = [{n[:1].lower() + n[1:]: _plain(row.get(n), _seconds) for n in export.columns} for row in export.rows]
    pages: list[dict[str, Any]] = []
    for start in range(0, len(rows), size):
        page: dict[str, Any] = {"@odata.context": "https://graph.example/v1.0/$metadata#x"}
        if start + size < len(rows):
            page["@odata.nextLink"] = f"https://graph.example/v1.0/x?$skiptoken={start}"
        pages.append(page | {"value": rows[start : start + size]})
    return json.dumps(pages if len(pages) > 1 else pages[0], ensure_ascii=False).encode()


def _seconds(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _net(moment: dt.datetime) -> str:
    return f"/Date({int(moment.timestamp() * 1000)})/"


def _plain(cell: Cell, time: Callable[[dt.datetime], str]) -> Any:
    return time(cell) if isinstance(cell, dt.datetime) else cell


def _wrapped(cell: Any) -> Any:
    return {"value": cell, "Count": len(cell)} if isinstance(cell, list) else cell


def clixml(export: Export, *, utf16: bool = False) -> bytes:
    """Export-Clixml of objects that came through a remote session: nested objects, references, types."""
    out = ['<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">']
    numbers = iter(range(10**9))
    named: dict[str, int] = {}

    def types(name: str) -> str:
        if name in named:
            return f'<TNRef RefId="{named[name]}" />'
        named[name] = len(named)
        return f'<TN RefId="{named[name]}"><T>{name}</T><T>System.Object</T></TN>'

    for row in export.rows:
        out.append(f'  <Obj RefId="{next(numbers)}">\r\n    {types("Deserialized." + export.made_of)}')
        out.append(f"    <ToString>{_xml(str(row.get('Name', '')))}</ToString>\r\n    <Props>")
        out += ["      " + _element(name, row.get(name), numbers, types) for name in export.columns]
        out.append('    </Props>\r\n    <MS>\r\n      <S N="PSComputerName">outlook.office365.com</S>\r\n    </MS>')
        out.append("  </Obj>")
    out.append("</Objs>")
    text = "\r\n".join(out)
    return b"\xff\xfe" + text.encode("utf-16-le") if utf16 else text.encode()


def _element(name: str, cell: Cell, numbers: Any, types: Callable[[str], str]) -> str:
    named = f' N="{_xml(name)}"'
    if cell is None:
        return f"<Nil{named} />"
    if isinstance(cell, bool):
        return f"<B{named}>{str(cell).lower()}</B>"
    if isinstance(cell, dt.datetime):
        if name.endswith("UTC"):
            return f"<DT{named}>{ROUND_TRIP.time(cell)}</DT>"
        return f"<DT{named}>{cell.astimezone(_ZONE):%Y-%m-%dT%H:%M:%S}+01:00</DT>"
    if isinstance(cell, list):
        members = "".join(f"<S>{_xml(v)}</S>" for v in cell)
        kind = types("System.Collections.ArrayList")
        return f'<Obj{named} RefId="{next(numbers)}">{kind}<LST>{members}</LST></Obj>'
    if _SIZE.search(cell):
        kind = types("Deserialized.Microsoft.Exchange.Data.ByteQuantifiedSize")
        size = f'<Props><U64 N="Value">{_SIZE.findall(cell)[0].replace(",", "")}</U64></Props>'
        return f'<Obj{named} RefId="{next(numbers)}">{kind}<ToString>{_xml(cell)}</ToString>{size}</Obj>'
    if _GUID.fullmatch(cell):
        return f"<G{named}>{cell}</G>"
    return f"<S{named}>{_xml(cell)}</S>"


def _xml(text: str) -> str:
    """Text as PowerShell writes it: control letters and halves of pairs as ``_xHHHH_``."""
    safe = re.sub(r"_x([0-9A-Fa-f]{4})_", r"_x005F_x\1_", text)
    return escape(re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda found: f"_x{ord(found[0]):04X}_", safe), {'"': "&quot;"})
