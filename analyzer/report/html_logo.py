"""The customer's mark on page and papers: embedded, of a known size, with the customer's name as its text."""

from dataclasses import dataclass

from analyzer.model.settings import Logo


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A picture as the templates place it; sides in pixels."""

    uri: str  # the whole picture, a data: address
    width: int
    height: int
    text: str  # what is read where the picture is not seen


def mark_of(logo: Logo | None, customer: str, *, width: int, height: int) -> Mark | None:
    """The logo, no larger than given; None where the assessment has none."""
    if logo is None:
        return None
    wide, high = fitted(logo, width, height)
    return Mark(uri=logo.uri, width=wide, height=high, text=customer)


def fitted(logo: Logo, width: int, height: int) -> tuple[int, int]:
    """Width and height of the picture within these, its shape kept. Only a drawing grows: pixels would blur."""
    scale = min(width / logo.width, height / logo.height)
    if logo.media == "image/png":
        scale = min(scale, 1)
    return max(1, round(logo.width * scale)), max(1, round(logo.height * scale))
