"""Which places of the region a document names, as what, and which near places outside it. A place never changes a score.

The names are found by the spaCy component ``s3align_places`` (``analysis.places``).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from s3align import budget
from s3align.analysis.languages import NEUTRAL
from s3align.record.assessment import MENTION, OUTSIDE, PARTNER, SITE, Place
from s3align.record.document import Document, PassageKind
from s3align.strategy.model import Strategy

if TYPE_CHECKING:
    from spacy.tokens import Doc

_PASSAGES = 100
"""Between two looks at the budget: they are looked through in some milliseconds."""
_RANK = {SITE: 0, PARTNER: 1, MENTION: 2, OUTSIDE: 3}
_READ = frozenset(
    (
        PassageKind.BODY,
        PassageKind.HEADING,
        PassageKind.TABLE,
        PassageKind.FORM_FIELD,
        PassageKind.PARTNERS,
        PassageKind.BUDGET,
    )
)


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a text: the place it stands for, its role there, and the characters of its words."""

    place: str
    role: str
    start: int
    end: int


class PlaceFinder:
    """Finds the names of a strategy's places; make it once per strategy. Making it loads spaCy, which takes a second."""

    def __init__(self, strategy: Strategy) -> None:
        from s3align.analysis.passages import blank, warm_up  # noqa: PLC0415

        warm_up()  # no two threads may import spaCy at once
        from s3align.analysis.places import PlaceMatcher  # noqa: PLC0415 -- imports spaCy

        self.strategy = strategy
        # A name in a heading of two words is in no language for sure, and the matcher does not ask.
        self._nlp = blank(NEUTRAL)
        self._nlp.max_length = sys.maxsize  # a text file may be one long passage
        self._matcher = PlaceMatcher(self._nlp, strategy)

    def find(self, text: str, *, is_partners: bool = False) -> list[Found]:
        """The places named in a text, in order. ``is_partners``: the text describes partners."""
        if not self._matcher.may_name_places(text):
            return []
        return places_in(self._matcher.write_spans(self._nlp.make_doc(text)), is_partners=is_partners)


def places_in(doc: Doc, *, is_partners: bool = False) -> list[Found]:
    """The places in the spans of a document; where the text describes partners, nothing named there is a site."""
    return [
        Found(
            span.id_,
            PARTNER if is_partners and span.label_ in (SITE, MENTION) else span.label_,
            span.start_char,
            span.end_char,
        )
        for span in doc.spans["places"]
    ]


def named_places(document: Document, finder: PlaceFinder) -> tuple[Place, ...]:
    """Every place of the region once, with its most telling role and the page of it; then near places outside."""
    best: dict[str, tuple[str, int]] = {}
    for index, passage in enumerate(document.passages):
        if index % _PASSAGES == 0:
            budget.check()
        if passage.kind not in _READ:
            continue
        for found in finder.find(document.text(passage), is_partners=passage.kind is PassageKind.PARTNERS):
            known = best.get(found.place)
            if known is None or _RANK[found.role] < _RANK[known[0]]:
                best[found.place] = (found.role, passage.page)
    return tuple(
        Place(name, role, page)
        for name, (role, page) in sorted(best.items(), key=lambda item: (_RANK[item[1][0]], item[1][1], item[0]))
    )
