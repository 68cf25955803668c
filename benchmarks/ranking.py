"""Measures what the places within a theme tell apart, and how often two that are told apart would change their order.

Run ``python benchmarks/ranking.py FILE …`` with proposals. For every theme: how many address it, on which places, and how many
of their pairs are told apart. Then the check: the passages of each proposal are drawn anew (bootstrap), or it is split in two.
Of two proposals told apart by one half (with that half's own, wider ranges) the other half gives the order again. At the border
of what is told apart one in ten would change by chance alone. Odd and even passages share their sections; groups of four
passages and the first and second half of the text speak of different things, so they are harder.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from s3align.analysis import analyse
from s3align.assess.passage_filter import filter_passages
from s3align.errors import NotAssessableError
from s3align.model.profiles import ADDRESSED_FROM
from s3align.model.scorer import ScoredDocument, ThemeScore, ThemeScorer
from s3align.model.segments import Segment, make_segments
from s3align.pipeline import Pipeline, default_pipeline
from s3align.store.ranking import ranked

DRAWS = 200
"""Times that the passages of a pair are drawn anew."""
FEWEST_PASSAGES = 12
"""Of a proposal that is split: below, a half is a short text that is judged as a whole."""
GROUP = 4
"""Passages that follow each other and stay together: about a paragraph of a section."""
HALVES: dict[str, Callable[[int, int], bool]] = {
    "odd and even passages": lambda index, _: index % 2 == 0,
    "groups of four passages": lambda index, _: index // GROUP % 2 == 0,
    "first and second half": lambda index, count: index < count / 2,
}


@dataclass(frozen=True)
class Proposal:
    """A proposal as it was judged."""

    name: str
    segments: Sequence[Segment]
    scored: ScoredDocument


def main() -> None:
    """Prints the places of every theme, then how often an order changes."""
    pipeline = default_pipeline()
    scorer = ThemeScorer(pipeline.assessor().profiles)
    proposals = list(_proposals([Path(name) for name in sys.argv[1:]], pipeline, scorer))
    themes = pipeline.assessor().profiles.themes
    for theme in themes:
        _show_places(theme, _addressing(proposals, theme))
    long = [proposal for proposal in proposals if len(proposal.segments) >= FEWEST_PASSAGES]
    print(f"\nOrder of two told apart, {len(long)} proposals of {FEWEST_PASSAGES} passages and more:")
    _show("passages drawn anew", _drawn_anew(long, themes))
    for name, is_first in HALVES.items():
        _show(name, _split(long, themes, scorer, is_first))


def _proposals(files: Sequence[Path], pipeline: Pipeline, scorer: ThemeScorer) -> Iterator[Proposal]:
    assessor = pipeline.assessor()
    for file in files:
        try:
            document = pipeline.read(file)
        except NotAssessableError:
            continue
        counted = filter_passages(document, analyse(document, assessor.analyser), assessor.own_sentences)
        if segments := make_segments(counted.passages, assessor.profiles.languages):
            yield Proposal(str(file), segments, scorer.score(segments))


def _addressing(proposals: Sequence[Proposal], theme: str) -> list[Proposal]:
    found = [entry for entry in proposals if entry.scored.themes[theme].sureness >= ADDRESSED_FROM]
    return sorted(found, key=lambda entry: -entry.scored.themes[theme].extent)


def _show_places(theme: str, proposals: Sequence[Proposal]) -> None:
    scores = [entry.scored.themes[theme] for entry in proposals]
    places = [row.label for row in ranked([_extent(score) for score in scores])]
    pairs = list(combinations(scores, 2))
    apart = sum(_order(*pair) != 0 for pair in pairs)
    print(f"{theme}: {len(scores)} proposals, {apart} of {len(pairs)} pairs told apart; places {', '.join(places)}")


def _extent(score: ThemeScore) -> tuple[float, float, float]:
    return score.extent, score.extent_low, score.extent_high


def _order(one: ThemeScore, other: ThemeScore) -> int:
    """1 where ``one`` is surely larger, -1 where ``other`` is, else 0."""
    first, second = ranked([_extent(one), _extent(other)])
    return (first.last == 1) - (second.last == 1)


def _drawn_anew(proposals: Sequence[Proposal], themes: Sequence[str]) -> Iterator[bool]:
    """For every draw of a pair told apart whether the order has changed."""
    choose = random.Random(1)  # noqa: S311 -- the same draws in every run
    for theme in themes:
        for one, other in combinations(_addressing(proposals, theme), 2):
            order = _order(one.scored.themes[theme], other.scored.themes[theme])
            for _ in range(DRAWS if order else 0):
                yield order * (_drawn(one, theme, choose) - _drawn(other, theme, choose)) < 0


def _drawn(proposal: Proposal, theme: str, choose: random.Random) -> float:
    """The extent where passages are drawn anew and each speaks of the theme with its probability."""
    results = proposal.scored.themes[theme].segments
    chosen = choose.choices(range(len(results)), k=len(results))
    words = [len(proposal.segments[index].tokens) for index in chosen]
    spoken = [count for count, index in zip(words, chosen, strict=True) if choose.random() < results[index].probability]
    return sum(spoken) / sum(words)


def _split(
    proposals: Sequence[Proposal], themes: Sequence[str], scorer: ThemeScorer, is_first: Callable[[int, int], bool]
) -> Iterator[bool]:
    """For every pair told apart by a half of each whether the other halves give another order."""
    halves = {proposal.name: _halves(proposal, scorer, is_first) for proposal in proposals}
    for theme in themes:
        for one, other in combinations(_addressing(proposals, theme), 2):
            for known, unknown in ((0, 1), (1, 0)):
                order = _order(*(halves[entry.name][known].themes[theme] for entry in (one, other)))
                again = [halves[entry.name][unknown].themes[theme].extent for entry in (one, other)]
                if order:
                    yield order * (again[0] - again[1]) < 0


def _halves(
    proposal: Proposal, scorer: ThemeScorer, is_first: Callable[[int, int], bool]
) -> tuple[ScoredDocument, ScoredDocument]:
    count = len(proposal.segments)
    first = [segment for index, segment in enumerate(proposal.segments) if is_first(index, count)]
    second = [segment for index, segment in enumerate(proposal.segments) if not is_first(index, count)]
    return scorer.score(first), scorer.score(second)


def _show(name: str, changes: Iterator[bool]) -> None:
    found = list(changes)
    share = f"{sum(found) / len(found):.3f}" if found else "-"
    print(f"  {name}: {sum(found)} of {len(found)} changed ({share})")


if __name__ == "__main__":
    main()
