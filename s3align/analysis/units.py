"""Words and signs of a spaCy document, the same however its tokeniser treats hyphens, strokes and apostrophes.

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
    """The units of ``doc``: their texts, where they start in its text, and the token each belongs to.

    ``are_tokens``: every token of the document is one unit.
    """

    doc: Doc
    texts: Sequence[str]
    starts: Sequence[int]
    tokens: Sequence[int]
    are_tokens: bool

    def is_glued(self, index: int) -> bool:
        """Whether nothing stands between this unit and the next."""
        return index + 1 < len(self.texts) and self.starts[index] + len(self.texts[index]) == self.starts[index + 1]

    def matchable(self) -> Doc:
        """A document whose tokens are the units."""
        return self.doc if self.are_tokens else Doc(self.doc.vocab, words=list(self.texts))


def units_of(doc: Doc) -> Units:
    """The tokens of a document; one of several words or signs is taken apart, space is left out.

    An empty line is a unit: what stands after it is another passage.
    """
    texts: list[str] = []
    starts: list[int] = []
    tokens: list[int] = []
    are_tokens = True
    for token in doc:
        text, start, index = token.text, token.idx, token.i
        if text.isalnum() or (len(text) == 1 and not text.isspace()) or _is_empty_line(text):
            texts.append(text)
            starts.append(start)
            tokens.append(index)
            continue
        are_tokens = False
        for piece in _PIECE.finditer(text):
            texts.append(piece[0])
            starts.append(start + piece.start())
            tokens.append(index)
    return Units(doc, texts, starts, tokens, are_tokens)


def _is_empty_line(text: str) -> bool:
    return text.isspace() and text.count("\n") > 1
