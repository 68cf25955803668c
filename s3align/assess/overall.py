"""The overall statement, reached by rules that the report prints: main theme, secondary theme, spread, none."""

from __future__ import annotations

from collections.abc import Sequence

from s3align.record.assessment import Fit, Grade, ThemeScore
from s3align.render.messages import Messages
from s3align.strategy.model import Strategy


def overall(
    themes: Sequence[ThemeScore], strategy: Strategy, messages: Messages, language: str
) -> tuple[str | None, str | None, Fit]:
    """Primary theme id, secondary theme id, and the statement.

    The main theme is the addressed theme with the highest score, the secondary one the next addressed; with none
    addressed there is no main theme, and the statement says so.
    """
    ranked = sorted(themes, key=lambda theme: (-theme.score, theme.id))
    addressed = [theme for theme in ranked if theme.addressed]
    primary = addressed[0] if addressed else None
    secondary = addressed[1] if len(addressed) > 1 else None
    wording = _Wording(strategy, messages, language)
    if primary is None:
        return None, None, wording.without_theme(ranked)
    if secondary is None:
        sentence = messages("fit_main", main=wording.name(primary), main_grade=wording.grade(primary.grade))
        return primary.id, None, Fit(primary.grade, sentence, "main")
    sentence = messages(
        "fit_main_and_secondary",
        main=wording.name(primary),
        main_grade=wording.grade(primary.grade),
        secondary=wording.name(secondary),
        secondary_grade=wording.grade(secondary.grade),
    )
    return primary.id, secondary.id, Fit(primary.grade, sentence, "main_and_secondary")


class _Wording:
    def __init__(self, strategy: Strategy, messages: Messages, language: str) -> None:
        self._strategy = strategy
        self._messages = messages
        self._language = language

    def name(self, theme: ThemeScore) -> str:
        return self._strategy.theme(theme.id).name[self._language]

    def grade(self, grade: Grade) -> str:
        return next(limit.name[self._language] for limit in self._strategy.grades if limit.grade is grade)

    def without_theme(self, ranked: Sequence[ThemeScore]) -> Fit:
        touched = [theme for theme in ranked if theme.grade is not Grade.NONE]
        grade = ranked[0].grade
        count = self._messages.number(len(ranked))
        if len(touched) >= self._strategy.spread_count:
            names = ", ".join(self.name(theme) for theme in touched)
            sentence = self._messages("fit_spread", count=self._messages.number(len(touched)), themes=names)
            return Fit(grade, sentence, "spread")
        if touched:
            sentence = self._messages(
                "fit_weak", main=self.name(touched[0]), main_grade=self.grade(touched[0].grade), count=count
            )
            return Fit(grade, sentence, "weak")
        return Fit(grade, self._messages("fit_none", count=count), "none")
