"""What a record says in sentences: the overall statement, and why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from s3align.record.assessment import Assessment, ReasonValue, Rule, ThemeResult, Verdict, ranked
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


def headline(assessment: Assessment, strategy: Strategy, messages: Messages) -> str:
    """The overall statement; it names the themes by their verdicts, and says where even the first one is not certain.

    Where none is addressed, it says what was found and what comes nearest: that a project has nothing to do with a theme is
    for nobody but a person to say.
    """
    if assessment.overall is None:
        return messages("headline_not_assessed")
    rule = assessment.overall.rule
    if rule in (Rule.MAIN, Rule.MAIN_AND_SECONDARY):
        main, others = (_named(_with(verdict, assessment), strategy, messages) for verdict in _ADDRESSED)
        both = bool(main and others)
        text = messages("fit_main_and_secondary" if both else "fit_main", main=main or others, others=others)
        return text if sure_points(ranked(assessment.themes)[0].low) >= BORDER else f"{text} {messages('fit_unsure')}"
    if not something_comes_near(assessment):
        return messages("fit_none_alone")
    named = _with(Verdict.UNCLEAR if rule is Rule.UNCLEAR else Verdict.TOUCHED, assessment)
    return messages(
        f"fit_{rule}",
        themes=_quoted(named, strategy, messages),
        named=messages.number(len(named)),
        nearest=_quoted(ranked(assessment.themes)[:1], strategy, messages),
    )


def something_comes_near(assessment: Assessment) -> bool:
    """Whether any passage has to do with the theme that comes nearest: else the order of the themes says nothing."""
    nearest = ranked(assessment.themes)[0]
    return nearest.verdict is not Verdict.NONE or bool(nearest.evidence)


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
    return f"{addressed} {_lead(assessment, strategy, messages)}".rstrip()


def _lead(assessment: Assessment, strategy: Strategy, messages: Messages) -> str:
    """Whether the first theme is clearly ahead, by the ranges as they are printed; "" where nothing is to be said of it."""
    first, *others = ranked(assessment.themes)
    if not others or any(theme.sureness > first.sureness for theme in others):
        return ""
    values: dict[str, object] = {
        "main": theme_name(first.id, strategy, messages),
        "low": sure_points(first.low),
        "high": sure_points(first.high),
    }
    near = [theme for theme in others if sure_points(theme.high) >= sure_points(first.low)]
    if near:
        return messages.count("rule_close", len(near), others=_quoted(near, strategy, messages), **values)
    return messages("rule_ahead" if sure_points(first.low) >= BORDER else "rule_unsure", **values)


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
        elif key == "words":
            values[key] = messages("words_one") if value == 1 else messages("words_many", count=value)
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
