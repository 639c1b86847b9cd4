"""An assessment with the customer's mark."""

import base64
from dataclasses import replace

from assessments import small_assessment

from analyzer.model.assessment import Assessment
from analyzer.model.settings import Logo

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"><path d="M0 0h60v20H0z" fill="#B5121B"/></svg>'


def drawn(content: str = DRAWING, width: int = 60, height: int = 20) -> Logo:
    """A logo as the reader of settings makes it."""
    data = base64.b64encode(content.encode()).decode()
    return Logo(media="image/svg+xml", width=width, height=height, data=data)


def marked(assessment: Assessment | None = None, **of_meta: object) -> Assessment:
    """The assessment, or the small one, with a logo."""
    one = assessment or small_assessment()
    return replace(one, meta=replace(one.meta, **{"logo": drawn(), **of_meta}))
