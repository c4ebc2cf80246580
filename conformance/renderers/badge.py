"""A badge, as a picture (SVG) and as the JSON from which shields.io makes one.

Green is only what is established for the whole book. What was established of a part of it is blue, what is not at all is grey.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from xml.sax.saxutils import escape

from conformance.record import Source
from conformance.renderers.pieces import written
from conformance.renderers.summary import summary
from conformance.suite import Suite
from conformance.verdicts import CONFORMANT, Conclusion

LABEL = "conformance"
GREEN, OLIVE, BLUE, AMBER, RED, GREY = "#1a7f37", "#59711b", "#0550ae", "#8a5700", "#b3202c", "#59636e"
"""White words on each of them can be read: their contrast is 4.5 to 1 or better."""
_COLOURS: dict[Conclusion, str] = {
    "conformant": GREEN,
    "conformant, with warnings": OLIVE,
    "not conformant, as known": AMBER,
    "not conformant": RED,
    "not established": GREY,
}
_LETTER, _EDGE, _HEIGHT = 6.6, 7, 20
"""The width of a letter on the average, in pixels: the text is drawn out to fit."""
_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img" aria-label="{title}">
<title>{title}</title>
<clipPath id="r"><rect width="{width}" height="{height}" rx="3"/></clipPath>
<g clip-path="url(#r)"><path fill="#24292f" d="M0 0h{left}v{height}H0z"/><path fill="{colour}" d="M{left} 0h{right}v{height}H{left}z"/></g>
<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" aria-hidden="true">
<text x="{label_at}" y="14" textLength="{label_width}">{label}</text><text x="{said_at}" y="14" textLength="{said_width}">{said}</text>
</g>
</svg>
"""


class _Badge(NamedTuple):
    said: str
    colour: str
    is_error: bool


def badge(_: Suite, record: Source) -> Iterator[str]:
    """A record as a badge."""
    shown = _shown(record)
    label_width, said_width = round(len(LABEL) * _LETTER), round(len(shown.said) * _LETTER)
    left, right = label_width + 2 * _EDGE, said_width + 2 * _EDGE
    yield _SVG.format(
        title=escape(f"{LABEL}: {shown.said}"),
        width=left + right,
        height=_HEIGHT,
        left=left,
        right=right,
        colour=shown.colour,
        label=LABEL,
        said=escape(shown.said),
        label_at=left / 2,
        said_at=left + right / 2,
        label_width=label_width,
        said_width=said_width,
    )


def endpoint(_: Suite, record: Source) -> Iterator[str]:
    """A record as what an endpoint answers to shields.io."""
    shown = _shown(record)
    values: dict[str, object] = {"schemaVersion": 1, "label": LABEL, "message": shown.said, "color": shown.colour.removeprefix("#")}
    yield written(values | ({"isError": True} if shown.is_error else {})) + "\n"


def _shown(record: Source) -> _Badge:
    told = summary(record)
    if told.conclusion.startswith("conformant") and not record.header.complete:
        return _Badge(f"{told.conclusion}, in part", BLUE, is_error=False)
    return _Badge(told.conclusion, _COLOURS[told.conclusion], is_error=told.status != CONFORMANT)
