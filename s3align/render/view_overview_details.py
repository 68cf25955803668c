"""What opens below a row of the overview: all figures of a file, and lists of everything else, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from s3align.record.assessment import Verdict
from s3align.render.formats import date_text, enumeration, own_pages, percent, points, size_text, sure_points
from s3align.render.view_model import Fact
from s3align.render.view_overview_lists import ListView, list_views
from s3align.render.view_overview_words import Words, standing_text, standings, status_text
from s3align.render.wording import reason_text
from s3align.store.row import ResultRow, ThemeFigures


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """The figures of a theme in words; ``quote``: its strongest passage, "" where none is shown."""

    name: str
    css: str
    verdict: str
    extent: str
    sureness: str
    passages: str
    place: str
    quote: str
    quote_page: str


@dataclass(frozen=True, slots=True)
class DetailsView:
    """``advice``: why a file was not assessed and what to do. ``unrelated``: the themes without a relation, in one line.

    ``lists``: everything else, under headings; none is empty.
    """

    title: str
    facts: tuple[Fact, ...]
    advice: tuple[str, ...]
    themes: tuple[ThemeLine, ...]
    unrelated: str
    lists: tuple[ListView, ...]
    report: str


def details_view(row: ResultRow, words: Words) -> DetailsView:
    """The details of a file."""
    maker = _Maker(row, words)
    return DetailsView(
        title=row.title or row.name,
        facts=tuple(maker.facts()),
        advice=tuple(maker.advice()),
        themes=tuple(
            maker.theme(theme, figures) for theme, figures in row.themes.items() if figures.verdict is not Verdict.NONE
        ),
        unrelated=maker.unrelated(),
        lists=list_views(row, words),
        report=row.report,
    )


class _Maker:
    """Words one row."""

    def __init__(self, row: ResultRow, words: Words) -> None:
        self._row, self._words = row, words
        self._messages, self._themes = words.messages, words.themes

    def facts(self) -> Iterator[Fact]:
        row, messages = self._row, self._messages
        languages = (
            f"{percent(share, messages)} {messages.language_name(code)}"
            for code, share in sorted(row.languages.items(), key=lambda entry: (-entry[1], entry[0]))
        )
        values = {
            "masthead_file": row.name,
            "masthead_applicant": row.applicant,
            "masthead_dated": date_text(row.dated, messages) if row.dated else "",
            "masthead_assessed": date_text(row.assessed_on, messages) if row.assessed_on else "",
            "fact_extent": size_text(own_pages(row.name, row.pages), row.words, messages),
            "overview_status": self._status(),
            "fact_languages": enumeration(list(languages), messages) if len(row.languages) > 1 else "",
        }
        return (Fact(messages(key), value, code=False) for key, value in values.items() if value)

    def _status(self) -> str:
        found = standings(self._row, self._words.places)
        lists = [standing_text(theme, standing, self._words) for theme, standing in found.items()]
        return "; ".join(lists) or status_text(self._row, self._words)

    def advice(self) -> Iterator[str]:
        row = self._row
        if row.reason:
            yield reason_text(row.reason, row.name, row.reason_values, self._messages)
            yield self._messages(f"batch_hint_{row.reason}")

    def theme(self, theme: str, figures: ThemeFigures) -> ThemeLine:
        messages, rank = self._messages, self._row.ranks.get(theme)
        return ThemeLine(
            name=self._themes.get(theme, theme),
            css=figures.verdict.value,
            verdict=messages(f"verdict_{figures.verdict}"),
            extent=self._extent(figures),
            sureness=self._sureness(figures),
            passages=self._passages(figures),
            place=rank.label if rank else "",
            quote=figures.quote,
            quote_page=messages("page", page=figures.quote_page) if figures.quote_page and self._row.has_pages else "",
        )

    def unrelated(self) -> str:
        """The themes of which the text does not speak, each with how sure that is; "" where there are none."""
        named = [
            f"{self._themes.get(theme, theme)} {self._sureness(figures)}"
            for theme, figures in self._row.themes.items()
            if figures.verdict is Verdict.NONE
        ]
        return self._messages("overview_unrelated", named="; ".join(named)) if named else ""

    def _sureness(self, figures: ThemeFigures) -> str:
        return self._messages(
            "overview_range",
            value=sure_points(figures.sureness),
            low=sure_points(figures.low),
            high=sure_points(figures.high),
        )

    def _extent(self, figures: ThemeFigures) -> str:
        whole = percent(figures.extent, self._messages)
        if figures.extent_low is None or figures.extent_high is None:
            return whole
        return self._messages(
            "overview_range", value=whole, low=points(figures.extent_low), high=points(figures.extent_high)
        )

    def _passages(self, figures: ThemeFigures) -> str:
        if not figures.passages:
            return "0"
        share = f"{figures.passages}/{self._row.passages_counted or figures.passages}"
        return f"{share} ({self._words.pages(figures.pages)})" if self._row.has_pages else share
