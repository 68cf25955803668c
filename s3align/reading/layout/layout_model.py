"""What is known of a file before its layout: lines of text with their place and type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from s3align.record.document import HiddenText, Notice, PassageKind

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top in points of the page's own coordinates, before it is turned or cropped for display."""
Boxes = tuple[Rectangle | None, ...]
"""Where the words of a line stand; None for a word whose place is not known."""


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. ``left``, ``right``, ``y`` (baseline) and ``size`` are points along the text's own direction.

    ``cells`` counts the pieces with wide gaps between them that stand on the same baseline: more than one is a
    table row, or a label and its value. ``is_outside`` says that the line stands beside the visible part of the page,
    ``is_cut`` that one end of it does, ``is_slanted`` that it runs neither along nor
    across the page. ``boxes``: one for each word of ``text`` (what white space parts), or none at all.
    """

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool = False
    cells: int = 1
    is_outside: bool = False
    is_cut: bool = False
    is_slanted: bool = False
    boxes: Boxes = ()


@dataclass(frozen=True, slots=True)
class Field:
    """An answer in a form: ``label`` is what the form calls it where that is printed nowhere, ``lines`` where it stands."""

    text: str
    kind: PassageKind = PassageKind.FORM_FIELD
    label: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as the PDF engine gives it: ``lines`` in the order of the file, ``fields`` of forms with their answers.

    ``hidden``: text that a person cannot see, which stands in no line. ``confidence`` (0..1): of recognised text.
    ``is_doubtful``: its letters may be wrong; text recognised from its picture is better where it is spelt better.
    ``odd_letters`` counts characters inside words that hardly belong there. ``has_annotations``: something may be written or
    painted onto it, as in the fields of a form.
    """

    number: int
    lines: tuple[Line, ...] = ()
    label: str | None = None
    fields: tuple[Field, ...] = ()
    is_scan: bool = False
    is_garbled: bool = False
    hidden: tuple[HiddenText, ...] = ()
    confidence: float | None = None
    is_doubtful: bool = False
    odd_letters: int = 0
    notices: tuple[Notice, ...] = ()
    has_annotations: bool = False


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An outline entry: ``level`` from 1, ``page`` the physical number it leads to."""

    title: str
    level: int
    page: int


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A whole PDF as read, before layout. ``total_pages`` counts also the pages that were left out.

    ``hidden``: text outside all pages. ``is_portfolio``: the attachments are the documents, the pages their cover.
    """

    raw_pages: tuple[RawPage, ...]
    total_pages: int
    outline: tuple[Bookmark, ...] = ()
    attachments: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[HiddenText, ...] = ()
    is_portfolio: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph with its final text; ``level`` (from 1) makes it a heading.

    ``lines``: what the text was made of, where its words have a place on paper.
    """

    text: str
    kind: PassageKind = PassageKind.BODY
    level: int | None = None
    lines: tuple[Line, ...] = ()
