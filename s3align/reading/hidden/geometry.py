"""Boxes of text on a page, and how forms move them; lengths in points."""

from __future__ import annotations

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""
Matrix = tuple[float, float, float, float, float, float]
UNMOVED = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
EDGE = 1.0
"""What of a text's box holds no letters, on every side."""
_MARGIN = 2.0
"""What letters may reach over their clip or ground: overhangs."""


def are_touching(one: Box, other: Box) -> bool:
    """Whether two boxes, one of them a text's, overlap; the edges of a text's box hold no letters."""
    return (
        one[0] < other[2] - EDGE and one[2] > other[0] + EDGE and one[1] < other[3] - EDGE and one[3] > other[1] + EDGE
    )


def is_inside(box: Box, ground: Box) -> bool:
    """Whether a ground holds a text's box, but for overhangs of its letters."""
    return (
        ground[0] - _MARGIN <= box[0]
        and box[2] <= ground[2] + _MARGIN
        and ground[1] - _MARGIN <= box[1]
        and box[3] <= ground[3] + _MARGIN
    )


def moved(box: Box, matrix: Matrix | None) -> Box:
    """The box around a box of a form on the page."""
    if matrix is None:
        return box
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across, up = zip(*corners, strict=True)
    return min(across), min(up), max(across), max(up)


def combined(inner: Matrix, outer: Matrix) -> Matrix:
    """First ``inner``, then ``outer`` (PDF 32000-1, 8.3.4)."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def area_of(box: Box) -> float:
    """Square points of a box."""
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)
