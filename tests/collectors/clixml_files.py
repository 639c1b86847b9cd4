"""The output of Export-Clixml, as text."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

SPACE = "http://schemas.microsoft.com/powershell/2004/04"
MAILBOX = "Deserialized.Microsoft.Exchange.Data.Directory.Management.Mailbox"
START = f'<Objs Version="1.1.0.1" xmlns="{SPACE}">'


class Xml(str):
    """An element that is written as it stands; ``%s`` stands for its N attribute."""


def cell(value: Any) -> Xml:
    """The element for a value: text, None, a boolean, a list, or one that is already written."""
    if isinstance(value, Xml):
        return value
    if value is None:
        return Xml("<Nil%s/>")
    if isinstance(value, bool):
        return Xml(f"<B%s>{str(value).lower()}</B>")
    if isinstance(value, int):
        return Xml(f"<I32%s>{value}</I32>")
    if isinstance(value, list):
        return Xml(f"<Obj%s><LST>{''.join(str(cell(v)) % '' for v in value)}</LST></Obj>")
    return Xml(f"<S%s>{escape(value).replace('%', '%%')}</S>")


def enum(word: str, number: int) -> Xml:
    """An enumeration: its word and its number."""
    return Xml(f"<Obj%s><TN><T>System.Enum</T></TN><ToString>{word}</ToString><I64>{number}</I64></Obj>")


def obj(
    row: Mapping[str, Any], type_name: str = MAILBOX, *, number: int = 0, added: Mapping[str, Any] | None = None
) -> str:
    """One object with its properties."""
    types = f'<TN RefId="0"><T>{escape(type_name)}</T><T>System.Object</T></TN>' if not number else '<TNRef RefId="0"/>'
    parts = [f'<Obj RefId="{number}">', types if type_name else "", "<Props>"]
    parts += [cell(v) % f" N={quoteattr(n)}" for n, v in row.items()]
    parts.append("</Props>")
    if added:
        parts += ["<MS>", *(cell(v) % f" N={quoteattr(n)}" for n, v in added.items()), "</MS>"]
    return "".join([*parts, "</Obj>"])


def clixml(rows: Sequence[Mapping[str, Any]], type_name: str = MAILBOX, **how: Any) -> str:
    """The whole file."""
    body = "\n".join(obj(row, type_name, number=n, **how) for n, row in enumerate(rows))
    return f"{START}\n{body}\n</Objs>"
