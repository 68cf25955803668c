"""How far people who read the same proposals agree, and each of them with the program: per theme and over all themes.

Two readings are of the same proposal where they are of the same bytes. A theme that a reader left open was not answered.
"Unclear" is an answer: who says it and who says "core theme" do not agree. It has no place on the order of the others, so the
figures that count steps leave it out.

What the figures do not say: whether anybody is right. Both may be wrong in the same way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from s3align.evaluation.chance_agreement import MISSING, Estimate, Ratings, cohen_kappa, gwet_ac, same_answers
from s3align.record.assessment import Verdict
from s3align.store.review import Reading

ORDER = (Verdict.NONE, Verdict.TOUCHED, Verdict.SIDE, Verdict.CORE)
"""From far to near: the steps that weighted figures count."""
ANSWERS = (*ORDER, Verdict.UNCLEAR)
"""All answers; places on the scale."""
LEAST_PROPOSALS = 20
"""Common proposals from which on figures are shown. Of simulated readers with four answers on six themes the 90 % interval of
kappa over all themes held the true value in 89 % of cases from 20 on (82 % with 10), and was .21 wide."""
LEAST_CELLS = 40
"""Common answers (theme of a proposal) from which on figures are shown, so of one theme 40 proposals. With a true kappa of .6
the interval of one theme is about .5 wide there (.42 to .53 where the theme is in 20 to 50 % of the proposals): just narrow
enough to tell a middling agreement from none."""
LEAST_RARER = 10
"""Common answers that are not both the most usual one, from which on kappa is shown. Where a theme is in 10 % of the proposals
there are 10 of them in about 75, and the interval is .55 wide; with fewer one answer moves kappa by a tenth or more."""

Machine = Mapping[str, Mapping[str, Verdict]]
"""SHA-256 of a proposal -> theme -> what the program says; one that it refused is not in it."""


class Who(StrEnum):
    """Whose answers are compared."""

    PAIR = "pair"
    ALL = "all"
    """Everybody who has read at least one proposal in common with somebody."""
    MACHINE_BLIND = "machine_blind"
    """A reader with the program, where the reader did not see what the program says."""
    MACHINE_SEEN = "machine_seen"
    """The same where the reader saw it, and may have been drawn to it."""


class Limit(StrEnum):
    """Why a figure is missing, or says less than it seems."""

    FEW = "few"
    """Too few common answers: counts alone are shown."""
    ONE_SIDED = "one_sided"
    """Nearly all say the same: kappa is low or undefined though people agree (Feinstein and Cicchetti 1990)."""
    UNCLEAR = "unclear"
    """Answers "unclear" are left out of the figures that count steps."""
    NOT_BLIND = "not_blind"
    """Somebody saw what the program says."""
    BOTH_WRONG = "both_wrong"
    """Holds of every figure: who agrees need not be right."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """Agreement on one theme, or on all (``theme`` None).

    ``proposals``: common ones; ``cells``: themes of them that at least two have answered; ``same``: of these, all gave the same
    answer; ``rarer``: not all gave the most usual one; ``unclear``: somebody says "unclear". Figures are None where
    ``limits`` has FEW. ``share``: of pairs of readers with the same answer. ``kappa`` and ``weighted_kappa``: Cohen's, of
    two readers; ``ac1`` and ``ac2``: Gwet's. ``weighted_kappa`` and ``ac2`` count a step in ``ORDER`` less than two.
    """

    theme: str | None
    proposals: int
    cells: int
    same: int
    rarer: int
    unclear: int
    limits: tuple[Limit, ...]
    share: Estimate | None = None
    kappa: Estimate | None = None
    weighted_kappa: Estimate | None = None
    ac1: Estimate | None = None
    ac2: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answers of some readers beside each other; ``figures``: over all themes, then theme by theme.

    ``readers``: one alone is compared with the program. ``blind``: common proposals in whose readings nobody saw what the
    program says.
    """

    who: Who
    readers: tuple[str, ...]
    blind: int
    figures: tuple[Agreed, ...]

    @property
    def overall(self) -> Agreed:
        """The figures over all themes."""
        return self.figures[0]

    @property
    def limits(self) -> tuple[Limit, ...]:
        """What to say beside the figures, each once."""
        own = {limit for entry in self.figures for limit in entry.limits}
        own |= {Limit.BOTH_WRONG} if any(entry.share for entry in self.figures) else set()
        seen = self.blind < self.overall.proposals
        return tuple(limit for limit in Limit if limit in own or (limit is Limit.NOT_BLIND and seen))


