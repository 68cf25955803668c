"""What of a document is compared with other proposals: what its applicant wrote, wherever a score leaves it out.

A description of partners earns no points, but one that two proposals share is worth knowing. Not compared is what proposals
have in common of themselves: headers, headings, contents, references, budgets, declarations, the questions of a form, the
cover, and the strategy's own sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from s3align.record.document import Document, Passage, PassageKind
from s3align.store.compared_text import row_hashes, words_of
from s3align.strategy.model import Strategy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COMPARED_KINDS = frozenset((PassageKind.BODY, PassageKind.TABLE, PassageKind.FORM_FIELD, PassageKind.PARTNERS))
COVER_PAGES = 3
"""Pages on which a cover may reach, as forms have it (see ``assess.cover_data``)."""
PARAGRAPH_WORDS = 40
"""Words of the first passage that is no cover data any more; an address with all its numbers has up to 30."""


def compared_pages(document: Document) -> list[str]:
    """What is compared of each page."""
    pages: list[list[str]] = [[] for _ in document.pages]
    for passage in _compared(document):
        pages[passage.page - 1].append(document.text(passage))
    return ["\n".join(page) for page in pages]


def own_rows(strategy: Strategy) -> NDArray[np.uint32]:
    """The rows of words in the strategy's own sentences."""
    import numpy as np  # noqa: PLC0415 -- heavy; in the process that works

    texts = (
        sentence
        for theme in strategy.themes
        for text in (theme.gloss, *(part.question for part in theme.subtopics))
        for sentence in text.values()
    )
    questions = (sentence for principle in strategy.principles for sentence in principle.question.values())
    rows = [row_hashes(words_of(sentence)) for sentence in (*texts, *questions)]
    return np.unique(np.concatenate([*rows, np.zeros(0, np.uint32)]))


def _compared(document: Document) -> Iterator[Passage]:
    own = [passage for passage in document.passages if passage.kind in COMPARED_KINDS]
    return iter(own[_cover(document, own) :])


def _cover(document: Document, passages: list[Passage]) -> int:
    """How many passages stand before the first paragraph; none where there is none on the pages of a cover."""
    for place, passage in enumerate(passages):
        if passage.page > COVER_PAGES:
            break
        if len(document.text(passage).split()) >= PARAGRAPH_WORDS:
            return place
    return 0
