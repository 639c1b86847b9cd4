"""The customer's mark on the cover of the workbook."""

import base64
from typing import Any

from openpyxl.drawing.image import Image

from analyzer.model.settings import Logo
from analyzer.report.html_logo import fitted

_MOST_WIDTH, _MOST_HEIGHT = 220, 40  # pixels: it stands in the row of the title


class _Picture(Image):  # type: ignore[misc]  # openpyxl has no types
    """A picture whose size is known: openpyxl would ask Pillow for it."""

    def __init__(self, logo: Logo) -> None:
        self.ref = None
        self.width, self.height = fitted(logo, _MOST_WIDTH, _MOST_HEIGHT)
        self.format = "png"
        self._bytes = base64.b64decode(logo.data)

    def _data(self) -> bytes:
        return self._bytes


def add_logo(ws: Any, logo: Logo | None, cell: str) -> bool:
    """The picture stands at the cell; False where there is none or it is an SVG, which Excel's older versions lack."""
    if logo is None or logo.media != "image/png":
        return False
    picture = _Picture(logo)
    picture.anchor = cell
    ws.add_image(picture)
    return True
