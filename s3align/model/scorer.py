"""Tokens × profiles → theme scores with an exact ledger.

For a segment, z = base + a·F - r·R (see ``features``); a document's z is a
weighted mean over its segments, its score p = 1/(1 + e^-z). The ledger shares p out exactly: the base
gets p₀ = 1/(1 + e^-base), and every share v of z gets v·(p - p₀)/(z - base). That is the attribution of Aumann and Shapley
(1974) along the straight line from "no evidence" to the document; for an additive z it is exact and keeps every sign.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from s3align.model.features import FeatureValue, FeatureValues, Segment, feature_values, strongest_rival
from s3align.model.labelled import LabelledText
from s3align.model.profiles import LanguageProfiles, Profiles
from s3align.strategy.model import Strategy

SUBSTANCE = 0.5
"""How a segment's weight grows with the log-odds of its strongest theme: pages about no theme (forms, annexes, padding) do
not water a score down."""
ATTENTION = 0.5
"""How a segment's weight grows with the log-odds of the theme judged: a theme of one chapter in five is found, one of a
single page in a hundred other pages is not."""
EIGHTY_PERCENT = 1.28
"""Standard errors to either side that hold four of five, by the normal distribution."""
SPREAD_FLOOR = 0.25
"""Smallest half-width of a range in log-odds: even a long text is one sample of what its authors could have written."""
MOST_CERTAIN = math.log(99)
"""Largest log-odds in either direction (0.99 and 0.01): a few hundred reference texts support no stronger claim."""
KNEE = 3.0
"""Log-odds (0.95 and 0.05) from which the way to ``MOST_CERTAIN`` is bent, so that two sure themes keep their order."""
SUM_TOLERANCE = 1e-9
"""Rounding of some thousand sums of floats."""
LENGTH_WIDTH = 6.0
"""Half-width in log-odds of a text of w words: LENGTH_WIDTH/√w, so 0.9 at 40 words, 0.3 at 300."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A share of a score in score units, with its kind and what it was used for: (segment, share) pairs.

    The pull of a rival theme (kind "rival") is named by the theme and stands on that theme's evidence.
    """

    kind: str
    key: str
    value: float
    uses: Sequence[tuple[int, FeatureValue]]

    @property
    def label(self) -> str:
        """The wording that stands most often in the text."""
        if len(self.uses) == 1:
            return self.uses[0][1].label
        counts: Counter[str] = Counter()
        for _, share in self.uses:
            counts[share.label] += len(share.tokens)
        return min(counts, key=lambda label: (-counts[label], label))

    @property
    def places(self) -> list[tuple[int, int, int]]:
        """The tokens it stands on: segment, first and last token."""
        return [(segment, first, last) for segment, share in self.uses for first, last in share.tokens]


@dataclass(frozen=True, slots=True)
class ThemeAttributions:
    """A theme's score (0..1) with its range, and what it is made of.

    ``base`` and the values of ``attributions`` sum to the score; ArithmeticError where they do not, so that no score is ever
    shown with a ledger that belongs to another.
    """

    theme: str
    score: float
    low: float
    high: float
    base: float
    attributions: tuple[Attribution, ...]
    addressed: bool

    def __post_init__(self) -> None:
        total = math.fsum((self.base, *(attribution.value for attribution in self.attributions)))
        if abs(total - self.score) > SUM_TOLERANCE:
            raise ArithmeticError(f"The attributions of '{self.theme}' sum to {total}, its score is {self.score}.")


@dataclass(frozen=True, slots=True)
class _SegmentScore:
    """A segment: theme -> the parts of its log-odds above the base, theme -> their sum, and the strongest log-odds.

    ``passages``: for every token the passage it stands in.
    """

    language: str
    passages: Sequence[int]
    parts: Mapping[str, Sequence[_Part]]
    odds: Mapping[str, float]
    strongest: float


_Part = tuple[str, FeatureValue, float]
"""A summand of a figure or of the log-odds of one segment: its kind, the word or term it comes from, its value."""


class ThemeScorer:
    """A model that scores: made from stored profiles, or learnt from labelled texts by ``fit``."""

    def __init__(self, profiles: Profiles) -> None:
        self.profiles = profiles

    @classmethod
    def fit(cls, strategy: Strategy, texts: Sequence[LabelledText]) -> ThemeScorer:
        """Learns a model of a strategy. Raises DataError where the texts are too few or tell no theme from another."""
        from s3align.model.train import train_on  # noqa: PLC0415 -- numpy and scikit-learn are wanted for training alone

        return cls(train_on(strategy, texts).model())

    def score(self, segments: Sequence[Segment]) -> dict[str, ThemeAttributions]:
        """Theme -> its score and what it is made of; each language counts with its share of the tokens.

        The segments (see ``features.make_segments``) are all those of a document, at least one, in languages of the model.
        """
        parts = [_score_segment(segment, self.profiles.languages[segment.language]) for segment in segments]
        themes = next(iter(self.profiles.languages.values())).weights
        return {theme: _score_theme(theme, parts, self.profiles) for theme in themes}


def _score_segment(segment: Segment, profiles: LanguageProfiles) -> _SegmentScore:
    parts = _segment_parts(segment, profiles)
    odds = {theme: math.fsum([value for _, _, value in found]) for theme, found in parts.items()}
    strongest = max(profiles.calibration[theme].base + value for theme, value in odds.items())
    return _SegmentScore(segment.language, [token.passage for token in segment.tokens], parts, odds, strongest)


def _segment_parts(segment: Segment, profiles: LanguageProfiles) -> dict[str, list[_Part]]:
    found = feature_values(segment, profiles)
    figures = {theme: _figure_parts(theme, found, profiles) for theme in profiles.weights}
    sums = {theme: math.fsum([value for _, _, value in parts]) for theme, parts in figures.items()}
    return {theme: _odds_parts(theme, parts, sums, profiles) for theme, parts in figures.items()}


def _figure_parts(theme: str, found: FeatureValues, profiles: LanguageProfiles) -> list[_Part]:
    """The summands of a theme's figure F."""
    weights, owners = profiles.weights[theme], profiles.term_weights[theme]
    parts: list[_Part] = [
        ("vocabulary", share, share.value * weights[share.key]) for share in found.words if share.key in weights
    ]
    for owner, rows in found.terms.items():
        if owners.get(owner):
            parts.extend(("keyword", share, owners[owner] * share.value) for share in rows)
    return parts


