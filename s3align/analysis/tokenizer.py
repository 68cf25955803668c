"""The tokenisation that everything rests on: spaCy's Tokenizer with rules of our own.

White space and every character that is neither letter nor digit part words, so "IT-Sicherheit" is two words with a hyphen
between them, and "3,5", "1.000", gender forms ("Bürger*innen") and the language's abbreviations ("bzw.") are one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from s3align.analysis.languages import LanguageData

if TYPE_CHECKING:
    from spacy.tokenizer import Tokenizer
    from spacy.vocab import Vocab

_NEVER = r"(?!)"
_IN_NUMBER = r"(?<=[^\W_])[.'’](?=\d)|(?<=\d),(?=\d)"
_MARK = re.compile(r"[^\w\s]|_")
_MARK_AT_END = re.compile(r"(?:[^\w\s]|_)\Z")
_PLAIN_WORD = re.compile(r"[^\W_]+\Z")


def make_tokenizer(vocab: Vocab, data: LanguageData) -> Tokenizer:
    """The tokeniser of a language; it keeps what it has tokenised, so texts of one field go faster and faster."""
    from spacy.symbols import ORTH  # noqa: PLC0415 -- wanted only when text is read
    from spacy.tokenizer import Tokenizer  # noqa: PLC0415

    return Tokenizer(
        vocab,
        rules={word: [{ORTH: word}] for word in sorted(data.all_abbreviations)},
        prefix_search=_MARK.match,
        suffix_search=_MARK_AT_END.search,
        infix_finditer=_marks_between(data),
        token_match=_PLAIN_WORD.match,
    )


def _marks_between(data: LanguageData) -> Callable[[str], Iterable[re.Match[str]]]:
    """Finds the characters at which a chunk without spaces is parted."""
    endings = data.gender_endings.pattern if data.gender_endings else _NEVER
    kept = re.compile(rf"(?:{endings})|{_IN_NUMBER}")

    def find(chunk: str) -> list[re.Match[str]]:
        whole = {place for match in kept.finditer(chunk) for place in range(*match.span())}
        return [match for match in _MARK.finditer(chunk) if match.start() not in whole]

    return find
