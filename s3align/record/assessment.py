"""The record everything shares: one assessment per document, as values and rule ids.

No sentence, no theme's name and no reader's language stands in it: ``render`` words the same record in any language. The
field names are the contract of the command line, the tables and every program; ``schema`` publishes them as JSON Schema.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Final, Literal, NamedTuple

from msgspec import Meta, Struct

from s3align.record.document import PageQuality
from s3align.record.word_boxes import Box

SCHEMA: Final = "s3align.assessment/2"

Share = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=0)]
PageNumber = Annotated[int, Meta(ge=1)]
"""Physical, counted from 1."""
ReasonValue = int | float | str


class Status(StrEnum):
    """Whether the document could be assessed."""

    ASSESSED = "assessed"
    NOT_ASSESSABLE = "not_assessable"


class Reason(StrEnum):
    """Why a document could not be assessed; ``errors`` has a class for each."""

    NO_TEXT = "no_text"
    TOO_LITTLE_TEXT = "too_little_text"
    LANGUAGE_NOT_COVERED = "language_not_covered"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    TIMED_OUT = "timed_out"
    UNSUPPORTED = "unsupported"
    NOT_JUDGED = "not_judged"
    FAILED = "failed"


class Verdict(StrEnum):
    """What a document has to do with a theme.

    From near to far. "core" and "side": it addresses the theme; "unclear": it may, a person has to read; "touched": a passage
    speaks of it, the document does not; "none".
    """

    CORE = "core"
    SIDE = "side"
    UNCLEAR = "unclear"
    TOUCHED = "touched"
    NONE = "none"


class Rule(StrEnum):
    """The rule that led to the overall statement."""

    MAIN = "main"
    MAIN_AND_SECONDARY = "main_and_secondary"
    SPREAD = "spread"
    UNCLEAR = "unclear"
    WEAK = "weak"
    NONE = "none"


class Grade(StrEnum):
    """Five steps for a figure; their limits and names are data of the strategy."""

    NONE = "none"
    WEAK = "weak"
    SUFFICIENT = "sufficient"
    GOOD = "good"
    STRONG = "strong"


class DateSource(StrEnum):
    """Where a document's date comes from: printed in it, or what its file says of itself."""

    TEXT = "text"
    FILE = "file"


class Finding(StrEnum):
    """What a document says to a principle.

    "found": passages answer it; "hinted": they only touch it; "none": nothing was found; "denied": the text itself says that
    it does not.
    """

    FOUND = "found"
    HINTED = "hinted"
    NONE = "none"
    DENIED = "denied"


class _Record(Struct, frozen=True, forbid_unknown_fields=True):
    """Common to all parts of the record: immutable, and no field that the schema does not know."""


class Span(NamedTuple):
    """Characters from ``start`` up to, not including, ``end``."""

    start: Count
    end: Count


class QualityOfPages(_Record, frozen=True):
    """What could be read of some pages.

    ``confidence`` (mean over the pages) says how sure text recognition was; None where none was needed.
    """

    quality: PageQuality
    pages: tuple[PageNumber, ...]
    confidence: Share | None = None


class DocumentFacts(_Record, frozen=True, kw_only=True):
    """What was read. ``languages`` are shares of words, summing to 1; what could not be read is None.

    ``title``, ``applicant`` and ``dated`` (an ISO date, "2026-03" where no day is named) are what the document says of itself.

    ``page_quality`` names every page read. ``passages_counted``: how many passages of about 60 words were judged;
    ``passages_left_out``: paragraphs and cells that were not, kind (a ``document.PassageKind``, or why the passage filter
    left it out) -> number.
    """

    name: str
    sha256: str | None
    title: str | None = None
    applicant: str | None = None
    dated: str | None = None
    dated_by: DateSource | None = None
    pages: Count | None = None
    words: Count | None = None
    languages: dict[str, Share] | None = None
    page_quality: tuple[QualityOfPages, ...] = ()
    passages_counted: Count | None = None
    passages_left_out: dict[str, Count] = {}

    @property
    def pages_without_text(self) -> tuple[int, ...]:
        """Physical numbers of the pages of which no text could be read, in order."""
        return tuple(
            sorted(page for entry in self.page_quality if not entry.quality.is_readable for page in entry.pages)
        )


class Contribution(_Record, frozen=True):
    """One line of the ledger: ``value`` in units of the sureness; all values of a theme sum to it.

    ``kind``: "base" (what a text without any evidence gets), "keyword" (a term of the curated profile), "vocabulary" (a
    word of the learnt TF-IDF profile), "remainder" (everything else in the passage, or in all passages that are not listed).
    ``key``: the term or word. ``label``: its wording as it stands most often in the passage, "" where it has none.
    ``passage``: the number of the judged passage, from 0 in reading order; the lines of a passage sum to what it adds. None
    for the base and for all other passages together.
    """

    kind: str
    key: str
    label: str
    value: float
    passage: Count | None = None


