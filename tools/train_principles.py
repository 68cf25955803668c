"""Learns the profile of the principles from labelled passages: ``corpus/strategies/<id>/principle_profile.json``.

    python tools/train_principles.py [STRATEGY]

One logistic regression per principle and group of the helix over the features of ``assess.principle_features``, on the passages
of ``principle_texts/*.jsonl``. What adds little to any target is left out, so that the file stays small and readable.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import numpy as np
from scipy.optimize import minimize
from sklearn.feature_extraction import DictVectorizer

from s3align.evaluation.principles import LabelledPassage, features_of, read_passages
from s3align.pipeline import Pipeline
from s3align.strategy.load import find_strategy
from s3align.strategy.principle_profile import PROFILE_FILE, PrincipleProfile

INVERSE_PENALTY = 0.5
POSITIVE_WEIGHT = 2.0
"""A passage that speaks for a principle counts twice: they are one in ten."""
LEAST_WEIGHT = 0.03
"""Log-odds below which a feature is left out."""
LEAST_TEXTS = 2
"""Passages in which a word must occur."""
AGAINST = ("d:", "t:", "c:@", "c:slogan", "c:law_general", "c:facility_fact", "c:tongue", "question", "fig")
"""Features that may count against a target: what is denied, slogans, laws, mere facts, questions."""


def train(passages: list[LabelledPassage], pipeline: Pipeline, targets: list[str]) -> PrincipleProfile:
    """The profile of some passages."""
    vectors = DictVectorizer(sparse=False)
    matrix = vectors.fit_transform([features_of(passage, pipeline) for passage in passages])
    often = (matrix != 0).sum(axis=0) >= LEAST_TEXTS
    matrix, names = matrix[:, often], [str(name) for name in vectors.get_feature_names_out()[often]]
    base, columns = [], []
    for target in targets:
        kept = [index for index, passage in enumerate(passages) if target not in passage.arguable]
        labels = np.array([target in passages[index].labels for index in kept])
        fitted = _fitted(matrix[kept], labels, [_bounds(name, target) for name in names])
        base.append(round(float(fitted[-1]), 3))
        columns.append(fitted[:-1])
    weights = {
        name: tuple(round(float(value), 3) for value in row)
        for name, row in zip(names, np.array(columns).T, strict=True)
        if np.abs(row).max() >= LEAST_WEIGHT
    }
    return PrincipleProfile(tuple(targets), tuple(base), weights)


def _bounds(name: str, target: str) -> tuple[float | None, float | None]:
    """What a weight may be: what a passage says besides never counts against a target, only what is denied or empty."""
    if name.startswith(("p:", "ask:")):
        return (0.0, None) if name.partition(":")[2] == target else (0.0, 0.0)
    return (None, None) if name.startswith(AGAINST) else (0.0, None)


def _fitted(matrix: np.ndarray, labels: np.ndarray, bounds: list[tuple[float | None, float | None]]) -> np.ndarray:
    """Weights and, last, the base of a logistic regression within bounds, with an L2 penalty on the weights."""
    signs = np.where(labels, 1.0, -1.0)
    importance = np.where(labels, POSITIVE_WEIGHT, 1.0)

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        margins = signs * (matrix @ values[:-1] + values[-1])
        pull = -importance * signs / (1.0 + np.exp(margins))
        penalty = values[:-1] / INVERSE_PENALTY
        total = (importance * np.logaddexp(0.0, -margins)).sum() + 0.5 * (penalty * values[:-1]).sum()
        return float(total), np.append(matrix.T @ pull + penalty, pull.sum())

    start = np.zeros(matrix.shape[1] + 1)
    return minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x


def main() -> None:
    """Writes the profile of a strategy."""
    folder = find_strategy(sys.argv[1] if len(sys.argv) > 1 else None)
    pipeline = Pipeline(strategy=folder)
    rules = pipeline.strategy.principle_rules
    passages = [row for file in sorted((folder / "principle_texts").glob("*.jsonl")) for row in read_passages(file)]
    decided = {rules.helix_principle, *(row.id for row in pipeline.strategy.principles if row.answered_by)}
    targets = [row.id for row in pipeline.strategy.principles if row.id not in decided]
    profile = train(passages, pipeline, [*targets, *rules.groups])
    data = msgspec.json.format(msgspec.json.encode(profile), indent=0).replace(b",\n", b", ")
    Path(folder / PROFILE_FILE).write_bytes(data.replace(b'], "', b'],\n"') + b"\n")
    print(f"{len(passages)} passages, {len(profile.weights)} features")


if __name__ == "__main__":
    main()
