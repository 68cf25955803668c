"""The spaCy components of s3align; ``nlp.add_pipe("s3align", config={"strategy": "NAME_OR_FOLDER"})`` adds them all at once.

Each can also be added by itself, and they work behind any tokeniser:

``s3align_language``    ``doc.spans["passages"]``: stretches between empty lines, labelled with their language
``s3align_sentences``   ``token.is_sent_start``, unless sentences are known already
``s3align_lemmas``      ``token.lemma_``, unless lemmas are known already, and ``token._.s3align_parts``
``s3align_terms``       ``doc.spans["themes"]``: label = theme, kb_id = sub-topic, id = term, ``span._.s3align_strength``
``s3align_principles``  ``doc.spans["principles"]``: label = principle, id = term
``s3align_places``      ``doc.spans["places"]``: label = role, id = place (``places``)

Importing this module registers them. spaCy does so by itself, by the entry points of the installed package.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span, Token
from spacy.util import registry

from s3align.analysis.annotator import (
    PARTS,
    STRENGTHS,
    Annotator,
    mark_lemmas,
    mark_passages,
    mark_sentences,
    own_passages,
    strength_key,
)
from s3align.analysis.languages import NEUTRAL, language_data
from s3align.analysis.lexicon import Lexicon
from s3align.analysis.places import PlaceMatcher
from s3align.analysis.sentences import Tokens
from s3align.analysis.terms import PRINCIPLES, THEMES
from s3align.analysis.tokenizer import make_tokenizer
from s3align.analysis.words import words_of
from s3align.strategy.load import find_strategy, load_strategy

Component = Callable[[Doc], Doc]
TOKENIZER = "s3align.Tokenizer.v1"
"""Our tokeniser's name in spaCy's registry, for ``[nlp.tokenizer]`` of a configuration."""
_CONFIG: dict[str, Any] = {"strategy": None}
_SPANS, _SENTENCES, _LEMMAS = "doc.spans", "token.is_sent_start", "token.lemma"


@Language.factory("s3align", default_config=_CONFIG, assigns=[_SPANS, _SENTENCES, _LEMMAS])
def make_s3align(nlp: Language, name: str, strategy: str | None) -> Component:
    """All of it; ``strategy``: the name of a strategy that is shipped, or a folder. None: the default strategy."""
    found = load_strategy(find_strategy(strategy))
    annotator, places = Annotator(nlp.vocab, found, _code(nlp)), PlaceMatcher(nlp, found)
    return lambda doc: places(annotator(doc))


@Language.factory("s3align_language", assigns=[_SPANS])
def make_language(nlp: Language, name: str) -> Component:
    """Passages and their languages."""

    def mark(doc: Doc) -> Doc:
        mark_passages(doc, _code(nlp))
        return doc

    return mark


@Language.factory("s3align_sentences", assigns=[_SENTENCES])
def make_sentences(nlp: Language, name: str) -> Component:
    """Where sentences begin."""
    lexicon = Lexicon(nlp.vocab, language_data(_code(nlp)))

    def mark(doc: Doc) -> Doc:
        words = words_of(doc, lexicon, [(0, len(doc))])
        mark_sentences(doc, Tokens(words.types, words.spaced, lexicon.data), ())
        return doc

    return mark


@Language.factory("s3align_lemmas", default_config=_CONFIG, assigns=[_LEMMAS])
def make_lemmas(nlp: Language, name: str, strategy: str | None) -> Component:
    """Lemmas and parts of compounds; the strategy's terms are not split."""
    lexicon = _annotator(nlp, strategy).lexicon

    def mark(doc: Doc) -> Doc:
        mark_lemmas(doc, words_of(doc, lexicon, own_passages(doc, _code(nlp))))
        return doc

    return mark


@Language.factory("s3align_terms", default_config=_CONFIG, assigns=[_SPANS])
def make_terms(nlp: Language, name: str, strategy: str | None) -> Component:
    """The themes' terms."""
    return _terms(_annotator(nlp, strategy), THEMES)


@Language.factory("s3align_principles", default_config=_CONFIG, assigns=[_SPANS])
def make_principles(nlp: Language, name: str, strategy: str | None) -> Component:
    """The principles' terms."""
    return _terms(_annotator(nlp, strategy), PRINCIPLES)


@registry.tokenizers(TOKENIZER)  # type: ignore[untyped-decorator]  # catalogue has no types
def create_tokenizer() -> Callable[[Language], Tokenizer]:
    """Our tokeniser."""
    return lambda nlp: make_tokenizer(nlp.vocab, language_data(_code(nlp)))


def _code(nlp: Language) -> str:
    return nlp.lang or NEUTRAL


def _annotator(nlp: Language, strategy: str | None) -> Annotator:
    return Annotator(nlp.vocab, load_strategy(find_strategy(strategy)), _code(nlp))


def _terms(annotator: Annotator, group: str) -> Component:
    def mark(doc: Doc) -> Doc:
        words = words_of(doc, annotator.lexicon, own_passages(doc, annotator.lexicon.data.code))
        annotator.mark_terms(doc, words, (group,))
        return doc

    return mark


def _parts(token: Token) -> tuple[str, ...]:
    return tuple(token.doc.user_data.get(PARTS, {}).get(token.text, ()))


def _strength(span: Span) -> str | None:
    found: str | None = span.doc.user_data.get(STRENGTHS, {}).get(strength_key(span.label_, span.id_))
    return found


Token.set_extension("s3align_parts", getter=_parts, force=True)
Span.set_extension("s3align_strength", getter=_strength, force=True)
