"""Segments × profiles → how far a document speaks of each theme, how sure that is, and an exact ledger in two steps.

A segment's log-odds for a theme are z = base + a·V + b·K (``features``), its probability p = 1/(1 + e^-z). The extent of a
theme is e = Σ w·p over all segments, w a segment's share of the words. The document's log-odds D are the ``DocumentModel``'s,
from e, from the number of segments and, for a short text, from the log-odds Z of the text judged as a whole; its sureness is
S = 1/(1 + e^-D).

The ledger gives everything its share of S. D is brought to a sum over segments by the straight line from "no evidence"
(every p and Z as an empty text has them: e₀, Z₀, D₀) to the document, the attribution of Aumann and Shapley (1974) along it:

    segment's part of D = s·whole·(its words' and terms' part of Z - Z₀)  +  its part w·(p - e₀) of (e - e₀)·slope
    slope = (D(e) - D(e₀)) / (e - e₀), 0 where e is below e₀

A segment's part is shared out alike to its words and terms, and S - S₀ to the parts of D - D₀ in proportion. Both steps are
exact: the base and the segments add up to S, and a segment's words and terms to the segment.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from s3align.model.extent import extent_range
from s3align.model.features import (
    FeatureValue,
    keyword_opinions,
    term_places,
    term_values,
    vocabulary_opinions,
    word_counts,
    word_places,
    word_values,
    wording,
)
from s3align.model.labelled import LabelledText
from s3align.model.profiles import DocumentModel, LanguageProfiles, Profiles, shortness
from s3align.model.segments import Segment, whole
from s3align.strategy.model import Strategy

SPEAKS_FROM = 0.5
"""Probability from which a segment is said to speak of a theme."""
EIGHTY_PERCENT = 1.28
"""Standard errors to either side that hold four of five, by the normal distribution."""
MOST_CERTAIN = math.log(99)
"""Largest log-odds in either direction (0.99 and 0.01): a few hundred reference texts support no stronger claim."""
KNEE = 3.0
"""Log-odds (0.95 and 0.05) from which the way to ``MOST_CERTAIN`` is bent, so that two sure themes keep their order."""
SUM_TOLERANCE = 1e-9
"""Rounding of some thousand sums of floats."""
LENGTH_WIDTH = 6.0
"""Half-width in log-odds of a text of w words: LENGTH_WIDTH/√w, so 0.9 at 40 words, 0.3 at 300."""
_SMALLEST_STEP = 1e-12
"""Differences below are rounding: the slope at the point stands for that of the line."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """What a word ("vocabulary") or term ("keyword") of a segment adds to a document's sureness."""

    kind: str
    feature: FeatureValue
    value: float


@dataclass(frozen=True, slots=True)
class SegmentResult:
    """A segment of a theme: its probability, and what it adds to the document's sureness."""

    probability: float
    value: float

    @property
    def speaks(self) -> bool:
        """Whether it speaks of the theme."""
        return self.probability >= SPEAKS_FROM


@dataclass(frozen=True, slots=True)
class ThemeScore:
    """A theme in a document: its extent (share of the words, 0..1) and its sureness (0..1), both with a range, and its ledger.

    ``base`` and the ``segments``' values sum to the sureness; ArithmeticError where they do not, so that no figure is ever
    shown with a ledger that belongs to another.
    """

    theme: str
    extent: float
    extent_low: float
    extent_high: float
    sureness: float
    low: float
    high: float
    base: float
    segments: tuple[SegmentResult, ...]

    def __post_init__(self) -> None:
        total = math.fsum((self.base, *(segment.value for segment in self.segments)))
        if abs(total - self.sureness) > SUM_TOLERANCE:
            raise ArithmeticError(f"The segments of '{self.theme}' sum to {total}, its sureness is {self.sureness}.")


