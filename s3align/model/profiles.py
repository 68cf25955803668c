"""What a theme looks like to the tool: learnt vocabulary and calibration, per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Calibration:
    """Log-odds of a theme = ``base`` + ``slope``·F - ``rivalry``·R, see ``profiles.features``.

    F is the theme's figure T + Σ_k u_k·K_k, R the pull of its strongest rival.
    """

    base: float
    slope: float
    rivalry: float

    def odds(self, figure: float, pull: float) -> float:
        """The log-odds at a figure F and a rival's pull R."""
        return self.base + self.slope * figure - self.rivalry * pull


@dataclass(frozen=True)  # no slots: what it works out once needs room
class LanguageProfiles:
    """The TF-IDF profiles of one language.

    ``idf``: word -> inverse document frequency; ``unknown_idf`` is used for words never seen in training, so that they
    keep their weight in the norm and strange texts do not look similar. ``weights``: theme -> word -> weight.
    ``term_weights``: theme -> whose terms (a theme, or ``out_of_scope``) -> weight u_k of K_k: a theme's own terms never
    count against it, those of other themes and of topics outside never for it. ``threshold``: the score (0..1) from
    which a theme counts as addressed, the same for all themes.
    """

    language: str
    idf: Mapping[str, float]
    unknown_idf: float
    weights: Mapping[str, Mapping[str, float]]
    term_weights: Mapping[str, Mapping[str, float]]
    calibration: Mapping[str, Calibration]
    threshold: float

    @cached_property
    def weighing_words(self) -> frozenset[str]:
        """The words with a weight in some theme."""
        return frozenset[str]().union(*self.weights.values())


@dataclass(frozen=True, slots=True)
class Profiles:
    """The model of a strategy; ``model_hash`` identifies it in every record."""

    strategy_id: str
    languages: Mapping[str, LanguageProfiles]
    model_hash: str
