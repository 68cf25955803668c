"""The tokenisation that everything rests on: spaCy's Tokenizer with rules of our own.

White space and every character that is neither letter nor digit part words, so "IT-Sicherheit" is two words with a hyphen
between them, and "3,5", "1.000", gender forms ("Bürger*innen") and the language's abbreviations ("bzw.") are one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from s3align.analysis.languages import LanguageData

if TYPE_CHECKING:
    from spacy.tokenizer import Tokenizer
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

LONGEST_CHUNK = 256
"""Characters without a space that are tokenised at once; longer stretches, such as a line of dots, are cut. spaCy strips marks
off a chunk one by one and copies the rest each time, so that its time grows with the square. Words have up to 80."""
_NEVER = r"(?!)"
_IN_NUMBER = r"(?<=[^\W_])[.'’](?=\d)|(?<=\d),(?=\d)"
_MARK = re.compile(r"[^\w\s]|_")
_CHUNK = re.compile(r"\S+")
_PLAIN_WORD = re.compile(r"[^\W_]+\Z")


def make_tokenizer(vocab: Vocab, data: LanguageData) -> Tokenizer:
    """The tokeniser of a language; it keeps what it has tokenised, so texts of one field go faster and faster."""
    from spacy.symbols import ORTH  # noqa: PLC0415 -- wanted only when text is read

    tokenizer: Tokenizer = _bounded_tokenizer()(
        vocab,
        rules={word: [{ORTH: word}] for word in sorted(data.all_abbreviations)},
        prefix_search=_MARK.match,
        suffix_search=_mark_at_end,
        infix_finditer=_marks_between(data),
        token_match=_PLAIN_WORD.match,
    )
    return tokenizer


@cache
def _bounded_tokenizer() -> Any:
    """SpaCy's tokeniser, whose time grows with the length of the text alone."""
    from spacy.attrs import ORTH, SPACY  # noqa: PLC0415 -- wanted only when text is read
    from spacy.tokenizer import Tokenizer  # noqa: PLC0415
    from spacy.tokens import Doc  # noqa: PLC0415

    class BoundedTokenizer(Tokenizer):  # type: ignore[misc]  # spaCy's compiled classes have no types
        def __call__(self, text: str) -> Doc:
            cuts = cuts_of(text)
            if not cuts:
                doc: Doc = super().__call__(text)
                return doc
            pieces = [super(BoundedTokenizer, self).__call__(text[first:end]) for first, end in pairwise(cuts)]
            columns = [piece.to_array([ORTH, SPACY]) for piece in pieces]
            words: Any = [word for column in columns for word in column[:, 0].tolist()]  # spaCy takes them by hash too
            return Doc(self.vocab, words, [bool(space) for column in columns for space in column[:, 1].tolist()])

    return BoundedTokenizer


def cuts_of(text: str) -> list[int]:
    """Where a text with stretches too long to tokenise is parted, its ends among them; empty for any other text."""
    if len(text) <= LONGEST_CHUNK or max(map(len, text.split()), default=0) <= LONGEST_CHUNK:
        return []
    return [0, *_cuts_within(text), len(text)]


def _cuts_within(text: str) -> Iterator[int]:
    for chunk in _CHUNK.finditer(text):
        yield from range(chunk.start() + LONGEST_CHUNK, chunk.end(), LONGEST_CHUNK)


def _mark_at_end(chunk: str) -> re.Match[str] | None:
    """The mark that a chunk ends with: asked of its last character alone, since a search would go through all of it."""
    return _MARK.match(chunk, len(chunk) - 1)


def _marks_between(data: LanguageData) -> Callable[[str], Iterable[re.Match[str]]]:
    """Finds the characters at which a chunk without spaces is parted."""
    endings = data.gender_endings.pattern if data.gender_endings else _NEVER
    kept = re.compile(rf"(?:{endings})|{_IN_NUMBER}")

    def find(chunk: str) -> list[re.Match[str]]:
        whole = {place for match in kept.finditer(chunk) for place in range(*match.span())}
        return [match for match in _MARK.finditer(chunk) if match.start() not in whole]

    return find
