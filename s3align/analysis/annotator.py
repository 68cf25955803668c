"""Writes what the language layer finds into a spaCy Doc: passages, sentences, lemmas, parts of compounds, terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from spacy.attrs import LEMMA, SENT_START
from spacy.tokens import Doc, Span, SpanGroup
from spacy.vocab import Vocab

from s3align.analysis.detect import detect_language
from s3align.analysis.languages import language_data
from s3align.analysis.lexicon import Lexicon
from s3align.analysis.sentences import Tokens, sentence_starts
from s3align.analysis.term_words import term_words
from s3align.analysis.terms import OUTSIDE, PRINCIPLES, THEMES, Hit, TermMatcher, near_sure_hits, protected_words
from s3align.analysis.words import Words, words_of
from s3align.errors import DataError
from s3align.strategy.model import Strategy, Term

PASSAGES = "passages"
PARTS, STRENGTHS = "s3align_parts", "s3align_strengths"
"""Under which ``doc.user_data`` keeps compound parts by token, and strengths by theme and term."""
Ranges = Sequence[tuple[int, int]]
"""Passages by their first token and the one past their last."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was found in a Doc: its words, the tokens at which sentences begin, and group -> hits (words of ``words``)."""

    words: Words
    tokens: Tokens
    sentences: Sequence[int]
    hits: Mapping[str, list[Hit]]


class Annotator:
    """The whole layer for one language of one strategy: the component "s3align", and what the product itself runs."""

    def __init__(self, vocab: Vocab, strategy: Strategy, language: str) -> None:
        """Raises DataError where the strategy has no terms in this language."""
        if language not in strategy.languages:
            known = ", ".join(strategy.languages)
            raise DataError(
                f"The strategy '{strategy.id}' has no terms in the pipeline's language '{language}'. "
                f"Make the pipeline with spacy.blank() for one of: {known}."
            )
        self.lexicon = Lexicon(vocab, language_data(language), protected_words(strategy, language))
        grouped = grouped_terms(strategy, language)
        words = term_words([term for _, term in grouped], self.lexicon, strategy.id)
        self._matcher = TermMatcher(grouped, words, self.lexicon)
        terms = [term for group, term in grouped if group != OUTSIDE]
        self._strengths = {strength_key(term.theme, term.text): term.strength.value for term in terms}
        names = {name for term in terms for name in (term.theme, term.subtopic, term.text)}
        self._codes = {name: vocab.strings.add(name) for name in names}

    def __call__(self, doc: Doc) -> Doc:
        """Adds everything to a Doc."""
        mark_passages(doc, self.lexicon.data.code)
        self.annotate(doc, own_passages(doc, self.lexicon.data.code))
        return doc

    def annotate(self, doc: Doc, passages: Ranges) -> Analysis:
        """Adds all but languages to a Doc whose ``passages`` in the pipeline's language are known, and returns it."""
        words = words_of(doc, self.lexicon, passages)
        tokens = Tokens(words.types, words.spaced, self.lexicon.data)
        sentences = mark_sentences(doc, tokens, [first for first, _ in passages])
        mark_lemmas(doc, words)
        return Analysis(words, tokens, sentences, self.mark_terms(doc, words, (THEMES, PRINCIPLES)))

    def mark_terms(self, doc: Doc, words: Words, groups: Iterable[str]) -> dict[str, list[Hit]]:
        """Adds the spans of some groups of terms; returns the hits of all, ambiguous ones among them."""
        found = self._matcher.find(words)
        doc.user_data[STRENGTHS] = self._strengths
        for group in groups:
            spans = [self._span(doc, words, hit) for hit in near_sure_hits(found.get(group, []))]
            doc.spans[group] = SpanGroup(doc, name=group, spans=spans)
        return found

    def _span(self, doc: Doc, words: Words, hit: Hit) -> Span:
        theme, subtopic, text = (self._codes[name] for name in (hit.term.theme, hit.term.subtopic, hit.term.text))
        end = words.tokens[hit.last] + 1
        return Span(doc, words.tokens[hit.first], end, label=theme, kb_id=subtopic, span_id=text)


def grouped_terms(strategy: Strategy, language: str) -> list[tuple[str, Term]]:
    """All terms of a language that are searched, each with its group."""
    principles = [term for principle in strategy.principles for term in principle.terms]
    principles += strategy.principle_rules.words if strategy.principle_rules else ()
    groups = {THEMES: strategy.terms, OUTSIDE: strategy.out_of_scope, PRINCIPLES: principles}
    return [(group, term) for group, terms in groups.items() for term in terms if term.language == language]


def mark_passages(doc: Doc, default: str) -> None:
    """Parts a Doc at its empty lines and labels each passage with its language; does nothing where that is done.

    ``default``: the language of passages too short to tell.
    """
    if PASSAGES in doc.spans:
        return
    breaks = [token.i for token in doc if token.is_space and token.text.count("\n") > 1]
    ranges = list(zip([0, *(place + 1 for place in breaks)], [*breaks, len(doc)], strict=True))
    filled = [(first, last) for first, last in ranges if first < last]
    label_passages(doc, filled, [detect_language(doc[first:last].text) or default for first, last in filled])


def label_passages(doc: Doc, ranges: Ranges, languages: Iterable[str]) -> None:
    """Sets ``doc.spans["passages"]``."""
    spans = [Span(doc, *place, label=language) for place, language in zip(ranges, languages, strict=True)]
    doc.spans[PASSAGES] = SpanGroup(doc, name=PASSAGES, spans=spans)


def own_passages(doc: Doc, language: str) -> Ranges:
    """The passages of a Doc in a language; all of it where they are not known."""
    if PASSAGES not in doc.spans:
        return [(0, len(doc))]
    return [(span.start, span.end) for span in doc.spans[PASSAGES] if span.label_ == language]


def mark_sentences(doc: Doc, tokens: Tokens, passages: Sequence[int]) -> list[int]:
    """Sets the starts of sentences and returns them; those that another component has set are kept."""
    known = doc.to_array([SENT_START])
    if known[1:].any():
        return [0, *(np.flatnonzero(known[1:] == 1) + 1).tolist()]
    starts = sentence_starts(tokens, passages)
    column = np.full(len(doc), -1, dtype=np.int64)
    column[[start for start in starts if start < len(doc)]] = 1
    _set(doc, SENT_START, column.astype(np.uint64))
    return starts


def mark_lemmas(doc: Doc, words: Words) -> None:
    """Sets lemmas, unless another component has, and the parts of compounds."""
    if not doc.to_array([LEMMA]).any():
        column = np.array([kind.lemma for kind in words.types], dtype=np.uint64)
        _set(doc, LEMMA, column)
    doc.user_data[PARTS] = {
        words.types[token].text: word.parts for word, token in zip(words.kinds, words.tokens, strict=True) if word.parts
    }


def _set(doc: Doc, attribute: int, column: Any) -> None:
    """Sets an attribute of all tokens; one at a time would take ten times as long."""
    doc.from_array([attribute], column)


def strength_key(theme: str, term: str) -> str:
    """How ``doc.user_data`` names a term of a theme."""
    return f"{theme}\t{term}"
