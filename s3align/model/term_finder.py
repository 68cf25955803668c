"""Which terms of a strategy stand in a text, by the same matcher that scores proposals: what the lint of terms looks with."""

from __future__ import annotations

from s3align.analysis.passages import Analyser, Piece
from s3align.analysis.terms import sure_hits
from s3align.strategy.lint import Find, FoundTerm
from s3align.strategy.model import Strategy


def term_finder(strategy: Strategy) -> Find:
    """A function from a text and its language to the theme terms of the strategy found in it."""
    analyser = Analyser(strategy)

    def find(text: str, language: str) -> tuple[FoundTerm, ...]:
        (found,) = analyser.texts(language, [Piece(text)])
        whole = (0, len(found.tokens) - 1)
        return tuple(FoundTerm(hit.term, hit.is_part, (hit.first, hit.last) == whole) for hit in sure_hits(found.hits))

    return find
