"""The columns of ``results.csv`` and ``results.parquet``: ids for programs, each column with its cell.

Columns are only ever added at the end, so that programs that count them go on working.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from s3align.record.assessment import Finding, Question, Verdict
from s3align.render.codebook import Column, Empty, Form
from s3align.render.messages import Messages
from s3align.render.wording import reason_text
from s3align.store.row import ResultRow, SharedPassage, ThemeFigures
from s3align.store.theme_places import standing
from s3align.strategy.model import Principle, Strategy, wording

Cell = str | int | float | None
_SHARE = Column("", Form.NUMBER, Empty.REFUSED, "share", 0, 1)
_COUNT = Column("", Form.WHOLE, Empty.REFUSED, lowest=0)
_PLACE = Column("", Form.WHOLE, Empty.NOT_PLACED, lowest=1)
_ALWAYS = Column("")
_OFTEN_EMPTY = Column("", empty=Empty.NOTHING)
_THEME, _ASKED = replace(_OFTEN_EMPTY, values="theme"), replace(_OFTEN_EMPTY, values="asked")
LISTED = "_shortlist"
"""Behind the id of a theme: the column on its shortlist."""
QUESTIONED = (Verdict.CORE, Verdict.SIDE, Verdict.UNCLEAR)
"""A theme that the text at most touches is nothing to be questioned about."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column, and how its cell is made of a row; None where it is empty."""

    column: Column
    cell: Callable[[ResultRow], Cell]

    @property
    def head(self) -> str:
        """What stands above it."""
        return self.column.head


def fields(
    strategy: Strategy,
    messages: Messages,
    others: Iterable[str] | None = None,
    places: Mapping[str, int] | None = None,
) -> tuple[Field, ...]:
    """All columns in order; ``messages`` words why a file was not assessed, and names what a column is about.

    ``places``: theme -> length of its shortlist; the columns are the same with and without any.
    ``others``: the ids of the themes where the records are of another strategy, of which no more is known.
    """
    themes = strategy.theme_names(messages.language) if others is None else {theme: theme for theme in others}
    principles = strategy.principles if others is None else ()
    return (
        *_first(),
        *(field for theme, name in themes.items() for field in _scores(theme, name)),
        *_file(messages),
        *(field for theme, name in themes.items() for field in _standing(theme, name)),
        *(_principle(principle, wording(principle.name, messages.language)) for principle in principles),
        *_found(),
        *_read(),
        *(_listed(theme, name, (places or {}).get(theme)) for theme, name in themes.items()),
    )


def _first() -> Iterator[Field]:
    yield _field("file", lambda row: row.name)
    yield _field("status", lambda row: row.status, Column("", values="status"))
    yield _field("reason", lambda row: row.reason, Column("", empty=Empty.ASSESSED, values="reason"))
    yield _field("rank_from", lambda row: _lead(row)[0], _PLACE)
    yield _field("rank_to", lambda row: _lead(row)[1], _PLACE)
    yield _field("main_theme", lambda row: row.main, _THEME)
    yield _field("further_themes", lambda row: row.second, _THEME)
    yield _field("rule", lambda row: row.rule, Column("", empty=Empty.REFUSED, values="rule"))


def _lead(row: ResultRow) -> tuple[int | None, int | None]:
    """The places within the leading theme."""
    return _places(row, row.main)


def _places(row: ResultRow, theme: str) -> tuple[int | None, int | None]:
    rank = (row.ranks or {}).get(theme)
    return (rank.first, rank.last) if rank else (None, None)


def _scores(theme: str, name: str) -> Iterator[Field]:
    """What has always been said of a theme."""
    yield _of(theme, name, "score", lambda found: found.sureness, _SHARE)
    yield _of(theme, name, "low", lambda found: found.low, _SHARE)
    yield _of(theme, name, "high", lambda found: found.high, _SHARE)
    verdict = Column("", empty=Empty.REFUSED, values="verdict")
    yield _of(theme, name, "verdict", lambda found: found.verdict.value, verdict)
    yield _of(theme, name, "extent", lambda found: found.extent, _SHARE)


