"""The columns of a review file: which there are, whose they are, and how they are headed in a reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from s3align.render.messages import LANGUAGES, Messages
from s3align.render.review_workbook_words import Choice
from s3align.strategy.model import Strategy

ROW, TITLE, APPLICANT, FILE, REPORT, TO_READ, STATUS = (
    "row", "title", "applicant", "file", "report", "to_read", "status",
)  # fmt: skip
REVIEWER, REASON, REMARK, DECISION, DATED = "reviewer", "reason", "remark", "decision", "dated"
MACHINE, VERDICT = "machine:", "verdict:"
"""Begin the ids of columns that there are for every theme: what the program and what a person says of it."""
_BEFORE = (ROW, TITLE, APPLICANT, FILE, REPORT, TO_READ, STATUS)
_BLIND = (ROW, TITLE, APPLICANT, FILE, STATUS)
"""Of a file that does not show what the program says; nor does it lead to the report, which does."""
_AFTER = (REASON, REMARK, DECISION, DATED)
_CHOICES = {REASON: Choice.REASON, DECISION: Choice.DECISION}


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """What a review file is made with.

    ``themes``: interface language -> theme -> name; ``run``: the folder that was assessed; ``reviewer``: whose file it is, ""
    for that of all; ``is_blind``: it does not show what the program says.
    """

    language: str
    strategy: str
    strategy_hash: str
    themes: Mapping[str, Mapping[str, str]]
    run: str
    reviewer: str = ""
    is_blind: bool = False

    @property
    def theme_ids(self) -> tuple[str, ...]:
        """In the order of the strategy."""
        return tuple(next(iter(self.themes.values()), {}))

    @property
    def names(self) -> Mapping[str, str]:
        """Theme -> name in the language of the file."""
        return self.themes.get(self.language) or next(iter(self.themes.values()), {})


def form_of(strategy: Strategy, language: str, run: str, *, reviewer: str = "", is_blind: bool = False) -> ReviewForm:
    """The form for a strategy; ``run`` is the folder that was assessed."""
    themes = {each: strategy.theme_names(each) for each in LANGUAGES}
    return ReviewForm(language, strategy.id, strategy.content_hash, themes, run, reviewer, is_blind)


def columns(form: ReviewForm) -> tuple[str, ...]:
    """The ids of all columns, from left to right."""
    machine = () if form.is_blind else tuple(f"{MACHINE}{theme}" for theme in form.theme_ids)
    own = tuple(f"{VERDICT}{theme}" for theme in form.theme_ids)
    return (*(_BLIND if form.is_blind else _BEFORE), *machine, REVIEWER, *own, *_AFTER)


def is_peoples(column: str) -> bool:
    """Whether people fill a column."""
    return column in (REVIEWER, *_AFTER) or column.startswith(VERDICT)


def choice_of(column: str) -> Choice | None:
    """The list from which a cell of a column is chosen."""
    return Choice.VERDICT if column.startswith(VERDICT) else _CHOICES.get(column)


def head(column: str, names: Mapping[str, str], messages: Messages) -> str:
    """What stands above a column."""
    kind, _, theme = column.partition(":")
    return messages(f"review_head_{kind}", theme=names.get(theme, theme))


def known_heads(form: ReviewForm, columns_: Iterable[str]) -> dict[str, str]:
    """Head in plain letters -> column, in every interface language."""
    languages = [(Messages.load(each), form.themes.get(each) or form.names) for each in LANGUAGES]
    return {plain_head(head(column, names, messages)): column for messages, names in languages for column in columns_}


def plain_head(text: object) -> str:
    """A head without what differs by hand: case, and space around and between."""
    return " ".join(str(text).casefold().split())
