"""Which terms of a strategy stand in a text, by the same matcher that scores proposals: what the lint of terms looks with."""

from __future__ import annotations

from functools import cache

from s3align.analysis.tokens import Analyser
from s3align.model.keywords import KeywordMatcher, matchers, protected_words
from s3align.strategy.lint import Find, FoundTerm
from s3align.strategy.model import Strategy


def term_finder(strategy: Strategy) -> Find:
    """A function from a text and its language to the theme terms of the strategy found in it."""
    analyser = Analyser(protected_words(strategy))

    @cache
    def matcher(language: str) -> KeywordMatcher:
        return matchers(strategy, analyser, language)[0]

    def find(text: str, language: str) -> tuple[FoundTerm, ...]:
        tokens = analyser.tokens(text, language)
        whole = (0, len(tokens) - 1)
        return tuple(
            FoundTerm(hit.term, hit.is_part, (hit.first, hit.last) == whole) for hit in matcher(language).find(tokens)
        )

    return find
