"""Section titles that tell what a section is for; the words are data of each language (``section_titles.toml``).

A title counts only if all its words are known: "Datenschutz" is a formality, "IT-Sicherheit und Datenschutz" a topic.
"""

from __future__ import annotations

import re
from functools import cache

from s3align import resources
from s3align.record.document import PassageKind

FILE = "section_titles.toml"
KINDS = (PassageKind.REFERENCES, PassageKind.BUDGET, PassageKind.PARTNERS, PassageKind.FORMALITIES)
"""A title whose words stand in the lists of two kinds is of the first."""
_FILLERS, _CONTENTS = "fillers", "contents"

_NUMBERING = re.compile(r"(?:(?:\d{1,2}\.)*\d{1,2}\.?|[A-Z]\.\d*|[IVX]+\.)\s+")
_CONTENTS_NUMBER = re.compile(r"^\d+\.?\s+")
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*-?")


def section_kind(title: str) -> PassageKind | None:
    """The kind of the passages under a title, or None for an ordinary section."""
    known = _known_words()
    words = _TOKEN.findall(without_numbering(title).casefold())
    telling = [word for word in words if word not in known[_FILLERS]]
    if not telling:
        return None
    return next((kind for kind in KINDS if known[kind].issuperset(telling)), None)


def is_contents_title(title: str) -> bool:
    """Whether a title is "Inhaltsverzeichnis", "Contents" or the like, maybe with a number."""
    return _CONTENTS_NUMBER.sub("", title).casefold() in _known_words()[_CONTENTS]


@cache
def _known_words() -> dict[str, frozenset[str]]:
    lists = resources.word_lists(FILE, (*KINDS, _FILLERS, _CONTENTS))
    return {name: frozenset(words) for name, words in lists.items()}


def without_numbering(title: str) -> str:
    """A title without "3.2 " or "IV. " before it."""
    numbering = _NUMBERING.match(title)
    return title[numbering.end() :] if numbering else title


def numbering_depth(title: str) -> int | None:
    """How deep a numbered title stands: 1 for "3 Ziele" and "IV. Ziele", 2 for "3.2 Ziele"; None without a number."""
    numbering = _NUMBERING.match(title)
    return len(numbering[0].strip(" .").split(".")) if numbering else None
