"""What a person says of a submission, as a form brings it and as a row keeps it: its limits, and one made of the other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from s3align.desk.storage.tables import PersonReading
from s3align.errors import UsageError, said
from s3align.record.assessment import Verdict
from s3align.store.review import Decision, ReasonCode

MOST_CHARACTERS = 20_000
"""Of one text: several pages, more than a form shows at once."""
_MOST_THEMES = 200
"""Far more than a strategy has; what a request may bring at most."""
_THEME = re.compile(r"[\w.-]{1,100}")


@dataclass(frozen=True, slots=True)
class ThemeReason:
    """Why a person judges a theme so: from the list and in their words."""

    code: ReasonCode | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class ReadingForm:
    """What a person says of a submission.

    ``version``: of the reading that they changed, 0 where there was none. ``verdicts`` and ``reasons``: theme -> their own; one
    that they left open is not in it. ``reason`` and ``remark``: on the whole. ``saw_others`` and ``saw_machine``: what the page
    with the form showed, where that is more than they may see now.
    """

    version: int = 0
    decision: Decision | None = None
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    reasons: Mapping[str, ThemeReason] = field(default_factory=dict)
    reason: ReasonCode | None = None
    remark: str = ""
    has_conflict: bool = False
    saw_others: bool = False
    saw_machine: bool = False


def says_something(reading: PersonReading) -> bool:
    """Whether a person has saved anything in a reading."""
    return bool(
        reading.decision
        or reading.verdicts
        or reading.reasons
        or reading.reason
        or reading.remark
        or reading.has_conflict
    )


def content_of(reading: PersonReading) -> dict[str, Any]:
    """What a reading says, as its versions keep it."""
    return {
        "decision": reading.decision,
        "verdicts": dict(reading.verdicts),
        "reasons": {theme: dict(reason) for theme, reason in reading.reasons.items()},
        "reason": reading.reason,
        "remark": reading.remark,
        "has_conflict": reading.has_conflict,
    }


def check(form: ReadingForm) -> None:
    """Raises UsageError."""
    themes = {*form.verdicts, *form.reasons}
    texts = [form.remark, *(reason.words for reason in form.reasons.values())]
    if len(themes) > _MOST_THEMES or not all(_THEME.fullmatch(theme) for theme in themes):
        raise UsageError(
            said("reading_theme", "A theme in the reading has an id that no strategy has. Open the page again.")
        )
    if any(len(text) > MOST_CHARACTERS for text in texts):
        raise UsageError(
            said("reading_too_long", "A text has more than {most} characters. Shorten it.", most=MOST_CHARACTERS)
        )


def put_into(reading: PersonReading, form: ReadingForm) -> None:
    """Puts into a row what a form says; one that is not changed keeps its version: assigning an equal value changes nothing."""
    for name, value in said_by(form).items():
        setattr(reading, name, value)


def said_by(form: ReadingForm) -> dict[str, Any]:
    """What a form says, as ``content_of`` says it of a reading."""
    has = form.has_conflict
    return {
        "decision": "" if has or form.decision is None else form.decision.value,
        "verdicts": {} if has else {theme: form.verdicts[theme].value for theme in sorted(form.verdicts)},
        "reasons": {} if has else _reasons(form),
        "reason": form.reason.value if form.reason and not has else "",
        "remark": form.remark.strip(),
        "has_conflict": has,
    }


def _reasons(form: ReadingForm) -> dict[str, dict[str, str]]:
    given = {theme: form.reasons[theme] for theme in sorted(form.reasons)}
    return {
        theme: {"code": reason.code.value if reason.code else "", "words": reason.words.strip()}
        for theme, reason in given.items()
        if reason.code or reason.words.strip()
    }
