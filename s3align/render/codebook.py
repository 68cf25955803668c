"""What every column of every table means: its form, unit, range, allowed values, and when it is empty.

A table is made of its columns, and the codebook of the same ones: no column is without an entry, no entry without a column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from s3align.assess.flags import FIELD, FUND, JOINT, SIZE_RULE
from s3align.assess.guards import TOLD
from s3align.record.assessment import (
    MENTION,
    MUNICIPAL_PARTNER,
    OUTSIDE,
    PARTNER,
    SITE,
    Finding,
    Reason,
    Rule,
    Status,
    Verdict,
)
from s3align.record.document import PassageKind
from s3align.render.messages import Messages
from s3align.settings import COUNTED_KINDS
from s3align.store.ranking import Standing
from s3align.store.review import Decision
from s3align.store.row import ToRead
from s3align.store.theme_places import READ
from s3align.strategy.model import Strategy, wording

ROLES = (SITE, MUNICIPAL_PARTNER, PARTNER, MENTION, OUTSIDE)
HINTS = (FIELD, FUND, JOINT, SIZE_RULE)
STANDINGS = (Standing.INSIDE.value, Standing.MARGIN.value, Verdict.UNCLEAR.value, READ)
"""How a proposal on a shortlist stands to its cut."""
RELATIONS = ("same", "similar", "shared")
"""What two files have in common: all bytes, nearly all of the text, a passage."""
CODEBOOK = ("table", "column", "meaning", "form", "unit", "lowest", "highest", "values", "empty")
"""What an entry says of a column, by the ids of the heads."""


class Form(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DATE = "date"
    LINK = "link"


class Empty(StrEnum):
    """When a cell of a column is empty."""

    NEVER = "never"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    NOTHING = "nothing"
    NOT_PLACED = "not_placed"
    NOT_LISTED = "not_listed"
    ASSESSED = "assessed"
    NO_RELATION = "no_relation"
    NO_PAGE = "no_page"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``key`` names its meaning in the catalogue, ``head`` is what stands above it where that is another text.

    ``unit``: the key of a unit, "" where there is none. ``lowest``, ``highest``: the range of its numbers, None where it is
    open. ``values``: the name of a list of ``VALUES``, or "note", "line_of_note",
    "theme", "asked", where only those are allowed. ``about``: the name of the theme or principle that it is about.
    """

    key: str
    form: Form = Form.TEXT
    empty: Empty = Empty.NEVER
    unit: str = ""
    lowest: float | None = None
    highest: float | None = None
    values: str = ""
    head: str = ""
    about: str = ""


VALUES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "status": tuple((status.value, f"verify_status_{status}") for status in Status),
    "reason": tuple((reason.value, f"batch_reason_{reason}") for reason in Reason),
    "verdict": tuple((verdict.value, f"verdict_{verdict}") for verdict in Verdict),
    "rule": tuple((rule.value, f"value_rule_{rule}") for rule in Rule),
    "role": tuple((role, f"role_{role}") for role in ROLES),
    "finding": tuple((finding.value, f"finding_{finding}") for finding in Finding),
    "to_read": tuple((why.value, f"value_to_read_{why}") for why in ToRead),
    "hint": tuple((hint, f"value_hint_{hint}") for hint in HINTS),
    "standing": tuple((value, f"value_standing_{value}") for value in STANDINGS),
    "any_standing": tuple((value, f"value_standing_{value}") for value in (*STANDINGS, Standing.OUTSIDE.value)),
    "decision": tuple((value.value, f"review_decision_{value}") for value in Decision),
    "relation": tuple((relation, f"value_relation_{relation}") for relation in RELATIONS),
    "left_out": (
        *((kind.value, f"left_out_{kind}") for kind in PassageKind if kind not in COUNTED_KINDS),
        *((kind, f"left_out_{kind}") for kind in ("said_before", "name")),
        *((kind, f"integrity_{kind}") for kind in sorted(TOLD)),
    ),
}
"""Lists of allowed values: the id that programs read, and the key of the word that people read."""


def head(column: Column, messages: Messages) -> str:
    """What stands above a column."""
    return column.head or messages(f"sheet_{column.key}")


class Codebook:
    """Explains columns in the reader's language; the themes, sub-topics and principles are those of a strategy."""

    def __init__(self, strategy: Strategy, messages: Messages) -> None:
        self._messages = messages
        names = strategy.theme_names(messages.language)
        parts = [(f"{theme.id}/{part.id}", part.name) for theme in strategy.themes for part in theme.subtopics]
        asked = [*parts, *((entry.id, entry.name) for entry in strategy.principles)]
        notes = [self._worded(kind, f"integrity_{kind}") for kind in note_kinds(messages)]
        uncounted = [messages("note_left_out", kind=messages(key)) for _, key in VALUES["left_out"]]
        self._lists: Mapping[str, Sequence[tuple[str, str, str]]] = {
            **{name: [self._worded(value, key) for value, key in values] for name, values in VALUES.items()},
            "note": notes,
            "line_of_note": [*notes, *(("", word, "") for word in (messages("note_unread"), *uncounted))],
            "theme": [(theme, name, "") for theme, name in names.items()],
            "asked": [(value, wording(name, messages.language), "") for value, name in asked],
        }

    def entries(self, table: str, columns: Iterable[Column], *, in_words: bool) -> Iterator[tuple[str | float, ...]]:
        """The entry of every column, as ``CODEBOOK`` orders it; ``in_words``: values stand there as words, not as ids."""
        messages = self._messages
        for column in columns:
            form = "iso_date" if column.form is Form.DATE and not in_words else column.form
            yield (
                table,
                head(column, messages),
                self._meaning(column),
                messages(f"form_{form}"),
                messages(f"unit_{column.unit}") if column.unit else "",
                "" if column.lowest is None else column.lowest,
                "" if column.highest is None else column.highest,
                "\n".join(_line(*value, in_words=in_words) for value in self._lists.get(column.values, ())),
                messages(f"empty_{column.empty}"),
            )

    def _worded(self, value: str, key: str) -> tuple[str, str, str]:
        more = f"{key}_meaning"
        return value, self._messages(key), self._messages(more) if self._messages.has(more) else ""

    def _meaning(self, column: Column) -> str:
        meaning = self._messages(f"sheet_{column.key}_meaning")
        return self._messages("sheet_about", about=column.about, meaning=meaning) if column.about else meaning


def note_kinds(messages: Messages) -> list[str]:
    """Every kind of note on a file that the catalogue can word."""
    start = "integrity_"
    known = (key.removeprefix(start) for key in messages.texts if key.startswith(start))
    return [kind for kind in known if kind not in ("title", "intro")]


def _line(value: str, word: str, more: str, *, in_words: bool) -> str:
    """A value that is allowed, and what it means."""
    if in_words:
        return f"{word}: {more}" if more else word
    return f"{value}: {word}. {more}" if more else f"{value}: {word}"