class ThemeScorer:
    """A model that scores: made from stored profiles, or learnt from labelled texts by ``fit``."""

    def __init__(self, profiles: Profiles) -> None:
        self.profiles = profiles

    @classmethod
    def fit(cls, strategy: Strategy, texts: Sequence[LabelledText]) -> ThemeScorer:
        """Learns a model of a strategy. Raises DataError where the texts are too few or tell no theme from another."""
        from s3align.model.train import train_on  # noqa: PLC0415 -- numpy and scikit-learn are wanted for training alone

        return cls(train_on(strategy, texts).model())

    def score(self, segments: Sequence[Segment]) -> ScoredDocument:
        """A document's themes; ``segments``: all of it (see ``segments.make_segments``), at least one."""
        return ScoredDocument(tuple(segments), self.profiles)


class ScoredDocument:
    """The segments of a document with their scores: ``themes`` maps a theme's id to its score."""

    def __init__(self, segments: tuple[Segment, ...], profiles: Profiles) -> None:
        self.segments = segments
        self._judged = [JudgedText(segment, profiles.languages[segment.language]) for segment in segments]
        total = sum(len(segment.tokens) for segment in segments)
        self._shares = [len(segment.tokens) / total for segment in segments]
        self._short = shortness(len(segments))
        self._wholes = tuple(self._whole(profiles)) if self._short else ()
        self._lines = {theme: self._line(theme, profiles.document) for theme in profiles.themes}
        self.themes = {theme: self._score(theme, line, profiles.document) for theme, line in self._lines.items()}

    def attributions(self, theme: str, index: int) -> tuple[Attribution, ...]:
        """What the words and terms of segment ``index`` add to a theme's sureness; they sum to the segment's value."""
        line, judged = self._lines[theme], self._judged[index]
        rate = line.rate * line.slope * self._shares[index] * _steepness(judged.log_odds[theme], judged.base(theme))
        found = [Attribution(kind, feature, value * rate) for kind, feature, value in judged.parts(theme)]
        for text in self._wholes:
            if index in text.segments:
                found.extend(text.attributions(theme, index, line.rate * line.whole * text.share))
        return _merged(found)

    def parts(self, theme: str, index: int) -> list[tuple[FeatureValue, float]]:
        """What the words and terms of segment ``index`` add to its own log-odds, whatever it adds to the document."""
        return [(feature, value) for _, feature, value in self._judged[index].parts(theme)]

    def _whole(self, profiles: Profiles) -> Iterator[_WholeText]:
        """For a short text: all of it in a language, as a single segment."""
        for language in sorted({segment.language for segment in self.segments}):
            own = [index for index, segment in enumerate(self.segments) if segment.language == language]
            joined = whole([self.segments[index] for index in own])
            share = math.fsum(self._shares[index] for index in own)
            yield _WholeText(JudgedText(joined, profiles.languages[language]), share, own, self.segments)

    def _line(self, theme: str, model: DocumentModel) -> _Line:
        count = len(self.segments)
        extent = math.fsum(self._per_segment(theme))
        empty = math.fsum(
            share * logistic(judged.base(theme)) for share, judged in zip(self._shares, self._judged, strict=True)
        )
        of_whole = math.fsum(text.share * text.judged.log_odds[theme] for text in self._wholes)
        start_of_whole = math.fsum(text.share * text.judged.base(theme) for text in self._wholes)
        step, excess = extent - empty, max(extent - empty, 0.0)
        if abs(step) > _SMALLEST_STEP:
            slope = (model.of_extent(excess, count) - model.of_extent(0.0, count)) / step
        else:
            slope = model.extent_slope(excess, count)
        return _Line(
            extent=extent,
            excess=excess,
            start=bounded(model.log_odds(start_of_whole, 0.0, count)),
            end=bounded(model.log_odds(of_whole, excess, count)),
            step=self._short * model.whole * (of_whole - start_of_whole) + slope * step,
            slope=slope,
            whole=self._short * model.whole,
        )

    def _score(self, theme: str, line: _Line, model: DocumentModel) -> ThemeScore:
        width = EIGHTY_PERCENT * self._spread(theme, line, model)
        width = math.hypot(width, LENGTH_WIDTH / math.sqrt(sum(len(segment.tokens) for segment in self.segments)))
        extent_low, extent_high = extent_range(line.extent, self._shares, EIGHTY_PERCENT)
        return ThemeScore(
            theme=theme,
            extent=line.extent,
            extent_low=extent_low,
            extent_high=extent_high,
            sureness=logistic(line.end),
            low=logistic(line.end - width),
            high=logistic(min(line.end + width, MOST_CERTAIN)),
            base=logistic(line.start),
            segments=tuple(
                SegmentResult(logistic(judged.log_odds[theme]), line.rate * part)
                for judged, part in zip(self._judged, self._parts(theme, line), strict=True)
            ),
        )

    def _per_segment(self, theme: str) -> list[float]:
        """Every segment's part of the extent."""
        return [
            share * logistic(judged.log_odds[theme]) for share, judged in zip(self._shares, self._judged, strict=True)
        ]

    def _parts(self, theme: str, line: _Line) -> list[float]:
        """Every segment's part of the document's log-odds above those of a text without evidence."""
        of_extent = [
            line.slope * share * (logistic(judged.log_odds[theme]) - logistic(judged.base(theme)))
            for share, judged in zip(self._shares, self._judged, strict=True)
        ]
        for text in self._wholes:
            for index in text.segments:
                of_extent[index] += line.whole * text.share * text.part_of(theme, index)
        return of_extent

    def _spread(self, theme: str, line: _Line, model: DocumentModel) -> float:
        """Standard deviation of the log-odds where the segments are drawn anew (bootstrap; Efron 1979).

        With n segments of shares w, Σw·p/Σw has the standard deviation √(n/(n-1)·Σ(w·(p - e))²) (linearised ratio;
        Cochran 1977), which needs no drawing. The log-odds are taken for straight there; where the excess is smaller than
        its own deviation they are far too steep for that, and their slope at the deviation stands for it.
        """
        count = len(self.segments)
        if count < 2:
            return 0.0
        known = zip(self._per_segment(theme), self._shares, strict=True)
        of_extent = math.fsum((part - share * line.extent) ** 2 for part, share in known)
        deviation = math.sqrt(count / (count - 1) * of_extent)
        spread = model.extent_slope(max(line.excess, deviation), count) * deviation
        of_whole = 0.0
        for text in self._wholes:
            given = [text.share * text.part_of(theme, index) for index in text.segments]
            mean = math.fsum(given) / len(given)
            of_whole += math.fsum((part - mean) ** 2 for part in given)
        return math.hypot(spread, line.whole * math.sqrt(of_whole))


