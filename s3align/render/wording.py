"""What a record says in sentences: the overall statement, and why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

from s3align.record.assessment import Assessment, ReasonValue, Rule, ThemeResult, Verdict
from s3align.render.formats import BORDER, enumeration, sure_points
from s3align.render.messages import Messages
from s3align.strategy.model import Strategy, wording

_MEGABYTE = 1_000_000
_PROGRAMS = {
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), "word"),
    **dict.fromkeys((".odt", ".ott", ".fodt"), "opendocument"),
}
"""Whose files a suffix belongs to: what helps with a Word file does not help with a PDF."""
_ADDRESSED = (Verdict.CORE, Verdict.SIDE)


def ranked(themes: Iterable[ThemeResult]) -> list[ThemeResult]:
    """Themes as they are shown: by verdict, those that matter most first, and then by extent, those without by sureness."""
    order = (Verdict.CORE, Verdict.SIDE, Verdict.UNCLEAR, Verdict.TOUCHED, Verdict.NONE)
    return sorted(
        themes,
        key=lambda theme: (
            order.index(theme.verdict),
            0.0 if theme.verdict is Verdict.NONE else -theme.extent,
            -theme.sureness,
        ),
    )


def headline(assessment: Assessment, strategy: Strategy, messages: Messages) -> str:
    """The overall statement in one sentence; it names the themes by their verdicts."""
    if assessment.overall is None:
        return messages("headline_not_assessed")
    rule = assessment.overall.rule
    if rule in (Rule.MAIN, Rule.MAIN_AND_SECONDARY):
        main, others = (_named(_with(verdict, assessment), strategy, messages) for verdict in _ADDRESSED)
        if main and others:
            return messages("fit_main_and_secondary", main=main, others=others)
        return messages("fit_main", main=main or others)
    named = _with(Verdict.UNCLEAR if rule is Rule.UNCLEAR else Verdict.TOUCHED, assessment)
    return messages(
        f"fit_{rule}",
        themes=_quoted(named, strategy, messages),
        named=messages.number(len(named)),
        count=messages.number(len(assessment.themes)),
    )


def _with(verdict: Verdict, assessment: Assessment) -> list[ThemeResult]:
    """The themes with a verdict, as they are shown."""
    return [theme for theme in ranked(assessment.themes) if theme.verdict is verdict]


def _named(themes: Sequence[ThemeResult], strategy: Strategy, messages: Messages) -> str:
    """Themes in quotation marks, each with the word for its verdict."""
    names = [
        messages(
            "fit_theme", name=theme_name(theme.id, strategy, messages), verdict=messages(f"verdict_{theme.verdict}")
        )
        for theme in themes
    ]
    return enumeration(names, messages)


def _quoted(themes: Sequence[ThemeResult], strategy: Strategy, messages: Messages) -> str:
    """Themes in quotation marks."""
    names = [messages("fit_quoted", name=theme_name(theme.id, strategy, messages)) for theme in themes]
    return enumeration(names, messages)


def theme_name(theme_id: str, strategy: Strategy, messages: Messages) -> str:
    """A theme's name in the reader's language."""
    return wording(strategy.theme(theme_id).name, messages.language)


def reasoning(assessment: Assessment, strategy: Strategy, messages: Messages) -> str | None:
    """Why the overall statement is what it is; None where there is none."""
    if assessment.overall is None:
        return None
    rule = assessment.overall.rule
    if rule not in (Rule.MAIN, Rule.MAIN_AND_SECONDARY):
        return messages(f"rule_{rule}", border=BORDER)
    count = len(assessment.addressed)
    addressed = messages.count("rule_addressed", count, themes=messages.number(count))
    return f"{addressed} {_lead(assessment, strategy, messages)}"


def _lead(assessment: Assessment, strategy: Strategy, messages: Messages) -> str:
    """Whether the surest theme is clearly ahead, by the ranges as they are printed."""
    first, *others = sorted(assessment.themes, key=lambda theme: (not theme.is_addressed, -theme.sureness, theme.id))
    name = theme_name(first.id, strategy, messages)
    near = [theme for theme in others if sure_points(theme.high) >= sure_points(first.low)]
    if not near:
        return messages("rule_ahead", main=name)
    return messages.count("rule_close", len(near), main=name, others=_quoted(near, strategy, messages))


def reason_sentence(assessment: Assessment, messages: Messages) -> str | None:
    """Why a document was not assessed and what to do next; None for one that was."""
    if assessment.reason is None:
        return None
    return reason_text(assessment.reason, assessment.document.name, assessment.reason_values, messages)


def reason_text(reason: str, name: str, details: Mapping[str, ReasonValue], messages: Messages) -> str:
    """As ``reason_sentence``, from the parts of a record: the reason, the document's name and the reason's values."""
    values: dict[str, object] = {"name": name}
    for key, value in details.items():
        if key.endswith("_bytes"):
            values[key.removesuffix("_bytes")] = f"{round(float(value) / _MEGABYTE)} MB"
        elif key == "cause":
            values[key] = messages(f"cause_{value}")
        elif key == "languages":
            values[key] = ", ".join(messages.language_name(code) for code in str(value).split())
        else:
            values[key] = f"{value:g}" if isinstance(value, int | float) else value
    program = _PROGRAMS.get(PurePath(name).suffix.lower())
    keys: tuple[str, ...] = (
        f"reason_{reason}_{details.get('detail')}",
        f"reason_{reason}_{program}",
        f"reason_{reason}",
    )
    if "inside" in details:
        keys = ("reason_portfolio", *keys)
    return messages(next(key for key in keys if messages.has(key)), **values)