class PassageText(_Record, frozen=True, kw_only=True):
    """A judged passage as it stands in the document; everything else in the record refers to it by its ``number``.

    ``number``: from 0 in reading order, as in ``Evidence.passage``. ``span``: its characters in the stored text of page
    ``page``. ``language``, ``section``, ``page_label`` and ``confidence`` as in ``Evidence``.
    """

    number: Count
    page: PageNumber
    span: Span
    text: str
    language: str
    section: str | None = None
    page_label: str | None = None
    confidence: Share | None = None


class PassageMarks(_Record, frozen=True):
    """What in a passage speaks for a theme or sub-topic: ``spans`` of its words in the text of ``PassageText``, rising.

    ``value``: what the passage adds to the theme, in units of the sureness; None for a sub-topic. ``speaks``: whether the
    passage is one of those that speak of it; else it only adds a little.
    """

    passage: Count
    spans: tuple[Span, ...]
    value: float | None = None
    speaks: bool = True


class SubtopicResult(_Record, frozen=True):
    """A sub-topic of a theme and the passages that speak of it (numbers of judged passages, rising).

    ``marks``: where its words stand in those of them that ``Assessment.passages`` holds; empty in older records.
    """

    id: str
    passages: tuple[Count, ...] = ()
    marks: tuple[PassageMarks, ...] = ()

    @property
    def is_addressed(self) -> bool:
        """Whether any passage speaks of it."""
        return bool(self.passages)


class MarkedTerm(_Record, frozen=True):
    """A term inside a quote: its wording there, its ``span`` in the quote, and a box on the page for each line it stands on."""

    text: str
    span: Span
    boxes: tuple[Box, ...] = ()


class Evidence(_Record, frozen=True, kw_only=True):
    """A passage that speaks for a theme or principle.

    ``passage``: the number of the judged passage, from 0 in reading order; None for a principle. ``span``: the quote's
    characters in the stored text of page ``page``; ``box``: around the quote on the page, None where the file has no places
    (plain text, Word). ``value``: what the passage adds, in units of the sureness; for a principle what its terms weigh.
    ``language``: the passage's own, so that a screen reader can pronounce the quote. ``page_label``: the printed page number
    where the file names one that differs ("iv"). ``confidence``: that of text recognition where the page's text was
    recognised in a picture.
    """

    passage: Count | None
    page: PageNumber
    span: Span
    quote: str
    terms: tuple[MarkedTerm, ...]
    language: str
    value: float
    section: str | None = None
    page_label: str | None = None
    confidence: Share | None = None
    box: Box | None = None


class ThemeResult(_Record, frozen=True, kw_only=True):
    """One theme. ``sureness``: how likely the document addresses it, between ``low`` and ``high``; the ledger sums to it.

    ``extent``: the share of the counted text that speaks of the theme, each passage weighed by its probability, between
    ``extent_low`` and ``extent_high`` (None in older records). ``passages``: how many of the
    ``DocumentFacts.passages_counted`` speak of it, on ``pages``. ``evidence``: the strongest of them. ``marks``: all of them
    that ``Assessment.passages`` holds, in reading order, with the words that speak for the theme, and what else is evidence;
    empty in older records, and of a theme without a relation where the document has others.
    """

    id: str
    extent: Share
    extent_low: Share | None = None
    extent_high: Share | None = None
    sureness: Share
    low: Share
    high: Share
    verdict: Verdict
    passages: Count
    pages: tuple[PageNumber, ...]
    contributions: tuple[Contribution, ...]
    subtopics: tuple[SubtopicResult, ...]
    evidence: tuple[Evidence, ...]
    marks: tuple[PassageMarks, ...] = ()

    @property
    def is_addressed(self) -> bool:
        """Whether the verdict is core or side."""
        return self.verdict in (Verdict.CORE, Verdict.SIDE)


def ranked(themes: Iterable[ThemeResult]) -> list[ThemeResult]:
    """Themes in the order in which the overall statement and every report name them: by verdict, the surest first."""
    order = list(Verdict)
    return sorted(themes, key=lambda row: (order.index(row.verdict), -row.sureness, -row.extent, row.id))


class Overall(_Record, frozen=True):
    """The overall statement as the rule that led to it and the themes it names.

    ``nearest``: the theme with the most to it where none is addressed.
    """

    rule: Rule
    primary: str | None = None
    secondary: tuple[str, ...] = ()
    nearest: str | None = None


