"""What stands above the table of a run: how many files there are, and which a person must read before one is set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from s3align.render.formats import integer
from s3align.render.messages import Messages
from s3align.render.view_overview import Group, group_of
from s3align.render.view_overview_words import Words
from s3align.render.view_shortlist import shortlist_line
from s3align.render.view_totals import already_read, beside, counts, to_read, to_read_parts
from s3align.store.row import ResultRow
from s3align.store.table import ResultTable, Totals


@dataclass(frozen=True, slots=True)
class PartView:
    """Files that a person must read for one reason; ``id`` is that reason in an address."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class TopView:
    """Sentences, each "" where there is nothing to say; ``cut``: where the table does not hold every file.

    ``to_read``, ``read``: what must be read before something is set aside, and was; ``beside``: before a list is closed.
    """

    counts: str
    to_read: str
    parts: tuple[PartView, ...]
    read: str
    beside: str
    lots: tuple[str, ...]
    cut: str


@dataclass(slots=True)
class Shown:
    """What of a run the page shows: files of each group, and those of them that a person must read."""

    groups: Counter[Group] = field(default_factory=Counter)
    to_read: int = 0

    @staticmethod
    def of(rows: Iterable[ResultRow]) -> Shown:
        """Counts the rows of the page."""
        shown = Shown()
        for row in rows:
            shown.groups[group_of(row)] += 1
            shown.to_read += row.to_read is not None
        return shown


def top_view(table: ResultTable, shown: Shown, words: Words) -> TopView:
    """The top of the page; ``shown``: what the table on it holds."""
    totals, messages = table.totals, words.messages
    return TopView(
        counts=counts(totals, messages),
        to_read=to_read(totals, messages),
        parts=tuple(PartView(kind.value, text) for kind, text in to_read_parts(totals, messages).items()),
        read=already_read(totals, messages),
        beside=beside(totals, messages),
        lots=tuple(
            shortlist_line(entry, words.themes[entry.theme], messages) for entry in table.shortlist(words.places)
        ),
        cut=_cut(totals, shown, messages),
    )


def _cut(totals: Totals, shown: Shown, messages: Messages) -> str:
    files = shown.groups.total()
    if files >= totals.files:
        return ""
    figures = {"shown": files, "files": totals.files, "to_read": totals.to_read.total() - shown.to_read}
    return messages("overview_cut", **{name: integer(value, messages.language) for name, value in figures.items()})
