"""Measures language processing in MB of text per second and scoring in ms per 10,000 words, warm, on the reference texts.

Run ``python benchmarks/speed.py``. Prints the best of five rounds per language, in CPU time, so
that other work on the machine counts little.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from s3align.analysis import analyse
from s3align.analysis.tokens import AnalysedPassage
from s3align.model.scorer import ThemeScorer
from s3align.model.segments import make_segments
from s3align.pipeline import default_pipeline
from s3align.reading.read import read_document
from s3align.settings import Settings
from s3align.strategy.load import find_strategy

WORDS = 10_000
ROUNDS = 5


def main() -> None:
    """One line per language."""
    assessor = default_pipeline().assessor()
    for language in ("de", "en"):
        text = _text(language)
        document = read_document(text.encode(), settings=Settings(), name="text.txt")
        language_seconds = _best(lambda document=document: analyse(document, assessor.analyser))
        passages = analyse(document, assessor.analyser)

        def score(passages: tuple[AnalysedPassage, ...] = passages, language: str = language) -> None:
            ThemeScorer(assessor.profiles).score(make_segments(passages, [language]))

        words = len(text.split())
        print(
            f"{language}: language {len(text.encode()) / 1e6 / language_seconds:.2f} MB/s, "
            f"scoring {_best(score) * 1000 * WORDS / words:.0f} ms per {WORDS} words"
        )


def _text(language: str) -> str:
    files = sorted((find_strategy() / "texts" / language).glob("*.jsonl"))
    texts = [json.loads(line)["text"] for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    words = 0
    chosen = []
    for text in texts:
        chosen.append(text)
        words += len(text.split())
        if words >= WORDS:
            break
    return "\n\n".join(chosen)


def _best(action: Callable[[], object]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        action()
        seconds.append(time.process_time() - start)
    return min(seconds)


if __name__ == "__main__":
    main()
