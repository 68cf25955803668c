"""Limits of what is handed on: however a file was made, what follows has a bounded number of bounded passages to work on.

Nothing is left out of a page's text. A very long passage becomes several; passages beyond a limit are no passages, and a
notice says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from s3align.record.document import Document, Notice, NoticeKind, Passage, Section
from s3align.settings import Settings

LONGEST_PASSAGE = 20_000
"""Characters from which a passage is cut between sentences or words: of 170 real documents the longest has 6,345."""
LONGEST_TITLE = 500
"""Characters of a title that are kept beside each piece of evidence; real ones have up to 200."""
_QUOTE = 80  # characters of what is left out
_SEARCHED = 2_000  # characters before the limit in which a sentence or a word is looked for
_SENTENCE_END = re.compile(r"[.!?…]\s+|\n")
_SPACE = re.compile(r"\s+")


def within_limits(document: Document, settings: Settings) -> Document:
    """The document with ``max_passages`` and ``max_words`` kept, long passages cut and long titles shortened.

    A notice names the page and the beginning of what was left out, with the number of its passages.
    """
    passages = _cut(document)
    kept = min(settings.max_passages, _within_words(document, passages, settings.max_words))
    notices = document.notices
    if left_out := passages[kept:]:
        first = left_out[0]
        quote = " ".join(document.text(first)[:_QUOTE].split())
        notices = (*notices, Notice(NoticeKind.SHORTENED, first.page, quote, len(left_out)))
    return replace(
        document,
        passages=passages[:kept],
        sections=tuple(map(_short, document.sections)),
        title=document.title and document.title[:LONGEST_TITLE],
        notices=notices,
    )


def _cut(document: Document) -> tuple[Passage, ...]:
    if all(passage.end - passage.start <= LONGEST_PASSAGE for passage in document.passages):
        return document.passages
    return tuple(piece for passage in document.passages for piece in _pieces(passage, document.text(passage)))


def _pieces(passage: Passage, text: str) -> Iterator[Passage]:
    start = 0
    while len(text) - start > LONGEST_PASSAGE:
        end = _end(text, start + LONGEST_PASSAGE)
        yield replace(passage, start=passage.start + start, end=passage.start + end)
        start = end
    yield replace(passage, start=passage.start + start)


def _end(text: str, limit: int) -> int:
    """Where to cut before ``limit``: after the last sentence there, else after the last word, else anywhere."""
    for border in (_SENTENCE_END, _SPACE):
        ends = [found.end() for found in border.finditer(text, limit - _SEARCHED, limit)]
        if ends:
            return ends[-1]
    return limit


def _within_words(document: Document, passages: Sequence[Passage], most: int) -> int:
    """How many of the passages hold no more words than allowed together."""
    if sum(passage.end - passage.start for passage in passages) < most:  # characters, so there are fewer words
        return len(passages)
    words = 0
    for number, passage in enumerate(passages):
        words += len(document.text(passage).split())
        if words > most:
            return number
    return len(passages)


def _short(section: Section) -> Section:
    return section if len(section.title) <= LONGEST_TITLE else replace(section, title=section.title[:LONGEST_TITLE])
