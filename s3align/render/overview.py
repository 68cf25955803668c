"""The overview of a run as one HTML file: ranking, heat map, distribution, places, failures, duplicates. No server needed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from s3align.files import write_atomically
from s3align.render.formats import date_text, sure_points
from s3align.render.messages import Messages
from s3align.render.templates import environment
from s3align.render.view_gone import gone_sentence
from s3align.render.view_shortlist import shortlist_lines
from s3align.store.table import BINS, ResultTable
from s3align.strategy.model import Strategy, wording
from s3align.version import VERSION

MOST_ROWS = 5_000
"""Rows that a browser sorts at once; the tables hold all."""
MOST_LISTED = 500
"""Refused, equal and similar files that are listed one by one."""


def write_index(
    table: ResultTable, strategy: Strategy, target: Path, language: str, places: Mapping[str, int] | None = None
) -> None:
    """``index.html``; ``places``: theme -> length of its shortlist, whose cut is shown, and who is within its margin."""
    totals, themes = table.totals, strategy.theme_names(language)
    templates, messages = environment("batch"), Messages.load(language)
    cuts = table.shortlist(places or {})
    templates.filters["sure"] = sure_points
    parts = templates.get_template("index.html").generate(
        language=language,
        t=messages,
        strategy=wording(strategy.name, language),
        version=VERSION,
        days=_days(totals.days, messages),
        themes=themes,
        totals=totals,
        gone=gone_sentence(totals, messages),
        rows=table.ranking(MOST_ROWS),
        refused=table.refused(MOST_LISTED),
        duplicates=table.duplicates(MOST_LISTED),
        similar=table.similar(MOST_LISTED),
        similar_files=table.similar_files(),
        distribution={theme: [totals.distribution[theme, tenth] for tenth in range(BINS)] for theme in themes},
        municipalities=sorted({place for place, _ in totals.portfolio}),
        shortlists=list(shortlist_lines(cuts, totals, themes, messages)) if cuts else [],
        places=places or {},
        most_rows=MOST_ROWS,
        most_listed=MOST_LISTED,
        bins=BINS,
    )
    write_atomically(target, (part.encode("utf-8") for part in parts), force=True)


def _days(days: Collection[str], messages: Messages) -> str:
    """When the files were assessed: the day, or the first and the last; "" where it is not known."""
    if not days:
        return ""
    first, last = (date_text(day, messages) for day in (min(days), max(days)))
    return messages("batch_day", day=first) if first == last else messages("batch_days", first=first, last=last)
