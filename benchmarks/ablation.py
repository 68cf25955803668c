"""Measures what every step of language processing is worth: the cross-validated figures without it.

Run ``python benchmarks/ablation.py DATA.jsonl …`` with the files given to ``s3align train``; about two minutes a step.
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import patch

from s3align.analysis import lexicon, words
from s3align.analysis.lexicon import Lexicon
from s3align.evaluation.evaluate import cross_validated
from s3align.evaluation.metrics import measure
from s3align.model import learn
from s3align.model.train import train
from s3align.strategy.load import find_strategy, load_strategy

STEPS: dict[str, tuple[object, str, object] | None] = {
    "everything": None,
    "without compound parts": (Lexicon, "split", lambda _self, _lemma: ()),
    "without lemmas": (lexicon, "lemma", lambda word, _data: word.lower()),
    "without joined spellings": (words, "_spellings", lambda *_args: iter(())),
    "without emphasis on titles": (learn, "HEADING_EMPHASIS", 1),
}
"""Step -> what takes the place of which name in which module or class."""


def main() -> None:
    """One line per step and language: all labelled texts, and those of two annotators."""
    data = [Path(name) for name in sys.argv[1:]]
    source = find_strategy()
    strategy = load_strategy(source)
    themes = [theme.id for theme in strategy.themes]
    for name, change in STEPS.items():
        with patch.object(*change) if change else nullcontext():
            learnt = train(strategy, source, data).learnt
        for language, entry in learnt.items():
            verdicts = cross_validated(entry.out_of_fold, themes)
            for group, rows in (("all", verdicts), ("gold", [row for row in verdicts if row.kind == "gold"])):
                figures = measure(rows, themes)
                print(
                    f"{name:<28}{language} {group:<5} macro-F1 {figures.macro_f1:.3f}  "
                    f"mAP {figures.mean_average_precision or 0:.3f}  theme-less {figures.none_given_a_theme or 0:.3f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
