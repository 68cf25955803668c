"""A document as bytes between the reading worker and its parent.

The worker reads strangers' files and may have been taken over, so the parent believes nothing: every value is checked
for type and range before a ``Document`` is made of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from s3align.record.document import Document, HiddenText, Page, PageQuality, Passage, PassageKind, Section


def pack(document: Document) -> bytes:
    """A document as JSON."""
    text = json.dumps(document, default=_members, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _members(entry: Any) -> dict[str, Any]:
    return {member.name: getattr(entry, member.name) for member in fields(entry)}


def unpack(data: bytes) -> Document:
    """The document that ``pack`` wrote. Raises ValueError for anything else."""
    try:
        return _document(json.loads(data))
    except (KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise ValueError(f"not a document: {error!r}") from error


def _document(row: Mapping[str, Any]) -> Document:
    pages = tuple(_page(entry, number) for number, entry in enumerate(row["pages"], start=1))
    sections = tuple(_section(entry, pages) for entry in row["sections"])
    return Document(
        name=_text(row["name"]),
        sha256=_text(row["sha256"]),
        pages=pages,
        passages=tuple(_passage(entry, pages, len(sections)) for entry in row["passages"]),
        sections=sections,
        title=_optional(row["title"]),
        attachments=tuple(map(_text, row["attachments"])),
        metadata={_text(key): _text(value) for key, value in row["metadata"].items()},
        pages_truncated_from=None if row["pages_truncated_from"] is None else _number(row["pages_truncated_from"]),
        hidden=tuple(_hidden(entry, pages) for entry in row["hidden"]),
    )


def _page(row: Mapping[str, Any], number: int) -> Page:
    confidence = row["confidence"]
    if row["number"] != number or not (confidence is None or 0 <= confidence <= 1):
        raise ValueError("a page is out of order or has an impossible confidence")
    return Page(number, _text(row["text"]), PageQuality(row["quality"]), _optional(row["label"]), confidence)


def _section(row: Mapping[str, Any], pages: Sequence[Page]) -> Section:
    page = _number(row["page"], 1, len(pages))
    start = _number(row["start"], 0, len(pages[page - 1].text))
    return Section(_text(row["title"]), _number(row["level"], 1), page, start)


def _passage(row: Mapping[str, Any], pages: Sequence[Page], sections: int) -> Passage:
    page = _number(row["page"], 1, len(pages))
    start = _number(row["start"], 0, len(pages[page - 1].text))
    end = _number(row["end"], start, len(pages[page - 1].text))
    section = None if row["section"] is None else _number(row["section"], 0, sections - 1)
    return Passage(page, start, end, PassageKind(row["kind"]), section)


def _hidden(row: Mapping[str, Any], pages: Sequence[Page]) -> HiddenText:
    page = None if row["page"] is None else _number(row["page"], 1, len(pages))
    return HiddenText(page, _text(row["concealment"]), _text(row["quote"]), _number(row["words"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _optional(value: object) -> str | None:
    return None if value is None else _text(value)


def _number(value: object, low: int = 0, high: int = 2**31) -> int:
    if type(value) is not int or not low <= value <= high:
        raise ValueError("not a number in its range")
    return value
