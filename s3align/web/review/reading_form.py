"""The form for a reading: from the fields of a request to a ``ReadingForm``, and from a reading or a draft to its fields.

Names of fields: ``version``, ``decision``, ``reason``, ``remark``, ``conflict``, ``saw_others``, ``saw_machine``, and for each
theme ``verdict-THEME``, ``code-THEME`` and ``words-THEME``. All are texts; one that is not there is "".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from s3align.desk.review.drafts import NOTE
from s3align.desk.review.reading_forms import ReadingForm, ThemeReason
from s3align.desk.storage.tables import PersonReading
from s3align.errors import UsageError, said
from s3align.record.assessment import Verdict
from s3align.store.review import Decision, ReasonCode

_MOST_FIELDS = 700
"""Of one form: three for each theme, of which a strategy has at most 200, and some more."""
_MOST_BYTES = 1_000_000
"""Of one field; a text is longer than may be kept long before."""
_YES = "yes"
_Choice = TypeVar("_Choice", bound=StrEnum)


async def _fields_of(request: Request) -> dict[str, str]:
    form = await request.form(max_files=0, max_fields=_MOST_FIELDS, max_part_size=_MOST_BYTES)
    return {name: value.replace("\r\n", "\n") for name, value in form.items() if isinstance(value, str)}


Fields = Annotated[dict[str, str], Depends(_fields_of)]
"""The fields of a form that holds no files, of each name the last one."""


def form_of(fields: Mapping[str, str], themes: Iterable[str]) -> ReadingForm:
    """What the fields say of the ``themes`` of a strategy. Raises UsageError for a choice that is not offered."""
    known = list(themes)
    return ReadingForm(
        version=_version(fields),
        decision=_chosen(Decision, fields.get("decision", "")),
        verdicts={
            theme: verdict for theme in known if (verdict := _chosen(Verdict, fields.get(f"verdict-{theme}", "")))
        },
        reasons={
            theme: ThemeReason(_chosen(ReasonCode, fields.get(f"code-{theme}", "")), fields.get(f"words-{theme}", ""))
            for theme in known
        },
        reason=_chosen(ReasonCode, fields.get("reason", "")),
        remark=fields.get("remark", ""),
        has_conflict=fields.get("conflict") == _YES,
        saw_others=fields.get("saw_others") == _YES,
        saw_machine=fields.get("saw_machine") == _YES,
    )


def fields_of(reading: PersonReading | None) -> dict[str, str]:
    """The fields of the form as they show what was saved."""
    if reading is None:
        return {"version": "0"}
    fields = {
        "version": str(reading.version),
        "decision": reading.decision,
        "reason": reading.reason,
        "remark": reading.remark,
        "conflict": _YES if reading.has_conflict else "",
    }
    fields |= {f"verdict-{theme}": verdict for theme, verdict in reading.verdicts.items()}
    fields |= {f"code-{theme}": reason["code"] for theme, reason in reading.reasons.items()}
    return fields | {f"words-{theme}": reason["words"] for theme, reason in reading.reasons.items()}


def differs(typed: Mapping[str, str], saved: Mapping[str, str]) -> bool:
    """Whether somebody has typed something else than what was saved."""
    names = {name for name in {*typed, *saved} if name in _OWN or name.partition("-")[0] in _OF_A_THEME}
    return any(typed.get(name, "").strip() != saved.get(name, "").strip() for name in names)


def typed_in(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields that a draft keeps: those of the form and no others."""
    kept = (*_OWN, "version", NOTE)
    return {name: value for name, value in fields.items() if name in kept or name.partition("-")[0] in _OF_A_THEME}


_OWN = ("decision", "reason", "remark", "conflict")
_OF_A_THEME = ("verdict", "code", "words")


def _version(fields: Mapping[str, str]) -> int:
    text = fields.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise _broken()
    return int(text)


def _chosen(kind: type[_Choice], value: str) -> _Choice | None:
    if not value:
        return None
    try:
        return kind(value)
    except ValueError as error:
        raise _broken() from error


def _broken() -> UsageError:
    return UsageError(said("form_broken", "The form came in incomplete. Open the page again; what you typed is kept."))
