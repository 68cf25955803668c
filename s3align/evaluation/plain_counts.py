"""How the program does beside people, counted: themes that they named, and what it made of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from s3align.evaluation.bootstrap import Interval
from s3align.evaluation.verdict import Verdict

LEAST_NAMED = 30
"""Named themes from which on the share found says something: of 80 % found, the 90 % interval is .66 to .89 there."""
_DEVIATIONS = 1.645
"""Standard deviations within which 90 % of a normal distribution lie."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one theme, or of all (``theme`` ""): how often people named it, and what the program said.

    ``found``: of the named; ``missed``: of the named, neither found nor called unclear; ``extra``: given where people say that
    the text is not about it; ``unclear``: the program says "unclear" where people know. ``refused``: proposals that it could
    not assess, which count in ``named`` alone.
    """

    theme: str
    named: int
    found: int
    missed: int
    extra: int
    unclear: int
    refused: int

    @property
    def is_enough(self) -> bool:
        """Whether the share found says something of other proposals."""
        return self.named >= LEAST_NAMED


def plain_counts(verdicts: Sequence[Verdict], themes: Sequence[str]) -> list[Counts]:
    """Of all themes together, then of each on which people say anything."""
    own = [_counts(verdicts, [theme], theme) for theme in themes if any(theme in row.expected for row in verdicts)]
    return [_counts(verdicts, themes, ""), *own]


def _counts(verdicts: Sequence[Verdict], themes: Sequence[str], name: str) -> Counts:
    known = [(row, theme) for row in verdicts for theme in themes if theme in row.expected]
    named = [(row, theme) for row, theme in known if row.expected[theme]]
    assessed = [(row, theme) for row, theme in known if not row.is_refused]
    given = {(id(row), theme) for row, theme in assessed if row.predicted[theme][1]}
    unclear = {(id(row), theme) for row, theme in assessed if theme in row.unclear}
    return Counts(
        name,
        len(named),
        sum((id(row), theme) in given for row, theme in named),
        sum(not row.is_refused and (id(row), theme) not in given | unclear for row, theme in named),
        sum((id(row), theme) in given and not row.expected[theme] for row, theme in assessed),
        len(unclear),
        sum(row.is_refused for row in verdicts),
    )


def likely_share(found: int, named: int) -> Interval:
    """Where the share found lies in 9 of 10 cases with other proposals of the same kind (score interval, Wilson 1927).

    ``named`` is not 0.
    """
    share, spread = found / named, _DEVIATIONS**2 / named
    middle = (share + spread / 2) / (1 + spread)
    half = math.sqrt(share * (1 - share) * spread + spread**2 / 4) / (1 + spread)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))
