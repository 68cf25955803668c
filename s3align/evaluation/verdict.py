"""What the product says of a text beside what a person says of it, one by one and as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from s3align.record import assessment as record
from s3align.record.assessment import Assessment, Contribution


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was said of a text: theme -> (sureness, addressed), beside the expected (themes not known are absent).

    ``unclear``: the themes that a person has to read for; they are not addressed.
    ``is_refused``: the product could not assess the text; then all themes are unclear, and no sureness means anything.
    ``ledgers``: theme -> the lines its score is made of; empty where the score is an out-of-fold figure.
    ``passages``: how many were judged, None where that is not known; ``speaking``: theme -> how many speak of it.
    """

    id: str
    kind: str
    expected: Mapping[str, bool]
    predicted: Mapping[str, tuple[float, bool]]
    unclear: frozenset[str] = frozenset()
    ledgers: Mapping[str, tuple[Contribution, ...]] = field(default_factory=dict)
    title: str = ""
    passages: int | None = None
    speaking: Mapping[str, int] = field(default_factory=dict)
    is_refused: bool = False

    @property
    def is_none(self) -> bool:
        """Whether no theme is known to be addressed; one that is not known counts neither way."""
        return bool(self.expected) and not any(self.expected.values())

    @property
    def about(self) -> frozenset[str]:
        """The themes that the text is known to be about."""
        return frozenset(theme for theme, value in self.expected.items() if value)


@dataclass(frozen=True, slots=True)
class Table:
    """Verdicts as arrays (texts × themes): what is known, the expected, the claims, the unclear, the sureness.

    ``answered``: what is known of texts that the product could assess.
    """

    known: NDArray[np.bool_]
    expected: NDArray[np.bool_]
    predicted: NDArray[np.bool_]
    unclear: NDArray[np.bool_]
    answered: NDArray[np.bool_]
    score: NDArray[np.float64]

    def rows(self, index: NDArray[np.int64]) -> Table:
        """The same of some texts."""
        return Table(*(getattr(self, entry.name)[index] for entry in fields(self)))


def table_of(verdicts: Sequence[Verdict], themes: Sequence[str]) -> Table:
    """The arrays of some verdicts."""
    shape = (len(verdicts), len(themes))
    known, expected, predicted, unclear, answered = (np.zeros(shape, bool) for _ in range(5))
    score = np.zeros(shape)
    for row, verdict in enumerate(verdicts):
        for column, theme in enumerate(themes):
            known[row, column] = theme in verdict.expected
            expected[row, column] = verdict.expected.get(theme, False)
            unclear[row, column] = theme in verdict.unclear
            answered[row, column] = theme in verdict.expected and not verdict.is_refused
            score[row, column], predicted[row, column] = verdict.predicted[theme]
    return Table(known, expected, predicted, unclear, answered, score)


def verdict_of(
    assessment: Assessment,
    identifier: str,
    kind: str,
    expected: Mapping[str, bool],
    themes: Sequence[str],
    title: str = "",
) -> Verdict:
    """An assessment beside what is expected. A text that the product refuses is one about which it claims nothing."""
    is_refused = not assessment.is_assessed
    predicted = {theme.id: (theme.sureness, theme.is_addressed) for theme in assessment.themes}
    return Verdict(
        id=identifier,
        kind=kind,
        expected=expected,
        predicted=predicted or dict.fromkeys(themes, (0.0, False)),
        unclear=frozenset(
            themes
            if is_refused
            else (theme.id for theme in assessment.themes if theme.verdict is record.Verdict.UNCLEAR)
        ),
        ledgers={theme.id: theme.contributions for theme in assessment.themes},
        title=title or assessment.document.title or "",
        passages=assessment.document.passages_counted,
        speaking={theme.id: theme.passages for theme in assessment.themes},
        is_refused=is_refused,
    )
