"""The record everything shares: one assessment per document, as data. Rendering is someone else's work.

The field names are the contract of the command line, the batch table and the API; ``schema.py`` derives the
published JSON Schema from these classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SCHEMA = "s3align.assessment/1"


class Status(StrEnum):
    """Whether the document could be judged."""

    ASSESSED = "assessed"
    NOT_ASSESSABLE = "not_assessable"


class Reason(StrEnum):
    """Why a document could not be judged."""

    NO_TEXT = "no_text"
    TOO_LITTLE_TEXT = "too_little_text"
    LANGUAGE_NOT_COVERED = "language_not_covered"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    TIMED_OUT = "timed_out"
    UNSUPPORTED = "unsupported"
    NOT_JUDGED = "not_judged"


class Grade(StrEnum):
    """Five words for a score; the limits are data (``strategy.toml``)."""

    NONE = "none"
    WEAK = "weak"
    SUFFICIENT = "sufficient"
    GOOD = "good"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class PageVerdict:
    """What could be read of some pages (physical numbers): ``verdict`` is a ``document.PageQuality``.

    ``confidence`` (0..1, mean over the pages) says how sure text recognition was; None where none was needed.
    """

    verdict: str
    pages: tuple[int, ...]
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What was read. ``languages`` are shares of words, 0..1, summing to 1; unread documents have None.

    ``verdicts`` name every page read, by what could be read of it.
    """

    name: str
    sha256: str | None
    pages: int | None
    words: int | None
    languages: dict[str, float] | None
    pages_without_text: tuple[int, ...] = ()
    verdicts: tuple[PageVerdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """One line of the ledger: ``value`` in score units; all values of a theme sum to its score.

    ``kind``: "base" (what a text without any evidence gets), "keyword" (a term of the curated profile),
    "vocabulary" (a word of the learnt TF-IDF profile), "rival" (the pages speak of another theme more than of this one),
    "remainder" (everything too small to list). ``label`` is the wording as it stands in the document; for "rival" the
    id of the other theme.
    """

    kind: str
    label: str
    value: float


@dataclass(frozen=True, slots=True)
class SubtopicResult:
    """A sub-topic of a theme and whether the document speaks of it."""

    id: str
    name: str
    addressed: bool
    evidence_count: int


@dataclass(frozen=True, slots=True)
class MarkedTerm:
    """A term inside a quote: its wording there, and ``start``/``end`` as offsets into the quote."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that speaks for a theme: characters ``start`` to ``end`` of page ``page``'s text.

    ``value`` is what the passage's terms contribute to the theme's score (score units).
    ``language`` is the passage's own, so that a screen reader can pronounce the quote.
    ``page_label`` is the printed page number where the file names one that differs ("iv").
    ``confidence`` (0..1) is that of text recognition where the page's text was recognised in a picture.
    """

    page: int
    section: str | None
    start: int
    end: int
    quote: str
    terms: tuple[MarkedTerm, ...]
    language: str
    value: float
    page_label: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class ThemeScore:
    """One theme: ``score`` 0..1, calibrated, between ``low`` and ``high``; the ledger sums to it."""

    id: str
    name: str
    score: float
    low: float
    high: float
    grade: Grade
    addressed: bool
    contributions: tuple[Contribution, ...]
    subtopics: tuple[SubtopicResult, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """The overall statement and the rule that led to it."""

    grade: Grade
    sentence: str
    rule: str


@dataclass(frozen=True, slots=True)
class PlaceStrength:
    """That a place is known to be strong in a theme ("strong", "medium", "weak"), and how well that is known.

    ``evidence``: "strategy" (the strategy names the place), "other" (another public source) or "inference".
    """

    theme: str
    strength: str
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality named in the document, in its most telling ``role`` there, with the page of it.

    "site" (where the project takes place), "partner" (seat of somebody who takes part), "mention", or "outside" for a near
    place that does not belong to the region. ``strengths``: what is known of the place by theme.
    """

    municipality: str
    role: str
    page: int
    themes_strong: tuple[str, ...]
    strengths: tuple[PlaceStrength, ...] = ()


@dataclass(frozen=True, slots=True)
class PrincipleResult:
    """A principle of the strategy; never part of a theme's score."""

    id: str
    name: str
    grade: Grade
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class IntegrityNote:
    """Something a reader should know about the file: shown, never scored."""

    kind: str
    detail: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Advice:
    """An open question for the applicant.

    ``elsewhere`` is a page where the document speaks of it in a part that does not count (partners, budget, references);
    None where nothing was found at all.
    """

    theme: str
    subtopic: str
    question: str
    elsewhere: int | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A hint beside the fit: ``kind`` "field", "fund", "joint" or "size_rule", with what it rests on.

    ``about`` is the theme or fund; ``details`` calls or places; ``source`` an address, ``as_of`` the date of knowledge.
    """

    kind: str
    about: str
    details: tuple[str, ...]
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made this assessment, so that it can be made again."""

    tool_version: str
    model_hash: str | None
    strategy: str
    settings_hash: str
    command: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """One document judged, or the reason why not. A document that cannot be judged has no scores at all.

    ``message`` says in one sentence what happened and what to do, where ``status`` is not_assessable.
    """

    status: Status
    reason: Reason | None
    message: str | None
    document: DocumentFacts
    themes: tuple[ThemeScore, ...]
    primary_theme: str | None
    secondary_theme: str | None
    fit: Fit | None
    provenance: Provenance
    places: tuple[Place, ...] = ()
    principles: tuple[PrincipleResult, ...] = ()
    integrity: tuple[IntegrityNote, ...] = ()
    advice: tuple[Advice, ...] = ()
    flags: tuple[Flag, ...] = ()
    schema: str = SCHEMA

    def theme(self, theme_id: str) -> ThemeScore:
        """The score of one theme; KeyError names an unknown id."""
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        raise KeyError(theme_id)
