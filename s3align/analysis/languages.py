"""What the language layer knows of a language: data in ``corpus/language/<code>/language.toml``, no code.

A language with a folder there is supported: it can be detected, and a strategy may be written in it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from s3align import resources
from s3align.errors import DataError

OTHER = "other"
"""Stands for every language that is not looked at."""
NEUTRAL = "xx"
"""spaCy's code for no language in particular: words are told apart, and nothing else is known of them."""
FILE = resources.LANGUAGE_FILE
_COUNTS = ("lemma", "surface")


@dataclass(frozen=True, slots=True)
class LanguageData:
    """The data of one language; ``corpus/language/README.md`` says what each field is for.

    Words are in lower case but for abbreviations, which end with their full stop. ``parts``, ``general_words`` and ``lemmas``:
    the files of compound parts, of words that are no evidence, and of lemmas with its SHA-256.
    """

    code: str
    name: str
    function_words: frozenset[str]
    counts: str = "surface"
    greedy_lemmas: bool = False
    lemmas: Path | None = None
    lemmas_sha256: str = ""
    parts: Path | None = None
    gender_endings: re.Pattern[str] | None = None
    closed_class: frozenset[str] = frozenset()
    genre_words: frozenset[str] = frozenset()
    general_words: Path | None = None
    abbreviations: frozenset[str] = frozenset()
    closing_abbreviations: frozenset[str] = frozenset()
    numbered_abbreviations: frozenset[str] = frozenset()
    ordinal_context: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()
    conjunctions: frozenset[str] = frozenset()
    clause_words: frozenset[str] = frozenset()
    all_abbreviations: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        every = self.abbreviations | self.closing_abbreviations | self.numbered_abbreviations
        object.__setattr__(self, "all_abbreviations", every)


_ABBREVIATIONS = ("abbreviations", "closing_abbreviations", "numbered_abbreviations")
_WORDS = ("function_words", "closed_class", "genre_words", "ordinal_context", "months", "conjunctions", "clause_words")
_KEYS = tuple(entry.name for entry in fields(LanguageData) if entry.init and entry.name != "code")


def supported_languages() -> tuple[str, ...]:
    """The codes of all supported languages, sorted."""
    return resources.languages()


@cache
def language_data(code: str) -> LanguageData:
    """What is known of a language. Raises DataError for an unsupported one, and for mistakes in its file."""
    if code == NEUTRAL:
        return LanguageData(NEUTRAL, "any language", frozenset())
    if code not in supported_languages():
        known = ", ".join(supported_languages())
        raise DataError(
            f"The language '{code}' is not supported. Use one of {known}, or add corpus/language/{code}/{FILE}."
        )
    return read_language(resources.folder("corpus") / "language" / code / FILE)


def general_words(code: str) -> frozenset[str]:
    """The words of a language that are no evidence of anything, in lower case; empty where nobody has listed them."""
    file = language_data(code).general_words
    return _words_in(file) if file else frozenset()


@cache
def _words_in(file: Path) -> frozenset[str]:
    """The words of a list; kept, since passages ask for them one by one."""
    return frozenset(file.read_text(encoding="utf-8").split())


def read_language(file: Path) -> LanguageData:
    """Reads ``language.toml`` of the language its folder is named by. Raises DataError that says what to correct."""
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{_name(file)} cannot be read ({error}). Correct the file.") from error
    unknown = sorted(values.keys() - set(_KEYS))
    if unknown:
        raise DataError(f"{_name(file)}: unknown key '{unknown[0]}'. Use one of: {', '.join(_KEYS)}.")
    lists = {key: _words(file, values, key) for key in (*_WORDS, *_ABBREVIATIONS)}
    if not lists["function_words"]:
        raise DataError(f"{_name(file)}: 'function_words' is missing. Without it the language cannot be detected.")
    lists["closed_class"] = lists["closed_class"] or lists["function_words"]
    return LanguageData(
        code=file.parent.name,
        name=_string(file, values, "name", file.parent.name),
        counts=_counts(file, values),
        greedy_lemmas=values.get("greedy_lemmas") is True,
        lemmas=_word_file(file, values, "lemmas"),
        lemmas_sha256=_string(file, values, "lemmas_sha256", ""),
        parts=_word_file(file, values, "parts"),
        general_words=_word_file(file, values, "general_words"),
        gender_endings=_pattern(file, values),
        **lists,
    )


def _words(file: Path, values: Mapping[str, Any], key: str) -> frozenset[str]:
    text = _string(file, values, key, "")
    if key not in _ABBREVIATIONS:
        return frozenset(text.lower().split())
    bare = next((word for word in text.split() if not word.endswith(".")), None)
    if bare is not None:
        raise DataError(
            f"{_name(file)}: '{bare}' in '{key}' has no full stop at its end. Write it as it stands in texts."
        )
    return frozenset(text.split())


def _string(file: Path, values: Mapping[str, Any], key: str, default: str) -> str:
    value = values.get(key, default)
    if not isinstance(value, str):
        raise DataError(f"{_name(file)}: '{key}' must be text in quotation marks.")
    return value


def _counts(file: Path, values: Mapping[str, Any]) -> str:
    counts = _string(file, values, "counts", "surface")
    if counts not in _COUNTS:
        raise DataError(f"{_name(file)}: 'counts' is '{counts}'. Use one of: {', '.join(_COUNTS)}.")
    return counts


def _word_file(file: Path, values: Mapping[str, Any], key: str) -> Path | None:
    name = _string(file, values, key, "")
    if name and not (file.parent / name).is_file():
        raise DataError(f"{_name(file)}: the word list '{name}' is not in the same folder. Add it or remove '{key}'.")
    return file.parent / name if name else None


def _pattern(file: Path, values: Mapping[str, Any]) -> re.Pattern[str] | None:
    text = _string(file, values, "gender_endings", "")
    try:
        return re.compile(text) if text else None
    except re.error as error:
        raise DataError(f"{_name(file)}: 'gender_endings' is not a regular expression ({error}).") from error


def _name(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"
