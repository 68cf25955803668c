"""A document's passages with what the language layer finds in them.

All passages of one language are joined to one Doc, because spaCy's cost per Doc would outweigh that of short passages.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from threading import RLock
from typing import TYPE_CHECKING

from s3align import budget
from s3align.analysis.detect import passage_languages
from s3align.analysis.languages import NEUTRAL, general_words, language_data
from s3align.analysis.lexicon import is_genre
from s3align.analysis.place_cues import place_cues
from s3align.analysis.sentences import clause_starts
from s3align.analysis.terms import OUTSIDE, PRINCIPLES, THEMES, Hit
from s3align.analysis.tokens import AnalysedPassage, AnalysedText, Token
from s3align.garbage import no_collection
from s3align.record.document import Document, PassageKind
from s3align.strategy.model import Strategy, TrapKind

if TYPE_CHECKING:
    from spacy.language import Language

    from s3align.analysis.annotator import Analysis, Annotator

HEADING_EMPHASIS = 2
"""How often the words of titles and headings count: they say what the text below is about. 2 was better than 1 and 3 by
macro-F1 and by theme-less texts given a theme."""
_MOST_WORDS = 500_000
"""Different tokens in spaCy's vocabulary, which only grows, from which a pipeline is made anew: some 200 MB."""
_NAME_WORD = re.compile(r"\w+")
_NEUTRAL_LOCK = RLock()
_IMPORT_LOCK = RLock()
BATCH = 500_000
"""Characters that are made one Doc: more than nearly all proposals have, and half a second of work."""
_BETWEEN = "\n\n"
"""Stands between passages: it ends every sentence."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A text to analyse: where it begins on its page, its passage's index, and how often its words count."""

    text: str
    page: int = 1
    offset: int = 0
    passage: int = 0
    emphasis: int = 1


class Analyser:
    """The spaCy pipelines of a strategy, one per language, made when first needed. Several threads may share one."""

    def __init__(self, strategy: Strategy) -> None:
        self.strategy = strategy
        self._lock = RLock()
        self._pipelines: dict[str, tuple[Language, Annotator]] = {}

    def warm_up(self) -> None:
        """Makes the pipelines of all languages now, which takes about half a second after importing spaCy."""
        for language in self.strategy.languages:
            self._pipeline(language)

    def texts(self, language: str, pieces: Sequence[Piece]) -> list[AnalysedText]:
        """What is found in each piece; words alone where the strategy does not cover the language."""
        with self._lock:
            if language not in self.strategy.languages:
                return [AnalysedText(surfaces(piece.text)) for piece in pieces]
            nlp, annotator = self._pipeline(language)
            return [text for batch in _batches(pieces) for text in _analysed(nlp, annotator, batch)]

    def tokens(self, text: str, language: str) -> tuple[Token, ...]:
        """The words of a text in a language of the strategy."""
        return self.texts(language, [Piece(text)])[0].tokens

    def is_genre(self, word: str) -> bool:
        """Whether a lemma is a word of the funding genre, or a compound of such words ("Forschungsvorhaben")."""
        languages = self.strategy.languages
        known = [language_data(language).genre_words for language in languages]
        genre = frozenset(self.strategy.genre_words).union(*known)
        return is_genre(word, genre, [self._pipeline(language)[1].lexicon for language in languages])

    def is_general(self, word: str) -> bool:
        """Whether a lemma is no evidence of anything: a function word, a general verb, a name, a word of the funding genre."""
        return word in self._general or self.is_genre(word)

    @cached_property
    def place_words(self) -> frozenset[str]:
        """The words of all names of places that the strategy knows, as texts and vocabularies count them.

        Names in all their forms, adjectives, genitives, regions and places outside: where something is done is no evidence of
        what is done.
        """
        names = [name for name in _place_names(self.strategy) for name in (name, *_genitives(name, self.strategy))]
        written = {word.lower() for name in names for word in _NAME_WORD.findall(name) if word[0].isupper()}
        counted = {
            form
            for language in self.strategy.languages
            for text in self.texts(language, [Piece(name) for name in names])
            for token in text.tokens
            if token.text[0].isupper()
            for form in (token.form, token.lemma)
        }
        return frozenset(written | counted)

    @cached_property
    def _general(self) -> frozenset[str]:
        """The general words of the strategy's languages, and the names of its places."""
        return self.place_words.union(*(general_words(language) for language in self.strategy.languages))

    def _pipeline(self, language: str) -> tuple[Language, Annotator]:
        with self._lock:
            if language not in self._pipelines or len(self._pipelines[language][0].vocab) > _MOST_WORDS:
                _load_spacy()
                from s3align.analysis.annotator import Annotator  # noqa: PLC0415 -- imports spaCy

                with no_collection():
                    nlp = blank(language)
                    self._pipelines[language] = nlp, Annotator(nlp.vocab, self.strategy, language)
            return self._pipelines[language]


def _place_names(strategy: Strategy) -> Iterator[str]:
    for place in strategy.municipalities:
        yield from (place.name, *place.forms, *([place.adjective] if place.adjective else ()))
    yield from (trap.text for trap in strategy.name_traps if trap.kind in (TrapKind.OUTSIDE, TrapKind.REGION))


def _genitives(name: str, strategy: Strategy) -> Iterator[str]:
    return (f"{name}{ending}" for ending in place_cues(strategy.languages).genitives if name[-1].isalpha())


def warm_up(analyser: Analyser | None = None) -> None:
    """Imports spaCy, and makes an analyser's pipelines if one is given: for a thread that runs while a file is read."""
    _load_spacy()
    if analyser is not None:
        analyser.warm_up()


