"""What a record says in sentences: the overall statement, and why there is none."""

from __future__ import annotations

from collections.abc import Mapping

from s3align.record.assessment import Assessment, ReasonValue, Rule, ThemeResult
from s3align.render.formats import enumeration
from s3align.render.messages import Messages
from s3align.strategy.model import Strategy, wording

_MEGABYTE = 1_000_000


def headline(assessment: Assessment, strategy: Strategy, messages: Messages) -> str:
    """The overall statement in one sentence."""
    overall = assessment.overall
    if overall is None:
        return messages("headline_not_assessed")
    count = messages.number(len(assessment.themes))

    def named(theme_id: str) -> str:
        return _named(assessment.theme(theme_id), strategy, messages)

    match overall.rule:
        case Rule.MAIN:
            return messages("fit_main", main=named(overall.primary or ""))
        case Rule.MAIN_AND_SECONDARY:
            others = enumeration([named(theme) for theme in overall.secondary], messages)
            return messages("fit_main_and_secondary", main=named(overall.primary or ""), others=others)
        case Rule.SPREAD:
            return _spread(assessment, strategy, messages)
        case Rule.UNCLEAR:
            return messages("fit_unclear", main=named(overall.nearest or ""))
        case Rule.WEAK:
            return messages("fit_weak", main=named(overall.nearest or ""), count=count)
        case Rule.NONE:
            return messages("fit_none", count=count)


def _named(theme: ThemeResult, strategy: Strategy, messages: Messages) -> str:
    """The theme in quotation marks, with the word for its grade."""
    grade = strategy.grade(theme.sureness)
    word = next(limit.name for limit in strategy.grades if limit.grade is grade)
    name = wording(strategy.theme(theme.id).name, messages.language)
    return messages("fit_theme", name=name, grade=wording(word, messages.language))


def _spread(assessment: Assessment, strategy: Strategy, messages: Messages) -> str:
    touched = sorted(
        (theme for theme in assessment.themes if theme.verdict == "touched"), key=lambda row: (-row.sureness, row.id)
    )
    names = ", ".join(wording(strategy.theme(theme.id).name, messages.language) for theme in touched)
    return messages("fit_spread", count=messages.number(len(touched)), themes=names)


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
    return messages(f"reason_{reason}", **values)
