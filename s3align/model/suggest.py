"""What the profiles miss: words that tell a theme's labelled texts from others and that no profile of the theme covers.

For a word in d of the n texts about a theme and in e of the m others, the log-odds ratio with a prior of one half,
ln((d + ½)/(n - d + ½)) - ln((e + ½)/(m - e + ½)), over its standard error (Monroe, Colaresi and Quinn 2008, without an
informative prior): words are ranked by this z.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from s3align.analysis.passages import Analyser, Piece
from s3align.analysis.terms import sure_hits
from s3align.model.features import token_words
from s3align.model.labelled import LabelledText
from s3align.model.profiles import LanguageProfiles

LEAST_TEXTS = 3
"""Texts of the theme that a word must stand in: fewer may be one author's habit."""
SMALLEST_Z = 1.64
"""One-sided 95 %: below, the difference may be chance."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word that no profile of the theme covers: in how many texts of the theme and of others, and its z."""

    word: str
    inside: int
    outside: int
    z: float


def suggest(
    texts: Sequence[LabelledText], theme: str, profiles: LanguageProfiles, analyser: Analyser
) -> list[Suggestion]:
    """Suggestions for a theme from the texts of the profiles' language, the strongest first."""
    inside: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    sizes = {True: 0, False: 0}
    for text in texts:
        if text.language != profiles.language or theme not in text.labels:
            continue
        about = text.labels[theme]
        sizes[about] += 1
        (inside if about else outside).update(_uncovered(text, theme, profiles, analyser))
    found = [
        Suggestion(word, count, outside[word], _z(count, sizes[True], outside[word], sizes[False]))
        for word, count in inside.items()
        if count >= LEAST_TEXTS and not analyser.is_general(word)
    ]
    return sorted((row for row in found if row.z >= SMALLEST_Z), key=lambda row: (-row.z, row.word))


def _uncovered(text: LabelledText, theme: str, profiles: LanguageProfiles, analyser: Analyser) -> set[str]:
    (found,) = analyser.texts(text.language, [Piece(f"{text.title}\n{text.text}")])
    covered = {
        index for hit in sure_hits(found.hits) if hit.term.theme == theme for index in range(hit.first, hit.last + 1)
    }
    words = {word for index, token in enumerate(found.tokens) if index not in covered for word in token_words(token)}
    return {word for word in words if profiles.vocabulary.weights[theme].get(word, 0.0) <= 0}


def _z(inside: int, texts_inside: int, outside: int, texts_outside: int) -> float:
    cells = (inside + 0.5, texts_inside - inside + 0.5, outside + 0.5, texts_outside - outside + 0.5)
    odds = math.log(cells[0] / cells[1]) - math.log(cells[2] / cells[3])
    return odds / math.sqrt(sum(1 / cell for cell in cells))
