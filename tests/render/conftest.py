"""The assessment with the text of its passages, as every record made today has it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from s3align.record.assessment import (
    Assessment,
    PassageMarks,
    PassageText,
    Span,
    SubtopicResult,
    ThemeResult,
)

TEXTS = {
    21: (3, "2.1 Ziele", "Ziel ist eine regionale Kreislaufwirtschaft: Rezyklate ersetzen Neuware aus Erdöl.", "de"),
    22: (3, "2.1 Ziele", "Die Rezyklate werden im Spritzguss verarbeitet.", "de"),
    35: (5, None, "The plant couples recycling with an electrolyser.", "en"),
    63: (9, "3 Arbeitsplan", "Der Lebenszyklus der Werkstoffe wird <vermessen>.", "de"),
}
GREEN = {21: ("Kreislaufwirtschaft", "Rezyklate"), 22: ("Rezyklate",), 35: ("recycling", "electrolyser")}
INDUSTRY = {22: ("Rezyklate werden im Spritzguss",), 63: ("Werkstoffe",)}


@pytest.fixture(scope="session")
def marked(assessment: Assessment) -> Assessment:
    """Two themes speak in four passages: one of them in both, one is evidence only; a sub-topic has two passages."""
    themes = {theme.id: theme for theme in assessment.themes}
    green = _with_marks(themes["green-tech"], GREEN, {21: 0.3208, 22: 0.0, 35: 0.1796})
    circular = SubtopicResult("circular", (21, 22), (_marks(21, ("Kreislaufwirtschaft",)), _marks(22, ("Rezyklate",))))
    green = replace(green, subtopics=(circular, *green.subtopics[1:]), passages=3, pages=(3, 5))
    industry = _with_marks(themes["new-industry"], INDUSTRY, {22: 0.2, 63: 0.001}, nearest={63})
    industry = replace(industry, passages=1, pages=(3,))
    themes |= {"green-tech": green, "new-industry": industry}
    texts = tuple(
        PassageText(
            number=number,
            page=page,
            span=Span(10, 10 + len(text)),
            text=text,
            language=language,
            section=section,
            page_label="iii" if page == 5 else None,
            confidence=0.8 if page == 9 else None,
        )
        for number, (page, section, text, language) in TEXTS.items()
    )
    return replace(assessment, themes=tuple(themes[theme.id] for theme in assessment.themes), passages=texts)


def _with_marks(
    theme: ThemeResult,
    words: dict[int, tuple[str, ...]],
    values: dict[int, float],
    nearest: frozenset | set = frozenset(),
) -> ThemeResult:
    marks = tuple(
        replace(_marks(number, own), value=values[number], speaks=number not in nearest)
        for number, own in words.items()
    )
    evidence = tuple(replace(card, passage=number) for card, number in zip(theme.evidence, words, strict=False))
    return replace(theme, marks=marks, evidence=evidence[:1])


def _marks(number: int, words: tuple[str, ...]) -> PassageMarks:
    text = TEXTS[number][2]
    return PassageMarks(number, tuple(Span(text.index(word), text.index(word) + len(word)) for word in words))
