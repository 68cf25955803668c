"""A text in which places are named, cut into lines, sentences and clauses, with the lists of cue words of every unit."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from s3align.analysis.place_cues import CueWords
from s3align.analysis.units import Units

_SENTENCE_ENDS = frozenset(".!?")
_CLAUSE_ENDS = frozenset(";")
_DASHES = frozenset("–—")
_REACH = 100
"""Units to each side of a name that say something of it: more than a long sentence has. Lists without end stay cheap."""
_SHORTEST_WORD = 3
"""Letters of the shortest word after which a full stop ends a sentence; shorter ones are mostly abbreviations."""
_YEAR_DIGITS = 4
"""A full stop after fewer digits makes an ordinal ("14. November")."""


class PlaceText:
    """Units with their cue lists (``tags``) and the first units of lines, sentences and clauses.

    ``has_rows``: whether every line of the text stands for itself, as in a table; in running text lines are only wrapped.
    """

    def __init__(self, units: Units, words: CueWords, *, has_rows: bool) -> None:
        self.units = units
        self.texts = units.texts
        self._words = words
        self.tags = self._tagged()
        self.lines = self._lines() if has_rows else [0]
        self.sentences = sorted({*self.lines, *self._sentences()})
        self.parts = sorted({*self.sentences, *self._parts()})
        self.clauses = sorted({*self.parts, *self._turns()})

    def sentence(self, index: int) -> tuple[int, int]:
        """First unit of the sentence around a unit, and the one after its last."""
        return self._around(self.sentences, index)

    def is_same_sentence(self, first: int, second: int) -> bool:
        """Whether two units stand in one sentence."""
        return bisect_right(self.sentences, first) == bisect_right(self.sentences, second)

    def clause(self, index: int) -> tuple[int, int]:
        """First unit of the clause around a unit, and the one after its last."""
        return self._around(self.clauses, index)

    def part(self, index: int) -> tuple[int, int]:
        """First unit of the part of a sentence, between semicolons and dashes, and the one after its last."""
        return self._around(self.parts, index)

    def line(self, index: int) -> tuple[int, int]:
        """First unit of the line around a unit, and the one after its last; of running text all."""
        return self._around(self.lines, index)

    def there_behind(self, first: int, end: int) -> int | None:
        """The first unit between two that stands behind a comma and takes up a place ("…, dort"); None without one."""
        for index in range(first, end - 1):
            if self.texts[index] == "," and "there" in self.tags[index + 1]:
                return index + 1
        return None

    def is_in_list(self, first: int, end: int) -> bool:
        """Whether a semicolon stands between two units: what comes before it is another item."""
        return ";" in self.texts[first:end]

    def has(self, name: str, first: int, end: int) -> bool:
        """Whether a word of a list stands between two units."""
        return any(name in tags for tags in self.tags[max(first, 0) : end])

    def _around(self, starts: Sequence[int], index: int) -> tuple[int, int]:
        number = bisect_right(starts, index)
        end = starts[number] if number < len(starts) else len(self.texts)
        return max(starts[number - 1], index - _REACH), min(end, index + _REACH)

    def _tagged(self) -> list[frozenset[str]]:
        tags = [self._words.lists_of(text) for text in self.texts]
        for name, first, end in self._words.phrases(self.texts):
            for index in range(first, end):
                tags[index] = tags[index] | {name}
        return tags

    def _lines(self) -> list[int]:
        units, text = self.units, self.units.doc.text
        return [0] + [
            index for index in range(1, len(self.texts)) if "\n" in text[units.end(index - 1) : units.starts[index]]
        ]

    def _sentences(self) -> list[int]:
        return [
            index + 1
            for index in range(1, len(self.texts) - 1)
            if self.texts[index].isspace() or (self.texts[index] in _SENTENCE_ENDS and self._ends_sentence(index))
        ]

    def _ends_sentence(self, index: int) -> bool:
        before, after = self.texts[index - 1], self.texts[index + 1]
        if self.texts[index] != "." or not (before[0].isalnum()):
            return not after[0].islower()
        if after[0].islower() or self.units.is_glued(index) or "abbreviations" in self.tags[index - 1]:
            return False
        if before.isdigit():
            return len(before) >= _YEAR_DIGITS
        return len(before) >= _SHORTEST_WORD or before.isupper() or not before.isalpha()

    def _parts(self) -> list[int]:
        return [index + 1 for index in range(len(self.texts) - 1) if self._ends_part(index)]

    def _ends_part(self, index: int) -> bool:
        if self.texts[index] in _DASHES:
            return not self.units.is_glued(index) and not self.units.is_glued(index - 1)
        return self.texts[index] in _CLAUSE_ENDS

    def _turns(self) -> list[int]:
        return [index for index in range(1, len(self.texts)) if "turns" in self.tags[index]]
