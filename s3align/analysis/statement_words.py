"""Words by which a sentence shows who speaks and what is done: ``corpus/language/<code>/statement_words.toml``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from s3align import resources

FILE = "statement_words.toml"


@dataclass(frozen=True, slots=True)
class StatementWords:
    """Words by what they tell; the German file explains them. A language without a file has none."""

    own: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    denials: frozenset[str] = frozenset()
    not_denied: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    general: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    title_words: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    joins: frozenset[str] = frozenset()
    past: frozenset[str] = frozenset()
    future: frozenset[str] = frozenset()


@cache
def statement_words(language: str) -> StatementWords:
    """The words of a language. Raises DataError for a file with other content."""
    lists = resources.word_lists(FILE, [field.name for field in fields(StatementWords)], (language,))
    return StatementWords(**{name: frozenset(words) for name, words in lists.items()})
