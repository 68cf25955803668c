"""The form of a call: what a browser sends becomes a ``CallForm``, and a ``CallForm`` what a browser shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import zip_longest
from typing import Annotated, Any

from fastapi import Form

from s3align.desk.calls.call_forms import CHECKS, CallForm, CallFormError, FieldError, LotForm
from s3align.errors import said

EMPTY_ROWS = 2
"""Rows for lots that are there to be filled; a button adds more."""
_NO_NUMBER = -1
"""Stands for what was entered as a number and is none: refused with the range."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields of the form as a browser sends them."""

    title: str = ""
    strategy: str = ""
    language: str = ""
    deadline: str = ""
    readers_wanted: str = ""
    hides_machine: str = ""
    checks: Sequence[str] = ()
    lots: Sequence[Mapping[str, str]] = field(default=())
    version: int = 0
    wants_rows: bool = False


def sent(  # noqa: PLR0913, PLR0917 -- the fields of the form, each by its name
    title: Annotated[str, Form()] = "",
    strategy: Annotated[str, Form()] = "",
    language: Annotated[str, Form()] = "",
    deadline: Annotated[str, Form()] = "",
    readers_wanted: Annotated[str, Form()] = "",
    hides_machine: Annotated[str, Form()] = "",
    checks: Annotated[list[str] | None, Form()] = None,
    lot_id: Annotated[list[str] | None, Form()] = None,
    lot_title: Annotated[list[str] | None, Form()] = None,
    lot_theme: Annotated[list[str] | None, Form()] = None,
    lot_places: Annotated[list[str] | None, Form()] = None,
    version: Annotated[int, Form()] = 0,
    rows: Annotated[str, Form()] = "",
) -> Sent:
    """A dependency: what was sent."""
    columns = (lot_id or [], lot_title or [], lot_theme or [], lot_places or [])
    names = ("id", "title", "theme", "places")
    lots = [dict(zip(names, values, strict=True)) for values in zip_longest(*columns, fillvalue="")]
    return Sent(
        title, strategy, language, deadline, readers_wanted, hides_machine, checks or (), lots, version, bool(rows)
    )


def call_form(given: Sent) -> CallForm:
    """The form of what was sent; rows of lots without any entry are none. Raises CallFormError for what is no date."""
    lots = [
        LotForm(lot["title"], lot["theme"], _number(lot["places"]) if lot["places"].strip() else None, lot["id"])
        for lot in given.lots
        if any(lot[name].strip() for name in ("title", "theme", "places"))
    ]
    form = CallForm(
        given.title,
        given.strategy,
        given.language,
        lots=lots,
        checks=tuple(given.checks),
        readers_wanted=_number(given.readers_wanted),
        hides_machine=bool(given.hides_machine),
    )
    try:
        deadline = datetime.fromisoformat(given.deadline).astimezone() if given.deadline else None
    except (ValueError, OverflowError) as error:
        sentence = said("call_deadline", "The deadline is no date with a time. Enter one.")
        raise CallFormError([FieldError("deadline", sentence)]) from error
    return replace(form, deadline=deadline)


def shown(form: CallForm, version: int = 0) -> Sent:
    """What the form shows of a call: its deadline in the server's own zone."""
    deadline = form.deadline.astimezone().strftime("%Y-%m-%dT%H:%M") if form.deadline else ""
    lots = [
        {"id": lot.id, "title": lot.title, "theme": lot.theme, "places": "" if lot.places is None else str(lot.places)}
        for lot in form.lots
    ]
    return Sent(
        form.title,
        form.strategy,
        form.language,
        deadline,
        str(form.readers_wanted),
        "yes" if form.hides_machine else "",
        tuple(form.checks),
        lots,
        version,
    )


def view(given: Sent, error: CallFormError | None, word: Any) -> dict[str, Any]:
    """What the template needs of a form; ``word`` says an error in the reader's language."""
    filled = [lot for lot in given.lots if any(lot[name].strip() for name in ("title", "theme", "places"))]
    rows = [*filled, *({"id": "", "title": "", "theme": "", "places": ""} for _ in range(EMPTY_ROWS))]
    mistakes = {mistake.field.replace(".", "-"): word(mistake.text) for mistake in error.mistakes} if error else {}
    return {"form": given, "lots": rows, "errors": mistakes, "checks": CHECKS}


def _number(text: str) -> int:
    return int(text) if text.strip().isdecimal() and len(text) < 10 else _NO_NUMBER
