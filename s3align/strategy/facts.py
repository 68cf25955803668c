"""What a strategy's facts rest on: sources with kind and date, deadlines, statements, and the parts of a region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

PARTIAL_DATE = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
"""How a date of knowledge is written: as exactly as it is known, 2022, 2022-07 or 2022-07-06."""


class SourceKind(StrEnum):
    """Who speaks in a source.

    An authority or the strategy's publisher; a research body, chamber, firm or association; a newspaper; a private page; a
    copy of a document elsewhere; a directory, forum or page whose author is not known.
    """

    OFFICIAL = "official"
    INSTITUTION = "institution"
    PRESS = "press"
    BLOG = "blog"
    MIRROR = "mirror"
    PORTAL = "portal"


DOUBTFUL = frozenset({SourceKind.BLOG, SourceKind.MIRROR, SourceKind.PORTAL})
"""Kinds that readers are warned of: nobody answers for what stands there."""


class EvidenceLevel(StrEnum):
    """Where a statement about a place comes from."""

    STRATEGY = "strategy"
    OTHER = "other"
    INFERENCE = "inference"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement of the strategy data comes from.

    ``as_of``: when it was read. ``dated``: the date that the page itself gives, "" where it gives none. Both may be partial.
    """

    id: str
    title: str
    address: str
    kind: SourceKind
    as_of: str
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Timing:
    """What is known of the dates of a call or fund: the last deadline known, the day by which money must be spent.

    ``note``: a sentence per language on where it stands. ``as_of``: date of knowledge, "" where that of the file holds.
    """

    last_deadline: date | None = None
    spend_by: date | None = None
    as_of: str = ""
    note: Mapping[str, str] = field(default_factory=dict)


NO_DATES = Timing()


@dataclass(frozen=True, slots=True)
class Call:
    """A family of calls for proposals; fields name it by ``id``, which is the name that readers know."""

    id: str
    source: str
    timing: Timing


@dataclass(frozen=True, slots=True)
class Statement:
    """A core statement of the strategy in own words per language; ``principles``: ids of those that it belongs to."""

    id: str
    text: Mapping[str, str]
    source: str
    as_of: str
    principles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the region that carries a theme: some of its ``places``, and how well that is known.

    ``source`` may be "" for an inference.
    """

    theme: str
    name: Mapping[str, str]
    places: tuple[str, ...]
    status: EvidenceLevel
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Description:
    """The strategy in short: ``note`` says what the statements rest on, ``spread`` how the themes lie in the region."""

    note: Mapping[str, str]
    spread: Mapping[str, str]
    statements: tuple[Statement, ...]
    areas: tuple[Area, ...]
