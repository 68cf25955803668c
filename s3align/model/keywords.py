"""The keyword profile: curated terms of a theme, found in a stream of tokens.

Longest match wins within a theme; false friends are matched with the terms and mask what they cover, so that
"Wasserstoffperoxid" is no hydrogen project. A single-word term also matches a part of a German compound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from s3align.analysis.tokens import Analyser, Token
from s3align.strategy.model import Strategy, Strength, Term

STRENGTH_WEIGHT = {Strength.STRONG: 1.0, Strength.MEDIUM: 0.5, Strength.WEAK: 0.15}
"""What one occurrence says. Set by hand; how much the whole profile counts is learnt (``LanguageProfiles.term_weights``)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found: tokens ``first`` to ``last`` (inclusive) of the stream it was searched in.

    ``emphasis`` is how often it counts.
    """

    term: Term
    first: int
    last: int
    is_part: bool
    emphasis: int


@dataclass(frozen=True, slots=True)
class _Pattern:
    term: Term
    keys: tuple[str, ...]
    surfaces: tuple[str, ...]


class KeywordMatcher:
    """Finds the terms of one language of a strategy."""

    def __init__(self, terms: Iterable[Term], analyser: Analyser, language: str) -> None:
        self._by_first: dict[str, list[_Pattern]] = defaultdict(list)
        self._starting = lru_cache(maxsize=200_000)(self._patterns_at)
        for term in terms:
            if term.language == language:
                for pattern in _patterns(term, analyser):
                    self._by_first[pattern.keys[0]].append(pattern)

    def find(self, tokens: Sequence[Token]) -> tuple[Hit, ...]:
        """The hits, masked and disambiguated, in order of their place."""
        chosen: list[Hit] = []
        taken: dict[str, set[int]] = defaultdict(set)
        for hit in sorted(self._candidates(tokens), key=_preference):
            covered = range(hit.first, hit.last + 1)
            if taken[hit.term.theme].isdisjoint(covered):
                taken[hit.term.theme].update(covered)
                chosen.append(hit)
        kept = [hit for hit in chosen if hit.term.strength is not Strength.FALSE_FRIEND]
        return tuple(sorted(_without_lone_ambiguous(kept), key=lambda hit: (hit.first, hit.term.theme)))

    def _candidates(self, tokens: Sequence[Token]) -> Iterator[Hit]:
        begins = self._by_first
        for index, token in enumerate(tokens):
            if not (token.parts or token.joined or token.lemma in begins):
                continue
            for pattern, is_part in self._starting(token.lemma, token.parts, token.joined):
                hit = _match(pattern, tokens, index, is_part=is_part)
                if hit is not None:
                    yield hit

    def _patterns_at(
        self, lemma: str, parts: tuple[str, ...], joined: tuple[str, ...]
    ) -> tuple[tuple[_Pattern, bool], ...]:
        """The patterns that may begin with a word, and whether by a part of it."""
        return tuple(
            (pattern, form in parts)
            for form in dict.fromkeys((lemma, *parts, *joined))
            if form in self._by_first
            for pattern in self._by_first[form]
        )


def matchers(strategy: Strategy, analyser: Analyser, language: str) -> tuple[KeywordMatcher, KeywordMatcher]:
    """The matcher for the themes' terms and the one for topics outside all themes."""
    return (
        KeywordMatcher(strategy.terms, analyser, language),
        KeywordMatcher(strategy.out_of_scope, analyser, language),
    )


def protected_words(strategy: Strategy) -> tuple[str, ...]:
    """German single-word terms: the compound splitter never splits them and prefers them as parts."""
    return tuple(
        sorted(
            {
                term.text.lower()
                for term in strategy.terms
                if term.language == "de"
                and term.text.isalpha()
                and not term.case_sensitive
                and term.strength is not Strength.FALSE_FRIEND
            }
        )
    )


def _patterns(term: Term, analyser: Analyser) -> Iterator[_Pattern]:
    tokens = analyser.tokens(term.text, term.language)
    if not tokens:
        return
    yield _Pattern(term, tuple(token.lemma for token in tokens), tuple(token.text for token in tokens))
    is_hyphenated = len(tokens) > 1 and all(token.glued for token in tokens[:-1])
    if is_hyphenated and not term.case_sensitive:
        joined = "".join(token.lemma for token in tokens)
        yield _Pattern(term, (joined,), (joined,))


def _match(pattern: _Pattern, tokens: Sequence[Token], index: int, *, is_part: bool) -> Hit | None:
    last = index + len(pattern.keys) - 1
    if last >= len(tokens) or (is_part and (last > index or pattern.term.case_sensitive)):
        return None
    found = tokens[index : last + 1]
    if pattern.term.case_sensitive:
        matches = tuple(token.text for token in found) == pattern.surfaces
    else:
        matches = all(
            _meets(key, token, is_last=token is found[-1])
            for key, token in zip(pattern.keys[1:], found[1:], strict=True)
        )
    if not matches or found[0].passage != found[-1].passage:
        return None
    spans_joined = not is_part and last == index and pattern.keys[0] in found[0].joined and found[0].glued
    end = last + 1 if spans_joined and last + 1 < len(tokens) else last
    return Hit(pattern.term, index, end, is_part, found[0].emphasis)


def _meets(key: str, token: Token, *, is_last: bool) -> bool:
    return key == token.lemma or (is_last and key in token.parts[:1])


def _preference(hit: Hit) -> tuple[int, bool, int, int, str]:
    return (hit.first - hit.last, hit.is_part, -len(hit.term.text), hit.first, hit.term.text)


def _without_lone_ambiguous(hits: Sequence[Hit]) -> Iterator[Hit]:
    sure = {hit.term.theme for hit in hits if hit.term.strength is Strength.STRONG and not hit.term.ambiguous}
    return (hit for hit in hits if not hit.term.ambiguous or hit.term.theme in sure)
