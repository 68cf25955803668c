"""Words and signs of a spaCy document, the same whatever its tokeniser makes of hyphens, strokes and apostrophes.

Names are looked for in these units: "Nord-Süd" is three units whether the tokeniser makes it one token or three.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

_PIECE = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Units:
    """The units of ``doc``: their texts, and where they start in its text.

    ``are_tokens``: every token of the document is one unit.
    """

    doc: Doc
    texts: Sequence[str]
    starts: Sequence[int]
    are_tokens: bool

    def is_glued(self, index: int) -> bool:
        """Whether nothing stands between this unit and the next."""
        return index + 1 < len(self.texts) and self.end(index) == self.starts[index + 1]

    def end(self, index: int) -> int:
        """The character after a unit."""
        return self.starts[index] + len(self.texts[index])

    def matchable(self) -> Doc:
        """A document whose tokens are the units."""
        return self.doc if self.are_tokens else Doc(self.doc.vocab, words=list(self.texts))


def units_of(doc: Doc) -> Units:
    """The tokens of a document; one of several words or signs is taken apart, a parted word put together ("5" "km").

    Space is left out, but an empty line is a unit: what stands after it is another passage.
    """
    texts: list[str] = []
    starts: list[int] = []
    are_tokens, end = True, -1
    for token in doc:
        text, place = token.text, token.idx
        if text.isalnum() or (len(text) == 1 and not text.isspace()) or _is_empty_line(text):
            pieces = [(text, place)]
        else:
            are_tokens = False
            pieces = [(piece[0], place + piece.start()) for piece in _PIECE.finditer(text)]
        for piece, start in pieces:
            if start == end and _is_of_word(piece[0]) and _is_of_word(texts[-1][-1]):
                are_tokens = False
                texts[-1] += piece
            else:
                texts.append(piece)
                starts.append(start)
            end = start + len(piece)
    return Units(doc, texts, starts, are_tokens)


def _is_of_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _is_empty_line(text: str) -> bool:
    return text.isspace() and text.count("\n") > 1
