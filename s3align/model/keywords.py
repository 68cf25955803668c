"""What a curated term says about its theme; ``analysis.terms`` finds the terms."""

from __future__ import annotations

from s3align.strategy.model import Strength

STRENGTH_WEIGHT = {Strength.STRONG: 1.0, Strength.MEDIUM: 0.5, Strength.WEAK: 0.15}
"""What a term says by itself. Set by hand; how reliable it is and how much the whole profile counts is learnt."""
