"""What can be promised of a theme: how many texts about it will be called absent without a person having looked.

Conformal risk control (Angelopoulos et al. 2024) for the loss "addressed, and called absent": of n texts about a theme k - 1
were; a further text of the same kind is then with a chance of k/(n + 1) at most. It needs no assumption but that the further
text is drawn as these were, and that the border was not chosen by them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from s3align.evaluation.bootstrap import Share, share
from s3align.evaluation.verdict import Table
from s3align.model.profiles import ADDRESSED_FROM

PROMISED = (0.05, 0.02)
"""The shares asked for."""


@dataclass(frozen=True, slots=True)
class Border:
    """What a promise of ``share`` takes: ``needed`` texts about the theme, of which none lies below the border.

    ``sureness``: below it a theme may be called absent; None with too few texts. ``unclear``: of all texts, those that a
    person would have to read for this theme.
    """

    share: float
    needed: int
    sureness: float | None
    unclear: Share | None


@dataclass(frozen=True, slots=True)
class Promise:
    """Of ``texts`` about a theme ``absent`` were called absent; a further one will be with a chance of ``at_most``."""

    theme: str
    texts: int
    absent: int
    at_most: float
    borders: tuple[Border, ...]


def promises(table: Table, themes: Sequence[str], promised: Sequence[float] = PROMISED) -> tuple[Promise, ...]:
    """The promise for every theme, as the product calls themes absent and with the borders that the texts would give."""
    return tuple(_promise(table, column, theme, promised) for column, theme in enumerate(themes))


def needed(promised: float) -> int:
    """How many texts about a theme it takes to promise a share of missed ones, none of these being missed: 1/a - 1."""
    return math.ceil(round(1 / promised, 9)) - 1


def _promise(table: Table, column: int, theme: str, promised: Sequence[float]) -> Promise:
    about = table.answered[:, column] & table.expected[:, column]
    texts = int(about.sum())
    absent = int((about & ~table.predicted[:, column] & ~table.unclear[:, column]).sum())
    borders = tuple(_border(table, column, np.sort(table.score[about, column]), value) for value in promised)
    return Promise(theme, texts, absent, (absent + 1) / (texts + 1), borders)


def _border(table: Table, column: int, surenesses: np.ndarray, promised: float) -> Border:
    allowed = math.floor(round(promised * (len(surenesses) + 1), 9))
    if not allowed:
        return Border(promised, needed(promised), None, None)
    border = min(float(surenesses[allowed - 1]), ADDRESSED_FROM)
    score, known = table.score[:, column], table.answered[:, column]
    unclear = known & (border <= score) & (score < ADDRESSED_FROM)
    return Border(promised, needed(promised), border, share(unclear.astype(int).tolist(), known.astype(int).tolist()))