class JudgedText:
    """A segment with both opinions on it; ``log_odds``: theme -> base + a·V + b·K."""

    def __init__(self, segment: Segment, profiles: LanguageProfiles) -> None:
        self.segment = segment
        self._profiles = profiles
        self._words = word_values(word_counts(segment.tokens), profiles.vocabulary)
        self._terms = term_values((*segment.hits, *segment.outside), profiles.keywords.reliability)
        self.vocabulary = vocabulary_opinions(self._words, profiles.vocabulary)
        self.keyword = keyword_opinions(self._terms, profiles.keywords)
        self.log_odds = {
            theme: fusion.base + fusion.vocabulary * self.vocabulary[theme] + fusion.keyword * self.keyword[theme]
            for theme, fusion in profiles.fusion.items()
        }

    def base(self, theme: str) -> float:
        """The log-odds of a text without any evidence."""
        return self._profiles.fusion[theme].base

    def parts(self, theme: str) -> list[tuple[str, FeatureValue, float]]:
        """The summands of the log-odds above the base: kind, word or term, value."""
        fusion = self._profiles.fusion[theme]
        weights = self._profiles.vocabulary.weights[theme]
        words = {word: value for word, value in self._words.items() if word in weights}
        found = [
            ("vocabulary", self._feature(word, words[word], places), fusion.vocabulary * words[word] * weights[word])
            for word, places in word_places(self.segment, words).items()
        ]
        places_of = term_places(self.segment)
        for owner, weight in self._profiles.keywords.weights[theme].items():
            for text, value in self._terms.get(owner, {}).items():
                feature = self._feature(text, value, places_of[owner, text])
                found.append(("keyword", feature, fusion.keyword * weight * value))
        return found

    def _feature(self, key: str, value: float, places: tuple[tuple[int, int], ...]) -> FeatureValue:
        return FeatureValue(key, wording(self.segment, places), value, places)


