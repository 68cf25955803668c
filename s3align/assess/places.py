"""Which places of the region a document names, as what, and which near places outside it. A place never changes a score.

The names are found by the spaCy component ``s3align_places`` (``analysis.places``), which judges every passage for itself;
here what all passages say is joined: a town of the partner list is a partner wherever else it is named.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from s3align import budget
from s3align.analysis.languages import NEUTRAL
from s3align.analysis.place_firmness import Firmness
from s3align.record.assessment import MENTION, MUNICIPAL_PARTNER, OUTSIDE, PARTNER, SITE, Place, PlaceRole, Span
from s3align.record.document import Document, Passage, PassageKind
from s3align.strategy.model import Strategy

if TYPE_CHECKING:
    from s3align.analysis.place_settings import Setting
    from s3align.analysis.places import Found

_PASSAGES = 100
"""Between two looks at the budget: they are looked through in some milliseconds."""
_RANK = {role: rank for rank, role in enumerate((SITE, MUNICIPAL_PARTNER, PARTNER, MENTION, OUTSIDE))}
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
_PARTNERS = (PARTNER, MUNICIPAL_PARTNER)
_SHORTEST_LIST = 2
"""Places of partners that make a list."""
QUOTE = 160
"""Characters of a passage that show a role: about a sentence."""


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

    def find(self, text: str, setting: Setting | None = None) -> list[Found]:
        """The places named in a text with their roles, in order. ``setting``: where the text stands."""
        if not self._matcher.may_name_places(text):
            return []
        return self._matcher.find(self._nlp.make_doc(text), setting)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What one passage says of a place."""

    place: str
    role: str
    page: int
    start: int
    end: int
    passage: int
    firmness: Firmness
    is_institution: bool


def named_places(document: Document, finder: PlaceFinder) -> tuple[Place, ...]:
    """Every place of the region once, with its roles and the passages that show them; then near places outside."""
    claims = _without_other_seats(list(_claims(document, finder)))
    least = _least_firmness(claims)
    by_place: dict[str, list[_Claim]] = defaultdict(list)
    for claim in claims:
        by_place[claim.place].append(claim)
    places = [_place(name, _kept(found, least), document) for name, found in by_place.items()]
    return tuple(sorted(places, key=lambda place: (_RANK[place.role], place.page, place.id)))


def _without_other_seats(claims: Sequence[_Claim]) -> list[_Claim]:
    """Of an institution with several seats only those count that the document names by themselves, where it names any."""
    own = {claim.place for claim in claims if not claim.is_institution and claim.role in (SITE, PARTNER)}
    seats: dict[tuple[int, int], set[str]] = defaultdict(set)
    for claim in claims:
        if claim.is_institution:
            seats[claim.passage, claim.start].add(claim.place)
    return [
        claim
        for claim in claims
        if not claim.is_institution or claim.place in own or seats[claim.passage, claim.start].isdisjoint(own)
    ]


def _claims(document: Document, finder: PlaceFinder) -> Iterator[_Claim]:
    for index, passage in enumerate(document.passages):
        if index % _PASSAGES == 0:
            budget.check()
        if passage.kind not in _READ:
            continue
        for found in finder.find(document.text(passage), _setting(document, passage)):
            start, end = passage.start + found.start, passage.start + found.end
            yield _Claim(found.place, found.role, passage.page, start, end, index, found.firmness, found.is_institution)


def _setting(document: Document, passage: Passage) -> Setting:
    from s3align.analysis.place_settings import Setting  # noqa: PLC0415 -- imports spaCy

    return Setting(passage.kind, document.section_title(passage) or "")


def _least_firmness(claims: Sequence[_Claim]) -> dict[str, Firmness]:
    """How firmly a role must be said to count, by role.

    Where a field names the sites, a sentence in passing makes none; where it has any site with a word of work beside
    it, none without. Where it lists partners, a sentence in passing makes none of others. One declared partner is no list: a
    form's field names the applicant alone.
    """
    firmest = max((claim.firmness for claim in claims if claim.role == SITE), default=Firmness.WEAK)
    least: dict[str, Firmness] = {
        SITE: Firmness.STATED if firmest == Firmness.LISTED else min(firmest, Firmness.PASSING)
    }
    listed = {claim.place for claim in claims if claim.role in _PARTNERS and claim.firmness == Firmness.LISTED}
    if len(listed) >= _SHORTEST_LIST:
        least |= dict.fromkeys(_PARTNERS, Firmness.STATED)
    return least


def _kept(claims: Sequence[_Claim], least: Mapping[str, Firmness]) -> list[_Claim]:
    """The firmest claim for every role that a place has in the document, the most telling role first."""
    best: dict[str, _Claim] = {}
    towns = {claim.passage for claim in claims if claim.role == MUNICIPAL_PARTNER and claim.firmness == Firmness.LISTED}
    for claim in claims:
        is_own_seat = claim.role == PARTNER and claim.firmness == Firmness.STATED and claim.passage in towns
        if is_own_seat or claim.firmness < least.get(claim.role, Firmness.WEAK):
            continue
        earlier = best.get(claim.role)
        if earlier is None or claim.firmness > earlier.firmness:
            best[claim.role] = claim
    told = [best[role] for role in sorted(best, key=_RANK.__getitem__) if role != MENTION]
    return told or [replace(best.get(MENTION, claims[0]), role=MENTION if claims[0].role != OUTSIDE else OUTSIDE)]


def _place(name: str, claims: Sequence[_Claim], document: Document) -> Place:
    shown = tuple(
        PlaceRole(claim.role, claim.page, Span(claim.start, claim.end), _quote(document, claim)) for claim in claims
    )
    return Place(name, shown[0].role, shown[0].page, shown)


def _quote(document: Document, claim: _Claim) -> str:
    """The words around a name, at most ``QUOTE`` characters of its passage."""
    passage = document.passages[claim.passage]
    text = document.pages[passage.page - 1].text
    start = max(passage.start, claim.start - QUOTE // 2)
    end = min(passage.end, start + QUOTE)
    while start > passage.start and text[start - 1].isalnum():
        start -= 1
    while end < passage.end and text[end].isalnum():
        end += 1
    return " ".join(text[start:end].split())
