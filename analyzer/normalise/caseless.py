"""Text without case, such that two texts are equal when only case or composition differs."""

from unicodedata import normalize


def caseless(text: str) -> str:
    """The text folded as Unicode matches without case: folding once more, or composing before, changes nothing."""
    if text.isascii():
        return text.lower()
    # Folding takes some letters apart, and what follows them may then fold otherwise: U+0345 among them.
    once = normalize("NFD", normalize("NFD", text).casefold())
    return normalize("NFC", normalize("NFD", once.casefold()))
