"""The program's verdicts on proposals that people have read, beside theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from s3align.evaluation.agreement import Agreement, agreement
from s3align.evaluation.proposals import PROPOSAL, main_language
from s3align.evaluation.review_files import ReadProposals
from s3align.evaluation.verdict import Verdict, verdict_of
from s3align.pipeline import Pipeline
from s3align.record import assessment as record


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What was measured of review files.

    ``verdicts``: language and verdict of every proposal that is there as it was read; ``machine``: SHA-256 -> theme -> what
    the program says of those it could assess. ``read``: what people say of them, and what is missing or was changed.
    ``agreement``: of people with each other, and with the program as it is now.
    """

    verdicts: Sequence[tuple[str, Verdict]]
    machine: Mapping[str, Mapping[str, record.Verdict]]
    read: ReadProposals
    agreement: Agreement

    @property
    def seen(self) -> int:
        """Proposals of which some reader saw what the program says: they may have been drawn to it, and figures flatter."""
        return sum(row.is_seen for row in self.read.found)

    @property
    def facts(self) -> dict[str, Any]:
        """What was used and what was not, for a program."""
        read = self.read
        return {
            "found": len(read.found),
            "disputed": read.disputed,
            "open": read.open,
            "settled": read.settled,
            "seen": self.seen,
            "missing": read.missing,
            "changed": read.changed,
        }


def judge_reviewed(read: ReadProposals, pipeline: Pipeline) -> Reviewed:
    """Assesses the proposals anew: what counts is what the model says now, not what stood in the review file."""
    themes = [theme.id for theme in pipeline.strategy.themes]
    paths = [row.path for row in read.found if row.path]
    verdicts: list[tuple[str, Verdict]] = []
    machine: dict[str, Mapping[str, record.Verdict]] = {}
    for row, assessment in zip(read.found, pipeline.pipe(paths), strict=True):
        verdict = verdict_of(assessment, row.file, PROPOSAL, row.expected, themes)
        verdicts.append((main_language(assessment, pipeline), verdict))
        if assessment.is_assessed:
            machine[row.sha256] = {theme.id: theme.verdict for theme in assessment.themes}
    return Reviewed(verdicts, machine, read, agreement(read.readings, themes, machine))
