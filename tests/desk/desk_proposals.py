"""Proposals as PDF files for tests: the default strategy's own example, as often as pages are wanted."""

from __future__ import annotations

from functools import cache

from s3align.example import build_example
from s3align.strategy.load import find_strategy, load_strategy


@cache
def proposal_pdf(title: str = "", times: int = 1) -> bytes:
    """The example proposal; ``title``: of a chapter more, so that files differ; ``times``: its text so often."""
    examples = load_strategy(find_strategy(None)).examples
    text = examples.get("de", next(iter(examples.values()))).read_text(encoding="utf-8")
    more = f"\n\n## {title}\n\nDas Vorhaben {title} beginnt im Herbst und dauert drei Jahre.\n" if title else ""
    return build_example(f"{text}\n" * times + more)