def _odds_parts(
    theme: str, parts: Sequence[_Part], sums: Mapping[str, float], profiles: LanguageProfiles
) -> list[_Part]:
    fitted = profiles.calibration[theme]
    slope = fitted.slope
    odds = [(kind, share, slope * value) for kind, share, value in parts]
    rival, pull = strongest_rival(theme, sums)
    if pull and fitted.rivalry:
        odds.append(("rival", FeatureValue(rival, rival, pull, ()), -fitted.rivalry * pull))
    return odds


def _score_theme(theme: str, scored_segments: Sequence[_SegmentScore], profiles: Profiles) -> ThemeAttributions:
    total = sum(len(segment.passages) for segment in scored_segments)
    scored = []
    for language in sorted({segment.language for segment in scored_segments}):
        inside = [(index, segment) for index, segment in enumerate(scored_segments) if segment.language == language]
        part = _score_language(theme, inside, profiles.languages[language])
        scored.append(
            (sum(len(segment.passages) for _, segment in inside) / total, part, profiles.languages[language].threshold)
        )
    if len(scored) == 1:
        return scored[0][1]
    return ThemeAttributions(
        theme=theme,
        score=math.fsum(weight * part.score for weight, part, _ in scored),
        low=math.fsum(weight * part.low for weight, part, _ in scored),
        high=math.fsum(weight * part.high for weight, part, _ in scored),
        base=math.fsum(weight * part.base for weight, part, _ in scored),
        attributions=_merge((weight, part.attributions) for weight, part, _ in scored),
        addressed=math.fsum(weight * (part.score - threshold) for weight, part, threshold in scored) >= 0,
    )


def _score_language(
    theme: str, inside: Sequence[tuple[int, _SegmentScore]], profiles: LanguageProfiles
) -> ThemeAttributions:
    start = profiles.calibration[theme].base
    odds = [segment.odds[theme] for _, segment in inside]
    weights = _weights([(segment.strongest, start + segment.odds[theme]) for _, segment in inside])
    total = math.fsum(weight * value for weight, value in zip(weights, odds, strict=True))
    spread = max(SPREAD_FLOOR, _segment_spread(odds, weights), _passage_spread(theme, inside, weights))
    width = math.hypot(spread, LENGTH_WIDTH / math.sqrt(sum(len(segment.passages) for _, segment in inside)))
    centre = _bounded(start + total)
    bend = centre / (start + total) if centre else 1.0
    score, base = _logistic(centre), _logistic(start)
    slope = (score - base) / total if abs(total) > 1e-12 else base * (1 - base)
    return ThemeAttributions(
        theme=theme,
        score=score,
        low=_logistic(centre - bend * width),
        high=_logistic(min(centre + bend * width, MOST_CERTAIN)),
        base=base,
        attributions=_attributions(theme, inside, [slope * weight for weight in weights]),
        addressed=score >= profiles.threshold,
    )