@dataclass(frozen=True, slots=True)
class Agreement:
    """All comparisons: pairs of people, all people where there are more than two, each with the program.

    ``read``: reader -> proposals with an answer; ``alone``: those who share no proposal with another person. ``twice``:
    readings left out because the same person has a later one of the same proposal.
    """

    comparisons: tuple[Comparison, ...]
    read: Mapping[str, int]
    alone: tuple[str, ...]
    twice: int = 0


@dataclass(frozen=True, slots=True)
class _Table:
    """One reading per person and proposal: proposals (sorted) × readers (sorted)."""

    proposals: tuple[str, ...]
    readers: tuple[str, ...]
    readings: Mapping[tuple[str, str], Reading]


def agreement(
    readings: Sequence[Reading],
    themes: Sequence[str],
    machine: Machine | None = None,
    wanted: Collection[Who] = tuple(Who),
) -> Agreement:
    """Compares people with each other and with the program.

    ``themes``: in the order wanted. ``machine``: what the program says now; without it, people alone are compared.
    ``wanted``: the comparisons to be made; nobody is named as alone where pairs are not among them. The order
    of ``readings`` does not matter but for two of the same day by the same person, of which the later in the list counts.
    """
    table = _table([row for row in readings if row.verdicts])
    people = table.readers
    compared = [
        *(_people(table, pair, themes) for pair in combinations(people, 2) if Who.PAIR in wanted),
        *([_people(table, people, themes)] if len(people) > 2 and Who.ALL in wanted else []),
        *(row for reader in people for row in _with_machine(table, reader, themes, machine or {})),
    ]
    found = tuple(row for row in compared if row.overall.cells)
    met = {reader for row in found if row.who is Who.PAIR for reader in row.readers}
    given = sum(bool(row.verdicts) for row in readings)
    read = {name: sum((sha, name) in table.readings for sha in table.proposals) for name in people}
    alone = tuple(name for name in people if name not in met) if Who.PAIR in wanted else ()
    return Agreement(found, read, alone, given - len(table.readings))


def latest(readings: Sequence[Reading]) -> dict[tuple[str, str], Reading]:
    """(SHA-256, reviewer) -> the last of their readings: by its day, then by its place in the list."""
    return {(row.sha256, row.reviewer): row for row in sorted(readings, key=lambda row: row.dated or date.min)}


def _table(readings: Sequence[Reading]) -> _Table:
    found = latest(readings)
    return _Table(tuple(sorted({sha for sha, _ in found})), tuple(sorted({name for _, name in found})), found)


def _people(table: _Table, readers: Sequence[str], themes: Sequence[str]) -> Comparison:
    rows = [[table.readings.get((sha, name)) for name in readers] for sha in table.proposals]
    common = [row for row in rows if sum(reading is not None for reading in row) > 1]
    blind = sum(all(reading is None or reading.is_blind for reading in row) for row in common)
    answers = [[reading.verdicts if reading else {} for reading in row] for row in rows]
    who = Who.PAIR if len(readers) == 2 else Who.ALL
    return Comparison(who, tuple(readers), blind, tuple(_figures(answers, themes)))