SITE, MUNICIPAL_PARTNER, PARTNER, MENTION, OUTSIDE = "site", "municipal_partner", "partner", "mention", "outside"
"""Roles of a place: work of the project is done there; the town or district itself, its offices or companies take part with a
task; an institution that takes part and is not the town's has its seat there; named in passing; near the region, but not part
of it. The most telling comes first."""


class PlaceRole(_Record, frozen=True):
    """A role of a place and the words that show it best: ``span`` in the stored text of page ``page``, quoted in ``quote``."""

    role: str
    page: PageNumber
    span: Span
    quote: str


class Place(_Record, frozen=True):
    """A place named in the document, by its id in the strategy, in its most telling ``role`` there, with the page of it.

    ``shown``: its roles, the most telling first, each with the passage that shows it; empty in older records, which knew one
    role for each place and called the seat of a town that takes part "partner" too.
    """

    id: str
    role: str
    page: PageNumber
    shown: tuple[PlaceRole, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """All roles, the most telling first."""
        return tuple(entry.role for entry in self.shown) or (self.role,)


class PrincipleResult(_Record, frozen=True):
    """A principle that proposals are read by; never part of a theme's figures.

    ``grade``: how much speaks for it; ``finding``: what a reader is told, None in records that were made before there was
    one. ``evidence``: the passages that speak for it, or the one that denies it.
    """

    id: str
    grade: Grade
    evidence: tuple[Evidence, ...]
    finding: Finding | None = None

    @property
    def told(self) -> Finding:
        """The finding; in a record that is older than findings, whether it has passages."""
        return self.finding or (Finding.FOUND if self.evidence else Finding.NONE)

    @property
    def is_answered(self) -> bool:
        """Whether passages speak for it: a text that denies it does not, and its passage is shown all the same."""
        return bool(self.evidence) and self.finding is not Finding.DENIED


class IntegrityNote(_Record, frozen=True):
    """Something a reader should know about the file: shown, never scored.

    ``quote``: what stands there (for attachments the name); ``count``: words that do not show, or pages in the file.
    """

    kind: str
    page: PageNumber | None = None
    quote: str | None = None
    count: Count | None = None


class Question(_Record, frozen=True):
    """What a person who screens the document would ask next; its wording is the strategy's.

    Either a sub-topic without evidence (``theme`` and ``subtopic``) or a principle without any (``principle``). ``page`` and
    ``section``: where in the document an answer would stand. ``elsewhere`` is a page where the document speaks of it in a
    part that does not count (partners, budget, references). Each is None where nothing was found; records of older versions
    name neither principles nor places of answers.
    """

    theme: str | None = None
    subtopic: str | None = None
    elsewhere: PageNumber | None = None
    principle: str | None = None
    page: PageNumber | None = None
    section: str | None = None


class Flag(_Record, frozen=True):
    """A hint beside the result. ``about``: a theme, a fund or a rule of the strategy; ``places``: those it rests on."""

    kind: str
    about: str
    places: tuple[str, ...] = ()


class Provenance(_Record, frozen=True):
    """What made this assessment, so that it can be made again."""

    tool_version: str
    model_hash: str
    strategy_id: str
    strategy_hash: str
    settings_hash: str


class Assessment(_Record, frozen=True, kw_only=True):
    """One document assessed, or the reason why not. A document that cannot be assessed has no figures at all.

    ``reason_values``: what the sentence on the reason needs (words, minimum, bytes, seconds, cause, stage). ``passages``:
    the text of the passages that speak of any theme, in reading order, of a huge document the strongest of each theme alone;
    empty in older records.
    """

    schema: Literal["s3align.assessment/2"] = SCHEMA
    status: Status
    reason: Reason | None = None
    reason_values: dict[str, ReasonValue] = {}
    document: DocumentFacts
    themes: tuple[ThemeResult, ...] = ()
    overall: Overall | None = None
    places: tuple[Place, ...] = ()
    principles: tuple[PrincipleResult, ...] = ()
    flags: tuple[Flag, ...] = ()
    integrity: tuple[IntegrityNote, ...] = ()
    questions: tuple[Question, ...] = ()
    passages: tuple[PassageText, ...] = ()
    provenance: Provenance

    def theme(self, theme_id: str) -> ThemeResult:
        """The result for one theme; KeyError names an unknown id."""
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        raise KeyError(theme_id)

    @property
    def is_assessed(self) -> bool:
        """Whether there are figures."""
        return self.status is Status.ASSESSED

    @property
    def addressed(self) -> tuple[ThemeResult, ...]:
        """The themes that the document addresses, the surest first."""
        return tuple(
            sorted((theme for theme in self.themes if theme.is_addressed), key=lambda row: (-row.sureness, row.id))
        )
