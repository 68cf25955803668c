"""From lines to blocks: furniture, tables of contents, headings and paragraphs of a PDF."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from s3align.reading.layout.contents import contents_lines
from s3align.reading.layout.furniture import furniture_lines
from s3align.reading.layout.headings import OutlineHeadings, body_size, heading_levels, looks_like_heading
from s3align.reading.layout.layout_model import Block, Line, RawDocument
from s3align.reading.layout.paragraphs import is_row, paragraphs, usual_leading
from s3align.reading.layout.section_titles import numbering_depth
from s3align.reading.normalise import Vocabulary, join_lines
from s3align.record.document import PassageKind

_TABLE_ROWS = 2  # a single row is a label and its value


@dataclass(frozen=True, slots=True)
class _Draft:
    """A block whose heading level may still wait for the sizes of all other headings."""

    block: Block
    waiting_size: float | None = None


@dataclass(frozen=True, slots=True)
class _Typography:
    """What holds for a whole document."""

    body: float
    leading: float
    outline: OutlineHeadings
    vocabulary: Vocabulary


def lay_out(source: RawDocument) -> list[list[Block]]:
    """The blocks of every page, in the order of the file; garbled pages have none."""
    furniture = furniture_lines(source.raw_pages)
    pages = [() if raw_page.is_garbled else raw_page.lines for raw_page in source.raw_pages]
    prose = [
        [line for index, line in enumerate(lines) if index not in running]
        for lines, running in zip(pages, furniture, strict=True)
    ]
    typography = _Typography(
        body=body_size(line for lines in prose for line in lines),
        leading=usual_leading(prose),
        outline=OutlineHeadings(source.outline, dict(enumerate(pages, start=1))),
        vocabulary=Vocabulary(line.text for lines in prose for line in lines),
    )
    drafts: list[list[_Draft]] = []
    for number, (lines, running) in enumerate(zip(pages, furniture, strict=True), start=1):
        entries = contents_lines([line.text for line in lines], running, continued=_ends_in_contents(drafts))
        drafts.append(list(_drafts(lines, running, entries, typography.outline.on_page.get(number, {}), typography)))
    return _with_levels(drafts)


def _ends_in_contents(pages: list[list[_Draft]]) -> bool:
    kinds = [draft.block.kind for draft in pages[-1]] if pages else []
    return next((kind for kind in reversed(kinds) if kind is not PassageKind.FURNITURE), None) is PassageKind.CONTENTS


class _Part(Enum):
    """What a line belongs to before paragraphs are formed."""

    FURNITURE = auto()
    CONTENTS = auto()
    TITLE = auto()
    PROSE = auto()


def _drafts(
    lines: Sequence[Line],
    running: frozenset[int],
    entries: frozenset[int],
    titles: dict[int, tuple[int, int]],
    typography: _Typography,
) -> Iterator[_Draft]:
    titles = {start: place for start, place in titles.items() if start not in running and start not in entries}
    in_titles = {start + offset: start for start, (count, _) in titles.items() for offset in range(count)}

    def part(index: int) -> tuple[_Part, int]:
        if index in running:
            return _Part.FURNITURE, index
        if index in entries:
            return _Part.CONTENTS, 0
        return (_Part.TITLE, in_titles[index]) if index in in_titles else (_Part.PROSE, 0)

    for (kind, start), indices in itertools.groupby(range(len(lines)), part):
        members = [lines[index] for index in indices]
        if kind is _Part.FURNITURE:
            yield _Draft(Block(_text(members, typography), PassageKind.FURNITURE))
        elif kind is _Part.CONTENTS:
            yield _Draft(Block("\n".join(line.text for line in members), PassageKind.CONTENTS))
        elif kind is _Part.TITLE:
            yield _Draft(Block(_text(members, typography), PassageKind.HEADING, titles[start][1], tuple(members)))
        else:
            yield from (_paragraph(group, typography) for group in paragraphs(members, typography.leading))


def _text(lines: Sequence[Line], typography: _Typography) -> str:
    return join_lines([line.text for line in lines], typography.vocabulary)


def _paragraph(group: list[Line], typography: _Typography) -> _Draft:
    if len(group) >= _TABLE_ROWS and all(map(is_row, group)):
        return _Draft(Block("\n".join(line.text for line in group), PassageKind.TABLE, lines=tuple(group)))
    text = _text(group, typography)
    is_candidate = not typography.outline.is_trusted or numbering_depth(text) is not None
    if is_candidate and looks_like_heading(group, text, typography.body):
        return _Draft(Block(text, PassageKind.HEADING, lines=tuple(group)), waiting_size=group[0].size)
    return _Draft(Block(text, lines=tuple(group)))


def _with_levels(pages: list[list[_Draft]]) -> list[list[Block]]:
    waiting = [
        (draft.block.text, draft.waiting_size) for page in pages for draft in page if draft.waiting_size is not None
    ]
    levels = iter(heading_levels(waiting))
    return [
        [draft.block if draft.waiting_size is None else replace(draft.block, level=next(levels)) for draft in page]
        for page in pages
    ]