def _file(messages: Messages) -> Iterator[Field]:
    counted = Column("", Form.WHOLE, Empty.UNKNOWN, lowest=0)
    dated, roles = Column("", Form.DATE, Empty.UNKNOWN), replace(_OFTEN_EMPTY, values="role")
    yield _field(
        "places", lambda row: _list(f"{place.id} ({place.role})" for place in row.places), roles, key="all_places"
    )
    yield _field("pages", lambda row: row.pages or None, replace(counted, unit="pages"))
    yield _field("words", lambda row: row.words or None, replace(counted, unit="words"))
    yield _field("languages", _languages, Column("", empty=Empty.UNKNOWN))
    yield _field("duplicate_of", lambda row: row.duplicate_of, _OFTEN_EMPTY)
    yield _field("similar_to", _similar, _OFTEN_EMPTY)
    yield _field("report", lambda row: row.report, Column("", Form.LINK, Empty.UNKNOWN))
    yield _field("sha256", lambda row: row.sha256)
    yield _field("message", lambda row: message(row, messages), Column("", empty=Empty.ASSESSED))
    yield _field("title", lambda row: row.title, Column("", empty=Empty.UNKNOWN))
    yield _field("applicant", lambda row: row.applicant, Column("", empty=Empty.UNKNOWN))
    yield _field("dated", lambda row: row.dated, dated)
    yield _field("assessed_on", lambda row: row.assessed_on, dated)


def _languages(row: ResultRow) -> str:
    return " ".join(f"{code}:{share:.2f}" for code, share in row.languages.items())


def _similar(row: ResultRow) -> str:
    return _list(f"{other} ({share:.2f})" for other, share in row.similar)


def message(row: ResultRow, messages: Messages) -> str:
    """Why a file was not assessed and what to do, in words; "" for one that was."""
    return reason_text(row.reason, row.name, row.reason_values, messages) if row.reason else ""


def _standing(theme: str, name: str) -> Iterator[Field]:
    """What a theme has besides: places, range of the extent, passages and pages."""
    for at, part in enumerate(("rank_from", "rank_to")):
        column = replace(_PLACE, key=f"theme_{part}", head=f"{theme}_{part}", about=name)
        yield Field(column, partial(_place, theme, at))
    known = replace(_SHARE, empty=Empty.UNKNOWN)
    yield _of(theme, name, "extent_low", lambda found: found.extent_low, known)
    yield _of(theme, name, "extent_high", lambda found: found.extent_high, known)
    yield _of(theme, name, "passages", lambda found: found.passages, replace(_COUNT, unit="passages"))
    yield _of(theme, name, "pages", lambda found: _numbers(found.pages), _OFTEN_EMPTY, key="theme_pages")


def _place(theme: str, at: int, row: ResultRow) -> int | None:
    return _places(row, theme)[at]


def _principle(principle: Principle, name: str) -> Field:
    column = Column("principle", empty=Empty.REFUSED, values="finding", head=f"principle_{principle.id}", about=name)
    return Field(column, lambda row: finding_of(row, principle))


def finding_of(row: ResultRow, principle: Principle) -> str | None:
    """What a row says on a principle, as a report does: found also where a hint answers it. None where it says nothing."""
    finding = row.principles.get(principle.id)
    is_answered = finding == Finding.NONE and principle.answered_by in {hint.kind for hint in row.hints}
    return Finding.FOUND.value if is_answered else finding


