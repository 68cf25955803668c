"""The words for what people choose in a review file, and what they mean where they are typed by hand.

A word of any interface language is understood in every file, also by its beginning or with a slip of the finger, as long
as it can mean one value only.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from s3align.record.assessment import Verdict
from s3align.render.messages import LANGUAGES, Messages
from s3align.store.review import Decision, ReasonCode


class Choice(StrEnum):
    """A list to choose from."""

    VERDICT = "verdict"
    REASON = "reason"
    DECISION = "decision"


_VALUES: Mapping[Choice, tuple[StrEnum, ...]] = {
    Choice.VERDICT: (Verdict.CORE, Verdict.SIDE, Verdict.TOUCHED, Verdict.NONE, Verdict.UNCLEAR),
    Choice.REASON: tuple(ReasonCode),
    Choice.DECISION: tuple(Decision),
}
_LEAST_BEGINNING = 3
"""Letters of a word that may stand for it."""
_SLIP = 0.88
"""How alike two words are that differ by a letter or two (``difflib``): "Kerntema" and "Kernthema" 0.94."""


def words(choice: Choice, messages: Messages) -> dict[str, str]:
    """Value -> its word, in the order in which they are offered."""
    return {value.value: _word(choice, value, messages) for value in _VALUES[choice]}


def _word(choice: Choice, value: StrEnum, messages: Messages) -> str:
    if choice is Choice.VERDICT and value is not Verdict.UNCLEAR:  # a verdict of a person asks nobody to read
        return messages(f"verdict_{value}")
    return messages(f"review_{choice}_{value}")


def meant(choice: Choice, typed: str) -> str | None:
    """The value that a word stands for; None where it could be none, or more than one."""
    forms, text = _forms(choice), _plain(typed)
    if text in forms:
        return forms[text]
    if not text.replace(" ", "").isalpha():  # "core?" says something else than "core"
        return None
    if len(text) >= _LEAST_BEGINNING:
        begun = {value for form, value in forms.items() if form.startswith(text)}
        if begun:
            return begun.pop() if len(begun) == 1 else None
    alike = {forms[form] for form in difflib.get_close_matches(text, forms, n=len(forms), cutoff=_SLIP)}
    return alike.pop() if len(alike) == 1 else None


@lru_cache(maxsize=len(Choice) * 256)
def listed_value(choice: Choice, text: str) -> str | None:
    """The value whose word stands in the list of some interface language, letter by letter; None of any other text."""
    return next((value for own in _lists(choice) for value, word in own.items() if word == text), None)


@lru_cache(maxsize=len(Choice))
def _lists(choice: Choice) -> tuple[dict[str, str], ...]:
    return tuple(words(choice, Messages.load(language)) for language in LANGUAGES)


def reworded(choice: Choice, text: str, then: str, now: str) -> str:
    """A word of the list in language ``then`` as that in language ``now``; any other text as it is."""
    value = next((value for value, word in words(choice, Messages.load(then)).items() if word == text), None)
    return text if value is None else words(choice, Messages.load(now))[value]


@lru_cache(maxsize=len(Choice))
def _forms(choice: Choice) -> dict[str, str]:
    """Plain form -> value, of all languages and of the values themselves."""
    forms = {_plain(value.value): value.value for value in _VALUES[choice]}
    for language in LANGUAGES:
        messages = Messages.load(language)
        forms |= {_plain(word): value for value, word in words(choice, messages).items()}
        if choice is Choice.VERDICT:
            forms[_plain(messages("verdict_unclear"))] = Verdict.UNCLEAR.value
    return forms


def _plain(text: str) -> str:
    """Without what differs by hand and program: case, forms of a letter, space around and between."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("_", " ").split())
