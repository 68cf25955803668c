"""What a cut within each theme says, in sentences: the same for the terminal, the overview and the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from s3align.render.formats import enumeration
from s3align.render.messages import Messages
from s3align.store.row import ToRead
from s3align.store.table import Totals
from s3align.store.theme_places import Shortlist


def shortlist_lines(
    shortlists: Sequence[Shortlist], totals: Totals, themes: Mapping[str, str], messages: Messages
) -> Iterator[str]:
    """What the order is for and what not, a line for each theme (id -> name), and what a person has to read besides."""
    yield messages("shortlist_purpose")
    yield from (shortlist_line(entry, themes[entry.theme], messages) for entry in shortlists)
    besides = [
        messages.count(f"shortlist_{reason}", totals.to_read[reason])
        for reason in (ToRead.NONE, ToRead.REFUSED)
        if totals.to_read[reason]
    ]
    if besides:
        yield messages("shortlist_besides", what=enumeration(besides, messages))


def shortlist_line(entry: Shortlist, theme: str, messages: Messages) -> str:
    """How many proposals are surely in, at the cut and outside, and how many a person has to read first."""
    key, values = "shortlist_cut", {"inside": entry.inside, "margin": entry.margin, "outside": entry.outside}
    if not entry.ranked:
        key, values = "shortlist_nobody", {}
    elif not entry.places:
        key, values = "shortlist_no_places", {"ranked": entry.ranked}
    elif entry.ranked <= entry.places:
        key, values = "shortlist_all", {"ranked": entry.ranked}
    sentences = [messages(key, theme=theme, places=entry.places, **values)]
    if entry.unclear:
        sentences.append(messages.count("shortlist_unclear", entry.unclear))
    if entry.read:
        sentences.append(messages.count("shortlist_read", entry.read))
    return " ".join(sentences)
