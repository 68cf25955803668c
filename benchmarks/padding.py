"""Measures the guards: honest texts that they flag, and padded ones that gain by their padding.

Run ``python benchmarks/padding.py [--texts N] [--half 0|1] [--no-guards] [FILE …]``. Without files the strategy's own texts
and the gold texts of the tests are used. A file is JSON lines (``text``, ``lang``, optionally ``title``, ``themes``) or a
document of its own (Markdown or plain text, its language in ``FILE.json`` beside it, or German).
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import patch

from s3align.assess import guards
from s3align.evaluation.guard_figures import PaddedFigures, honest_figures, padded_figures
from s3align.evaluation.padding import RECIPES, HonestText, padded_pairs
from s3align.pipeline import default_pipeline
from s3align.strategy.load import find_strategy

GOLD = Path(__file__).parent.parent / "tests" / "gold"


def main() -> None:
    """Two tables: honest texts by source and language, and padded ones by recipe."""
    options = _options()
    assessor = default_pipeline().assessor()
    own = list(_own_texts())
    groups = _grouped(own if not options.files else [text for file in options.files for text in _texts_of(file)])
    without = patch.object(guards, "find_flags", lambda stretches, *_: ((),) * len(stretches))
    with without if options.no_guards else nullcontext():
        print("honest texts            texts  flagged  words taken out")
        for (name, language), texts in sorted(groups.items()):
            figures = honest_figures(texts, assessor)
            print(
                f"{name:<20}{language:>4}{figures.texts:>6}{figures.flagged / figures.texts:>8.2%}"
                f"{figures.gone / max(1, figures.words):>9.3%}  {dict(figures.reasons)}",
                flush=True,
            )
        if not options.texts:
            return
        chosen = [text for texts in groups.values() for text in _drawn(texts, options)]
        pairs = padded_pairs(chosen, assessor.strategy, options.half, foreign=_by_theme(own))
        print("\npadded texts            pairs  stopped  raised  lowered   (whole, then split)")
        _show(padded_figures(pairs, assessor))


def _show(found: dict[tuple[str, bool], PaddedFigures]) -> None:
    for name in RECIPES:
        for split in (False, True):
            if (name, split) in found:
                _line(f"{name}{', split' if split else ''}", [found[name, split]])
    _line("all", list(found.values()))


def _line(name: str, figures: Sequence[PaddedFigures]) -> None:
    pairs = sum(entry.pairs for entry in figures)
    judged = max(1, sum(entry.judged for entry in figures))
    print(
        f"{name:<26}{pairs:>4}{sum(entry.stopped for entry in figures) / pairs:>8.1%}"
        f"{sum(entry.raised for entry in figures) / judged:>8.1%}"
        f"{sum(entry.lowered for entry in figures) / judged:>8.1%}"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--texts", type=int, default=15, help="texts to pad from each source and language; 0: none")
    parser.add_argument("--half", type=int, choices=(0, 1), default=1, help="1: the half that nothing was fitted on")
    parser.add_argument("--no-guards", action="store_true", help="what paddings do where no sentence is flagged")
    return parser.parse_args()


def _drawn(texts: Sequence[HonestText], options: argparse.Namespace) -> Sequence[HonestText]:
    own = texts[options.half :: 2] or texts
    return random.Random(1).sample(own, min(options.texts, len(own)))  # noqa: S311 -- needs no secrecy


def _own_texts() -> Iterator[HonestText]:
    for language in ("de", "en"):
        for file in sorted((find_strategy() / "texts" / language).glob("*.jsonl")):
            yield from _rows(file, "reference", language)
        yield from _rows(GOLD / language / "gold.jsonl", "gold", language)
        yield from _rows(GOLD / language / "parallel_texts.jsonl", "parallel", language)


def _texts_of(file: Path) -> Iterator[HonestText]:
    if file.suffix == ".jsonl":
        yield from _rows(file, file.stem, "de")
        return
    beside = file.with_suffix(".json")
    known = json.loads(beside.read_text(encoding="utf-8")) if beside.is_file() else {}
    text = file.read_text(encoding="utf-8")
    yield HonestText(text, known.get("lang", "de"), frozenset(known.get("themes", ())), file.parent.name)


def _rows(file: Path, name: str, language: str) -> Iterator[HonestText]:
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        themes = row.get("themes") or [theme for theme, label in (row.get("labels") or {}).items() if label != 0]
        title = "" if row.get("selection_bias") else row.get("title")
        text = f"{title}\n\n{row['text']}" if title else row["text"]
        yield HonestText(text, row.get("lang", language), frozenset(themes), name)


def _grouped(texts: Iterable[HonestText]) -> dict[tuple[str, str], list[HonestText]]:
    groups: dict[tuple[str, str], list[HonestText]] = defaultdict(list)
    for text in texts:
        groups[text.name, text.language].append(text)
    return groups


def _by_theme(texts: Iterable[HonestText]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for text in texts:
        for theme in text.themes:
            found[theme, text.language].append(text.text)
    return found


if __name__ == "__main__":
    main()
