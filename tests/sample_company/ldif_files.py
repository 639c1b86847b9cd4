"""LDIF as the two common tools write it."""

import base64
from collections.abc import Iterable, Sequence

from sample_company.truth import Attributes, Cell

Entry = tuple[str, Attributes]  # distinguished name, attributes


def _is_safe(text: str) -> bool:
    """May stand in a line as it is (RFC 2849)."""
    return (
        bool(text)
        and text.isascii()
        and not any(c in text for c in "\r\n\0")
        and text[0] not in " :<"
        and not text.endswith(" ")
    )


def _line(name: str, value: str | bytes) -> str:
    if isinstance(value, str) and (_is_safe(value) or not value):
        return f"{name}: {value}"
    raw = value if isinstance(value, bytes) else value.encode()
    return f"{name}:: {base64.b64encode(raw).decode()}"


def _folded(line: str, width: int) -> list[str]:
    """A long line and its continuations, each with one blank in front."""
    if len(line) <= width:
        return [line]
    rest = line[width:]
    step = width - 1
    return [line[:width], *(f" {rest[i : i + step]}" for i in range(0, len(rest), step))]


def _values(cell: Cell) -> Sequence[str | bytes]:
    return cell if isinstance(cell, list) else [cell]


def _body(attributes: Attributes, width: int) -> list[str]:
    lines: list[str] = []
    for name, cell in attributes.items():
        for value in _values(cell):
            # AD has no empty values; an attribute without one is simply not there.
            if value not in ("", b""):
                lines += _folded(_line(name, value), width)
    return lines


def ldifde(entries: Iterable[Entry], *, unicode: bool = False) -> tuple[bytes, list[int]]:
    """A file of ``ldifde -f`` and the line of each entry's ``dn:``; with ``-u`` it is UTF-16LE with its mark."""
    lines: list[str] = []
    starts = []
    for dn, attributes in entries:
        starts.append(len(lines) + 1)
        lines += _folded(_line("dn", dn), 80)
        lines.append("changetype: add")
        lines += _body(attributes, 80)
        lines.append("")
    text = "\r\n".join(lines) + "\r\n"
    return (b"\xff\xfe" + text.encode("utf-16-le") if unicode else text.encode("ascii")), starts


def ldapsearch(
    entries: Sequence[Entry], *, base: str, search: str, references: Sequence[str] = ()
) -> tuple[bytes, list[int]]:
    """The output of ``ldapsearch`` and the line of each entry's ``dn:``."""
    lines = [
        "# extended LDIF", "#", "# LDAPv3", f"# base <{base}> with scope subtree", f"# filter: {search}",
        "# requesting: ALL", "# with pagedResults control: size=1000", "#", "",
    ]  # fmt: skip
    starts = []
    for dn, attributes in entries:
        first, second = dn.split(",")[:2]
        words = f"{first.partition('=')[2]}, {second.partition('=')[2]}"
        lines.append(f"# {words}" if words.isascii() else f"# {base64.b64encode(words.encode()).decode()}")
        starts.append(len(lines) + 1)
        lines += _folded(_line("dn", dn), 78)
        lines += _body(attributes, 78)
        lines.append("")
    for reference in references:
        lines += ["# search reference", f"ref: {reference}", ""]
    lines += [
        "# search result", "search: 3", "result: 0 Success", "",
        f"# numResponses: {len(entries) + len(references) + 1}", f"# numEntries: {len(entries)}",
    ]  # fmt: skip
    if references:
        lines.append(f"# numReferences: {len(references)}")
    return ("\n".join(lines) + "\n").encode(), starts
