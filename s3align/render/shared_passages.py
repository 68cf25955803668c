"""Passages that proposals have in common, in words: plain text for lists, tables and the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from s3align.render.messages import Messages
from s3align.store.building_blocks import BuildingBlock
from s3align.store.row import ResultRow, SharedPassage


def shared_passage(passage: SharedPassage, messages: Messages) -> str:
    """One passage with both places: of two files, or of a building block that many have."""
    key = "shared_pair" if passage.files == 2 else "shared_of_many"
    values = {"files": passage.files} if key == "shared_of_many" else {}
    return messages(
        key,
        words=messages.count("batch_words", passage.words),
        page=passage.page,
        other=passage.other,
        other_page=passage.other_page,
        quote=passage.quote,
        **values,
    )


def shared_passages(row: ResultRow, messages: Messages) -> Iterator[str]:
    """The passages that a file has in common with others, the longest first, and how many are not listed."""
    yield from (shared_passage(passage, messages) for passage in row.shared)
    if more := row.shared_total - len(row.shared):
        yield messages.count("shared_more", more)
    if row.is_compared and not row.shared:
        yield messages("shared_none")


def building_block(block: BuildingBlock, proposals: int, messages: Messages) -> tuple[str, tuple[str, ...]]:
    """A building block of some of the run's ``proposals``, and the first files in which it stands with their pages."""
    sentence = messages(
        "shared_block",
        files=block.files,
        all=proposals,
        words=messages.count("batch_words", block.words),
        quote=block.quote,
    )
    return sentence, tuple(messages("shared_block_place", file=file, page=page) for file, page in block.places)
