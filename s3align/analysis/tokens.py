"""Words with their place, lemma and compound parts: what profiles and matching work on.

A hyphen separates tokens ("IT-Sicherheit" is two), and the joined form is kept beside them, so that every spelling of a
term meets: "Cyber-Sicherheit", "Cybersicherheit", "Cyber- und Datensicherheit".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from s3align import resources
from s3align.analysis.compounds import CompoundSplitter, read_word_list
from s3align.analysis.detect import COVERED, passage_languages
from s3align.analysis.lemmas import lemma
from s3align.record.document import Document, Passage, PassageKind

_GENDER = r"(?:[*:_·]|/-?)in(?:nen)?\b|(?<=[a-zäöüß])Innen\b"
_TOKEN = re.compile(rf"[^\W_](?:[^\W_]|(?<=\w)[.'’](?=\d)|(?<=\d),(?=\d)|{_GENDER})*", re.UNICODE)
_GENDER_ENDING = re.compile(_GENDER)
_HYPHENS = ("-", "‐", "‑")
_CONJUNCTIONS = frozenset("und oder bzw sowie and or beziehungsweise".split())
HEADING_EMPHASIS = 2
"""How often the words of titles and headings count: they say what the text below is about. 2 was better than 1 and 3 by
macro-F1 and by theme-less texts given a theme."""
_COUNTED_AS_LEMMAS = frozenset({"de"})
"""Languages whose vocabulary is learnt by lemma. English words say more as they are written ("materials", "structured"):
average precision 0.910 to 0.916, the top theme right in 0.97 instead of 0.94; German loses without lemmas."""
_SUSPENDED_REACH = 6
"""Tokens within which the word that completes a suspended hyphen stands ("Medizin-, Pflege- und Gerontotechnik")."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word: characters ``start`` to ``end`` of its page's text.

    ``lemma`` and ``parts`` are lower case; ``parts`` are a compound's parts; ``joined`` other spellings it stands for
    (with its neighbours across hyphens, or completed where its hyphen is suspended). ``form`` is what the vocabulary
    counts: the lemma of a German word, an English word as it is written. ``passage`` is an index into
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
class AnalysedPassage:
    """A passage with its language ("de", "en", "other") and its tokens (none for an uncovered language)."""

    passage: Passage
    language: str
    words: int
    tokens: tuple[Token, ...]


class Analyser:
    """Turns text into tokens; ``protected`` are single-word terms that are never split."""

    def __init__(self, protected: Sequence[str] = ()) -> None:
        words = read_word_list(resources.folder("corpus") / "language" / "de_parts.txt.gz")
        self._splitter = CompoundSplitter(words, protected)
        self._word = lru_cache(maxsize=200_000)(self._analyse_word)

    def _analyse_word(self, word: str, language: str) -> tuple[str, tuple[str, ...], str]:
        """Lemma, parts and the form that the vocabulary counts."""
        plain = _GENDER_ENDING.sub("", word) or word
        found = lemma(plain, language)
        parts = self._splitter.split(found) if language == "de" else ()
        return found, parts, found if language in _COUNTED_AS_LEMMAS else word.lower()

    def is_genre(self, word: str) -> bool:
        """Whether a lemma is a word of the funding genre, or a compound of such words ("Forschungsvorhaben")."""
        parts = self._splitter.split(word) or (word,)
        return all(part in genre_words() for part in parts)

    def tokens(
        self, text: str, language: str, *, page: int = 1, offset: int = 0, passage: int = 0, emphasis: int = 1
    ) -> tuple[Token, ...]:
        """The tokens of a text in a covered language; ``offset`` is added to every position."""
        spans = [match.span() for match in _TOKEN.finditer(text)]
        tokens: list[Token] = []
        hyphened: list[int] = []
        for index, (start, end) in enumerate(spans):
            word = text[start:end]
            found, parts, form = self._word(word, language)
            glued = False
            if text.startswith(_HYPHENS, end):
                hyphened.append(index)
                glued = index + 1 < len(spans) and spans[index + 1][0] == end + 1
            place = (page, start + offset, end + offset)
            tokens.append(Token(*place, word, found, parts, passage, form, glued, (), emphasis))
        for index in hyphened:
            tokens[index] = replace(tokens[index], joined=self._joined(tokens, index, language))
        return tuple(tokens)

    def _joined(self, tokens: list[Token], index: int, language: str) -> tuple[str, ...]:
        """Other spellings of a token before a hyphen."""
        if tokens[index].glued:
            return (tokens[index].lemma + tokens[index + 1].lemma,)
        return tuple(self._completed(tokens, index)) if language == "de" else ()

    def _completed(self, tokens: list[Token], index: int) -> Iterator[str]:
        reach = tokens[index + 1 : index + 1 + _SUSPENDED_REACH]
        for position, token in enumerate(reach):
            if token.text.lower() in _CONJUNCTIONS and position + 1 < len(reach):
                completing = reach[position + 1]
                end = next((word for word in reach[position + 1 :] if not word.glued), completing)
                head = end.parts[-1] if end.parts else (end.lemma if completing.glued else None)
                if head:
                    yield tokens[index].lemma + head
                return


@cache
def genre_words() -> frozenset[str]:
    """Words that tell a proposal from a novel, not one theme from another (``corpus/language/genre_words.txt``)."""
    lines = (resources.folder("corpus") / "language" / "genre_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def analyse(document: Document, analyser: Analyser) -> tuple[AnalysedPassage, ...]:
    """Every passage of a document with its language and tokens, in reading order."""
    texts = [document.text(passage) for passage in document.passages]
    languages = passage_languages(texts)
    return tuple(
        AnalysedPassage(
            passage=passage,
            language=language,
            words=len(_TOKEN.findall(text)),
            tokens=analyser.tokens(
                text,
                language,
                page=passage.page,
                offset=passage.start,
                passage=index,
                emphasis=HEADING_EMPHASIS if passage.kind is PassageKind.HEADING else 1,
            )
            if language in COVERED
            else (),
        )
        for index, (passage, text, language) in enumerate(zip(document.passages, texts, languages, strict=True))
    )