class _WholeText:
    """A short text in one language as a single segment: its share of the words, and which segments it is made of."""

    def __init__(
        self, judged: JudgedText, share: float, segments: Sequence[int], all_segments: Sequence[Segment]
    ) -> None:
        self.judged = judged
        self.share = share
        self.segments = segments
        self._starts = list(accumulate((len(all_segments[index].tokens) for index in segments), initial=0))
        self._parts: dict[str, dict[int, list[tuple[str, FeatureValue, float]]]] = {}

    def part_of(self, theme: str, index: int) -> float:
        """What the words and terms in a segment add to the log-odds of the whole."""
        return math.fsum(value for _, _, value in self._in_segments(theme).get(index, ()))

    def attributions(self, theme: str, index: int, rate: float) -> Iterator[Attribution]:
        """The same, word by word and term by term, times ``rate``."""
        for kind, feature, value in self._in_segments(theme).get(index, ()):
            yield Attribution(kind, feature, rate * value)

    def _in_segments(self, theme: str) -> dict[int, list[tuple[str, FeatureValue, float]]]:
        """Every word and term, shared out to the segments by how often it stands in each."""
        if theme not in self._parts:
            found: dict[int, list[tuple[str, FeatureValue, float]]] = defaultdict(list)
            self._parts[theme] = found
            for kind, feature, value in self.judged.parts(theme):
                for index, places in self._by_segment(feature.tokens).items():
                    part = len(places) / len(feature.tokens)
                    inside = FeatureValue(feature.key, feature.label, feature.value * part, tuple(places))
                    found[index].append((kind, inside, value * part))
        return self._parts[theme]

    def _by_segment(self, places: Sequence[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for first, last in places:
            number = bisect_right(self._starts, first) - 1
            start = self._starts[number]
            found[self.segments[number]].append((first - start, last - start))
        return found


@dataclass(frozen=True, slots=True)
class _Line:
    """The way from a text without evidence to the document: log-odds at both ends (bounded), and the step between unbounded.

    ``slope``: of the log-odds by the extent; ``whole``: by the log-odds of the text as a whole.
    """

    extent: float
    excess: float
    start: float
    end: float
    step: float
    slope: float
    whole: float

    @property
    def rate(self) -> float:
        """What a unit of unbounded log-odds adds to the sureness."""
        if abs(self.step) > _SMALLEST_STEP:
            return (logistic(self.end) - logistic(self.start)) / self.step
        return 0.0


def _steepness(end: float, start: float) -> float:
    """(σ(end) - σ(start)) / (end - start): what a unit of a segment's log-odds adds to its probability."""
    if abs(end - start) > _SMALLEST_STEP:
        return (logistic(end) - logistic(start)) / (end - start)
    return logistic(start) * (1 - logistic(start))


def _merged(found: Sequence[Attribution]) -> tuple[Attribution, ...]:
    """One attribution for each word and term, in the order of their names."""
    gathered: dict[tuple[str, str], list[Attribution]] = defaultdict(list)
    for entry in found:
        gathered[entry.kind, entry.feature.key].append(entry)
    return tuple(
        Attribution(kind, rows[0].feature, math.fsum(row.value for row in rows))
        for (kind, _), rows in sorted(gathered.items())
    )


def bounded(odds: float) -> float:
    """The log-odds, bent beyond the knee: monotone, and never beyond ``MOST_CERTAIN``."""
    room = MOST_CERTAIN - KNEE
    beyond = max(abs(odds) - KNEE, 0.0)
    return math.copysign(min(abs(odds), KNEE) + room * -math.expm1(-beyond / room), odds)


def logistic(odds: float) -> float:
    """The probability of log-odds."""
    return 1.0 / (1.0 + math.exp(-odds))
