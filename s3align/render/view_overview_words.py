"""What every row of the overview needs to be worded, and how a file stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from s3align.record.assessment import PageNumber
from s3align.render import workbook_words
from s3align.render.formats import page_ranges
from s3align.render.hyphens import hyphenated
from s3align.render.messages import Messages
from s3align.store.ranking import Standing
from s3align.store.row import ResultRow
from s3align.strategy.model import Strategy


@dataclass(frozen=True, slots=True)
class Words:
    """What every row needs: names in the reader's language. ``themes``: in the strategy's order.

    ``places``: theme -> length of its shortlist. ``heads``: the themes, with signs where a line may break. ``cells``: what the
    workbook calls things, in the same words here.
    """

    strategy: Strategy
    messages: Messages
    themes: Mapping[str, str]
    places: Mapping[str, int]
    heads: Mapping[str, str]
    cells: workbook_words.Words

    @staticmethod
    def of(strategy: Strategy, language: str, places: Mapping[str, int]) -> Words:
        """For a strategy and a reader's language."""
        messages = Messages.load(language)
        cells = workbook_words.Words(strategy, messages)
        heads = {theme: hyphenated(name).replace("/", "/\u200b") for theme, name in cells.themes.items()}
        return Words(strategy, messages, cells.themes, places, heads, cells)

    def pages(self, numbers: Iterable[PageNumber]) -> str:
        """Pages in short: "S. 2, 5–8"."""
        return self.messages("pages_listed", list=page_ranges(numbers))


def standings(row: ResultRow, places: Mapping[str, int]) -> dict[str, Standing]:
    """Theme -> how a file stands to the cut of its shortlist, for the lists that it is on or at the cut of."""
    found = {theme: rank.standing(places[theme]) for theme, rank in row.ranks.items() if theme in places}
    return {theme: standing for theme, standing in found.items() if standing is not Standing.OUTSIDE}


def status_text(row: ResultRow, words: Words) -> str:
    """What a file's status is, in two words: how it stands to the lists, or whether it is a copy or to be read."""
    messages = words.messages
    if row.duplicate_of:
        return messages("batch_copy")
    if found := standings(row, words.places):
        return ", ".join(messages(f"batch_{standing}") for standing in dict.fromkeys(found.values()))
    return messages(f"overview_status_{row.to_read or ('read' if row.read_by else 'assessed')}")


def standing_text(theme: str, standing: str, words: Words) -> str:
    """How a file stands to the shortlist of a theme."""
    return words.messages(
        "overview_standing", theme=words.themes.get(theme, theme), standing=words.messages(f"batch_{standing}")
    )