def _with_machine(table: _Table, reader: str, themes: Sequence[str], machine: Machine) -> Iterator[Comparison]:
    """The reader beside the program: where they saw its verdicts, and where they did not."""
    own = [table.readings[key] for sha in table.proposals if (key := (sha, reader)) in table.readings]
    for who in (Who.MACHINE_BLIND, Who.MACHINE_SEEN):
        chosen = [row for row in own if row.is_blind is (who is Who.MACHINE_BLIND) and row.sha256 in machine]
        figures = tuple(_figures([[row.verdicts, machine[row.sha256]] for row in chosen], themes))
        yield Comparison(who, (reader,), figures[0].proposals if who is Who.MACHINE_BLIND else 0, figures)


def _figures(rows: Sequence[Sequence[Mapping[str, Verdict]]], themes: Sequence[str]) -> Iterator[Agreed]:
    """Over all themes, then theme by theme; ``rows``: of each proposal, the answers of each reader."""
    cells = {theme: _ratings(rows, [theme]) for theme in themes}
    yield _agreed(None, _ratings(rows, themes))
    yield from (_agreed(theme, ratings) for theme, ratings in cells.items())


def _ratings(rows: Sequence[Sequence[Mapping[str, Verdict]]], themes: Sequence[str]) -> Ratings:
    places = {answer: place for place, answer in enumerate(ANSWERS)}
    cells = [
        [places.get(said[theme], MISSING) if theme in said else MISSING for said in row]
        for row in rows
        for theme in themes
    ]
    readers = len(rows[0]) if rows else 2
    answers = np.array(cells, dtype=np.int64).reshape(-1, readers)
    return Ratings(answers, np.repeat(np.arange(len(rows), dtype=np.int64), len(themes))).common


def _agreed(theme: str | None, cells: Ratings) -> Agreed:
    lowest, highest = _extremes(cells)
    usual = np.bincount(cells.answers[cells.answers != MISSING], minlength=len(ANSWERS)).argmax()
    unclear = (cells.answers == ANSWERS.index(Verdict.UNCLEAR)).any(axis=1)
    rarer = (lowest != usual) | (highest != usual)
    proposals = len(np.unique(cells.proposals))
    is_enough = proposals >= LEAST_PROPOSALS and len(lowest) >= LEAST_CELLS
    counts = Agreed(
        theme,
        proposals,
        len(lowest),
        int((lowest == highest).sum()),
        int(rarer.sum()),
        int(unclear.sum()),
        tuple(_limits(is_enough=is_enough, rarer=int(rarer.sum()), unclear=int(unclear.sum()))),
    )
    return _measured(counts, cells, unclear) if is_enough else counts


def _measured(counts: Agreed, cells: Ratings, unclear: NDArray[np.bool_]) -> Agreed:
    """The same with its figures."""
    steps = cells.where(~unclear)
    has_steps = len(np.unique(steps.proposals)) >= LEAST_PROPOSALS and len(steps.answers) >= LEAST_CELLS
    has_kappa = cells.answers.shape[1] == 2 and Limit.ONE_SIDED not in counts.limits
    return replace(
        counts,
        share=same_answers(cells),
        kappa=cohen_kappa(cells) if has_kappa else None,
        weighted_kappa=cohen_kappa(steps.common, is_ordered=True) if has_kappa and has_steps else None,
        ac1=gwet_ac(cells),
        ac2=gwet_ac(steps.common, is_ordered=True) if has_steps else None,
    )


def _limits(*, is_enough: bool, rarer: int, unclear: int) -> Iterator[Limit]:
    if not is_enough:
        yield Limit.FEW
        return
    if rarer < LEAST_RARER:
        yield Limit.ONE_SIDED
    if unclear:
        yield Limit.UNCLEAR


def _extremes(cells: Ratings) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of each cell the lowest and the highest place."""
    answers = cells.answers
    lowest = np.where(answers == MISSING, len(ANSWERS), answers).min(axis=1, initial=len(ANSWERS))
    return lowest, answers.max(axis=1, initial=MISSING)
