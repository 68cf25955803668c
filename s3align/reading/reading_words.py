"""Words by which lines are put together and page numbers known: ``reading_words.toml`` of every language."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from s3align import resources

FILE = "reading_words.toml"


@dataclass(frozen=True, slots=True)
class ReadingWords:
    """The words of all languages, in lower case; the German file explains the lists."""

    after_suspended_hyphen: frozenset[str]
    between_hyphens: frozenset[str]
    page: frozenset[str]
    of: frozenset[str]
    heading_style: frozenset[str]
    title_style: frozenset[str]
    contents_style: frozenset[str]
    template_title: frozenset[str]
    no_answer: frozenset[str]
    inflections: frozenset[str]
    links: frozenset[str]


@cache
def reading_words() -> ReadingWords:
    """The words, read when first needed. Raises DataError for a file with other content."""
    lists = resources.word_lists(FILE, [field.name for field in fields(ReadingWords)])
    return ReadingWords(**{name: frozenset(words) for name, words in lists.items()})
