"""One element of CLIXML to what it holds: text, a list, an object, nothing, or nobody knows."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

Kept = Callable[[str], bool]
SPACE = "http://schemas.microsoft.com/powershell/2004/04"
_IN = f"{{{SPACE}}}"
COLLECTIONS = frozenset(_IN + tag for tag in ("LST", "IE", "QUE", "STK"))
OBJECT, REF = _IN + "Obj", _IN + "Ref"
_PROPERTIES = frozenset({_IN + "Props", _IN + "MS"})
NIL, _DICTIONARY, _ENTRY, _TO_STRING, _TYPES, _TYPES_AGAIN = (
    _IN + tag for tag in ("Nil", "DCT", "En", "ToString", "TN", "TNRef")
)
_STRING = _IN + "S"
_TEXTS = frozenset(_IN + tag for tag in ("S", "DT", "G", "URI", "Version", "XD", "SBK", "ToString"))
_WHOLE_NUMBERS = frozenset(_IN + tag for tag in ("I16", "I32", "I64", "U16", "U32", "U64", "By", "SB"))
_BOOLEAN, _BYTES, _SPAN, _LETTER, _SECRET = (_IN + tag for tag in ("B", "BA", "TS", "C", "SS"))
# Bytes of serialised .NET objects: large, and nobody may ever open them. They are not in the table.
NOISE = frozenset({"SerializationData"})
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TYPE_NAME = re.compile(r"(Deserialized\.|Selected\.)*(System|Microsoft)\.[\w.+`]+(\[.*\])?")
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,7}))?S)?)?")
_DEEPEST = 12
_MOST_NESTED = 16
_MOST_KEPT = 200_000
_MOST_ROWS_KEPT = 10_000
_FREE = 64 << 20


class Unknown(Exception):
    """The element points to an object that is not before it in the file."""


class TooMuch(Exception):
    """The references of the file make it many times larger than it is."""


class References:
    """Objects that others point back to, by their number in the file. Only those are kept.

    What references bring in may not be larger than what was read, beyond 64 MB: a few lines that point to each
    other could otherwise fill any memory.
    """

    def __init__(self, wanted: frozenset[bytes]) -> None:
        self._wanted = frozenset(w.decode("utf-8", "replace") for w in wanted)
        self._values: dict[str, Any] = {}
        self._rows: dict[str, dict[str, Any]] = {}
        self._sizes: dict[str, int] = {}
        self.bytes_read = 0
        self._brought = 0

    def wants(self, element: Any) -> bool:
        """Some other element points to this one."""
        return bool(self._wanted) and element.get("RefId") in self._wanted

    def keep(self, element: Any, value: Any) -> None:
        """What the object holds, for those that point to it."""
        number, size = element.get("RefId"), _size(value, _MOST_NESTED)
        if size is not None and len(self._values) < _MOST_KEPT:
            self._values[number], self._sizes[number] = value, size

    def keep_row(self, element: Any, row: dict[str, Any]) -> None:
        """The row that the object is, should it come again as a row."""
        if len(self._rows) < _MOST_ROWS_KEPT:
            self._rows[element.get("RefId")] = row

    def row(self, element: Any) -> dict[str, Any] | None:
        """The earlier row that the element points to."""
        found = self._rows.get(element.get("RefId"))
        return None if found is None else dict(found)

    def value(self, element: Any) -> Any:
        """What the earlier object holds.

        Raises:
            Unknown: it is not there, or not ended yet.
            TooMuch: references bring in more than an export can hold.
        """
        number = element.get("RefId")
        if number not in self._values:
            raise Unknown
        self._brought += self._sizes[number]
        if self._brought > _FREE + self.bytes_read:
            raise TooMuch
        return self._values[number]

    @property
    def is_needed(self) -> bool:
        """Something in the file points back."""
        return bool(self._wanted)


def _size(value: Any, depth: int) -> int | None:
    """About the bytes that the value takes as text; None when it is nested more deeply than that."""
    if isinstance(value, str):
        return len(value)
    if not isinstance(value, dict | list):
        return 16
    if depth == 0:
        return None
    parts = [_size(v, depth - 1) for v in (value.values() if isinstance(value, dict) else value)]
    known = [p for p in parts if p is not None]
    return 16 * (1 + len(parts)) + sum(known) if len(known) == len(parts) else None


class Names(dict[str | None, str | None]):
    """By the name of a property as it is written: the name of its column, None when it is not held."""

    def __init__(self, kept: Kept) -> None:
        super().__init__()
        self._kept = kept

    def __missing__(self, written: str | None) -> str | None:
        plain = unescaped(written or "")
        found = self[written] = plain if plain not in NOISE and self._kept(plain) else None
        return found


class Cells:
    """Turns objects into rows; counts by column what could not be found."""

    def __init__(self, references: References) -> None:
        self._references = references
        self._types: dict[str, str] = {}
        self.lost: Counter[str] = Counter()

    def row(self, element: Any, names: "Names") -> dict[str, Any] | None:
        """The properties of one object by name, None when it has none.

        Values are text, None for ``$null``, lists, and dictionaries for objects without a printed form.
        A property whose value nobody knows is left out.
        """
        if element.tag == REF:
            return self._references.row(element)
        row: dict[str, Any] = {}
        is_object = False
        for group in element:
            tag = group.tag
            if tag in _PROPERTIES:
                is_object = True
                for cell in group:
                    name = names[cell.get("N")]
                    if name is None or name in row:
                        continue
                    kind = cell.tag
                    # Most properties are texts or nothing.
                    if kind == _STRING:
                        text = cell.text
                        row[name] = unescaped(text) if text else ""
                    elif kind == NIL:
                        row[name] = None
                    else:
                        self._into(row, name, cell)
            elif tag == _DICTIONARY:
                is_object = True
                for key, cell in _entries(group):
                    name = names[key]
                    if name is not None and name not in row:
                        self._into(row, name, cell)
        if self._references.is_needed:
            self._remember(element, row if is_object else None)
        return row if is_object else None

    def _into(self, row: dict[str, Any], name: str, cell: Any) -> None:
        try:
            row[name] = self.value(cell)
        except Unknown:
            self.lost[name] += 1

    def _remember(self, element: Any, row: dict[str, Any] | None) -> None:
        for inner in element.iter(OBJECT):
            if self._references.wants(inner):
                try:
                    self._references.keep(inner, self.value(inner))
                except Unknown:
                    continue
        if row is not None and self._references.wants(element):
            self._references.keep_row(element, dict(row))

    def type_name(self, element: Any) -> str:
        """The most special type of the object, as ``Deserialized.Microsoft...``; empty when it says none."""
        for child in element:
            if child.tag == _TYPES:
                name = next((unescaped(t.text or "") for t in child), "")
                self._types.setdefault(child.get("RefId", ""), name)
                return name
            if child.tag == _TYPES_AGAIN:
                return self._types.get(child.get("RefId", ""), "")
        return ""

    def value(self, element: Any, depth: int = 0) -> Any:
        """What the element holds.

        Raises:
            Unknown: it points to what is not there.
            TooMuch: see ``References``.
        """
        tag = element.tag
        if tag in _TEXTS:
            return unescaped(element.text or "")
        if tag == NIL:
            return None
        if tag == OBJECT:
            return self._object(element, depth)
        if tag == REF:
            return self._references.value(element)
        text = (element.text or "").strip()
        if tag == _BOOLEAN:
            return text.casefold() == "true" if depth else text.capitalize()
        if tag == _BYTES:
            return "".join(text.split())
        if tag == _SPAN:
            return span(text)
        if tag == _LETTER:
            return chr(int(text)) if text.isascii() and text.isdigit() and int(text) < 0xD800 else text
        if tag == _SECRET:
            return None
        if tag in COLLECTIONS:
            return self._list(element, depth)
        if tag in _WHOLE_NUMBERS and depth and len(text) < 20 and text.removeprefix("-").isdecimal():
            return int(text)
        return text

    def _object(self, element: Any, depth: int) -> Any:
        """A list where it is one; the printed form where there is one; else its value or its properties."""
        printed: str | None = None
        properties, plain = [], None
        for child in element:
            tag = child.tag
            if tag in COLLECTIONS:
                return self._list(child, depth)
            if tag == _TO_STRING:
                printed = unescaped(child.text or "")
            elif tag in _PROPERTIES or tag == _DICTIONARY:
                properties.append(child)
            elif tag not in {_TYPES, _TYPES_AGAIN}:
                plain = child
        # Some objects print the name of their type; what they hold is in their properties.
        if printed is not None and not _TYPE_NAME.fullmatch(printed):
            return printed
        if plain is not None:
            return self.value(plain, depth)
        if properties and depth < _DEEPEST:
            return self._dictionary(properties, depth)
        return printed if printed is not None else {}

    def _list(self, element: Any, depth: int) -> list[Any] | str:
        if depth >= _DEEPEST:
            return ""
        return [self.value(child, depth + 1) for child in element if child.tag != NIL]

    def _dictionary(self, groups: list[Any], depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for group in groups:
            pairs = _entries(group) if group.tag == _DICTIONARY else ((unescaped(c.get("N") or ""), c) for c in group)
            for name, child in pairs:
                if name in NOISE or name in found:
                    continue
                try:
                    found[name] = self.value(child, depth + 1)
                except Unknown:
                    found[name] = None
        return found


def _entries(dictionary: Any) -> Iterator[tuple[str, Any]]:
    """Keys and values of a hashtable whose keys are texts."""
    for entry in dictionary:
        key = next((c for c in entry if c.get("N") == "Key"), None)
        value = next((c for c in entry if c.get("N") == "Value"), None)
        if entry.tag == _ENTRY and key is not None and value is not None:
            yield unescaped(key.text or ""), value


def unescaped(text: str) -> str:
    """The text with its escapes (``_x000A_``) as the letters they stand for; halves of letters are joined."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def span(text: str) -> str:
    """A duration of XML as .NET prints a span: ``7.00:00:00``; unchanged when it is none."""
    found = _DURATION.fullmatch(text)
    if not found or not any(found.groups()[1:]):
        return text
    sign, days, hours, minutes, seconds, part = found.groups()
    total = int(days or 0) * 86_400 + int(hours or 0) * 3_600 + int(minutes or 0) * 60 + int(seconds or 0)
    whole, rest = divmod(total, 86_400)
    clock = f"{rest // 3_600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    fraction = f".{part.ljust(7, '0')}" if part and part.strip("0") else ""
    return f"{sign}{whole}.{clock}{fraction}" if whole else f"{sign}{clock}{fraction}"


def parser() -> Any:
    """A parser that is fed in pieces, looks nothing up and expands nothing."""
    return etree.XMLPullParser(
        events=("start",),
        tag=_IN + "Objs",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=True,  # one text can be larger than 10 MB
        remove_blank_text=True,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
