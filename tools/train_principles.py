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
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

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


def train(passages: list[LabelledPassage], pipeline: Pipeline, targets: list[str]) -> PrincipleProfile:
    """The profile of some passages."""
    rows = [features_of(passage, pipeline) for passage in passages]
    vectors = DictVectorizer()
    matrix = vectors.fit_transform(rows)
    often = np.asarray((matrix != 0).sum(axis=0)).ravel() >= LEAST_TEXTS
    matrix, names = matrix[:, often], vectors.get_feature_names_out()[often]
    base, columns = [], []
    for target in targets:
        kept = [index for index, passage in enumerate(passages) if target not in passage.arguable]
        labels = [target in passage.labels for passage in (passages[index] for index in kept)]
        fitted = LogisticRegression(C=INVERSE_PENALTY, max_iter=500, class_weight={True: POSITIVE_WEIGHT, False: 1.0})
        fitted.fit(matrix[kept], labels)
        base.append(round(float(fitted.intercept_[0]), 3))
        columns.append(fitted.coef_[0])
    weights = {
        str(name): tuple(round(float(value), 3) for value in row)
        for name, row in zip(names, np.array(columns).T, strict=True)
        if np.abs(row).max() >= LEAST_WEIGHT
    }
    return PrincipleProfile(tuple(targets), tuple(base), weights)


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
