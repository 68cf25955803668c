"""The words of a Doc in order, with what neighbours make of them across hyphens.

"Cyber-Sicherheit" also stands for "Cybersicherheit"; in "Wasser- und Umwelttechnik" the first word also stands for
"Wassertechnik".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from s3align.analysis.lexicon import Lexicon, TokenType, Word

if TYPE_CHECKING:
    from spacy.tokens import Doc

_HYPHEN = re.compile("[-‐‑]")
_PARTING = re.compile(r"[,;:.!?…()\[\]{}•▪●○‣◦■□➢✓]")
"""Marks that no phrase reaches across: what stands to either side belongs to two clauses, two items or an aside."""
_SUSPENDED_REACH = 6
"""Words within which the one that completes a suspended hyphen stands ("Medizin-, Pflege- und Gerontotechnik")."""


@dataclass(frozen=True, slots=True)
class Words:
    """A Doc's words by column.

    ``tokens``: the index of the token that a word stands in; ``starts``: its first character; ``limits``: where each
    passage begins, in words, and after the last the number of words; ``glued``: words that a hyphen ties to the next one;
    ``joined``: word -> other spellings that it stands for; ``parted``: words that a mark parts from the next one, in rising
    order. ``types`` and ``spaced`` are the tokens' (see ``sentences``).
    """

    kinds: Sequence[Word]
    tokens: Sequence[int]
    starts: Sequence[int]
    limits: Sequence[int]
    glued: frozenset[int]
    joined: Mapping[int, tuple[str, ...]]
    parted: Sequence[int]
    types: Sequence[TokenType]
    spaced: Sequence[bool]


def words_of(doc: Doc, lexicon: Lexicon, passages: Sequence[tuple[int, int]]) -> Words:
    """The words of some passages of a Doc, given by their first token and the one past their last, in order."""
    from spacy.attrs import IDX, ORTH, SPACY  # noqa: PLC0415 -- wanted only when text is read

    columns = doc.to_array([ORTH, IDX, SPACY])
    types = lexicon.with_capitals(lexicon.types_of(doc, columns[:, 0].tolist()), passages)
    places = columns[:, 1].tolist()
    found: list[tuple[int, int, Word]] = []
    limits: list[int] = []
    for first, last in passages:
        limits.append(len(found))
        found += [(index, offset, word) for index in range(first, last) for offset, word in types[index].words]
    limits.append(len(found))
    tokens = [index for index, _, _ in found]
    kinds = [word for _, _, word in found]
    starts = [places[index] + offset for index, offset, _ in found]
    spaced = columns[:, 2].astype(bool).tolist()
    text = "".join([kind.text + " " if space else kind.text for kind, space in zip(types, spaced, strict=True)])
    before_hyphen, glued = _hyphened(text, kinds, starts)
    joined = {word: tuple(_spellings(kinds, word, glued, limits, lexicon)) for word in before_hyphen}
    parted = [word for word in _parted(text, kinds, starts) if not _is_abbreviation(types[tokens[word]], kinds[word])]
    return Words(kinds, tokens, starts, limits, frozenset(glued), joined, parted, types, spaced)


def _hyphened(text: str, kinds: Sequence[Word], starts: Sequence[int]) -> tuple[list[int], set[int]]:
    """The words before a hyphen, and those of them that it ties to the next word."""
    before: list[int] = []
    glued: set[int] = set()
    for hyphen in _HYPHEN.finditer(text):
        place = hyphen.start()
        index = bisect_right(starts, place) - 1
        if index >= 0 and starts[index] + len(kinds[index].text) == place:
            before.append(index)
            if index + 1 < len(starts) and starts[index + 1] == place + 1:
                glued.add(index)
    return before, glued


def _parted(text: str, kinds: Sequence[Word], starts: Sequence[int]) -> list[int]:
    """The words that a mark follows. One inside a word ("4.0", "Bürger:innen") parts nothing."""
    found: list[int] = []
    for mark in _PARTING.finditer(text):
        place = mark.start()
        index = bisect_right(starts, place) - 1
        if index < 0 or (found and found[-1] == index) or place < starts[index] + len(kinds[index].text):
            continue
        if mark.group() != "." or _ends(text, place, kinds[index].text):
            found.append(index)
    return found


def _is_abbreviation(token: TokenType, word: Word) -> bool:
    """Whether the token of a word is the word with a full stop ("bzw.")."""
    return len(token.text) == len(word.text) + 1 and token.text.endswith(".")


def _ends(text: str, place: int, word: str) -> bool:
    """Whether a full stop after a word is more than that of an initial ("U.S. ports") or an address ("example.org")."""
    return len(word) > 1 and not text[place + 1 : place + 2].isalnum()


def _spellings(
    kinds: Sequence[Word], index: int, glued: set[int], limits: Sequence[int], lexicon: Lexicon
) -> Iterator[str]:
    if index in glued:
        yield kinds[index].lemma + kinds[index + 1].lemma
    elif lexicon.data.parts:
        end = limits[bisect_right(limits, index)]
        yield from _completed(kinds, index, min(end, index + 1 + _SUSPENDED_REACH), glued, lexicon)


def _completed(kinds: Sequence[Word], index: int, end: int, glued: set[int], lexicon: Lexicon) -> Iterator[str]:
    """A suspended word with the last part of the word that completes it."""
    for position in range(index + 1, end - 1):
        if kinds[position].lower in lexicon.data.conjunctions:
            first = position + 1
            last = next((word for word in range(first, end) if word not in glued), first)
            parts = kinds[last].parts
            if parts or first in glued:
                yield kinds[index].lemma + (parts[-1] if parts else kinds[last].lemma)
            return
