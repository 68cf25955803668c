"""A document as bytes between the reading worker and its parent.

The worker reads untrusted files and may have been taken over, so the parent trusts nothing it sends: msgspec checks the type of
every value while it decodes, and what types cannot say (ranges, spans inside their page, indices) is checked here before
anybody sees the ``Document``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from s3align.record.document import Document, HiddenText, Notice, Page, Passage, Section
from s3align.record.word_boxes import MAX_BYTES

_HIGHEST = 2**31
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Document)


def pack(document: Document) -> bytes:
    """A document as MessagePack; half characters, which some files hold, become "?"."""
    try:
        return _ENCODER.encode(document)
    except UnicodeEncodeError:
        return _ENCODER.encode(_whole_characters(msgspec.to_builtins(document, builtin_types=(bytes,))))


def _whole_characters(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_whole_characters(key): _whole_characters(entry) for key, entry in value.items()}
    return list(map(_whole_characters, value)) if isinstance(value, list | tuple) else value


def unpack(data: bytes) -> Document:
    """The document that ``pack`` wrote. Raises ValueError for anything else."""
    document = _DECODER.decode(data)
    _check_pages(document.pages)
    lengths = [len(page.text) for page in document.pages]
    for section in document.sections:
        _check_section(section, lengths)
    for passage in document.passages:
        _check_passage(passage, lengths, len(document.sections))
    for entry in document.hidden:
        _check_hidden(entry, len(document.pages))
    for notice in document.notices:
        _check_notice(notice, len(document.pages))
    if document.pages_truncated_from is not None:
        _check_number(document.pages_truncated_from)
    return document


def _check_pages(pages: Sequence[Page]) -> None:
    for number, page in enumerate(pages, start=1):
        is_possible = page.confidence is None or 0 <= page.confidence <= 1
        if page.number != number or not is_possible:
            raise ValueError("a page is out of order or has an impossible confidence")
        if len(page.packed_boxes) > MAX_BYTES * len(page.text):
            raise ValueError("not a page: more boxes than words")


def _check_section(section: Section, lengths: Sequence[int]) -> None:
    _check_number(section.level, 1)
    _check_number(section.page, 1, len(lengths))
    _check_number(section.start, 0, lengths[section.page - 1])


def _check_passage(passage: Passage, lengths: Sequence[int], sections: int) -> None:
    is_inside = 1 <= passage.page <= len(lengths) and 0 <= passage.start <= passage.end <= lengths[passage.page - 1]
    if not is_inside or not (passage.section is None or 0 <= passage.section < sections):
        raise ValueError("not a passage of the document's pages and sections")


def _check_hidden(entry: HiddenText, pages: int) -> None:
    if entry.page is not None:
        _check_number(entry.page, 1, pages)
    _check_number(entry.words)


def _check_notice(notice: Notice, pages: int) -> None:
    if notice.page is not None:
        _check_number(notice.page, 1, pages)
    if notice.count is not None:
        _check_number(notice.count)


def _check_number(value: int, low: int = 0, high: int = _HIGHEST) -> None:
    if not low <= value <= high:
        raise ValueError(f"not a number in its range: {value}")