def surfaces(text: str) -> tuple[str, ...]:
    """The words of a text in any language, in lower case, by the tokenisation that everything here rests on."""
    with _NEUTRAL_LOCK:
        doc = _neutral().tokenizer(text)
    return tuple(token.text.lower() for token in doc if token.text[0].isalnum())


def analyse(document: Document, analyser: Analyser) -> tuple[AnalysedPassage, ...]:
    """Every passage of a document with its language and what is found in it, in reading order."""
    texts = [document.text(passage) for passage in document.passages]
    languages = passage_languages(texts, analyser.strategy.languages)
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for index, (passage, text, language) in enumerate(zip(document.passages, texts, languages, strict=True)):
        emphasis = HEADING_EMPHASIS if passage.kind is PassageKind.HEADING else 1
        pieces[language].append(Piece(text, passage.page, passage.start, index, emphasis))
    found = {
        piece.passage: AnalysedPassage(document.passages[piece.passage], language, text)
        for language, own in pieces.items()
        for piece, text in zip(own, analyser.texts(language, own), strict=True)
    }
    return tuple(found[index] for index in range(len(texts)))


def _batches(pieces: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """The pieces by ``BATCH`` characters; one piece at least, and leave to go on is asked for each."""
    first = characters = 0
    for index, piece in enumerate(pieces):
        characters += len(piece.text)
        if characters > BATCH and index > first:
            budget.check()
            yield pieces[first:index]
            first, characters = index, len(piece.text)
    budget.check()
    yield pieces[first:]


def _load_spacy() -> None:
    """Imports spaCy; two threads that import different parts of it at once would find it half made."""
    with _IMPORT_LOCK, no_collection():  # what is loaded stays
        from s3align.analysis import pipeline  # noqa: F401, PLC0415 -- half a second, wanted only when text is read


@cache
def _neutral() -> Language:
    return blank(NEUTRAL)


def blank(language: str) -> Language:
    """SpaCy's pipeline of a language, with our tokeniser and without the features of words that nothing here asks for."""
    _load_spacy()
    from spacy.util import get_lang_class  # noqa: PLC0415
    from spacy.vocab import Vocab  # noqa: PLC0415

    from s3align.analysis.pipeline import create_tokenizer  # noqa: PLC0415

    # spacy.blank() goes by a configuration to the same object, and takes 30 ms to check it.
    return get_lang_class(language)(Vocab(), create_tokenizer=create_tokenizer())


def _analysed(nlp: Language, annotator: Annotator, pieces: Sequence[Piece]) -> list[AnalysedText]:
    from spacy.attrs import IDX  # noqa: PLC0415 -- loaded with the pipeline

    from s3align.analysis.annotator import label_passages  # noqa: PLC0415

    starts = list(accumulate((len(piece.text) + len(_BETWEEN) for piece in pieces), initial=0))
    doc = nlp.tokenizer(_BETWEEN.join(piece.text for piece in pieces))
    places = doc.to_array([IDX]).tolist()
    ranges = [
        (bisect_left(places, start), bisect_left(places, start + len(piece.text)))
        for start, piece in zip(starts, pieces, strict=False)
    ]
    label_passages(doc, ranges, [annotator.lexicon.data.code] * len(ranges))
    analysis = annotator.annotate(doc, ranges)
    parter = _Parter(analysis, places, clause_starts(analysis.tokens, analysis.sentences))
    return [
        parter.text(number, piece, start, span)
        for number, (piece, start, span) in enumerate(zip(pieces, starts, ranges, strict=False))
    ]


class _Parter:
    """Takes the analysis of a Doc apart again into that of its pieces."""

    def __init__(self, analysis: Analysis, places: Sequence[int], clauses: Sequence[int]) -> None:
        """``places``: the first character of every token; ``clauses``: the tokens at which they begin."""
        self._words = analysis.words
        self._places = places
        self._breaks = (analysis.sentences, clauses)
        self._hits = {group: (hits, [hit.first for hit in hits]) for group, hits in analysis.hits.items()}

    def text(self, number: int, piece: Piece, start: int, span: tuple[int, int]) -> AnalysedText:
        """What was found in a piece that begins at character ``start`` and has the tokens of ``span``."""
        first, last = self._words.limits[number], self._words.limits[number + 1]
        moved = piece.offset - start
        sentences, clauses = (
            tuple(
                self._places[token] + moved
                for token in found[bisect_left(found, span[0]) : bisect_left(found, span[1])]
            )
            for found in self._breaks
        )
        return AnalysedText(
            surfaces=tuple([word.lower for word in self._words.kinds[first:last]]),
            tokens=self._tokens(first, last, piece, moved),
            hits=self._own_hits(THEMES, first, last),
            outside=self._own_hits(OUTSIDE, first, last),
            principles=self._own_hits(PRINCIPLES, first, last),
            sentences=sentences,
            clauses=clauses,
        )

    def _tokens(self, first: int, last: int, piece: Piece, moved: int) -> tuple[Token, ...]:
        page, passage, emphasis = piece.page, piece.passage, piece.emphasis
        words, glued, joined = self._words, self._words.glued, self._words.joined
        return tuple(
            [
                Token(
                    page,
                    start + moved,
                    start + moved + len(word.text),
                    word.text,
                    word.lemma,
                    word.parts,
                    passage,
                    word.form,
                    index in glued,
                    joined.get(index, ()),
                    emphasis,
                )
                for index, word, start in zip(
                    range(first, last), words.kinds[first:last], words.starts[first:last], strict=True
                )
            ]
        )

    def _own_hits(self, group: str, first: int, last: int) -> tuple[Hit, ...]:
        hits, firsts = self._hits.get(group, ((), ()))
        own = hits[bisect_left(firsts, first) : bisect_left(firsts, last)]
        return tuple([hit.moved(-first) for hit in own])
