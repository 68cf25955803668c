"""One row of a run's results: a file with what its record says, for lists, tables and filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from s3align.record.assessment import (
    Assessment,
    Flag,
    IntegrityNote,
    PageNumber,
    Place,
    Question,
    ReasonValue,
    Share,
    ThemeResult,
    Verdict,
)
from s3align.store.ranking import Ranked
from s3align.store.results import Result


class ToRead(StrEnum):
    """Why a person must read a file: a wrong "no" cannot be mended once it is set aside, or once a list is closed without it.

    BESIDE: it addresses a theme and may address another one, whose list it would be missing from.
    """

    UNCLEAR = "unclear"
    NONE = "none"
    REFUSED = "refused"
    BESIDE = "beside"


BEFORE_SET_ASIDE = (ToRead.UNCLEAR, ToRead.NONE, ToRead.REFUSED)
"""Why a file must be read before anything is set aside; the other reason is one before a list on a theme is closed."""


@dataclass(frozen=True, slots=True)
class ThemeFigures:
    """What a record says of a theme; shares from 0 to 1, ``extent_low`` and ``extent_high`` None in older records.

    ``passages``: how many speak of it, on ``pages``. ``quote``: the strongest passage, on ``quote_page``; only of a theme that
    is addressed or unclear.
    """

    sureness: Share
    low: Share
    high: Share
    verdict: Verdict
    extent: Share
    extent_low: Share | None = None
    extent_high: Share | None = None
    passages: int = 0
    pages: Sequence[PageNumber] = ()
    quote: str = ""
    quote_page: PageNumber | None = None


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A place by its id, with its roles, the most telling first, and the page of that one.

    ``role_pages``: the page of each role; empty in older records, which know that of the most telling one.
    """

    id: str
    roles: Sequence[str]
    page: PageNumber
    role_pages: Sequence[PageNumber] = ()

    @property
    def role(self) -> str:
        """The most telling role."""
        return self.roles[0]


