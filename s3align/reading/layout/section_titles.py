"""Section titles that tell what a section is for; the words are data of each language (``section_titles.toml``).

A title counts only if all its words are known: "Datenschutz" is a formality, "IT-Sicherheit und Datenschutz" a topic.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from s3align import resources
from s3align.record.document import PassageKind

FILE = "section_titles.toml"
KINDS = (PassageKind.REFERENCES, PassageKind.BUDGET, PassageKind.PARTNERS, PassageKind.FORMALITIES)
"""A title whose words stand in the lists of two kinds is of the first."""
_FILLERS, _CONTENTS = "fillers", "contents"
_WEAK, _COLUMNS, _WORK_PLAN, _CAPTIONS = "weak", "columns", "work_plan", "captions"

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


def label_kind(label: str) -> PassageKind | None:
    """The kind of what a label announces ("Projektpartner"); words that tell it in a title alone are not enough."""
    words = _TOKEN.findall(label.casefold())
    known = _known_words()
    return (
        section_kind(label) if any(word not in known[_WEAK] and word not in known[_FILLERS] for word in words) else None
    )


def caption_kind(caption: str) -> PassageKind | None:
    """The kind of a table by its caption ("Tabelle 3: Finanzplan"); None where the text is no caption."""
    first = _TOKEN.match(caption.casefold())
    return label_kind(caption) if first and first[0] in _known_words()[_CAPTIONS] else None


def header_kind(row: str) -> PassageKind | None:
    """The kind of a table by its first row, in which columns may be named beside what tells it ("Partner Profil")."""
    known = _known_words()
    words = _TOKEN.findall(row.casefold())
    telling = " ".join(word for word in words if word not in known[_COLUMNS])
    return label_kind(telling) if words else None


def names_money(row: str) -> bool:
    """Whether a word of a row belongs to a budget ("Gemeinkosten"), whatever stands beside it."""
    return not _known_words()[PassageKind.BUDGET].isdisjoint(_TOKEN.findall(row.casefold()))


def is_work_plan(rows: Sequence[str]) -> bool:
    """Whether the head of a table, or the beginning of its rows, speaks of work: such a table says what is done."""
    work = _known_words()[_WORK_PLAN]
    head = _TOKEN.findall(rows[0].casefold())
    starts = [found[0] for row in rows if (found := _TOKEN.match(row.casefold()))]
    return not work.isdisjoint(head) or sum(start in work for start in starts) > 1


def is_contents_title(title: str) -> bool:
    """Whether a title is "Inhaltsverzeichnis", "Contents" or the like, maybe with a number."""
    return _CONTENTS_NUMBER.sub("", title).casefold() in _known_words()[_CONTENTS]


@cache
def _known_words() -> dict[str, frozenset[str]]:
    lists = resources.word_lists(FILE, (*KINDS, _FILLERS, _CONTENTS, _WEAK, _COLUMNS, _WORK_PLAN, _CAPTIONS))
    return {name: frozenset(words) for name, words in lists.items()}


def without_numbering(title: str) -> str:
    """A title without "3.2 " or "IV. " before it."""
    numbering = _NUMBERING.match(title)
    return title[numbering.end() :] if numbering else title


def numbering_depth(title: str) -> int | None:
    """How deep a numbered title stands: 1 for "3 Ziele" and "IV. Ziele", 2 for "3.2 Ziele"; None without a number."""
    numbering = _NUMBERING.match(title)
    return len(numbering[0].strip(" .").split(".")) if numbering else None
