"""Finds curated terms in the words of a Doc by spaCy's PhraseMatcher, on lemmas and on compound parts.

The matcher reads a stream of lemmas with a break between passages and wherever a mark parts two words (a comma, a full stop,
a colon, a bracket), so that no phrase reaches across one. Other readings of some words follow: each part of a compound, the
spelling without a hyphen, and the first part of a compound behind the words before it, so that "künstliche
Intelligenzforschung" speaks of "künstliche Intelligenz". Longest match wins within a theme; false friends are matched with
the terms and mask what they cover, so that "Wasserstoffperoxid" is no hydrogen project.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Any

from s3align.analysis.lexicon import Lexicon, Word
from s3align.analysis.term_words import TermWords
from s3align.analysis.words import Words
from s3align.strategy.model import Strategy, Strength, Term

THEMES, OUTSIDE, PRINCIPLES = "themes", "outside", "principles"
"""The groups of terms: of the themes, of topics outside all themes, of the principles."""
NEAR_WORDS = 150
"""Words to either side in which an ambiguous term needs a sure one of its theme, in the same section and on one page."""
_BREAK = "\0"
"""Stands between passages and between readings; no lemma contains it."""
_KEY = "term"


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found: words ``first`` to ``last`` (inclusive) of what it was searched in.

    ``is_part``: it is a part of a compound.
    """

    term: Term
    first: int
    last: int
    is_part: bool

    def moved(self, by: int) -> Hit:
        """The hit in a stream in which its words stand ``by`` later."""
        return Hit(self.term, self.first + by, self.last + by, self.is_part)


class Reading(Enum):
    """What a place of the stream stands for."""

    PLAIN = "the word itself"
    PART = "a part of the word"
    JOINED = "the word without its hyphen"
    BEFORE = "a word before a compound whose first part ends a term"
    END = "that first part"


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A term as it is searched; ``surfaces`` where its letters must stand exactly so."""

    group: str
    term: Term
    surfaces: tuple[str, ...]


class TermMatcher:
    """Finds the terms of one language."""

    def __init__(self, terms: Sequence[tuple[str, Term]], words: Iterable[TermWords], lexicon: Lexicon) -> None:
        """``terms``: each with the name of its group; ``words``: of each term."""
        from spacy.matcher import PhraseMatcher  # noqa: PLC0415 -- wanted only when text is read

        self._lexicon = lexicon
        self._patterns: dict[tuple[int, ...], list[_Pattern]] = defaultdict(list)
        for (group, term), found in zip(terms, words, strict=True):
            self._add(group, term, found)
        self._reach = max(map(len, self._patterns), default=1)
        self._last = {keys[-1] for keys in self._patterns if len(keys) > 1}
        self._matcher = PhraseMatcher(lexicon.lemmas)
        self._matcher.add(_KEY, _by_hash(self._patterns))

    def find(self, words: Words) -> dict[str, list[Hit]]:
        """Group -> its hits, masked, in order of their place; ambiguous terms are among them (see ``sure_hits``)."""
        chosen: dict[str, list[Hit]] = {}
        taken: dict[tuple[str, str], set[int]] = defaultdict(set)
        for group, hit in sorted(self._candidates(words), key=_preference):
            covered = range(hit.first, hit.last + 1)
            own = taken[group, hit.term.theme]
            if own.isdisjoint(covered):
                own.update(covered)
                chosen.setdefault(group, []).append(hit)
        return {
            group: sorted((hit for hit in hits if _is_wanted(hit.term)), key=_place) for group, hits in chosen.items()
        }

    def _add(self, group: str, term: Term, words: TermWords) -> None:
        keys = tuple(map(self._lexicon.key, words.lemmas))
        if keys:
            self._patterns[keys].append(_Pattern(group, term, words.texts))
        if len(keys) > 1 and words.is_glued and not term.case_sensitive:
            self._patterns[self._lexicon.key("".join(words.lemmas)),].append(_Pattern(group, term, ()))

    def _candidates(self, words: Words) -> Iterator[tuple[str, Hit]]:
        stream = _Stream(words, self._lexicon, self._reach, self._last)
        for _, start, end in self._matcher(self._lexicon.stream(stream.keys)):
            reading = stream.readings[end - 1]
            first, last = stream.words[start], stream.words[end - 1]
            if reading is Reading.BEFORE or (reading is Reading.END and end - start == 1):
                continue
            keys = tuple(stream.keys[start:end])
            is_last_part = reading is Reading.PART and keys[0] == words.kinds[first].part_keys[-1]
            for pattern in self._patterns[keys]:
                if is_last_part and _is_no_noun(pattern.term, words.kinds[first]):
                    continue
                hit = _hit(pattern, words, first, last, reading)
                if hit is not None:
                    yield pattern.group, hit


class _Stream:
    """The readings of a Doc's words by column: the lemma's hash, the word it belongs to, and what it is of it."""

    def __init__(self, words: Words, lexicon: Lexicon, reach: int, ends: Collection[int]) -> None:
        """``reach``: words of the longest term; ``ends``: what terms of several words end with."""
        self.keys: list[int] = []
        self.words: list[int] = []
        self.readings: list[Reading] = []
        self._break = lexicon.key(_BREAK)
        self._plain = [word.key for word in words.kinds]
        starts = sorted({*words.limits, *(word + 1 for word in words.parted)})
        for first, last in pairwise(starts):
            self._add(range(first, last), self._plain[first:last], [Reading.PLAIN] * (last - first))
        for index, word in enumerate(words.kinds):
            for key in word.part_keys:
                self._add((index,), (key,), (Reading.PART,))
            if word.part_keys and word.part_keys[0] in ends:
                before = starts[bisect_right(starts, index) - 1]
                self._add_end(index, word.part_keys[0], max(before, index - reach + 1))
        for index, spellings in words.joined.items():
            for spelling in spellings:
                self._add((index,), (lexicon.key(spelling),), (Reading.JOINED,))

    def _add_end(self, index: int, key: int, first: int) -> None:
        readings = [Reading.BEFORE] * (index - first)
        self._add(range(first, index + 1), [*self._plain[first:index], key], [*readings, Reading.END])

    def _add(self, words: Iterable[int], keys: Iterable[int], readings: Iterable[Reading]) -> None:
        self.words.extend(words)
        self.keys.extend(keys)
        self.readings.extend(readings)
        self.words.append(-1)
        self.keys.append(self._break)
        self.readings.append(Reading.PLAIN)


def _hit(pattern: _Pattern, words: Words, first: int, last: int, reading: Reading) -> Hit | None:
    """The hit where the pattern's lemmas stand; None where letters or the kind of reading forbid it."""
    if pattern.surfaces:
        found = words.kinds[first : last + 1]
        if reading in (Reading.PART, Reading.JOINED) or not all(map(_is_written_so, found, pattern.surfaces)):
            return None
    if reading is Reading.JOINED and first in words.glued:
        last += 1
    return Hit(pattern.term, first, last, reading is Reading.PART)


