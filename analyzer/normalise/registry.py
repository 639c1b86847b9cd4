"""All compare words by name. A word that no module registered does not exist."""

from collections.abc import Mapping

from analyzer.normalise import addresses, booleans, flags, guids, links, numbers, texts, times, tips
from analyzer.normalise.words import REGISTRY, Word

_LOADED = (addresses, booleans, flags, guids, links, numbers, texts, times, tips)
WORDS: Mapping[str, Word] = REGISTRY
