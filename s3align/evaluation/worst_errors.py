"""The worst errors with the ledgers of their scores, so that a person sees where each comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from s3align.evaluation.verdict import Verdict
from s3align.record.assessment import Contribution

MAIN_LINES = 6
"""Lines of a ledger that are printed: the largest."""


@dataclass(frozen=True, slots=True)
class WorstError:
    """A theme of a text that was assessed wrongly, with the ledger of its score."""

    text: str
    title: str
    theme: str
    expected: bool
    score: float
    is_unclear: bool
    ledger: tuple[Contribution, ...]


def worst_errors(verdicts: Sequence[Verdict], limit: int) -> tuple[WorstError, ...]:
    """The wrong claims and omissions, farthest from the expected first; at most ``limit``.

    Those where the product asks a person to read come after all others.
    """
    wrong = [
        WorstError(
            text=verdict.id,
            title=verdict.title,
            theme=theme,
            expected=expected,
            score=verdict.predicted[theme][0],
            is_unclear=theme in verdict.unclear,
            ledger=verdict.ledgers.get(theme, ()),
        )
        for verdict in verdicts
        for theme, expected in verdict.expected.items()
        if verdict.predicted[theme][1] != expected
    ]
    wrong.sort(key=lambda error: (error.is_unclear, -abs(error.score - error.expected), error.text, error.theme))
    return tuple(wrong[:limit])


def error_lines(errors: Sequence[WorstError], heading: str) -> Iterator[str]:
    """The errors as text: which text, which theme, and the main lines of the ledger. No sentence of the text stands there."""
    if errors:
        yield f"{heading}: worst errors"
    for error in errors:
        about = "about it" if error.expected else "not about it"
        unclear = ", unclear" if error.is_unclear else ""
        yield f"{error.text}: {error.theme}: {about}, sureness {error.score:.3f}{unclear} · {error.title}"
        if error.ledger:
            yield f"    {_ledger(error.ledger)}"


def _ledger(ledger: Sequence[Contribution]) -> str:
    base = sum(line.value for line in ledger if line.kind == "base")
    named = [line for line in ledger if line.kind in ("keyword", "vocabulary")]
    main = sorted(named, key=lambda line: (-abs(line.value), line.key, line.passage or 0))[:MAIN_LINES]
    parts = [f"{line.value:+.3f} {line.label or line.key} ({line.kind}{_place(line)})" for line in main]
    rest = sum(line.value for line in ledger) - base - sum(line.value for line in main)
    return " · ".join([f"base {base:.3f}", *parts, f"rest {rest:+.3f}"])


def _place(line: Contribution) -> str:
    return "" if line.passage is None else f", passage {line.passage + 1}"