@dataclass(frozen=True, slots=True)
class SharedPassage:
    """A passage of ``words`` words that another file of the run has as well: on ``page`` here, on ``other_page`` in ``other``.

    A page is None in a file without pages of its own. ``quote``: how it begins here. ``share``: its part of the file's compared
    words. ``files``: how many files have it; of a building block, which more than a few have, ``other`` is the first of the
    others.
    """

    other: str
    page: PageNumber | None
    other_page: PageNumber | None
    words: int
    quote: str
    share: Share = 0.0
    files: int = 2


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A row of the results: one file, with what its record says.

    ``themes``: their figures, the surest first; ``addressed``: those addressed, the surest first; ``main`` and ``second`` as
    the overall statement names them; ``nearest``: where none is addressed. ``reason_values``: what the sentence on the reason
    needs. ``languages``: share of the words, 0..1. ``principles``: id -> finding; ``principle_pages``: id -> pages of the
    passages that show it. ``notes``: what a reader should know of the file. ``hints``: funds, fields and cooperation of towns.
    ``unread_pages``: without text that could be read. ``left_out``: what does not count, kind -> number. ``dated``,
    ``assessed_on``: ISO dates, "" where not known. ``duplicate_of``: the first file with the same bytes. Filled by the table:
    ``ranks``, the places within each theme addressed; ``similar``, file and similarity (0..1); ``shared``, the longest passages
    that stand in other files too, of ``shared_total``. ``is_compared``: whether it was compared for such passages, which
    results of earlier versions are not. ``read_by``: who has read it as it is now, by the review file, and ``decisions``: what
    they decided, each once. ``is_withdrawn``: it stands in the tables and has no place in any order.
    """

    name: str
    sha256: str
    status: str
    reason: str
    reason_values: Mapping[str, ReasonValue]
    report: str
    words: int | None
    pages: int | None
    languages: Mapping[str, float]
    main: str
    second: str
    rule: str
    nearest: str
    themes: Mapping[str, ThemeFigures]
    addressed: Sequence[str]
    places: Sequence[PlaceEntry]
    principles: Mapping[str, str]
    questions: Sequence[Question]
    notes: Sequence[IntegrityNote]
    hints: Sequence[Flag]
    unread_pages: Sequence[PageNumber]
    left_out: Mapping[str, int]
    passages_counted: int | None
    duplicate_of: str
    title: str = ""
    applicant: str = ""
    dated: str = ""
    assessed_on: str = ""
    ranks: Mapping[str, Ranked] = field(default_factory=dict)
    similar: Sequence[tuple[str, float]] = ()
    shared: Sequence[SharedPassage] = ()
    shared_total: int = 0
    is_compared: bool = False
    principle_pages: Mapping[str, Sequence[PageNumber]] = field(default_factory=dict)
    read_by: Sequence[str] = ()
    decisions: Sequence[str] = ()
    is_withdrawn: bool = False

    @property
    def is_assessed(self) -> bool:
        """Whether there are figures."""
        return bool(self.themes)

    @property
    def has_pages(self) -> bool:
        """Whether a page tells where something stands: all of a text file stands on page 1, as of most unsaved office files."""
        return (self.pages or 0) > 1

    @property
    def leading(self) -> str:
        """The main theme, or the nearest where it addresses none; "" of a file that was not assessed."""
        return self.main or self.nearest

    @property
    def rank(self) -> Ranked | None:
        """Its places within the main theme; None where it addresses none, and of a copy."""
        return self.ranks.get(self.main)

    @property
    def to_read(self) -> ToRead | None:
        """Why a person must still read it; None where nobody must, or somebody has."""
        return None if self.read_by else self.why_read

    @property
    def why_read(self) -> ToRead | None:
        """Why a person must read it, whether or not one has; None where all is told, for a copy, and of what was withdrawn."""
        if self.duplicate_of or self.is_withdrawn:
            return None
        if self.addressed:
            return ToRead.BESIDE if self.open_themes else None
        if not self.is_assessed:
            return ToRead.REFUSED
        return ToRead.UNCLEAR if self.open_themes else ToRead.NONE

    @property
    def open_themes(self) -> tuple[str, ...]:
        """Themes that it may address: a person has to read."""
        return tuple(theme for theme, figures in self.themes.items() if figures.verdict == Verdict.UNCLEAR)


def row_of(result: Result, record: Assessment, report: str) -> ResultRow:
    """The row of a stored ``result`` with its decoded ``record``; ``report``: its path beside the tables, "" where none is."""
    document, overall = record.document, record.overall
    surest_first = sorted(record.themes, key=lambda theme: (-theme.sureness, theme.id))
    return ResultRow(
        name=result.name,
        sha256=result.sha256,
        status=record.status.value,
        reason=record.reason.value if record.reason else "",
        reason_values=record.reason_values,
        report=report,
        words=document.words,
        pages=document.pages,
        languages={code: round(share, 2) for code, share in sorted((document.languages or {}).items())},
        main=(overall.primary or "") if overall else "",
        second=", ".join(overall.secondary) if overall else "",
        rule=overall.rule.value if overall else "",
        nearest=(overall.nearest or "") if overall else "",
        themes={theme.id: _figures(theme) for theme in surest_first},
        addressed=tuple(theme.id for theme in record.addressed),
        places=tuple(_place(place) for place in record.places),
        principles={principle.id: principle.told.value for principle in record.principles},
        questions=record.questions,
        notes=record.integrity,
        hints=record.flags,
        unread_pages=document.pages_without_text,
        left_out=document.passages_left_out,
        passages_counted=document.passages_counted,
        duplicate_of="" if result.original == result.name else result.original,
        title=document.title or "",
        applicant=document.applicant or "",
        dated=document.dated or "",
        assessed_on=result.assessed_on.isoformat() if result.assessed_on else "",
        is_compared=result.passages is not None,
        principle_pages={
            principle.id: sorted({card.page for card in principle.evidence})
            for principle in record.principles
            if principle.evidence
        },
    )


def _place(place: Place) -> PlaceEntry:
    return PlaceEntry(place.id, place.roles, place.page, tuple(entry.page for entry in place.shown))


def _figures(theme: ThemeResult) -> ThemeFigures:
    shown = theme.evidence[0] if theme.evidence and (theme.is_addressed or theme.verdict is Verdict.UNCLEAR) else None
    return ThemeFigures(
        theme.sureness,
        theme.low,
        theme.high,
        theme.verdict,
        theme.extent,
        theme.extent_low,
        theme.extent_high,
        passages=theme.passages,
        pages=theme.pages,
        quote=shown.quote if shown else "",
        quote_page=shown.page if shown else None,
    )
