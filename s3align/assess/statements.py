"""What a sentence says: the classes of words in it, what it denies, who speaks, and what only looks like a statement.

A class is affirmed, or denied by a negation in its clause. Words in quotation marks and behind "call" or "programme" are
titles, and say nothing. A verb that German parts in two ("stellt ... bereit") is put together again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from s3align.analysis.statement_words import StatementWords, statement_words
from s3align.analysis.terms import Hit, sure_hits
from s3align.analysis.tokens import AnalysedPassage
from s3align.record.document import PassageKind

FARTHEST_PARTICLE = 25
"""Words between the two parts of a verb; sentences of proposals seldom hold more, and the search stays linear."""
LONGEST_TITLE = 8
"""Words of a title that is not in quotation marks."""
LACKING_WORDS = 3
"""Words behind "without" that it may speak of."""
_QUOTED = re.compile(r"[„“\"»«]([^„“”\"»«]{3,200})[“”\"«»]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ROWS = (PassageKind.TABLE, PassageKind.FORM_FIELD)


@dataclass(slots=True)
class Statement:
    """A sentence, or a row of a table: class -> its words (first and last), as affirmed and as denied.

    ``first`` and ``end``: its words.
    """

    first: int
    end: int
    affirmed: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    denied: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    is_question: bool = False

    def add(self, name: str, place: tuple[int, int], *, denied: bool = False) -> None:
        """Notes the words of a class."""
        (self.denied if denied else self.affirmed).setdefault(name, []).append(place)


@dataclass(frozen=True, slots=True)
class ClassNames:
    """Which class a term belongs to, which words a strategy takes for doing and denying, and verbs that may part in two."""

    of_term: Mapping[str, str]
    doing: Collection[str]
    negations: Collection[str]
    parted: Mapping[str, tuple[str, ...]]

    def of(self, hit: Hit) -> str:
        """The class of a term that was found."""
        return self.of_term.get(hit.term.source, hit.term.theme)


def statements(entry: AnalysedPassage, text: str, names: ClassNames) -> Iterator[Statement]:
    """The sentences of a passage; ``text`` is that of its page."""
    return _Reader(entry, text, names).statements()


class _Reader:
    """One passage; words by their number, sentences and clauses by theirs."""

    def __init__(self, entry: AnalysedPassage, text: str, names: ClassNames) -> None:
        self._entry, self._text, self._names = entry, text, names
        self._tokens = entry.tokens
        self._words: StatementWords = statement_words(entry.language)
        self._lower = [token.text.lower() for token in entry.tokens]
        self._sentence_starts = self._with_rows(entry.text.sentences)
        self._clause_starts = sorted({*entry.text.clauses, *self._sentence_starts})
        self._sentence = [bisect_right(self._sentence_starts, token.start) for token in entry.tokens]
        self._clause = [bisect_right(self._clause_starts, token.start) for token in entry.tokens]

    def statements(self) -> Iterator[Statement]:
        """Every sentence with its classes."""
        found = self._sentences()
        negated, unsaid = self._negated(), self._titles() | self._lacking()
        for name, first, last in (*self._hits(), *self._parted(), *self._shown(negated)):
            if first not in unsaid:
                found[self._sentence[first]].add(name, (first, last), denied=first in negated and name[0] != "@")
        for number in self._questions():
            if number in found:
                found[number].is_question = True
        yield from found.values()

    def _sentences(self) -> dict[int, Statement]:
        """The sentences that have words, by their number, with nothing in them yet."""
        borders = [
            index for index, number in enumerate(self._sentence) if not index or number != self._sentence[index - 1]
        ]
        return {self._sentence[first]: Statement(first, end) for first, end in pairwise([*borders, len(self._tokens)])}

    def _with_rows(self, starts: Collection[int]) -> list[int]:
        """Where sentences begin; in a table every row is one."""
        if self._entry.passage.kind not in _ROWS:
            return list(starts)
        passage = self._entry.passage
        rows = [match.end() for match in re.finditer("\n", self._text[passage.start : passage.end])]
        return sorted({*starts, *(passage.start + row for row in rows)})

    def _hits(self) -> Iterator[tuple[str, int, int]]:
        for hit in sure_hits(self._entry.text.principles):
            yield self._names.of(hit), hit.first, hit.last

    def _parted(self) -> Iterator[tuple[str, int, int]]:
        """Verbs whose first part stands at the end of their clause."""
        for index, lower in enumerate(self._lower):
            if lower in self._words.particles and self._ends_clause(index):
                for before in range(index - 1, max(-1, index - 1 - FARTHEST_PARTICLE), -1):
                    if self._clause[before] != self._clause[index]:
                        break
                    for name in self._names.parted.get(lower + self._tokens[before].lemma, ()):
                        yield name, before, before

    def _ends_clause(self, index: int) -> bool:
        following = index + 1
        return (
            following == len(self._tokens)
            or self._clause[following] != self._clause[index]
            or self._lower[following] in self._words.joins
        )

    def _shown(self, negated: Collection[int]) -> Iterator[tuple[str, int, int]]:
        """The classes that every language has: who speaks, what is done, numbers."""
        words = self._words
        lists = (
            ("@own", words.own),
            ("@general", words.general),
            ("@others", words.others),
            ("@past", words.past),
            ("@future", words.future),
            ("@denial", words.denials),
            ("@negation", {*words.negations, *self._names.negations}),
        )
        for index, (token, lower) in enumerate(zip(self._tokens, self._lower, strict=True)):
            for name, wanted in lists:
                if lower in wanted:
                    yield name, index, index
            if token.lemma in self._names.doing and index not in negated:
                yield "@doing", index, index
        yield from self._figures()

    def _figures(self) -> Iterator[tuple[str, int, int]]:
        """Numbers but years, and sentences with two of them."""
        counts: dict[int, int] = defaultdict(int)
        for index, lower in enumerate(self._lower):
            if lower in self._words.numbers or (lower[0].isdigit() and not _YEAR.fullmatch(lower)):
                yield "@figure", index, index
                counts[self._sentence[index]] += 1
                if counts[self._sentence[index]] == 2:
                    yield "@two_figures", index, index

    def _denies(self, lower: str) -> bool:
        return lower in self._words.negations or lower in self._names.negations

    def _negated(self) -> set[int]:
        """The words of the clauses that say that something is not so."""
        clauses: set[int] = set()
        for index, lower in enumerate(self._lower):
            following = self._lower[index + 1] if index + 1 < len(self._lower) else ""
            if self._denies(lower) and following not in self._words.not_denied:
                clauses.add(self._clause[index])
        return {index for index, clause in enumerate(self._clause) if clause in clauses}

    def _lacking(self) -> set[int]:
        """The words behind "without": they speak neither for something nor against it."""
        found: set[int] = set()
        for index, lower in enumerate(self._lower):
            if lower in self._words.without:
                found.update(range(index + 1, min(len(self._lower), index + 1 + LACKING_WORDS)))
        return found

    def _titles(self) -> set[int]:
        """The words of titles: in quotation marks, or in capitals behind a word such as "call"."""
        passage, found = self._entry.passage, set[int]()
        starts = [token.start for token in self._tokens]
        for match in _QUOTED.finditer(self._text, passage.start, passage.end):
            found.update(range(bisect_right(starts, match.start()), bisect_right(starts, match.end() - 1)))
        for index, lower in enumerate(self._lower):
            if lower in self._words.title_words:
                for following in range(index + 1, min(len(self._tokens), index + 1 + LONGEST_TITLE)):
                    is_name = self._tokens[following].text[0].isupper() or self._tokens[following].text[0].isdigit()
                    if not is_name or self._sentence[following] != self._sentence[index]:
                        break
                    found.add(following)
        return found

    def _questions(self) -> Iterator[int]:
        passage = self._entry.passage
        ends = [*self._sentence_starts, passage.end]
        for number, (start, end) in enumerate(pairwise(ends), start=1):
            if self._text[start:end].rstrip().endswith("?"):
                yield number
