"""The words that a term is searched by: worked out from its text, or read where they travel with the package.

Working them out means to find lemma and compound parts of some ten thousand words: a third of a second for each language of
a strategy. So those of the shipped strategies lie beside their models, under a key of all that they depend on; where it does
not fit, as after a change of the terms, they are worked out again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec

from s3align import resources
from s3align.analysis.languages import FILE, LanguageData
from s3align.analysis.lexicon import Lexicon
from s3align.analysis.words import words_of
from s3align.strategy.model import Term


class TermWords(NamedTuple):
    """Lemmas of a term's words, their letters, and whether hyphens tie them, so that they may be written as one."""

    lemmas: tuple[str, ...]
    texts: tuple[str, ...]
    is_glued: bool


class Stored(msgspec.Struct, frozen=True):
    """The words of all terms of a language, in order, and the key of what they were worked out from."""

    key: str
    terms: tuple[TermWords, ...]


def term_words(terms: Sequence[Term], lexicon: Lexicon, strategy: str) -> Sequence[TermWords]:
    """The words of each term: those stored for a strategy, by its id, or else worked out."""
    stored = _stored(stored_file(strategy, lexicon.data.code))
    if stored and stored.key == key_of(terms, lexicon):
        return stored.terms
    return worked_out(terms, lexicon)


def worked_out(terms: Sequence[Term], lexicon: Lexicon) -> Sequence[TermWords]:
    """The words of each term, from one Doc of all terms, one a line."""
    from spacy.attrs import ORTH  # noqa: PLC0415 -- wanted only when text is read

    doc = lexicon.tokenise("\n".join(" ".join(term.text.split()) for term in terms))
    breaks = [-1, *(doc.to_array([ORTH]) == doc.vocab.strings["\n"]).nonzero()[0].tolist(), len(doc)]
    words = words_of(doc, lexicon, [(before + 1, after) for before, after in pairwise(breaks)])
    return [
        TermWords(
            tuple([word.lemma for word in words.kinds[first:last]]),
            tuple([word.text for word in words.kinds[first:last]]) if term.case_sensitive else (),
            words.glued.issuperset(range(first, last - 1)),
        )
        for term, (first, last) in zip(terms, pairwise(words.limits), strict=True)
    ]


def key_of(terms: Sequence[Term], lexicon: Lexicon) -> str:
    """A hash of what the words depend on: the terms, the data of their language, and the rules of simplemma."""
    from simplemma import __version__  # noqa: PLC0415 -- 0.04 s, wanted only when text is read

    digest = hashlib.sha256(f"{__version__}\n".encode())
    for file in _language_files(lexicon.data):
        digest.update(file.read_bytes())
    digest.update("\n".join(sorted(lexicon.protected)).encode())
    digest.update("\n".join([f"{term.case_sensitive:d}{term.text}" for term in terms]).encode())
    return digest.hexdigest()


def stored_file(strategy: str, language: str) -> Path:
    """Where the words of a strategy's terms lie; ``tools/build_term_words.py`` writes them."""
    return resources.folder("models") / strategy / f"terms-{language}.json"


def _stored(file: Path) -> Stored | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Stored)
    except (OSError, msgspec.DecodeError):
        return None


def _language_files(data: LanguageData) -> list[Path]:
    """The data that lemmas and compound parts come from; the list of lemmas is named there with its hash."""
    folder = resources.folder("corpus") / "language" / data.code
    return [folder / FILE, *([data.parts] if data.parts else [])]
