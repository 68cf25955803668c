"""Passages that proposals have in common, in words: plain text for lists, tables and the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from s3align.render.messages import Messages
from s3align.store.building_blocks import BuildingBlock
from s3align.store.row import ResultRow, SharedPassage
from s3align.store.table import ResultTable


def shared_passage(passage: SharedPassage, messages: Messages) -> str:
    """One passage with both places: of two files, or of a building block that many have."""
    key = "shared_pair" if passage.files == 2 else "shared_of_many"
    values = {"files": passage.files} if key == "shared_of_many" else {}
    here = _at(messages.count("words", passage.words), passage.page, messages)
    there = _at(passage.other, passage.other_page, messages)
    return messages(key, here=here, there=there, quote=passage.quote, **values)


def _at(what: str, page: int | None, messages: Messages) -> str:
    """With its page, which files without pages of their own do not have."""
    return what if page is None else messages("shared_at", what=what, page=page)


def shared_passages(row: ResultRow, messages: Messages) -> Iterator[str]:
    """The passages that a file has in common with others, the longest first, and how many are not listed."""
    yield from (shared_passage(passage, messages) for passage in row.shared)
    if more := row.shared_total - len(row.shared):
        yield messages.count("shared_more", more)
    if row.is_compared and not row.shared:
        yield messages("shared_none")


@dataclass(frozen=True, slots=True)
class BlockView:
    """A building block in words, and the first files in which it stands with their pages."""

    sentence: str
    places: Sequence[str]


@dataclass(frozen=True, slots=True)
class SharedView:
    """What an overview says of passages in common: what they mean, building blocks of many, and what was not compared.

    ``files``: how many have some, "" where none has. ``uncompared`` is "" where all was compared.
    """

    title: str
    caveat: str
    files: str
    blocks_title: str
    blocks: Sequence[BlockView]
    uncompared: str


def shared_view(table: ResultTable, messages: Messages, limit: int) -> SharedView | None:
    """The section of an overview with the first ``limit`` building blocks; None where there is nothing to say."""
    totals = table.totals
    files = table.sharing_files()
    if not (files or totals.uncompared):
        return None
    proposals = totals.files - totals.duplicates
    return SharedView(
        title=messages("shared_title"),
        caveat=messages("shared_caveat"),
        files=messages.count("shared_files", files) if files else "",
        blocks_title=messages("shared_blocks"),
        blocks=[building_block(block, proposals, messages) for block in table.building_blocks(limit)],
        uncompared=messages.count("shared_uncompared", totals.uncompared) if totals.uncompared else "",
    )


def building_block(block: BuildingBlock, proposals: int, messages: Messages) -> BlockView:
    """A building block of some of the run's ``proposals``."""
    sentence = messages(
        "shared_block",
        files=block.files,
        all=proposals,
        words=messages.count("words", block.words),
        quote=block.quote,
    )
    places = [_at(file, page, messages) for file, page in block.places]
    return BlockView(sentence, places)
