"""A call as somebody enters it, on a page or by a program: its fields, their limits, and all that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from s3align.errors import UsageError, said

SIMILAR, SHARED = "similar", "shared"
"""Switches of a call: find submissions that are nearly the same, and passages that several share."""
CHECKS = (SIMILAR, SHARED)
LONGEST_TITLE = 200
"""Characters of a title of a call or lot."""
MOST_READERS = 9
"""Readings that a submission may be wanted to have: more people than any agency gives one."""
MOST_LOTS = 100
_STRATEGY = re.compile(r"[A-Za-z0-9][\w.-]{0,199}")
"""A name and never a path: a strategy is looked for by it."""
MOST_PLACES = 100_000


@dataclass(frozen=True, slots=True)
class LotForm:
    """A lot as somebody enters it; ``id`` "" for a new one, ``theme`` "" for none, ``places`` None for no limit."""

    title: str
    theme: str = ""
    places: int | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class CallForm:
    """A call as somebody enters it. ``deadline`` with its zone; ``checks``: those of ``CHECKS`` that are wanted."""

    title: str
    strategy: str
    language: str = "de"
    deadline: datetime | None = None
    lots: Sequence[LotForm] = ()
    checks: Collection[str] = CHECKS
    readers_wanted: int = 2
    hides_machine: bool = False


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with a field of a form; ``field`` as in ``CallForm``, of a lot "lots.0.title"."""

    field: str
    text: str


class CallFormError(UsageError):
    """A form for a call has mistakes; ``mistakes`` lists all of them."""

    http_status = 422

    def __init__(self, mistakes: Sequence[FieldError]) -> None:
        super().__init__(mistakes[0].text)
        self.mistakes = tuple(mistakes)


def checked(form: CallForm, themes: Collection[str] | None) -> CallForm:
    """The form with its texts trimmed. Raises CallFormError that lists all mistakes."""
    own = [replace(lot, title=_one_line(lot.title)) for lot in form.lots]
    form = replace(form, title=_one_line(form.title), lots=own)
    mistakes = [*_mistakes(form), *_mistakes_of_lots(own, themes)]
    if mistakes:
        raise CallFormError(mistakes)
    return form


def unknown_strategy() -> FieldError:
    """What is said of a strategy that there is none of."""
    return FieldError("strategy", said("call_strategy_unknown", "There is no such strategy. Choose from the list."))


def _mistakes(form: CallForm) -> list[FieldError]:
    found = []
    if not form.title:
        found.append(FieldError("title", said("call_title_missing", "The call has no title. Enter one.")))
    if len(form.title) > LONGEST_TITLE:
        found.append(FieldError("title", _too_long()))
    if not form.strategy:
        found.append(FieldError("strategy", said("call_strategy_missing", "The call has no strategy. Choose one.")))
    elif not _STRATEGY.fullmatch(form.strategy):
        found.append(unknown_strategy())
    if form.language not in ("de", "en"):
        found.append(FieldError("language", said("call_language_missing", "The call has no language. Choose one.")))
    if not 1 <= form.readers_wanted <= MOST_READERS:
        text = said(
            "call_readers", "A submission has from 1 to {most} readers. Enter such a number.", most=MOST_READERS
        )
        found.append(FieldError("readers_wanted", text))
    if not set(form.checks) <= set(CHECKS):
        found.append(FieldError("checks", said("call_checks", "There is no such check. Choose from the list.")))
    if form.deadline is not None and form.deadline.tzinfo is None:
        found.append(FieldError("deadline", said("call_deadline", "The deadline is no date with a time. Enter one.")))
    return found


def _mistakes_of_lots(own: Sequence[LotForm], themes: Collection[str] | None) -> list[FieldError]:
    found = []
    if len(own) > MOST_LOTS:
        found.append(
            FieldError("lots", said("call_lots", "A call has up to {most} lots. Take some out.", most=MOST_LOTS))
        )
    for number, lot in enumerate(own[:MOST_LOTS]):
        if not lot.title:
            text = said(
                "lot_title_missing", "Lot {number} has no title. Enter one, or empty its row.", number=number + 1
            )
            found.append(FieldError(f"lots.{number}.title", text))
        if len(lot.title) > LONGEST_TITLE:
            found.append(FieldError(f"lots.{number}.title", _too_long()))
        if lot.theme and themes is not None and lot.theme not in themes:
            text = said(
                "lot_theme_unknown",
                "The strategy of the call has no such theme as lot {number} names. Choose one of its themes.",
                number=number + 1,
            )
            found.append(FieldError(f"lots.{number}.theme", text))
        if lot.places is not None and not 0 < lot.places <= MOST_PLACES:
            text = said("lot_places", "A lot has at least one place. Enter a number, or leave it empty for no limit.")
            found.append(FieldError(f"lots.{number}.places", text))
    return found


def _too_long() -> str:
    return said("title_too_long", "The title is longer than {most} characters. Shorten it.", most=LONGEST_TITLE)


def _one_line(text: str) -> str:
    return " ".join(text.replace("\0", " ").split())
