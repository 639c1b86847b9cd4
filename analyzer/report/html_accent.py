"""The customer's accent colour: used where it can be read, else refused with a note."""

import re
from dataclasses import dataclass

LEAST_CONTRAST = 4.5
_COLOUR = re.compile(r"#?([0-9a-fA-F]{6})\Z")
# The three backgrounds that links stand on, as in styles/tokens.css.
LIGHT = ("F6F6F2", "FFFFFF", "EDEDE7")
DARK = ("131619", "1B1F23", "0F1214")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accent:
    """What the accent adds to the styles, and what is to be said about it."""

    styles: str = ""
    note: str = ""


def accent_styles(wanted: str) -> Accent:
    """Styles for a readable accent; a note for one that is not; neither where none is wanted.

    The accent is for links and the mark only, never for verdicts. On the dark page it is used where it can
    be read there too.
    """
    if not wanted:
        return Accent()
    found = _COLOUR.match(wanted.strip())
    if not found:
        return Accent(note=f"The accent {wanted} is not a colour such as #1A5795; the page keeps its own.")
    colour = found[1].upper()
    least = _least(colour, LIGHT)
    if least < LEAST_CONTRAST:
        return Accent(
            note=f"The accent #{colour} has a contrast of {least:.1f} to 1, too little to read "
            f"({LEAST_CONTRAST} is needed); the page keeps its own."
        )
    light = f"@media screen{{:root{{--accent:#{colour}}}}}\n"
    if _least(colour, DARK) >= LEAST_CONTRAST:
        return Accent(styles=light)
    # The dark page keeps its own, whichever way it became dark.
    chosen = f":root[data-theme=light]{{--accent:#{colour}}}"
    system = f":root:not([data-theme=dark]){{--accent:#{colour}}}"
    return Accent(styles=f"@media screen{{{chosen}}}\n@media screen and (prefers-color-scheme:light){{{system}}}\n")


def _least(colour: str, grounds: tuple[str, ...]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (six hex digits) as WCAG 2 defines it, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[k : k + 2], 16) / 255) for k in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
