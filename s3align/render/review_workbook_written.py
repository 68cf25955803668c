"""What was written into generated cells last, by which a cell that somebody has typed over is known; what they typed is kept.

The hidden sheet holds a short hash of every text, not the texts: those stand in the cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zlib import crc32

from s3align.render.messages import Messages
from s3align.render.review_workbook_cells import MOST_SIGNS, fitting
from s3align.render.review_workbook_table import cell_text, is_empty

_AUTHOR = "s3align"
_UNKNOWN = "-"
"""In place of a hash: a row of this kind has no such cell, or nobody knows what was written there."""
DIFFERENCE_COLUMNS = ("gravity", "file", "about", "said", "program", "settled")
"""Of the sheet of differences, behind its hidden ids."""


class Written:
    """The hashes of before and of now, by what a row is about: the id of a proposal, or of a difference.

    A row has a hash for each of its generated cells in the order of ``columns``; a proposal with several rows has several
    lines, each of which counts. ``typed_over``: generated cells that held another text than was written.
    """

    def __init__(self, before: Mapping[str, Sequence[str]], then: Sequence[str], columns: Sequence[str]) -> None:
        """``then``: the columns of ``before``, in which files with other columns had theirs."""
        self._before = before
        self._then = {column: place for place, column in enumerate(then)}
        self.columns = tuple(columns)
        self._now: dict[str, dict[str, None]] = {}
        self.typed_over = 0

    def is_typed_over(self, key: str, column: str, value: Any) -> bool:
        """Whether a cell holds what nobody has written there but a person; one that was emptied holds nothing."""
        known = [line.split(" ") for line in self._before.get(key, ())]
        place = self._then.get(column)
        if is_empty(value) or not known or place is None:
            return False
        now = _hash(cell_text(value))
        return all(len(hashes) > place and hashes[place] not in (_UNKNOWN, now) for hashes in known)

    def keep(self, cell: Any, key: str, column: str, wanted: str, messages: Messages, day: str) -> None:
        """Moves what a person has typed over a generated cell into its note, where it stays; call before it is written."""
        if cell is None or not self.is_typed_over(key, column, cell.value):
            return
        typed = cell_text(cell.value)
        if _plain(typed) == _plain(wanted):
            return
        from openpyxl.comments import Comment  # noqa: PLC0415 -- wanted for workbooks alone

        self.typed_over += 1
        text = messages("review_typed_over", day=day, text=fitting(typed))
        note = cell.comment
        if note is None:
            cell.comment = Comment(fitting(text), _AUTHOR)
        else:
            cell.comment = Comment(f"{note.text}\n{text}"[:MOST_SIGNS], note.author, note.height, note.width)

    def note(self, key: str, texts: Mapping[str, str | None]) -> None:
        """Notes what the generated cells of a row hold now, by column; None for one that was left as it was."""
        before = self._before.get(key)
        then = before[0].split(" ") if before else []
        hashes = []
        for column in self.columns:
            text, place = texts.get(column), self._then.get(column, len(then))
            kept = then[place] if place < len(then) else _UNKNOWN
            hashes.append(kept if text is None else _hash(text))
        self._now.setdefault(key, {})[" ".join(hashes)] = None

    def lines(self) -> Iterator[tuple[str, str]]:
        """Key and hashes; those of differences, whose sheet is not always written, stay."""
        now = {key: list(lines) for key, lines in self._now.items()}
        kept = {key: lines for key, lines in self._before.items() if " " in key and key not in now}
        for key, lines in {**kept, **now}.items():
            for line in lines:
                yield key, line


def _hash(text: str) -> str:
    return f"{crc32(_plain(text).encode()):08x}"


def _plain(text: str) -> str:
    """Without spaces that programs change: ends of lines, and around a text."""
    return " ".join(text.split())
