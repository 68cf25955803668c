"""Clauses that say what a project is not about."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator

from s3align.analysis.guard_words import guard_words
from s3align.analysis.languages import language_data
from s3align.assess.guarded_sentences import FUNCTION, VAGUE, Sentence, Stretch, covered_words, kind_of


def negated_clauses(sentence: Sentence, stretch: Stretch) -> Iterator[tuple[int, int]]:
    """The clauses of a sentence that say what the project is not about: first word, and the one after the last."""
    words = guard_words(stretch.language)
    lower = stretch.text.surfaces
    if words.negations.isdisjoint(lower[sentence.first : sentence.end]):
        return
    for index in range(sentence.first, sentence.end):
        is_more = index + 1 < sentence.end and lower[index + 1] in words.not_only
        if lower[index] in words.negations and not is_more:
            first, end = _clause(stretch, index, sentence)
            if any(first <= unit.first < end for unit in sentence.units) and _is_about(stretch, first, end, sentence):
                yield first, end


def _is_about(stretch: Stretch, first: int, end: int, sentence: Sentence) -> bool:
    """Whether a clause speaks of what the project is about: what it deals with, its subject, its work."""
    about = guard_words(stretch.language).about
    covered = covered_words(sentence)
    return any(
        token.lemma in about or token.text.lower() in about
        for index, token in enumerate(stretch.text.tokens[first:end], start=first)
        if index not in covered
    )


def _clause(stretch: Stretch, index: int, sentence: Sentence) -> tuple[int, int]:
    """The words of the clause around a negation; clauses beside it that only add terms belong to it."""
    starts = [token.start for token in stretch.text.tokens[sentence.first : sentence.end]]
    begun = {bisect_left(starts, place) + sentence.first for place in stretch.text.clauses}
    cuts = sorted({sentence.first, sentence.end, *(cut for cut in begun if sentence.first < cut < sentence.end)})
    first = last = bisect_right(cuts, index) - 1
    while first > 0 and _only_adds(stretch, cuts[first - 1], cuts[first], sentence, (FUNCTION,)):
        first -= 1
    while last + 2 < len(cuts) and _only_adds(stretch, cuts[last + 1], cuts[last + 2], sentence, (FUNCTION, VAGUE)):
        last += 1
    return cuts[first], cuts[last + 1]


def _only_adds(stretch: Stretch, first: int, end: int, sentence: Sentence, kinds: Collection[str]) -> bool:
    """Whether a clause of terms, and of words of some kinds, only adds them to the one beside it."""
    tokens = stretch.text.tokens
    covered = covered_words(sentence)
    return tokens[first].text.lower() not in language_data(stretch.language).clause_words and all(
        index in covered
        or kind_of(stretch.language, tokens[index].text, tokens[index].lemma, tokens[index].parts) in kinds
        for index in range(first, end)
    )
