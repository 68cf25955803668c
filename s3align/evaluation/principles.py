"""Principles on labelled passages, and on complete proposals: what was found against what a reader says.

Passages are JSON Lines: ``{"id", "language", "section", "text", "principles", "helix", "arguable"}``; what is arguable counts
neither as right nor as wrong. Proposals are those of ``proposals``, with ``principles_present`` in the JSON beside each.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from s3align.analysis.passages import analyse
from s3align.analysis.tokens import AnalysedPassage
from s3align.assess.principle_features import FeatureReader
from s3align.assess.principles import read_principles
from s3align.errors import DataError
from s3align.pipeline import Pipeline
from s3align.record.assessment import Finding
from s3align.record.document import Document, Page, Passage, PassageKind, Section
from s3align.strategy.model import PrincipleRules


class LabelledPassage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A passage with the principles and the groups of the helix that a reader finds in it, and those that it denies."""

    id: str
    language: str
    section: str
    text: str
    principles: tuple[str, ...]
    helix: tuple[str, ...] = ()
    arguable: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()

    @property
    def labels(self) -> frozenset[str]:
        """Everything that it speaks for."""
        return frozenset((*self.principles, *self.helix))

    def document(self) -> Document:
        """A document of its heading and itself."""
        head = f"{self.section}\n" if self.section else ""
        text = head + self.text
        body = Passage(1, len(head), len(text), PassageKind.BODY, 0 if head else None)
        if not head:
            return Document(self.id, "", (Page(1, text),), (body,))
        heading = Passage(1, 0, len(head) - 1, PassageKind.HEADING, 0)
        return Document(self.id, "", (Page(1, text),), (heading, body), (Section(self.section, 1, 1, 0),))


@dataclass(slots=True)
class Count:
    """How often something was found rightly, wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def note(self, *, found: bool, true: bool) -> None:
        """Counts one decision."""
        self.right += found and true
        self.wrong += found and not true
        self.missed += true and not found

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of what there is that was found; 1 where there is nothing."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


@dataclass(slots=True)
class PrincipleFigures:
    """Counts by target; of passages also by language."""

    by_target: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    by_language: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))

    def total(self, targets: Iterable[str] | None = None) -> Count:
        """All targets together, or some."""
        rows = [self.by_target[name] for name in (self.by_target if targets is None else targets)]
        return Count(sum(row.right for row in rows), sum(row.wrong for row in rows), sum(row.missed for row in rows))


def read_passages(file: Path) -> list[LabelledPassage]:
    """The passages of a file. Raises DataError that names the line."""
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                found.append(msgspec.json.decode(line, type=LabelledPassage))
            except msgspec.DecodeError as error:
                raise DataError(f"{file}:{number}: no labelled passage ({error}). Correct the line.") from error
    return found


def features_of(passage: LabelledPassage, pipeline: Pipeline) -> dict[str, float]:
    """The features of a passage, read in its own language."""
    entries, document, rules = _analysed(passage, pipeline)
    reader = FeatureReader(pipeline.strategy, rules, passage.language)
    return next(iter(reader.read(entries[-1], document.pages[0].text, passage.section)))[0].values


def said_of(passage: LabelledPassage, pipeline: Pipeline) -> dict[str, float]:
    """Target -> what the passage weighs for it."""
    entries, document, rules = _analysed(passage, pipeline)
    index = len(document.passages) - 1
    found = read_principles(document, entries, pipeline.strategy, rules)
    return {target: row.weight for target, rows in found.affirmed.items() for row in rows if row.passage == index}


def measure_passages(passages: Sequence[LabelledPassage], pipeline: Pipeline) -> PrincipleFigures:
    """Every target of every passage, but those that are arguable."""
    figures = PrincipleFigures()
    rules = _rules(pipeline)
    targets = [
        row.id for row in pipeline.strategy.principles if row.id != rules.helix_principle and not row.answered_by
    ]
    for passage in passages:
        said = said_of(passage, pipeline)
        for target in (*targets, *rules.groups):
            if target not in passage.arguable:
                found, true = said.get(target, 0.0) >= rules.passage_from, target in passage.labels
                figures.by_target[target].note(found=found, true=true)
                figures.by_language[passage.language].note(found=found, true=true)
    return figures


def measure_proposals(
    files: Iterable[Path], pipeline: Pipeline, names: Mapping[str, str] | None = None
) -> PrincipleFigures:
    """The principles found in complete proposals, against ``principles_present``; ``names``: those of the truth -> ours.

    A truth that lists what is arguable (``principles_arguable``) speaks of all other principles, another of ``names`` alone.
    """
    figures, named = PrincipleFigures(), names or {}
    every = {row.id for row in pipeline.strategy.principles if not row.answered_by}
    for file in files:
        truth = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        present = {named.get(name, name) for name in truth["principles_present"]}
        arguable = truth.get("principles_arguable")
        asked = set(named.values()) if arguable is None else every - set(arguable)
        for result in pipeline.check(file).principles:
            if result.id in asked:
                figures.by_target[result.id].note(found=result.finding is Finding.FOUND, true=result.id in present)
    return figures


def _analysed(
    passage: LabelledPassage, pipeline: Pipeline
) -> tuple[Sequence[AnalysedPassage], Document, PrincipleRules]:
    document = passage.document()
    return analyse(document, pipeline.assessor().analyser), document, _rules(pipeline)


def _rules(pipeline: Pipeline) -> PrincipleRules:
    if pipeline.strategy.principle_rules is None:
        raise DataError(f"The strategy '{pipeline.strategy.id}' has no rules for principles. Add principle_rules.toml.")
    return pipeline.strategy.principle_rules
