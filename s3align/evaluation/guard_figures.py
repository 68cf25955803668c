"""What the guards do: to honest texts, of which they should flag none, and to padded ones, which should gain nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from s3align.analysis.passages import analyse
from s3align.analysis.tokens import AnalysedPassage
from s3align.assess import guards
from s3align.assess.assess import Assessor, assess
from s3align.assess.passage_filter import filter_passages
from s3align.errors import NotAssessableError
from s3align.evaluation.padding import HonestText, PaddedPair
from s3align.reading.read import read_document
from s3align.record.assessment import Verdict
from s3align.settings import COUNTED_KINDS, Settings

ORDER = (Verdict.NONE, Verdict.TOUCHED, Verdict.UNCLEAR, Verdict.SIDE, Verdict.CORE)
"""Rising: a padding that moves a theme to a later one has raised it."""
MOSTLY = 0.75
"""Share of a padding's terms that must give no points for it to count as stopped."""


@dataclass(slots=True)
class HonestFigures:
    """Texts, and those with a flagged sentence; words that count, and those of them that guards took out."""

    texts: int = 0
    flagged: int = 0
    words: int = 0
    gone: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class PaddedFigures:
    """Padded texts: in how many most terms were stopped, terms put in and terms that still count, verdicts that moved.

    ``judged``: pairs of which both texts got a verdict; ``raised``: the padding's theme got a higher one; ``lowered``:
    another theme, or the same, a lower one.
    """

    pairs: int = 0
    stopped: int = 0
    terms: int = 0
    left: int = 0
    judged: int = 0
    raised: int = 0
    lowered: int = 0


@dataclass(frozen=True, slots=True)
class _Read:
    """A text as it is judged: its terms by theme before and after the guards, its verdicts, and its flags' reasons."""

    before: Mapping[str, int]
    after: Mapping[str, int]
    words: int
    left: int
    reasons: tuple[str, ...]
    verdicts: Mapping[str, Verdict] | None


def honest_figures(texts: Iterable[HonestText], assessor: Assessor) -> HonestFigures:
    """How many of the texts are flagged though nobody padded them."""
    figures = HonestFigures()
    for honest in texts:
        found = _read(honest.text, assessor)
        figures.texts += 1
        figures.flagged += bool(found.reasons)
        figures.words += found.words
        figures.gone += found.words - found.left
        figures.reasons.update(found.reasons)
    return figures


def padded_figures(pairs: Iterable[PaddedPair], assessor: Assessor) -> dict[tuple[str, bool], PaddedFigures]:
    """(Recipe, split) -> what became of the padding."""

    @cache
    def honest(text: str) -> _Read:
        return _read(text, assessor)

    found: dict[tuple[str, bool], PaddedFigures] = {}
    for pair in pairs:
        figures = found.setdefault((pair.recipe, pair.split), PaddedFigures())
        _compare(figures, pair.theme, honest(pair.honest.text), _read(pair.padded.text, assessor))
    return found


def _compare(figures: PaddedFigures, theme: str, honest: _Read, padded: _Read) -> None:
    terms = max(0, padded.before.get(theme, 0) - honest.before.get(theme, 0))
    left = max(0, padded.after.get(theme, 0) - honest.after.get(theme, 0))
    figures.pairs += 1
    figures.terms += terms
    figures.left += left
    figures.stopped += left <= (1 - MOSTLY) * terms
    if honest.verdicts and padded.verdicts:
        moved = {
            name: ORDER.index(padded.verdicts[name]) - ORDER.index(verdict) for name, verdict in honest.verdicts.items()
        }
        figures.judged += 1
        figures.raised += moved[theme] > 0
        figures.lowered += min(moved.values()) < 0


def _read(text: str, assessor: Assessor) -> _Read:
    settings = Settings()
    document = read_document(text.encode(), settings=settings, name="text.txt")
    passages = analyse(document, assessor.analyser)
    counted = [entry for entry in passages if entry.passage.kind in COUNTED_KINDS]
    kept = filter_passages(document, passages, assessor.own_sentences)
    try:
        verdicts = {theme.id: theme.verdict for theme in assess(document, passages, assessor, settings).themes}
    except NotAssessableError:
        verdicts = None
    return _Read(
        _terms(counted),
        _terms(kept.passages),
        sum(len(entry.tokens) for entry in counted),
        sum(len(entry.tokens) for entry in kept.passages),
        tuple(note.kind for note in kept.notes if note.kind in guards.TOLD),
        verdicts,
    )


def _terms(passages: Iterable[AnalysedPassage]) -> Counter[str]:
    return Counter(hit.term.theme for entry in passages for hit in entry.text.hits)
