"""The sheets of a workbook: their columns, and the lines that a row of the results gives on each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest

from s3align.record.assessment import Verdict
from s3align.render.codebook import CODEBOOK, Column, Empty, Form
from s3align.render.columns import asked, finding_of, message
from s3align.render.formats import own_pages, sure_points
from s3align.render.sheet import Cell
from s3align.render.workbook_words import Words, day, pages
from s3align.store.row import ResultRow, ThemeFigures
from s3align.store.theme_places import standing
from s3align.strategy.model import Strategy

_POINTS, _DECIMALS = 100, 4
"""A record knows a share to six decimals: four of a per cent."""
_TITLE, _NAME, _SENTENCE, _QUOTE, _HASH = 40, 30, 50, 70, 24
"""Widths of columns in characters."""
_POINT = Column("", Form.NUMBER, Empty.REFUSED, "points", 0, _POINTS)
_PERCENT = Column("", Form.NUMBER, Empty.NO_RELATION, "percent", 0, _POINTS)
_COUNT = Column("", Form.WHOLE, Empty.UNKNOWN, lowest=0)
_PLACE = Column("", Form.WHOLE, Empty.NOT_PLACED, lowest=1)
_PAGE = Column("", Form.WHOLE, Empty.NO_PAGE, lowest=1)
_OPEN = Column("", empty=Empty.NOTHING)


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """A sheet: ``key`` of its name, columns with their widths (None for what is usual), and the lines of a row.

    ``frozen``: columns that stay in view. ``closing``: lines behind those of rows.
    """

    key: str
    columns: Sequence[Column]
    widths: Sequence[int | None]
    lines: Callable[[ResultRow], Iterable[Sequence[Cell]]]
    frozen: int = 1
    closing: Iterable[Sequence[Cell]] = ()


def sheet_plans(strategy: Strategy, words: Words, places: Mapping[str, int] | None = None) -> tuple[SheetPlan, ...]:
    """The sheets in the order in which they are read; those of which a strategy knows nothing are left out.

    ``places``: theme -> length of its shortlist.
    """
    makers = (
        _proposals,
        _refused,
        partial(_figures, places=places or {}),
        *((_principles,) if strategy.principles else ()),
        *((_places,) if strategy.municipalities else ()),
        _questions,
        _notes,
        *((_hints,) if strategy.funding else ()),
        _copies,
        _files,
    )
    return tuple(maker(words) for maker in makers)


NO_LINES: Callable[[ResultRow], Iterable[Sequence[Cell]]] = lambda _: ()  # noqa: E731 -- a value of a plan
"""Of a sheet whose lines are not made of single rows."""


def plan(
    key: str,
    columns: Iterable[tuple[Column, int | None]],
    lines: Callable[[ResultRow], Iterable[Sequence[Cell]]],
    frozen: int = 1,
) -> SheetPlan:
    """A sheet of columns, each with its width."""
    kinds, widths = zip(*columns, strict=True)
    return SheetPlan(key, kinds, widths, lines, frozen)


def _like(key: str, like: Column, width: int | None = None) -> tuple[Column, int | None]:
    return replace(like, key=key), width


_WHOSE = ((Column("shown_title"), _TITLE), (Column("file"), _NAME))
"""Whose line it is, on every sheet."""


def _whose(row: ResultRow) -> tuple[str, str]:
    return row.title or row.name, row.name


def _proposals(words: Words) -> SheetPlan:
    verdict = Column("verdict", empty=Empty.REFUSED, values="verdict")
    columns = (  # narrower than elsewhere: a page holds them all
        (Column("shown_title"), 34),
        (Column("applicant", empty=Empty.UNKNOWN), 20),
        (Column("to_read", empty=Empty.NOTHING, values="to_read"), 14),
        (Column("read_by", empty=Empty.NOTHING), 14),
        (Column("decision", empty=Empty.NOTHING, values="decision"), 12),
        (Column("lead", empty=Empty.NOTHING, values="theme"), 22),
        _like("rank_from", _PLACE, 7),
        _like("rank_to", _PLACE, 7),
        *((replace(verdict, head=name, about=name), 13) for name in words.themes.values()),
        _like("pages", replace(_COUNT, unit="pages"), 7),
        (Column("status", values="status"), 11),
        (Column("report", Form.LINK, Empty.UNKNOWN), 18),
        (Column("copy_of", empty=Empty.NOTHING), 14),
        (Column("dated", Form.DATE, Empty.UNKNOWN), 11),
        (Column("file"), 24),
    )

    def lines(row: ResultRow) -> Iterator[Sequence[Cell]]:
        verdicts = (
            words.of("verdict", found.verdict) if found else None for found in map(row.themes.get, words.themes)
        )
        yield (
            row.title or row.name,
            row.applicant,
            words.of("value_to_read", row.to_read) if row.to_read else None,
            "; ".join(row.read_by),
            "; ".join(words.of("review_decision", decision) for decision in row.decisions),
            words.theme(row.main),
            *_places_of(row, row.main),
            *verdicts,
            own_pages(row.name, row.pages),
            words.of("verify_status", row.status),
            row.report,
            row.duplicate_of,
            day(row.dated),
            row.name,
        )

    return plan("proposals", columns, lines)


def _places_of(row: ResultRow, theme: str) -> tuple[int | None, int | None]:
    rank = (row.ranks or {}).get(theme)
    return (rank.first, rank.last) if rank else (None, None)


def _refused(words: Words) -> SheetPlan:
    columns = (
        *_WHOSE,
        (Column("reason", values="reason"), 20),
        (Column("message"), _SENTENCE),
        (Column("advice"), _SENTENCE),
        _like("pages", replace(_COUNT, unit="pages"), 8),
        _like("words", replace(_COUNT, unit="words"), 8),
        (Column("copy_of", empty=Empty.NOTHING), 20),
        (Column("report", Form.LINK, Empty.UNKNOWN), _NAME),
    )

    def lines(row: ResultRow) -> Iterator[Sequence[Cell]]:
        if row.is_assessed:
            return
        yield (
            *_whose(row),
            words.of("batch_reason", row.reason),
            message(row, words.messages),
            words.of("batch_hint", row.reason),
            own_pages(row.name, row.pages),
            row.words,
            row.duplicate_of,
            row.report,
        )

    return plan("refused", columns, lines)


def _figures(words: Words, places: Mapping[str, int]) -> SheetPlan:
    listed = Column("theme_standing", empty=Empty.NOT_LISTED, values="any_standing")
    columns = (
        *_WHOSE,
        (Column("theme", values="theme"), 24),
        (Column("verdict", values="verdict"), 15),
        _like("extent", _PERCENT),
        _like("extent_low", replace(_PERCENT, empty=Empty.UNKNOWN)),
        _like("extent_high", replace(_PERCENT, empty=Empty.UNKNOWN)),
        _like("score", replace(_POINT, empty=Empty.NEVER)),
        _like("low", replace(_POINT, empty=Empty.NEVER)),
        _like("high", replace(_POINT, empty=Empty.NEVER)),
        _like("theme_rank_from", _PLACE, 8),
        _like("theme_rank_to", _PLACE, 8),
        *([(listed, 18)] if places else []),
        (Column("passages", Form.WHOLE, unit="passages", lowest=0), None),
        (Column("theme_pages", empty=Empty.NOTHING), 16),
        _like("quote_page", _PAGE),
        (Column("quote", empty=Empty.NOTHING), _QUOTE),
    )

    def lines(row: ResultRow) -> Iterator[Sequence[Cell]]:
        for theme in words.themes:
            if found := row.themes.get(theme):
                yield (
                    *_whose(row),
                    words.theme(theme),
                    words.of("verdict", found.verdict),
                    *_extents(found),
                    *(float(sure_points(figure)) for figure in (found.sureness, found.low, found.high)),
                    *_places_of(row, theme),
                    *([_standing(row, theme, places.get(theme), words)] if places else []),
                    found.passages,
                    pages(found.pages),
                    found.quote_page,
                    found.quote,
                )

    return plan("figures", columns, lines, frozen=3)


def _standing(row: ResultRow, theme: str, places: int | None, words: Words) -> str | None:
    found = None if places is None else standing(row, theme, places)
    return words.of("value_standing", found) if found else None


def _extents(found: ThemeFigures) -> Iterator[Cell]:
    """The extent and its range in per cent; nothing where no relation was found."""
    for extent in (found.extent, found.extent_low, found.extent_high):
        yield None if extent is None or found.verdict == Verdict.NONE else round(extent * _POINTS, _DECIMALS)


def _principles(words: Words) -> SheetPlan:
    columns = (
        *_WHOSE,
        (Column("of_principle"), _SENTENCE),
        (Column("finding", values="finding"), 20),
        (Column("principle_pages", empty=Empty.NOTHING), 16),
    )

    def lines(row: ResultRow) -> Iterator[Sequence[Cell]]:
        for principle in words.principles.values():
            if finding := finding_of(row, principle):
                found = pages(row.principle_pages.get(principle.id, ()))
                yield (*_whose(row), words.word(principle.name), words.of("finding", finding), found)

    return plan("principles", columns, lines)


def _places(words: Words) -> SheetPlan:
    columns = (*_WHOSE, (Column("place"), 24), (Column("role", values="role"), 36), _like("page", _PAGE))

    def lines(row: ResultRow) -> Iterator[Sequence[Cell]]:
        for place in row.places:
            found = place.role_pages or (place.page,)
            for role, page in zip_longest(place.roles, found):
                yield (*_whose(row), place.id, words.of("role", role), page)

    return plan("places", columns, lines)


def _questions(words: Words) -> SheetPlan:
    columns = (
        *_WHOSE,
        (Column("about_what"), 36),
        (Column("question", empty=Empty.NOTHING), _QUOTE),
        _like("answer_page", _PAGE),
        (Column("section", empty=Empty.NOTHING), 30),
        _like("elsewhere", _PAGE),
    )

    def lines(row: ResultRow) -> Iterator[Sequence[Cell]]:
        for entry in asked(row):
            yield (*_whose(row), *words.question(entry), entry.page, entry.section, entry.elsewhere)

    return plan("questions", columns, lines)


def _notes(words: Words) -> SheetPlan:
    columns = (
        *_WHOSE,
        (Column("note", values="line_of_note"), _SENTENCE),
        (Column("note_pages", empty=Empty.NO_PAGE), 16),
        (Column("count", Form.WHOLE, Empty.NOTHING, lowest=0), None),
        (Column("note_quote", empty=Empty.NOTHING), _QUOTE),
    )

    def lines(row: ResultRow) -> Iterator[Sequence[Cell]]:
        if row.unread_pages:
            yield (*_whose(row), words("note_unread"), pages(row.unread_pages), len(row.unread_pages), None)
        for note in row.notes:
            page = None if note.page is None else pages([note.page])
            yield (*_whose(row), words.of("integrity", note.kind), page, note.count, note.quote)
        for kind, count in row.left_out.items():
            yield (*_whose(row), words("note_left_out", kind=words.left_out(kind)), None, count, None)

    return plan("notes", columns, lines)


def _hints(words: Words) -> SheetPlan:
    columns = (
        *_WHOSE,
        (Column("hint", values="hint"), 30),
        (Column("hint_about", empty=Empty.NOTHING), _SENTENCE),
        (Column("hint_places", empty=Empty.NOTHING), 36),
    )

    def lines(row: ResultRow) -> Iterator[Sequence[Cell]]:
        for hint in row.hints:
            yield (*_whose(row), *words.hint(hint), ", ".join(hint.places))

    return plan("hints", columns, lines)


def _copies(words: Words) -> SheetPlan:
    columns = (
        *_WHOSE,
        (Column("relation", values="relation"), 24),
        (Column("other_file"), _NAME),
        (replace(_PERCENT, key="likeness", empty=Empty.NOTHING), None),
        _like("page", _PAGE),
        _like("other_page", _PAGE),
        (Column("shared_words", Form.WHOLE, Empty.NOTHING, "words", 0), None),
        (Column("shared_quote", empty=Empty.NOTHING), _QUOTE),
    )

    def lines(row: ResultRow) -> Iterator[Sequence[Cell]]:
        if row.duplicate_of:
            yield (*_whose(row), words("value_relation_same"), row.duplicate_of, _POINTS, None, None, None, None)
        for other, share in row.similar:
            yield (*_whose(row), words("value_relation_similar"), other, round(share * _POINTS), None, None, None, None)
        for part in row.shared:
            both = (part.page, part.other_page, part.words, part.quote)
            yield (*_whose(row), words("value_relation_shared"), part.other, None, *both)

    return plan("copies", columns, lines)


def _files(words: Words) -> SheetPlan:
    columns = (
        *_WHOSE,
        (Column("status", values="status"), 12),
        (Column("rule", empty=Empty.REFUSED, values="rule"), 30),
        (Column("addressed", empty=Empty.NOTHING, values="theme"), 36),
        (Column("nearest", empty=Empty.NOTHING, values="theme"), 24),
        _like("pages", replace(_COUNT, unit="pages"), 8),
        _like("words", replace(_COUNT, unit="words"), 8),
        _like("passages_counted", replace(_COUNT, unit="passages"), None),
        (Column("languages", empty=Empty.UNKNOWN), 24),
        (Column("dated", Form.DATE, Empty.UNKNOWN), None),
        (Column("assessed_on", Form.DATE, Empty.UNKNOWN), None),
        (Column("sha256"), _HASH),
    )

    def lines(row: ResultRow) -> Iterator[Sequence[Cell]]:
        yield (
            *_whose(row),
            words.of("verify_status", row.status),
            words.of("value_rule", row.rule) if row.rule else None,
            words.named(row.addressed),
            words.theme(row.nearest),
            own_pages(row.name, row.pages),
            row.words,
            row.passages_counted,
            words.languages(row),
            day(row.dated),
            day(row.assessed_on),
            row.sha256,
        )

    return plan("files", columns, lines)


ABOUT = plan(
    "about_run",
    ((Column("fact"), 36), (Column("value", empty=Empty.NOTHING), 90), (Column("link", Form.LINK, Empty.NOTHING), 30)),
    NO_LINES,
)
"""The sheet on the run itself."""
_EXPLAINED = {
    "table": (Column(""), 24),
    "column": (Column(""), 30),
    "meaning": (Column(""), _QUOTE),
    "form": (Column(""), 16),
    "unit": (_OPEN, 18),
    "lowest": (Column("", Form.NUMBER, Empty.NOTHING), 9),
    "highest": (Column("", Form.NUMBER, Empty.NOTHING), 9),
    "values": (_OPEN, _SENTENCE),
    "empty": (Column(""), 36),
}
EXPLAINED = plan(
    "columns", tuple(_like(f"codebook_{part}", *_EXPLAINED[part]) for part in CODEBOOK), NO_LINES, frozen=2
)
"""The codebook."""
