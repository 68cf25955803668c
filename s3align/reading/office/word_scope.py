"""What holds at a place of a Word file: what surrounds it, and which fields are open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from s3align.reading.office.ooxml_names import W
from s3align.reading.office.word_colours import Fill
from s3align.reading.office.word_events import Event
from s3align.reading.office.word_fields import FieldStack
from s3align.reading.office.word_formatting import Clip
from s3align.reading.office.word_styles import NOTHING, Properties
from s3align.record.document import Concealment, PassageKind

DEEPEST = 60
"""Tables, controls and shapes inside each other; real forms have below ten, and Python's stack is finite."""
NO_CONTENT = frozenset(
    f"{W}{name}"
    for name in (
        "pPr rPr tblPr tblGrid trPr tcPr sdtPr sdtEndPr sectPr tblPrEx customXmlPr smartTagPr background "
        "del moveFrom delText delInstrText rt fldData"
    ).split()
)
"""Elements without text that shows: properties, what a change took away, the reading above a word."""


def _nothing() -> Properties:
    return NOTHING


@dataclass(frozen=True, slots=True)
class Scope:
    """What holds for all that lies in a cell, a control or a shape; ``child`` is the number of the body's child.

    ``table`` and ``table_paragraph``: what the style of the table says of runs and of paragraphs.
    """

    ground: Fill
    depth: int = 0
    concealment: Concealment | None = None
    kind: PassageKind | None = None
    clip: Clip | None = None
    table: Properties = field(default_factory=_nothing)
    table_paragraph: Properties = field(default_factory=_nothing)
    child: int = 0

    def deeper(self) -> Scope:
        """The scope one element further in."""
        return replace(self, depth=self.depth + 1)


@dataclass(slots=True)
class Story:
    """What a walk keeps in mind: the open fields of the story it is in, the notes it has seen, the endnotes to come."""

    fields: FieldStack = field(default_factory=FieldStack)
    notes: set[tuple[str, str]] = field(default_factory=set)
    endnotes: list[Event] = field(default_factory=list)

    @contextmanager
    def inner(self) -> Iterator[None]:
        """A text box or note: it has fields of its own."""
        outer, self.fields = self.fields, FieldStack()
        try:
            yield
        finally:
            self.fields = outer
