"""The objects of a JSON text one by one, whatever stands around them: arrays, answers of Graph, pages, lines."""

import json
import re
from collections import Counter
from collections.abc import Generator, Iterator
from typing import Any

from analyzer.collectors.formats.json_columns import is_wrapped

_SPACE = re.compile(r"[\s\x00\x1a]*")
_STARTS = re.compile(r"[\s\x00\x1a\ufeff]*")
# The names in front of the array of an answer, so that the array can be walked object by object.
_ANSWER = re.compile(r'\{\s*(?:"@odata\.[^"]*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|\d+)\s*,\s*)*"value"\s*:\s*(?=\[)')
_CONTEXTS = ("@odata.context", "odata.metadata")
_FURTHER = ("@odata.nextLink", "odata.nextLink", "OdataNextLink")
_AROUND = frozenset({"value", "Count", "@odata.count", *_CONTEXTS, *_FURTHER})
_MOST_NESTED = 4


class Pages:
    """The objects of a text. Afterwards it is known whether the last page of each answer was there."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._decoder = json.JSONDecoder()
        self._open: Counter[str] = Counter()  # pages that name a further one, by what was asked
        self._last: set[str] = set()

    @property
    def is_incomplete(self) -> bool:
        """Some answer has only pages behind which another one follows."""
        return any(context not in self._last for context in self._open)

    def objects(self) -> Iterator[Any]:
        """Each object in turn. An array of the text is never held whole.

        Raises:
            json.JSONDecodeError: from here on it is no JSON.
            RecursionError: it is nested too deeply.
        """
        at = _skip(self._text, 0)
        while True:
            at = yield from self._document(at)
            # Pages and lines of JSON follow each other without anything between them; each may bring its mark.
            found = _STARTS.match(self._text, at)
            at = found.end() if found else at
            if at >= len(self._text):
                return
            if not self._text.startswith(("{", "["), at):
                raise json.JSONDecodeError("text behind the end", self._text, at)

    def _document(self, at: int) -> Generator[Any, None, int]:
        """The objects of one array, answer or object; gives where it ends."""
        text = self._text
        if text.startswith("[", at):
            return (yield from self._array(at))
        opening = _ANSWER.match(text, at)
        if opening is None:
            item, end = self._decoder.raw_decode(text, at)
            yield from self._opened(item, 0)
            return end
        front = json.loads(text[at : opening.end()] + "0}")
        end = yield from self._array(opening.end())
        # The rest of the answer behind the array: , "@odata.nextLink": "..." }
        start = '{"_":0'
        rest, length = self._decoder.raw_decode(start + text[end : self._end_of_rest(end)])
        self._count(front | rest)
        return end + length - len(start)

    def _end_of_rest(self, at: int) -> int:
        """Far enough behind the array to hold the rest of the answer, without copying all that follows."""
        end = at + 4_096
        while end < len(self._text):
            try:
                self._decoder.raw_decode('{"_":0' + self._text[at:end])
            except json.JSONDecodeError:
                end = at + (end - at) * 4
            else:
                break
        return end

    def _array(self, at: int) -> Generator[Any, None, int]:
        text = self._text
        at = _skip(text, at + 1)
        if text.startswith("]", at):
            return at + 1
        while True:
            item, at = self._decoder.raw_decode(text, at)
            if type(item) is dict and "value" not in item:
                yield item
            else:
                yield from self._opened(item, 0)
            at = _skip(text, at)
            if text.startswith(",", at):
                at = _skip(text, at + 1)
            elif text.startswith("]", at):
                return at + 1
            else:
                raise json.JSONDecodeError("Expecting ',' or ']'", text, at)

    def _opened(self, item: Any, depth: int) -> Iterator[Any]:
        """The objects on a page; whatever is no page is the object itself."""
        if isinstance(item, list) and depth < _MOST_NESTED:
            for each in item:
                yield from self._opened(each, depth + 1)
        elif isinstance(item, dict) and _is_page(item):
            self._count(item)
            yield from item["value"]
        else:
            yield item

    def _count(self, page: dict[str, Any]) -> None:
        context = next((str(page[name]) for name in _CONTEXTS if page.get(name)), "")
        if any(page.get(name) for name in _FURTHER):
            self._open[context] += 1
        else:
            self._last.add(context)


def _is_page(item: dict[str, Any]) -> bool:
    if not isinstance(item.get("value"), list):
        return False
    return any(name in item for name in _CONTEXTS) or item.keys() <= _AROUND or is_wrapped(item)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