def _is_written_so(word: Word, surface: str) -> bool:
    """Whether a word has exactly these letters; in a passage in capitals, whether it may ("IT" is no "it")."""
    if word.restored is None:
        return word.text == surface
    return word.text == surface.upper() and (surface == word.restored or word.restored.capitalize() == word.restored)


def _is_no_noun(term: Term, word: Word) -> bool:
    """Whether a noun seems to end a verb or an adjective, which has a small letter ("untersucht" is no Sucht)."""
    return (word.restored or word.text)[0].islower() and term.text[0].isupper()


def sure_hits(hits: Sequence[Hit]) -> list[Hit]:
    """The hits of one stretch of text without ambiguous terms that have no sure term of their theme beside them."""
    sure = {hit.term.theme for hit in hits if _is_sure(hit)}
    return [hit for hit in hits if not hit.term.ambiguous or hit.term.theme in sure]


def near_sure_hits(hits: Sequence[Hit]) -> list[Hit]:
    """The hits of a whole Doc, ambiguous ones only where a sure one stands within ``NEAR_WORDS``."""
    sure: dict[str, list[int]] = defaultdict(list)
    for hit in filter(_is_sure, hits):
        sure[hit.term.theme].append(hit.first)
    return [hit for hit in hits if not hit.term.ambiguous or _is_near(hit.first, sure[hit.term.theme])]


def _is_near(word: int, places: Sequence[int]) -> bool:
    """Whether one of ``places``, in rising order, is at most ``NEAR_WORDS`` away."""
    after = bisect_left(places, word - NEAR_WORDS)
    return after < len(places) and places[after] <= word + NEAR_WORDS


def protected_words(strategy: Strategy, language: str) -> tuple[str, ...]:
    """Single-word terms of a language: the compound splitter never splits them and prefers them as parts."""
    return tuple(
        sorted(
            {
                term.text.lower()
                for term in strategy.terms
                if term.language == language and term.text.isalpha() and not term.case_sensitive and _is_wanted(term)
            }
        )
    )


def _by_hash(patterns: Iterable[tuple[int, ...]]) -> Any:
    """Patterns as spaCy keeps and unpickles them; a Doc for each, as its types ask for, takes 40 µs."""
    return list(patterns)


def _is_wanted(term: Term) -> bool:
    return term.strength is not Strength.FALSE_FRIEND


def _is_sure(hit: Hit) -> bool:
    return hit.term.strength is Strength.STRONG and not hit.term.ambiguous


def _preference(row: tuple[str, Hit]) -> tuple[int, bool, int, int, str]:
    hit = row[1]
    return (hit.first - hit.last, hit.is_part, -len(hit.term.text), hit.first, hit.term.text)


def _place(hit: Hit) -> tuple[int, str]:
    return (hit.first, hit.term.theme)
