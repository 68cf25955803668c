"""Reads plain text: blank lines separate paragraphs, a form feed ends a page. What stands there is visible as it is.

Titles and tables in the manner of Markdown are known too, for who pipes such a text without a name.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from s3align.reading.layout.contents import contents_lines
from s3align.reading.layout.layout_model import Block
from s3align.reading.layout.paragraphs import is_bullet
from s3align.reading.layout.section_titles import numbering_depth, section_kind
from s3align.reading.line_numbers import without_line_numbers
from s3align.reading.normalise import Vocabulary, clean_line, join_lines, mark_stands_before
from s3align.record.document import PassageKind

_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_UNDERLINE = re.compile(r"(={3,}|-{3,})$")
_TABLE_ROW = re.compile(r"\|.*\|$")
_TABLE_RULE = re.compile(r"[|:\s-]+$")
_MAX_TITLE = 80  # characters of a heading that only its number or wording gives away
_MAX_FIRST_TITLE = 200  # characters of the title above a text; titles of projects are long


def text_pages(text: str) -> list[list[Block]]:
    """The blocks of every page of a text."""
    mark_before = mark_stands_before(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    pages = [[clean_line(line, mark_before=mark_before) for line in page.split("\n")] for page in text.split("\f")]
    if len(pages) > 1 and not any(pages[-1]):  # pdftotext ends the last page with a form feed too
        pages.pop()
    pages = without_line_numbers(pages)
    vocabulary = Vocabulary(itertools.chain.from_iterable(pages))
    return with_title([list(_blocks(lines, vocabulary)) for lines in pages])


def with_title(pages: list[list[Block]]) -> list[list[Block]]:
    """Takes a short first line that stands by itself for the title."""
    first = pages[0][:1] if pages else []
    if first and len(pages[0]) > 1 and first[0].kind is PassageKind.BODY and _may_be_title(first[0].text):
        pages[0][0] = replace(first[0], kind=PassageKind.HEADING, level=1)
    return pages


def _may_be_title(text: str) -> bool:
    return (
        len(text) <= _MAX_FIRST_TITLE
        and "\n" not in text
        and not text.endswith((".", ",", ";", ":"))
        and not is_bullet(text)
    )


def _blocks(lines: Sequence[str], vocabulary: Vocabulary) -> Iterator[Block]:
    entries = contents_lines(lines)
    kinds = (("" if not line else "contents" if index in entries else "text") for index, line in enumerate(lines))
    for kind, group in itertools.groupby(zip(kinds, lines, strict=True), lambda entry: entry[0]):
        own = [line for _, line in group]
        if kind == "contents":
            yield Block("\n".join(own), PassageKind.CONTENTS)
        elif kind:
            yield from (_block(part, vocabulary) for part in _parts(own))


def _parts(lines: list[str]) -> Iterator[list[str]]:
    """The lines between two blank ones, split where a heading, a list item or a table begins."""
    part: list[str] = []
    for line in lines:
        if part and _UNDERLINE.match(line) and len(part) == 1:
            yield [f"{'#' if line[0] == '=' else '##'} {part[0]}"]
            part = []
            continue
        if part and _begins(line, part[-1]):
            yield part
            part = []
        part.append(line)
    if part:
        yield part


def _begins(line: str, before: str) -> bool:
    is_row = _is_row(line)
    return _is_heading(line) or _is_heading(before) or is_row != _is_row(before) or (is_bullet(line) and not is_row)


def _is_heading(line: str) -> bool:
    return _MARKDOWN_HEADING.match(line) is not None


def _is_row(line: str) -> bool:
    return _TABLE_ROW.match(line) is not None


def _block(lines: list[str], vocabulary: Vocabulary) -> Block:
    heading = _MARKDOWN_HEADING.match(lines[0])
    if heading and heading[2]:
        return Block(heading[2], PassageKind.HEADING, len(heading[1]))
    if _is_row(lines[0]):
        rows = [line.strip("| ").replace("|", " ") for line in lines if not _TABLE_RULE.match(line)]
        return Block("\n".join(" ".join(row.split()) for row in rows), PassageKind.TABLE)
    text = join_lines(lines, vocabulary)
    level = _plain_heading_level(text) if len(lines) == 1 else None
    return Block(text, PassageKind.HEADING if level else PassageKind.BODY, level)


def _plain_heading_level(text: str) -> int | None:
    if len(text) > _MAX_TITLE or text.endswith((".", ",", ";", "?", "!")) or is_bullet(text):
        return None
    depth = numbering_depth(text)
    return depth or (1 if section_kind(text) else None)
