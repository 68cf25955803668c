"""An assessment beside what a person says of the same text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from s3align.evaluation.metrics import Verdict
from s3align.record import assessment as record
from s3align.record.assessment import Assessment


def verdict_of(
    assessment: Assessment, identifier: str, kind: str, expected: Mapping[str, bool], themes: Sequence[str]
) -> Verdict:
    """An assessment beside what is expected. A text that the product refuses is one about which it claims nothing."""
    predicted = {theme.id: (theme.sureness, theme.is_addressed) for theme in assessment.themes}
    unclear = frozenset(theme.id for theme in assessment.themes if theme.verdict is record.Verdict.UNCLEAR)
    ledgers = {theme.id: theme.contributions for theme in assessment.themes}
    return Verdict(identifier, kind, expected, predicted or dict.fromkeys(themes, (0.0, False)), unclear, ledgers)
