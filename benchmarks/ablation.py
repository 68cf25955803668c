"""Measures what every step of language processing is worth: the cross-validated figures without it.

Run ``python benchmarks/ablation.py DATA.jsonl …`` with the files given to ``s3align train``; about two minutes a step.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from s3align.analysis.tokens import Analyser, Token
from s3align.evaluation.evaluate import cross_validated
from s3align.evaluation.metrics import measure
from s3align.model.train import train
from s3align.pipeline import DEFAULT_STRATEGY
from s3align.resources import folder
from s3align.strategy.load import load_strategy

Change = Callable[[Token], Token]
STEPS: dict[str, Change | None] = {
    "everything": None,
    "without compound parts": lambda token: replace(token, parts=()),
    "without lemmas": lambda token: replace(token, lemma=token.text.lower()),
    "without joined spellings": lambda token: replace(token, joined=()),
    "without emphasis on titles": lambda token: replace(token, emphasis=1),
}


def main() -> None:
    """One line per step and language: all labelled texts, and those of two annotators."""
    data = [Path(name) for name in sys.argv[1:]]
    corpus = folder("corpus")
    source = corpus / "strategies" / DEFAULT_STRATEGY
    strategy = load_strategy(source)
    themes = [theme.id for theme in strategy.themes]
    for name, change in STEPS.items():
        with _changed(change):
            learnt = train(strategy, source, data).learnt
        for language, entry in learnt.items():
            verdicts = cross_validated(entry.judged, themes)
            for group, rows in (("all", verdicts), ("gold", [row for row in verdicts if row.kind == "gold"])):
                figures = measure(rows, themes)
                print(
                    f"{name:<28}{language} {group:<5} macro-F1 {figures.macro_f1:.3f}  "
                    f"mAP {figures.mean_average_precision or 0:.3f}  theme-less {figures.none_given_a_theme or 0:.3f}",
                    flush=True,
                )


@contextmanager
def _changed(change: Change | None) -> Iterator[None]:
    plain = Analyser.tokens
    if change is not None:

        def tokens(self: Analyser, *args: object, **options: object) -> tuple[Token, ...]:
            return tuple(change(token) for token in plain(self, *args, **options))  # type: ignore[arg-type]

        Analyser.tokens = tokens  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Analyser.tokens = plain  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
