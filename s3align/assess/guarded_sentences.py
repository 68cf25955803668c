"""Sentences as the guards see them: which words stand in terms, and which of the others are concrete.

Words are *concrete* where they are no term, no function word, no word of the funding genre and none that would fit any
project (``guard_words``). Padding has terms and hardly a concrete word.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from s3align.analysis.guard_words import GuardWords, guard_words
from s3align.analysis.languages import language_data
from s3align.analysis.terms import Hit
from s3align.analysis.tokens import AnalysedText, Token
from s3align.strategy.model import Strength

LONGEST_TITLE = 8
"""Words of a line that may be a title though reading did not take it for one."""
CONCRETE, VAGUE, FUNCTION = "concrete", "vague", "function"
"""What a word is that stands in no term."""
_LONGEST_LABEL = 6
"""Letters of an abbreviation that a glossary explains."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A passage as the guards see it; ``page`` is the text of the whole page."""

    text: AnalysedText
    language: str
    page: str
    is_heading: bool = False

    @property
    def is_title(self) -> bool:
        """Whether it stands above others: a heading, or a few words without a full stop."""
        tokens = self.text.tokens
        if self.is_heading or not tokens:
            return self.is_heading
        return len(tokens) <= LONGEST_TITLE and self.page[tokens[-1].end : tokens[-1].end + 1].strip() == ""

    @property
    def is_background_title(self) -> bool:
        """Whether it is the title of a section on what others have done."""
        title = " ".join(self.text.surfaces)
        return self.is_title and any(phrase in title for phrase in guard_words(self.language).background)


@dataclass(frozen=True, slots=True)
class Flag:
    """Words ``first`` up to, not including, ``end`` of a stretch give no points, for this reason."""

    reason: str
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Unit:
    """Words that stand in terms: ``first`` to ``last`` (inclusive), of which themes, and their lemmas."""

    first: int
    last: int
    themes: frozenset[str]
    key: str
    is_firm: bool


@dataclass(slots=True)
class Sentence:
    """A sentence with terms: words ``first`` up to, not including, ``end`` of a stretch.

    ``concrete``, ``function``, ``vague``: how many of its other words are so. ``is_plain``: it has a sign that stands by
    itself.
    """

    stretch: int
    first: int
    end: int
    units: list[Unit]
    concrete: int
    function: int
    vague: int
    flags: list[Flag] = field(default_factory=list)
    is_plain: bool = False

    @property
    def words(self) -> int:
        """How many words it has."""
        return self.end - self.first

    @property
    def keys(self) -> set[str]:
        """Its different terms."""
        return {unit.key for unit in self.units}


def sentence_ranges(text: AnalysedText) -> list[tuple[int, int]]:
    """The words of every sentence: first, and the one after the last."""
    starts = [token.start for token in text.tokens]
    cuts = sorted({0, len(starts), *(bisect_left(starts, place) for place in text.sentences)})
    return [(first, end) for first, end in pairwise(cuts)]


def units_of(text: AnalysedText, mask: Sequence[tuple[int, int]] = ()) -> list[Unit]:
    """The words in terms of themes, gathered where terms overlap; terms that reach into ``mask`` are left out."""
    masked = {index for first, end in mask for index in range(first, end)}
    hits = [hit for hit in text.hits if hit.first not in masked and hit.last not in masked]
    groups: list[list[Hit]] = []
    end = -1
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.last)):
        if hit.first > end:
            groups.append([])
        groups[-1].append(hit)
        end = max(end, hit.last)
    return [_unit(text, group) for group in groups]


def _unit(text: AnalysedText, hits: Sequence[Hit]) -> Unit:
    first, last = hits[0].first, max(hit.last for hit in hits)
    return Unit(
        first,
        last,
        frozenset(hit.term.theme for hit in hits),
        " ".join([token.lemma for token in text.tokens[first : last + 1]]),
        any(hit.term.strength is not Strength.WEAK and not hit.term.ambiguous for hit in hits),
    )


def sentences_of(
    number: int, stretch: Stretch, mask: Sequence[tuple[int, int]], names: frozenset[str]
) -> Iterator[Sentence]:
    """The sentences with terms of stretch ``number``; words in ``mask`` and those of ``names`` say nothing."""
    units = units_of(stretch.text, mask)
    if not units:
        return
    firsts = [unit.first for unit in units]
    for first, end in sentence_ranges(stretch.text):
        own = units[bisect_left(firsts, first) : bisect_left(firsts, end)]
        if own:
            yield _counted((number, stretch), first, end, own, names)


def _counted(of: tuple[int, Stretch], first: int, end: int, units: list[Unit], names: frozenset[str]) -> Sentence:
    number, stretch = of
    covered = {index for unit in units for index in range(unit.first, unit.last + 1)}
    counts: Counter[str] = Counter()
    for index in range(first, end):
        if index not in covered:
            token = stretch.text.tokens[index]
            kind = kind_of(stretch.language, token.text, token.lemma, token.parts)
            if kind == CONCRETE and (token.text.lower() in names or _is_label(stretch.page, token)):
                kind = VAGUE
            counts[kind] += 1
    return Sentence(number, first, end, units, counts[CONCRETE], counts[FUNCTION], counts[VAGUE])


def _is_label(page: str, token: Token) -> bool:
    """Whether a word is an abbreviation that a glossary explains."""
    return len(token.text) <= _LONGEST_LABEL and page[token.end : token.end + 2].strip()[:1] in (":", "=")


@lru_cache(maxsize=200_000)
def kind_of(language: str, text: str, lemma: str, parts: tuple[str, ...]) -> str:
    """What a word is that stands in no term."""
    data, words = language_data(language), guard_words(language)
    lower = text.lower()
    if lower in data.closed_class:
        return FUNCTION
    if _is_vague(lower, words, language) or _is_vague(lemma, words, language) or _is_letter(lower):
        return VAGUE
    return VAGUE if len(parts) > 1 and all(_is_vague(part, words, language) for part in parts) else CONCRETE


def _is_letter(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


def _is_vague(word: str, words: GuardWords, language: str) -> bool:
    return word in words.vague or word in language_data(language).genre_words


def covered_words(sentence: Sentence) -> set[int]:
    """The words of a sentence that stand in terms."""
    return {index for unit in sentence.units for index in range(unit.first, unit.last + 1)}