def _weights(odds: Sequence[tuple[float, float]]) -> list[float]:
    """What every segment counts, from the log-odds of its strongest theme and of the theme judged; they sum to 1."""
    tilt = [SUBSTANCE * _bounded(strongest) + ATTENTION * _bounded(own) for strongest, own in odds]
    top = max(tilt)
    raw = [math.exp(value - top) for value in tilt]
    total = math.fsum(raw)
    return [value / total for value in raw]


def _attributions(
    theme: str, inside: Sequence[tuple[int, _SegmentScore]], slopes: Sequence[float]
) -> tuple[Attribution, ...]:
    """What every word and term adds to the score, over all segments; gains and losses of a word apart."""
    gathered: dict[tuple[str, str, bool], tuple[list[float], list[tuple[int, FeatureValue]]]] = {}
    for (index, segment), slope in zip(inside, slopes, strict=True):
        for kind, share, odds in segment.parts[theme]:
            value = odds * slope
            group = kind, share.key, value >= 0
            if group in gathered:
                values, uses = gathered[group]
                values.append(value)
                uses.append((index, share))
            else:
                gathered[group] = [value], [(index, share)]
    return tuple(Attribution(kind, key, math.fsum(values), uses) for (kind, key, _), (values, uses) in gathered.items())


def _merge(parts: Iterable[tuple[float, Sequence[Attribution]]]) -> tuple[Attribution, ...]:
    gathered: dict[tuple[str, str, bool], list[tuple[float, Attribution]]] = defaultdict(list)
    for weight, entries in parts:
        for attribution in entries:
            gathered[attribution.kind, attribution.key, attribution.value >= 0].append((weight, attribution))
    return tuple(
        Attribution(
            kind,
            key,
            math.fsum(weight * attribution.value for weight, attribution in rows),
            [use for _, attribution in rows for use in attribution.uses],
        )
        for (kind, key, _), rows in gathered.items()
    )


def _segment_spread(odds: Sequence[float], weights: Sequence[float]) -> float:
    """Half of an 80 % range by leaving segments out: standard error of a weighted mean (jackknife; Cochran 1977)."""
    count = len(odds)
    if count < 2:
        return 0.0
    mean = math.fsum(weight * value for weight, value in zip(weights, odds, strict=True))
    squares = math.fsum((weight * (value - mean)) ** 2 for weight, value in zip(weights, odds, strict=True))
    return EIGHTY_PERCENT * math.sqrt(count / (count - 1) * squares)


def _passage_spread(theme: str, inside: Sequence[tuple[int, _SegmentScore]], weights: Sequence[float]) -> float:
    """Half of an 80 % range by drawing passages anew (bootstrap; Efron 1979).

    The log-odds above the base are a sum of shares c of passages with n words, and are measured against length: drawn
    with replacement, Σc/Σn has the standard deviation √Σ(c - n·Σc/Σn)² in units of Σc (linearised ratio; Cochran 1977),
    which needs no drawing. What stands on no passage, the pull of a rival, is not drawn.
    """
    given: dict[int, float] = defaultdict(float)
    words: Counter[int] = Counter()
    for (_, segment), weight in zip(inside, weights, strict=True):
        passages = segment.passages
        words.update(passages)
        for _, share, odds in segment.parts[theme]:
            places = share.tokens
            for first, _ in places:
                given[passages[first]] += weight * odds / len(places)
    rate = math.fsum(given.values()) / words.total()
    return EIGHTY_PERCENT * math.sqrt(math.fsum((given[key] - rate * count) ** 2 for key, count in words.items()))


def _bounded(odds: float) -> float:
    """The log-odds, bent beyond the knee: monotone, and never beyond ``MOST_CERTAIN``."""
    room = MOST_CERTAIN - KNEE
    beyond = max(abs(odds) - KNEE, 0.0)
    return math.copysign(min(abs(odds), KNEE) + room * -math.expm1(-beyond / room), odds)


def _logistic(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-odds))
