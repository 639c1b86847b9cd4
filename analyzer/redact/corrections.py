"""Corrections of findings: the rule's own words stay, what was filled in becomes a pseudonym."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from analyzer.model.rules import Rule

SEPARATOR = "\0"
_PLACE = re.compile(r"('?)\{(upn|guid|primary|dn|alias|name|directory_value|cloud_value|count)\}('?)")
_BLANK = re.compile(r"<[a-z_]+>")
_QUOTES = re.compile("(['\u2018\u2019\u201a\u201b])\\1")
_VALUES = {"directory_value", "cloud_value"}


def corrector(
    rules: Iterable[Rule],
    identity: Callable[[str], str],
    value: Callable[[str], str],
    sentence: Callable[[str], str],
) -> Callable[[str], str]:
    """What cleans ``rule id, SEPARATOR, correction``; one that is not its rule's template is taken as a sentence."""
    fixes: Mapping[str, str] = {rule.id: rule.fix for rule in rules}

    @cache
    def template(rule: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
        parts = _PLACE.split(fixes[rule])
        pattern = re.escape(parts[0])
        for literal in parts[4::4]:
            pattern += f"('?)(.+?)('?){re.escape(literal)}"
        return re.compile(pattern + "( .*)?", re.DOTALL), tuple(parts[2::4])

    def clean(text: str) -> str:
        rule, _, said = text.partition(SEPARATOR)
        if not said:
            return ""
        if rule not in fixes:
            return sentence(said)
        pattern, places = template(rule)
        found = pattern.fullmatch(said)
        if found is None:
            return sentence(said)
        out, done = [], 0
        for number, place in enumerate(places):
            start, end = found.span(3 * number + 2)
            out += [said[done:start], _filled(place, _QUOTES.sub(r"\1", said[start:end]))]
            done = end
        end = found.start(3 * len(places) + 1)
        tail = found[3 * len(places) + 1] or ""
        out += [said[done : end if tail else len(said)], sentence(tail)]
        return "".join(out)

    def _filled(place: str, text: str) -> str:
        if _BLANK.fullmatch(text) or (place == "count" and text.isdigit()):
            return text
        return value(text) if place in _VALUES else identity(text)

    return clean
