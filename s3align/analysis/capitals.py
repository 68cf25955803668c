"""Words of passages in capitals as they would stand in running text, so that they get the same lemmas.

"GROSSE WASSERSTOFFTANKSTELLEN FÜR LKW" speaks of what "große Wasserstofftankstellen für Lkw" speaks of. Only runs of capitals
are looked at in which most words are known words: a title, a sentence, a paragraph. A single word in capitals inside a
sentence is an abbreviation or a name and stays what it is, and so does one that no list of words knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import product

from s3align.analysis.languages import NEUTRAL, LanguageData
from s3align.analysis.lemmas import is_known, lemma

FEWEST_IN_SENTENCE = 4
"""Words of a run of capitals inside other text; three abbreviations in a row are common."""
FEWEST_KNOWN = 2
"""Known words in such a run; where all of a passage is in capitals one is enough."""
LEAST_KNOWN = 0.5
"""Share of known words in a run."""
SURE_LENGTH, LONGEST_ABBREVIATION = 5, 8
"""Letters from which a known word is more than an abbreviation that happens to be one, and up to which a word may be an
abbreviation at all."""
_MOST_SPELLINGS = 3
"""Places of a word at which its letters may stand for others; eight spellings at most are looked up."""
_SHARP = re.compile("ss")
_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü"}
_UMLAUT = re.compile("|".join(_UMLAUTS))
_VOWELS = frozenset("aeiouyäöü")
_LONG_BEFORE = ("ie", "ei", "eu", "äu")
"""After these no "ss" is written."""


class Restorer:
    """Finds the usual spelling of words in capitals of one language."""

    def __init__(self, data: LanguageData, split: Callable[[str], tuple[str, ...]]) -> None:
        """``split``: the parts of a compound, by which words that stand in no list are known."""
        self._data = data
        self._split = split
        self.restored = lru_cache(maxsize=100_000)(self._restored)

    def is_function_word(self, text: str) -> bool:
        """Whether it is an article, a preposition or the like."""
        lower = text.lower()
        return lower in self._data.closed_class or lower in self._data.function_words

    def is_telling(self, text: str) -> bool:
        """Whether a word in capitals is surely no abbreviation."""
        if self.is_function_word(text):
            return True
        return len(text) >= SURE_LENGTH and self.restored(text) != text

    def _restored(self, text: str) -> str:
        """The word in its usual spelling; as it is where it is an abbreviation."""
        lower = text.lower()
        if self._data.code == NEUTRAL or len(text) < 2 or not text.isupper() or self.is_function_word(text):
            return lower if self.is_function_word(text) else text
        spellings = list(self._spellings(lower))
        found = next((word for word in spellings if self._is_word(word)), None)
        if found is None:
            found = next((word for word in spellings if self._split(word)), None)
        if found is None:
            return text if len(text) <= LONGEST_ABBREVIATION else lower.capitalize()
        return self._in_case(found)

    def _in_case(self, word: str) -> str:
        """A word with its capital where only the noun's reading is the word itself, or where no list has it."""
        title = word.capitalize()
        if not self._data.parts:
            return word
        small, capital = lemma(word, self._data), lemma(title, self._data)
        is_noun = capital == word != small or (small == word and capital != word and not is_known(word, self._data))
        return title if is_noun or not self._is_word(word) else word

    def _is_word(self, word: str) -> bool:
        return is_known(word, self._data) or is_known(word.capitalize(), self._data)

    def _spellings(self, word: str) -> Iterator[str]:
        """The word with "ss" and "ae" for what they may stand for, likeliest first."""
        if not self._data.parts or ("ss" not in word and not _UMLAUT.search(word)):
            yield word
            return
        sharp = self._sharpened(word)
        bases = [sharp, word] if self._prefers(sharp, word) else [word, sharp]
        with_umlauts = [found for base in bases for found in _with_umlauts(base)]
        yield from dict.fromkeys([*with_umlauts, *bases])

    def _prefers(self, sharp: str, word: str) -> bool:
        """Whether "ss" stands for "ß" although the other spelling may be known too."""
        if sharp == word or not self._is_word(sharp):
            return False
        if word[: word.index("ss")].endswith(_LONG_BEFORE):
            return True
        small, capital = lemma(word, self._data), lemma(word.capitalize(), self._data)
        is_plain_noun = (
            word.startswith(capital) and capital != word and lemma(sharp.capitalize(), self._data)[-2:] == "ße"
        )
        return "ß" in small or "ß" in capital or is_plain_noun

    def _sharpened(self, word: str) -> str:
        """The word with one of its "ss" as "ß": the first that makes a known word."""
        variants = [word[: place.start()] + "ß" + word[place.end() :] for place in _SHARP.finditer(word)]
        return next((variant for variant in variants if self._is_word(variant)), variants[0] if variants else word)


def _with_umlauts(word: str) -> Iterator[str]:
    places = [place.span() for place in _UMLAUT.finditer(word)][:_MOST_SPELLINGS]
    for chosen in product((True, False), repeat=len(places)):
        text, end = "", 0
        for (start, stop), is_umlaut in zip(places, chosen, strict=True):
            text += word[end:start] + (_UMLAUTS[word[start:stop]] if is_umlaut else word[start:stop])
            end = stop
        yield text + word[end:]


def capital_runs(texts: Sequence[str], restorer: Restorer) -> list[tuple[int, int]]:
    """The runs of words of a passage that stand in capitals and are no abbreviations: first, and the one after the last."""
    found: list[tuple[int, int]] = []
    first = 0
    while first < len(texts):
        end = first
        while end < len(texts) and not any(map(str.islower, texts[end])):
            end += 1
        if end > first and _is_run(texts[first:end], restorer, is_all=end - first == len(texts)):
            found.append((first, end))
        first = end + 1
    return found


def _is_run(texts: Sequence[str], restorer: Restorer, *, is_all: bool) -> bool:
    words = [text for text in texts if len(text) > 1 and text.isalpha()]
    if not words or (len(words) < FEWEST_IN_SENTENCE and not is_all):
        return False
    known = sum(map(restorer.is_telling, words))
    return known >= max(LEAST_KNOWN * len(words), 1 if is_all else FEWEST_KNOWN)
