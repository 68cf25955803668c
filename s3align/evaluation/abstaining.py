"""The answer "unclear: please read": which errors it takes in, and what it costs.

An answer is what is said of one theme of one text. Without "unclear", a theme would be called addressed from an even chance
on. What is unclear is no error, and no answer either: a person reads. A text that the product refuses is unclear as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from s3align.evaluation.bootstrap import Share, share
from s3align.evaluation.verdict import Table
from s3align.model.profiles import ADDRESSED_FROM

SURENESSES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Steps of the risk-coverage curve; at the first everything is answered."""


@dataclass(frozen=True, slots=True)
class Abstention:
    """What the verdict "unclear" takes in and costs.

    ``missed``, ``false``: of the themes that would be missed or falsely given without it, those it takes in. ``right``: of
    the answers that would be right, those it costs. ``called_absent``: of the themes addressed, those called absent without
    a person having looked. ``texts``: of the texts, those with a theme that is unclear.
    """

    missed: Share
    false: Share
    right: Share
    called_absent: Share
    texts: Share


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Where only answers of at least ``sureness`` (that a theme is addressed, or that it is not) are given.

    ``answers``: of all answers, those given; ``texts``: of the texts, those with every answer given; ``missed``: of the themes
    addressed, those called absent; ``false``: of the themes given, those that are not addressed.
    """

    sureness: float
    answers: Share
    texts: Share
    missed: Share
    false: Share


def abstention(table: Table) -> Abstention:
    """What "unclear" does on some texts."""
    known, expected, unclear = table.known, table.expected, table.unclear & table.known
    would = table.predicted | (table.score >= ADDRESSED_FROM)
    missed, false = known & expected & ~would, known & ~expected & would
    right = known & (expected == would)
    return Abstention(
        missed=_share(missed & unclear, missed),
        false=_share(false & unclear, false),
        right=_share(right & unclear, right),
        called_absent=_share(expected & ~table.predicted & ~unclear, known & expected),
        texts=share(unclear.any(axis=1).astype(int).tolist(), [1] * len(unclear)),
    )


def risk_coverage(table: Table, surenesses: Sequence[float] = SURENESSES) -> tuple[RiskPoint, ...]:
    """What is answered and how much of that is wrong, from surest to less sure answers (El-Yaniv and Wiener 2010)."""
    return tuple(_points(table, surenesses))


def _points(table: Table, surenesses: Sequence[float]) -> Iterator[RiskPoint]:
    known, expected = table.known, table.expected
    answerable = table.answered
    for least in surenesses:
        given = answerable & (table.score >= least)
        denied = answerable & (1 - table.score >= least) & ~given
        answered = given | denied
        yield RiskPoint(
            sureness=least,
            answers=_share(answered, known),
            texts=share((answered | ~known).all(axis=1).astype(int).tolist(), [1] * len(known)),
            missed=_share(denied & expected, known & expected),
            false=_share(given & ~expected, given),
        )


def _share(hits: np.ndarray, of: np.ndarray) -> Share:
    return share(hits.sum(axis=1).tolist(), of.sum(axis=1).tolist())
