"""The overview of a run: what stands at its top, and one line of the table for each file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from s3align.record.assessment import Verdict
from s3align.render.formats import own_pages, points
from s3align.render.view_overview_details import DetailsView, details_view
from s3align.render.view_overview_words import Words, standings, status_text
from s3align.store.row import ResultRow, ThemeFigures

MOST_WORDED = 7
"""Themes from which on a cell of the table has room for the word of a verdict only as a letter."""
_KEY_SIGNS = 10
"""Of a file's name in an address: enough to tell thousands of files apart, and no name in a link that is passed on."""


class Group(StrEnum):
    """Where a file stands in the table while no theme is chosen; copies of assessed files come last."""

    ADDRESSED = "addressed"
    UNCLEAR = "unclear"
    NONE = "none"
    REFUSED = "refused"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class CellView:
    """A theme in a row: ``css`` names the verdict, ``extent`` (0 to 100) is the length of its bar."""

    css: str
    extent: int
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class LineView:
    """A row of the table, with what opens below it. ``cells``: a theme each; none for a file that was not assessed."""

    key: str
    title: str
    applicant: str
    lead: str
    cells: tuple[CellView, ...]
    pages: int | None
    status: str
    reason: str
    report: str
    is_to_read: bool
    span: int
    standing: str
    details: DetailsView


def group_of(row: ResultRow) -> Group:
    """The group of a file."""
    if not row.is_assessed:
        return Group.REFUSED
    if row.duplicate_of:
        return Group.COPY
    if row.addressed:
        return Group.ADDRESSED
    return Group.UNCLEAR if row.open_themes else Group.NONE


def key_of(row: ResultRow) -> str:
    """What stands for a file in an address; the same in every run."""
    return sha256(row.name.encode("utf-8", "surrogatepass")).hexdigest()[:_KEY_SIGNS]


def line_view(row: ResultRow, words: Words) -> LineView:
    """The row of a file."""
    messages = words.messages
    return LineView(
        key=key_of(row),
        title=row.title or row.name,
        applicant=row.applicant,
        lead=_lead(row, words),
        cells=tuple(_cell(row.themes[theme], words) for theme in words.themes if theme in row.themes),
        pages=own_pages(row.name, row.pages),
        status=status_text(row, words),
        reason=messages(f"batch_reason_{row.reason}") if row.reason else "",
        report=row.report,
        is_to_read=row.to_read is not None,
        span=len(words.themes),
        standing=min((standing.value for standing in standings(row, words.places).values()), default=""),
        details=details_view(row, words),
    )


def _lead(row: ResultRow, words: Words) -> str:
    if not row.main:
        return ""
    name = words.heads.get(row.main, row.main)
    return f"{row.rank.label} · {name}" if row.rank else name


def _cell(figures: ThemeFigures, words: Words) -> CellView:
    messages, share = words.messages, points(figures.extent)
    is_told = figures.verdict is not Verdict.NONE
    is_short = len(words.themes) > MOST_WORDED
    word = messages(f"overview_{'letter' if is_short else 'short'}_{figures.verdict}")
    long = messages(f"verdict_{figures.verdict}")
    return CellView(
        css=figures.verdict.value,
        extent=share if is_told else 0,
        text=f"{word} {share}" if is_told else word,
        label=(f"{long}, {messages('percent', value=share)}" if is_told else long) if is_short else "",
    )
