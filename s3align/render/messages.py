"""Every sentence a user sees, in the two interface languages: catalogues of ``key = "text with {placeholders}"``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from s3align.errors import DataError, UsageError
from s3align.resources import folder

LANGUAGES = ("de", "en")
"""Interface languages; there is a catalogue ``templates/locale/<language>.toml`` for each."""


@dataclass(frozen=True, slots=True)
class Messages:
    """One catalogue. Call it with a key and the values of the text's placeholders."""

    language: str
    texts: Mapping[str, str]

    @staticmethod
    def load(language: str) -> Messages:
        """The catalogue of an interface language ("de" or "en").

        Raises UsageError for another language, DataError for a catalogue that cannot be read.
        """
        return _load(language)

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its placeholders filled.

        Raises DataError for an unknown key or a placeholder without a value.
        """
        try:
            return self.texts[key].format(**values)
        except KeyError as error:
            raise DataError(
                f"The message '{key}' ({self.language}) or its placeholder {error} is unknown. "
                f"Add it to templates/locale/{self.language}.toml."
            ) from error

    def has(self, key: str) -> bool:
        """Whether the catalogue knows a key: for words that come from data and may be new."""
        return key in self.texts

    def count(self, key: str, number: int, **values: object) -> str:
        """The text of ``<key>_one`` or ``<key>_many``, with ``{count}`` filled."""
        return self(f"{key}_one" if number == 1 else f"{key}_many", count=number, **values)

    def number(self, number: int) -> str:
        """A number of things as a word from two to twelve, else in figures."""
        words = self.texts["number_words"].split()
        return words[number - 2] if 2 <= number < len(words) + 2 else str(number)

    def language_name(self, code: str) -> str:
        """The name of a language, "other language" for those without a name here."""
        key = f"language_{code}"
        return self(key if self.has(key) else "language_other")


@lru_cache(maxsize=len(LANGUAGES))
def _load(language: str) -> Messages:
    if language not in LANGUAGES:
        raise UsageError(f"There are no texts in the language '{language}'. Choose one of: {', '.join(LANGUAGES)}.")
    file = folder("templates") / "locale" / f"{language}.toml"
    try:
        texts = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"The message catalogue {file} cannot be read: {error}. Install s3align again.") from error
    return Messages(language, texts)
