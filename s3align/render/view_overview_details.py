"""What opens below a row of the overview: everything that a run knows of a file, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from s3align.record.assessment import Finding, Flag, IntegrityNote, Question, Verdict
from s3align.render.formats import date_text, enumeration, integer, page_ranges, percent, points, sure_points
from s3align.render.view_model import Fact
from s3align.render.view_overview_words import Words, standing_text, standings, status_text
from s3align.render.view_theme import find_subtopic
from s3align.render.wording import reason_text
from s3align.store.row import ResultRow, SharedPassage, ThemeFigures
from s3align.strategy.model import wording

_ASKED = (Verdict.CORE, Verdict.SIDE, Verdict.UNCLEAR)
"""Verdicts of themes that a text may be questioned about."""


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
class ListView:
    """A heading with entries."""

    title: str
    entries: tuple[str, ...]


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
        lists=tuple(found for found in maker.lists() if found.entries),
        report=row.report,
    )


class _Maker:
    """Words one row."""

    def __init__(self, row: ResultRow, words: Words) -> None:
        self._row, self._words = row, words
        self._strategy, self._messages, self._themes = words.strategy, words.messages, words.themes

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
            "fact_extent": self._size(),
            "overview_status": self._status(),
            "fact_languages": enumeration(list(languages), messages) if len(row.languages) > 1 else "",
        }
        return (Fact(messages(key), value, code=False) for key, value in values.items() if value)

    def _status(self) -> str:
        found = standings(self._row, self._words.places)
        lists = [standing_text(theme, standing, self._words) for theme, standing in found.items()]
        return "; ".join(lists) or status_text(self._row, self._words)

    def _size(self) -> str:
        counts = (("pages", self._row.pages), ("words", self._row.words))
        return ", ".join(
            self._messages.count(key, number) if number == 1 else self._many(key, number)
            for key, number in counts
            if number is not None
        )

    def _many(self, key: str, number: int) -> str:
        return self._messages(f"{key}_many", count=integer(number, self._messages.language))

    def advice(self) -> Iterator[str]:
        row = self._row
        if row.reason:
            yield reason_text(row.reason, row.name, row.reason_values, self._messages)
            yield self._messages(f"batch_hint_{row.reason}")

    def theme(self, theme: str, figures: ThemeFigures) -> ThemeLine:
        messages, rank = self._messages, self._row.ranks.get(theme)
        return ThemeLine(
            name=self._name(theme),
            css=figures.verdict.value,
            verdict=messages(f"verdict_{figures.verdict}"),
            extent=self._extent(figures),
            sureness=self._sureness(figures),
            passages=self._passages(figures),
            place=rank.label if rank else "",
            quote=figures.quote,
            quote_page=messages("page", page=figures.quote_page) if figures.quote_page else "",
        )

    def unrelated(self) -> str:
        """The themes of which the text does not speak, each with how sure that is; "" where there are none."""
        named = [
            f"{self._name(theme)} {self._sureness(figures)}"
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
        pages = self._messages("pages_listed", list=page_ranges(figures.pages))
        return f"{figures.passages}/{self._row.passages_counted or figures.passages} ({pages})"

    def lists(self) -> Iterator[ListView]:
        """All lists, also empty ones, in the order in which they are shown."""
        row = self._row
        yield self._list("principles_title", self._principles())
        yield self._list("overview_places", self._places())
        yield self._list("advice_title", self._questions(row.questions))
        yield self._list("integrity_title", map(self._note, row.notes))
        yield self._list("flags_title", filter(None, map(self._hint, row.hints)))
        yield self._list("overview_left_out", self._left_out())
        yield self._list("batch_duplicates", self._resembling())
        yield self._list("overview_shared", map(self._shared, row.shared))

    def _list(self, title: str, entries: Iterator[str]) -> ListView:
        return ListView(self._messages(title), tuple(entries))

    def _name(self, theme: str) -> str:
        return self._themes.get(theme, theme)

    def _principles(self) -> Iterator[str]:
        names = {row.id: wording(row.name, self._messages.language) for row in self._strategy.principles}
        for finding in Finding:
            told = [names.get(key, key) for key, found in self._row.principles.items() if found == finding]
            if told:
                yield f"{self._messages(f'finding_{finding}')}: {', '.join(told)}"

    def _places(self) -> Iterator[str]:
        for place in self._row.places:
            roles = ", ".join(self._messages(f"role_{role}") for role in place.roles)
            yield f"{place.id}: {roles} ({self._messages('page', page=place.page)})"

    def _questions(self, questions: Sequence[Question]) -> Iterator[str]:
        language = self._messages.language
        principles = {row.id: row for row in self._strategy.principles}
        for entry in questions:
            if entry.theme is not None:
                if self._row.themes[entry.theme].verdict in _ASKED:
                    part = find_subtopic(self._strategy.theme(entry.theme), entry.subtopic or "")
                    name = wording(part.name, language) if part else entry.subtopic or ""
                    asked = wording(part.question, language) if part else ""
                    yield f"{self._name(entry.theme)} – {name}: {asked}".rstrip(": ")
            elif known := principles.get(entry.principle or ""):
                yield f"{wording(known.name, language)}: {wording(known.question, language)}"

    def _note(self, note: IntegrityNote) -> str:
        key = f"integrity_{note.kind}"
        text = self._messages(key) if self._messages.has(key) else note.kind
        page = None if note.page is None else self._messages("page", page=note.page)
        count = None if note.count is None else str(note.count)
        more = ", ".join(filter(None, (page, count)))
        return f"{text} ({more})" if more else text

    def _hint(self, flag: Flag) -> str:
        """A hint on funding in a line; "" where the strategy does not know it any more. The report has its sources."""
        funding, language = self._strategy.funding, self._messages.language
        if funding is None:
            return ""
        if flag.kind == "field":
            names = (row.name for row in funding.fields if row.theme == flag.about)
            title = self._messages("flag_field", theme=self._name(flag.about))
            return next((f"{title}: {wording(name, language)}" for name in names), "")
        known = {row.id: row.name for row in funding.funds} if flag.kind == "fund" else {}
        name = funding.size_rule.name if flag.kind == "size_rule" and funding.size_rule else known.get(flag.about)
        return f"{wording(name, language)} ({enumeration(flag.places, self._messages)})" if name else ""

    def _left_out(self) -> Iterator[str]:
        row, messages = self._row, self._messages
        if row.unread_pages:
            yield messages("overview_unread", list=page_ranges(row.unread_pages))
        for kind, number in row.left_out.items():
            keys = (f"overview_left_{kind}", f"integrity_{kind}")
            name = next((messages(key) for key in keys if messages.has(key)), kind)
            yield f"{name}: {number}"

    def _resembling(self) -> Iterator[str]:
        row, messages = self._row, self._messages
        if row.duplicate_of:
            yield messages("batch_copy_of", original=row.duplicate_of)
        for other, share in row.similar:
            yield messages("overview_similar", file=other, share=percent(share, messages))

    def _shared(self, passage: SharedPassage) -> str:
        return self._messages(
            "overview_shared_passage",
            quote=passage.quote,
            words=passage.words,
            page=passage.page,
            other=passage.other,
            other_page=passage.other_page,
        )
