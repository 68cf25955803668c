"""Words with their place, lemma and compound parts, and the terms among them: what profiles and rules work on."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from s3align.analysis.terms import Hit
from s3align.record.document import Passage


class Token(msgspec.Struct, frozen=True, gc=False):
    """A word: characters ``start`` to ``end`` of its page's text.

    ``lemma`` and ``parts`` are lower case; ``parts`` are a compound's parts; ``joined`` other spellings it stands for
    (with its neighbours across hyphens, or completed where its hyphen is suspended). ``form`` is what the vocabulary
    counts: the lemma, or the word as it is written, by the language's data. ``passage`` is an index into
    ``Document.passages``. ``glued`` says that a hyphen ties it to the next token. ``emphasis`` is how often the word
    counts.
    """

    page: int
    start: int
    end: int
    text: str
    lemma: str
    parts: tuple[str, ...]
    passage: int
    form: str
    glued: bool = False
    joined: tuple[str, ...] = ()
    emphasis: int = 1


@dataclass(frozen=True, slots=True)
class AnalysedText:
    """A stretch of text in one language.

    ``surfaces``: its words in lower case, in any language. In a language of the strategy also ``tokens``; ``hits`` of the
    themes' terms, ``outside`` of topics outside all themes, ``principles``, each with the tokens it stands on (ambiguous
    terms are among them, see ``terms.sure_hits``); ``sentences`` and ``clauses``: the characters of the page at which they
    begin.
    """

    surfaces: tuple[str, ...]
    tokens: tuple[Token, ...] = ()
    hits: tuple[Hit, ...] = ()
    outside: tuple[Hit, ...] = ()
    principles: tuple[Hit, ...] = ()
    sentences: tuple[int, ...] = ()
    clauses: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AnalysedPassage:
    """A passage with its language (a code of the strategy's languages, or "other") and what was found in it."""

    passage: Passage
    language: str
    text: AnalysedText

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.surfaces)

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Its words with all that is known of them; none in another language."""
        return self.text.tokens
