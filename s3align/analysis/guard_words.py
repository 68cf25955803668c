"""Words by which padding is told from what a project does: ``corpus/language/<code>/guard_words.toml``, one per language."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from s3align import resources

FILE = "guard_words.toml"


@dataclass(frozen=True, slots=True)
class GuardWords:
    """Words by what they tell; the German file explains them. A language without a file has none."""

    vague: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    not_only: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    company_forms: frozenset[str] = frozenset()
    name_links: frozenset[str] = frozenset()
    institutions: frozenset[str] = frozenset()
    field_links: frozenset[str] = frozenset()
    adjective_endings: frozenset[str] = frozenset()
    background: frozenset[str] = frozenset()


@cache
def guard_words(language: str) -> GuardWords:
    """The words of a language. Raises DataError for a file with other content."""
    lists = resources.word_lists(FILE, [field.name for field in fields(GuardWords)], (language,))
    return GuardWords(**{name: frozenset(words) for name, words in lists.items()})
