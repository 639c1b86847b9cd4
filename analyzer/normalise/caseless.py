"""Text without case, such that two texts are equal when only case or composition differs."""

from unicodedata import normalize


def caseless(text: str) -> str:
    """The text folded as Unicode matches without case: folding once more, or composing before, changes nothing."""
    if text.isascii():
        return text.lower()
    # Folding takes some letters apart, and what follows them may then fold otherwise: U+0345 among them.
    once = normalize("NFD", normalize("NFD", text).casefold())
    return normalize("NFC", normalize("NFD", once.casefold()))


def _is_plain(letter: str) -> bool:
    """Folding only lowers the letter, in every way of folding."""
    return letter.isalpha() and caseless(letter) == letter.casefold() == letter.lower() and len(letter.lower()) == 1


# Letters of European names that stand by themselves: nothing before or after them folds otherwise because of them.
PLAIN_LETTERS = "".join(filter(_is_plain, map(chr, range(0xC0, 0x180))))