def _found() -> Iterator[Field]:
    """What the record knows besides themes."""
    yield _field("nearest_theme", lambda row: row.nearest, _THEME)
    yield _field("open_themes", lambda row: _list(row.open_themes), _THEME)
    why = replace(_OFTEN_EMPTY, values="to_read")
    yield _field("to_read", lambda row: row.to_read.value if row.to_read else None, why)
    yield _field("questions", lambda row: len(asked(row)) if row.is_assessed else None, _COUNT, key="open_questions")
    yield _field("question_ids", lambda row: _list(map(question_id, asked(row))), _ASKED)
    yield _field("notes", _notes, replace(_OFTEN_EMPTY, values="note"), key="all_notes")
    yield _field("all_roles", _roles, replace(_OFTEN_EMPTY, values="role"))
    yield _field("hints", _hints, replace(_OFTEN_EMPTY, values="hint"), key="all_hints")
    yield _field("unread_pages", lambda row: _numbers(row.unread_pages), _OFTEN_EMPTY)
    yield _field("passages_counted", lambda row: row.passages_counted, replace(_COUNT, unit="passages"))
    left_out = replace(_OFTEN_EMPTY, values="left_out")
    yield _field("left_out", lambda row: _list(f"{kind}: {count}" for kind, count in row.left_out.items()), left_out)
    yield _field("shared", _shared, _OFTEN_EMPTY)


def _read() -> Iterator[Field]:
    """What people have entered into the review file."""
    yield _field("read_by", lambda row: _list(row.read_by), _OFTEN_EMPTY)
    yield _field("decision", lambda row: _list(row.decisions), replace(_OFTEN_EMPTY, values="decision"))


def _listed(theme: str, name: str, places: int | None) -> Field:
    """How a proposal stands to the shortlist of a theme, of ``places`` places; empty without one."""
    column = Column(
        "theme_standing", empty=Empty.NOT_LISTED, values="any_standing", head=f"{theme}{LISTED}", about=name
    )
    return Field(column, lambda row: None if places is None else standing(row, theme, places))


def asked(row: ResultRow) -> list[Question]:
    """The open questions on principles and on themes that the document addresses or may address, as a report shows them."""
    return [
        entry
        for entry in row.questions
        if entry.theme is None or (entry.theme in row.themes and row.themes[entry.theme].verdict in QUESTIONED)
    ]


def question_id(entry: Question) -> str:
    """What a question is about: theme and sub-topic, or a principle, by their ids."""
    return f"{entry.theme}/{entry.subtopic}" if entry.theme is not None else entry.principle or ""


def _notes(row: ResultRow) -> str:
    return _list(
        f"{note.kind} ({', '.join([*_part('page', note.page), *_part('count', note.count)])})".removesuffix(" ()")
        for note in row.notes
    )


def _part(name: str, number: int | None) -> list[str]:
    return [] if number is None else [f"{name} {number}"]


def _roles(row: ResultRow) -> str:
    return _list(f"{place.id} ({', '.join(place.roles)})" for place in row.places)


def _hints(row: ResultRow) -> str:
    return _list(
        f"{hint.kind}: {hint.about}" + (f" ({', '.join(hint.places)})" if hint.places else "") for hint in row.hints
    )


def _shared(row: ResultRow) -> str:
    return _list(f"{entry.other} ({', '.join(_shared_parts(entry))})" for entry in row.shared)


def _shared_parts(entry: SharedPassage) -> list[str]:
    return [*_part("page", entry.page), *_part("there page", entry.other_page), f"words {entry.words}"]


def _list(parts: Iterable[str]) -> str:
    return "; ".join(parts)


def _numbers(pages: Sequence[int]) -> str:
    """Pages with spaces between them: "2-3" and "2/3" are dates to a spreadsheet."""
    return " ".join(map(str, pages))


def _field(head: str, cell: Callable[[ResultRow], Cell], like: Column = _ALWAYS, *, key: str = "") -> Field:
    """``key``: that of its meaning, where another table has a column of the same name."""
    return Field(replace(like, key=key or head, head=head), cell)


def _of(
    theme: str, name: str, part: str, cell: Callable[[ThemeFigures], Cell], like: Column, *, key: str = ""
) -> Field:
    column = replace(like, key=key or part, head=f"{theme}_{part}", about=name)
    return Field(column, lambda row: cell(row.themes[theme]) if theme in row.themes else None)
