"""The overview of a run as one HTML file: ranking, heat map, distribution, places, failures, duplicates. No server needed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from s3align.batch.ranking import shortlist
from s3align.batch.results import Summary, portfolio
from s3align.files import write_atomically
from s3align.report.messages import Messages
from s3align.report.templates import environment

MOST_ROWS = 5_000
"""Rows that a browser sorts at once; the tables hold all."""
BINS = 10


def write_index(summary: Summary, target: Path, language: str, places: int = 0) -> None:
    """``index.html``; with ``places`` the cut of a shortlist is shown, and who is within its margin."""
    assessed = [entry for entry in summary.entries if entry.scores]
    ranked = {entry.name: entry.rank for entry in assessed if entry.rank}
    inside, margin = shortlist(ranked, places) if places else ((), ())
    html = (
        environment("batch")
        .get_template("index.html")
        .render(
            language=language,
            t=Messages.load(language),
            summary=summary,
            rows=sorted(assessed, key=lambda entry: (entry.rank.first if entry.rank else len(assessed), entry.name))[
                :MOST_ROWS
            ],
            failures=[entry for entry in summary.entries if not entry.scores],
            duplicates=[entry for entry in summary.entries if entry.duplicate_of],
            distribution=_distribution(summary),
            portfolio=portfolio(summary.entries),
            reasons=Counter(entry.reason for entry in summary.entries if entry.reason),
            inside=frozenset(inside),
            margin=frozenset(margin),
            places=places,
            cut=MOST_ROWS if len(assessed) > MOST_ROWS else 0,
            bins=BINS,
        )
    )
    write_atomically(target, html.encode("utf-8"), force=True)


def _distribution(summary: Summary) -> dict[str, list[int]]:
    """Theme -> number of proposals by tenth of the score."""
    counts = {theme: [0] * BINS for theme in summary.themes}
    for entry in summary.entries:
        if not entry.duplicate_of:
            for theme, (score, _, _, _) in entry.scores.items():
                counts[theme][min(int(score * BINS), BINS - 1)] += 1
    return counts
