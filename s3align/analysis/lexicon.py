"""What is known of each different token, worked out once: whether it is a word, its lemma, its compound parts.

Texts repeat their words: of 140,000 words in a megabyte about 20,000 differ. So all that depends on a token's text alone is
kept by its text, and a Doc is analysed by looking its tokens up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from s3align.analysis.capitals import SURE_LENGTH, Restorer, capital_runs
from s3align.analysis.compounds import CompoundSplitter, own_words, read_word_list
from s3align.analysis.languages import LanguageData
from s3align.analysis.lemmas import lemma
from s3align.analysis.tokenizer import make_tokenizer

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

SENTENCE_MARKS = frozenset(".!?…")
CLAUSE_MARKS = frozenset(",;:")
DASHES = frozenset("-–—*·")
CLAUSE_WORD = "word"
BULLETS = frozenset("•▪●○‣◦■□➢✓")
MOST_TYPES = 300_000
"""Different tokens that are kept; then all are forgotten, so that a service that runs for months does not grow."""
LONGEST_WORD = 80
"""Letters from which a word is taken as it stands: the longest compound in use has 63, and splitting takes time with each."""


class Word(NamedTuple):
    """A word without its place: text, lemma and parts in lower case, and the form that the vocabulary counts.

    ``key`` and ``part_keys`` are the hashes of lemma and parts in spaCy's string stores. ``restored``: the usual spelling of
    a word that stands in a passage in capitals (see ``capitals``), None for all others.
    """

    text: str
    lower: str
    lemma: str
    parts: tuple[str, ...]
    form: str
    key: int
    part_keys: tuple[int, ...]
    restored: str | None = None


class TokenType(NamedTuple):
    """A token without its place: the words in it, with the character at which each starts.

    Punctuation and space have none, and a foreign tokeniser's token may have several ("IT-Sicherheit"). ``mark`` is the
    mark after which a sentence may begin, if the token ends with one: a full stop, a line break, a bullet before an item.
    ``clause`` is a mark or a dash that may end a clause, or ``CLAUSE_WORD`` where the word begins one.
    ``lemma`` is the hash of the word's lemma, or of the text where the token is not one word.
    """

    text: str
    words: tuple[tuple[int, Word], ...]
    mark: str
    clause: str
    lemma: int


class Lexicon:
    """Tokens of one language by their hash in one spaCy vocabulary; ``protected`` are terms that are never split."""

    def __init__(self, vocab: Vocab, data: LanguageData, protected: Collection[str] = ()) -> None:
        from spacy.vocab import Vocab  # noqa: PLC0415 -- wanted only when text is read

        self.data = data
        self.protected = frozenset(protected)
        self.lemmas = Vocab()
        """The vocabulary of streams of lemmas: without the features that spaCy works out for every word of a text."""
        self.types: dict[int, TokenType] = {}
        self._strings = vocab.strings
        self._tokenizer = make_tokenizer(vocab, data)
        self._splitter = _splitter(data.parts, protected) if data.parts else None
        self._restorer = Restorer(data, self.split)
        self._in_capitals: dict[str, TokenType] = {}

    def types_of(self, doc: Doc, hashes: list[int]) -> list[TokenType]:
        """The type of every token, from their hashes."""
        if len(self.types) > MOST_TYPES:
            self.types.clear()
        for key in set(hashes):
            if key not in self.types:
                self.types[key] = self._type(doc.vocab.strings[key])
        return list(map(self.types.__getitem__, hashes))

    def with_capitals(self, types: Sequence[TokenType], passages: Iterable[tuple[int, int]]) -> Sequence[TokenType]:
        """The types of tokens, those in runs of capitals with the words that they stand for.

        ``passages``: their first token and the one past their last, in order.
        """
        if not any(len(kind.text) >= SURE_LENGTH and kind.text.isupper() for kind in types):
            return types
        found = list(types)
        for first, last in passages:
            if any(len(kind.text) > 1 and kind.text.isupper() for kind in types[first:last]):
                places = [index for index in range(first, last) if types[index].words]
                for start, end in capital_runs([types[index].text for index in places], self._restorer):
                    for index in places[start:end]:
                        found[index] = self._capital_type(types[index])
        return found

    def _capital_type(self, kind: TokenType) -> TokenType:
        if len(self._in_capitals) > MOST_TYPES:
            self._in_capitals.clear()
        if kind.text not in self._in_capitals:
            words = tuple((place, self._restored(word)) for place, word in kind.words)
            lemma = words[0][1].key if len(words) == 1 else kind.lemma
            self._in_capitals[kind.text] = kind._replace(words=words, lemma=lemma)
        return self._in_capitals[kind.text]

    def _restored(self, word: Word) -> Word:
        """A word in capitals with all that is known of its usual spelling, at its own length."""
        spelling = self._restorer.restored(word.text)
        if spelling == word.text:
            return word
        return self.word(spelling)._replace(text=word.text, restored=spelling)

    def word(self, text: str) -> Word:
        """A word by its text."""
        lower = text.lower()
        if len(text) > LONGEST_WORD:
            return Word(text, lower, lower, (), lower, self.key(lower), ())
        plain = self.data.gender_endings.sub("", text) or text if self.data.gender_endings else text
        found = lemma(plain, self.data)
        form = found if self.data.counts == "lemma" else lower
        parts = self.split(found)
        self._strings.add(found)
        return Word(text, lower, found, parts, form, self.key(found), tuple(map(self.key, parts)))

    def key(self, lemma: str) -> int:
        """The hash of a lemma or a part, known to the vocabulary of lemmas from now on."""
        return int(self.lemmas.strings.add(lemma))

    def split(self, lemma: str) -> tuple[str, ...]:
        """The parts of a compound; empty for other words."""
        return self._splitter.split(lemma) if self._splitter else ()

    def tokenise(self, text: str) -> Doc:
        """A text by our tokeniser, whatever tokeniser the pipeline has."""
        doc: Doc = self._tokenizer(text)
        return doc

    def stream(self, keys: Sequence[int]) -> Doc:
        """Lemmas as a Doc, for a matcher; spaCy takes words by their hash too, which its types leave out."""
        from spacy.tokens import Doc  # noqa: PLC0415 -- wanted only when text is read

        words: Any = list(keys)
        return Doc(self.lemmas, words=words)

    def _words_in(self, text: str) -> Iterator[tuple[int, Word]]:
        """The words of a token of a foreign tokeniser, or of one with marks in it."""
        for token in self._tokenizer(text):
            if token.text[0].isalnum():
                yield token.idx, self.word(token.text.rstrip("."))

    def _type(self, text: str) -> TokenType:
        if text.isalnum():
            word = self.word(text)
            clause = CLAUSE_WORD if word.lower in self.data.clause_words else ""
            return TokenType(text, ((0, word),), "", clause, word.key)
        words = tuple(self._words_in(text)) if any(map(str.isalnum, text)) else ()
        clause = text if text in CLAUSE_MARKS or text in DASHES else ""
        return TokenType(
            text, words, _mark(text), clause, words[0][1].key if len(words) == 1 else self._strings.add(text)
        )


def is_genre(lemma: str, genre: frozenset[str], lexicons: Iterable[Lexicon]) -> bool:
    """Whether a lemma is a word of the genre, or in one of the languages a compound of such words."""
    return lemma in genre or any(
        parts and all(part in genre for part in parts) for parts in (lexicon.split(lemma) for lexicon in lexicons)
    )


def _mark(text: str) -> str:
    if text.isspace():
        return "\n" if "\n" in text else ""
    return text[-1] if text[-1] in SENTENCE_MARKS or text in BULLETS else ""


def _splitter(file: Path, protected: Collection[str]) -> CompoundSplitter:
    words = _word_list(file)
    return CompoundSplitter(words, protected, own_words(words))


@cache
def _word_list(file: Path) -> dict[str, float]:
    return read_word_list(file)
