"""Where people who read the same proposal differ: a list to talk about, the gravest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from s3align.evaluation.agreement import ORDER, latest
from s3align.record.assessment import Verdict
from s3align.store.review import Decision, Reading, ReasonCode

_ADDRESSED = ORDER.index(Verdict.SIDE)


class Gravity(StrEnum):
    """How much hangs on a difference, from much to little."""

    OPPOSITE = "opposite"
    """Core theme against none, or "fits" against "does not fit"."""
    BORDER = "border"
    """The theme is addressed for one and not for the other."""
    UNDECIDED = "undecided"
    """One has an answer, the other says "unclear", is unsure or sends it back."""
    DEGREE = "degree"
    """Core against side theme, or touched against none: how much, not whether."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one person says: on a theme a ``verdict``, on the proposal a ``decision``; the reason is that of the reading."""

    reviewer: str
    verdict: Verdict | None
    decision: Decision | None
    reason: ReasonCode | None
    remark: str
    is_blind: bool


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A difference on a theme of a proposal, or on the decision (``theme`` None), with who said what, by name."""

    file: str
    sha256: str
    theme: str | None
    gravity: Gravity
    said: tuple[Said, ...]


def disagreements(readings: Sequence[Reading], themes: Sequence[str]) -> list[Disagreement]:
    """All differences: by gravity, then steps apart, then file; of a file the decision, then the order of ``themes``.

    Of several readings of the same proposal by the same person the last counts, see ``agreement.latest``.
    """
    found = [row for own in _by_proposal(readings) for row in _of_proposal(own, themes)]
    gravities = list(Gravity)
    found.sort(key=lambda pair: (gravities.index(pair[1].gravity), -pair[0], pair[1].file, pair[1].sha256))
    return [row for _, row in found]


@dataclass(frozen=True, slots=True)
class _Proposal:
    """The readings of a proposal with a verdict, and those with a decision, by name."""

    judged: list[Reading]
    decided: list[Reading]


def _by_proposal(readings: Sequence[Reading]) -> list[_Proposal]:
    found: dict[str, _Proposal] = defaultdict(lambda: _Proposal([], []))
    for (sha, _), reading in sorted(latest([row for row in readings if row.verdicts]).items()):
        found[sha].judged.append(reading)
    for (sha, _), reading in sorted(latest([row for row in readings if row.decision]).items()):
        found[sha].decided.append(reading)
    return list(found.values())


def _of_proposal(read: _Proposal, themes: Sequence[str]) -> Iterator[tuple[int, Disagreement]]:
    """Steps apart, and the difference."""
    decisions = [row.decision for row in read.decided if row.decision]
    if gravity := _gravest(_of_decisions(one, other) for one, other in combinations(decisions, 2)):
        yield len(ORDER), _row(read.decided, None, gravity)
    for theme in themes:
        own = [row for row in read.judged if theme in row.verdicts]
        pairs = list(combinations([row.verdicts[theme] for row in own], 2))
        if gravity := _gravest(_of_verdicts(one, other) for one, other in pairs):
            yield max(_steps(one, other) for one, other in pairs), _row(own, theme, gravity)


def _gravest(found: Iterable[Gravity | None]) -> Gravity | None:
    present = set(found)
    return next((gravity for gravity in Gravity if gravity in present), None)


def _of_decisions(one: Decision, other: Decision) -> Gravity | None:
    if one is other:
        return None
    return Gravity.OPPOSITE if {one, other} == {Decision.FITS, Decision.DOES_NOT_FIT} else Gravity.UNDECIDED


def _of_verdicts(one: Verdict, other: Verdict) -> Gravity | None:
    if one is other:
        return None
    if Verdict.UNCLEAR in (one, other):
        return Gravity.UNDECIDED
    if _steps(one, other) == len(ORDER) - 1:
        return Gravity.OPPOSITE
    is_over_border = (ORDER.index(one) >= _ADDRESSED) != (ORDER.index(other) >= _ADDRESSED)
    return Gravity.BORDER if is_over_border else Gravity.DEGREE


def _steps(one: Verdict, other: Verdict) -> int:
    """How far apart two verdicts are; "unclear" is nowhere."""
    return 0 if Verdict.UNCLEAR in (one, other) else abs(ORDER.index(one) - ORDER.index(other))


def _row(readings: Sequence[Reading], theme: str | None, gravity: Gravity) -> Disagreement:
    said = tuple(
        Said(
            row.reviewer,
            row.verdicts[theme] if theme else None,
            None if theme else row.decision,
            row.reason,
            row.remark,
            row.is_blind,
        )
        for row in readings
    )
    return Disagreement(readings[0].file, readings[0].sha256, theme, gravity, said)
