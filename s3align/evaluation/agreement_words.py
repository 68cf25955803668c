"""The agreement of people and their differences, in words of the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from s3align.evaluation.agreement import (
    LEAST_CELLS,
    LEAST_PROPOSALS,
    LEAST_RARER,
    Agreed,
    Agreement,
    Comparison,
    Limit,
    Who,
)
from s3align.evaluation.chance_agreement import Estimate
from s3align.evaluation.disagreements import Disagreement, Said
from s3align.render.formats import MINUS
from s3align.render.messages import Messages
from s3align.render.review_workbook_words import Choice, words
from s3align.render.view_agreement import AgreementPart, AgreementRow, AgreementView, DifferenceRow

_HEADS = ("who", "theme", "proposals", "same", "share", "kappa", "weighted_kappa", "ac1", "ac2")
_DIFFERENCE_HEADS = ("gravity", "file", "about", "said")


def agreement_view(
    found: Agreement, differences: Sequence[Disagreement], names: Mapping[str, str], language: str
) -> AgreementView:
    """What a sheet or a terminal shows; ``names``: theme -> its name in ``language`` ("de" or "en")."""
    messages = Messages.load(language)
    return AgreementView(
        messages("agreement_intro"),
        tuple(messages(f"agreement_head_{head}") for head in _HEADS),
        tuple(_part(row, names, messages) for row in found.comparisons),
        tuple(_notes(found, messages)),
        messages("agreement_differences"),
        tuple(messages(f"agreement_head_{head}") for head in _DIFFERENCE_HEADS),
        tuple(_difference(row, names, messages) for row in differences),
        messages("agreement_differences_none"),
    )


def _part(found: Comparison, names: Mapping[str, str], messages: Messages) -> AgreementPart:
    is_people = found.who in (Who.PAIR, Who.ALL)
    remark = messages("agreement_common_blind" if is_people else "agreement_common", **_counts(found))
    rows = tuple(_row(entry, names, messages) for entry in found.figures if entry.cells)
    return AgreementPart(_who(found, messages), remark, rows)


def _counts(found: Comparison) -> dict[str, int]:
    return {"count": found.overall.proposals, "blind": found.blind}


def _who(found: Comparison, messages: Messages) -> str:
    if found.who is Who.ALL:
        return messages("agreement_all", count=len(found.readers), names=", ".join(found.readers))
    if found.who is Who.PAIR:
        one, other = found.readers
        return messages("agreement_pair", one=one, other=other)
    return messages(f"agreement_{found.who}", one=found.readers[0])


def _row(entry: Agreed, names: Mapping[str, str], messages: Messages) -> AgreementRow:
    return AgreementRow(
        theme=messages("agreement_all_themes") if entry.theme is None else names[entry.theme],
        proposals=entry.proposals,
        same=messages("agreement_same", same=entry.same, cells=entry.cells),
        share=_estimate(entry.share, messages),
        kappa=_estimate(entry.kappa, messages),
        weighted_kappa=_estimate(entry.weighted_kappa, messages),
        ac1=_estimate(entry.ac1, messages),
        ac2=_estimate(entry.ac2, messages),
        is_overall=entry.theme is None,
    )


def _estimate(figure: Estimate | None, messages: Messages) -> str:
    if figure is None or figure.value is None:
        return ""
    value = _number(figure.value, messages)
    if figure.interval is None:
        return value
    low, high = _number(figure.interval.low, messages), _number(figure.interval.high, messages)
    return messages("agreement_estimate", value=value, low=low, high=high)


def _number(value: float, messages: Messages) -> str:
    shown = f"{abs(value):.2f}".replace(".", "," if messages.language == "de" else ".")
    return f"{MINUS}{shown}" if round(value, 2) < 0 else shown


def _notes(found: Agreement, messages: Messages) -> Iterator[str]:
    """What the figures mean and do not say; each once, and only where it holds."""
    if not any(row.who in (Who.PAIR, Who.ALL) for row in found.comparisons):
        yield messages("agreement_nothing")
    elif found.alone:
        yield messages("agreement_alone", names=", ".join(found.alone))
    if found.twice:
        yield messages.count("agreement_twice", found.twice)
    limits = {limit for row in found.comparisons for limit in row.limits}
    if Limit.BOTH_WRONG in limits:
        yield messages("agreement_note_reading")
    values = {
        Limit.FEW: {"proposals": LEAST_PROPOSALS, "cells": LEAST_CELLS},
        Limit.ONE_SIDED: {"rarer": LEAST_RARER},
    }
    for limit in (limit for limit in Limit if limit in limits):
        yield messages(f"agreement_note_{limit}", **values.get(limit, {}))


def _difference(found: Disagreement, names: Mapping[str, str], messages: Messages) -> DifferenceRow:
    return DifferenceRow(
        messages(f"agreement_gravity_{found.gravity}"),
        found.file,
        names[found.theme] if found.theme else messages("agreement_decision"),
        tuple(_said(said, _words(messages), messages) for said in found.said),
    )


def _words(messages: Messages) -> Callable[[Choice, str], str]:
    return lambda choice, value: words(choice, messages)[value]


def _said(said: Said, word: Callable[[Choice, str], str], messages: Messages) -> str:
    what = word(Choice.VERDICT, said.verdict) if said.verdict else word(Choice.DECISION, said.decision or "")
    why = [
        *([word(Choice.REASON, said.reason)] if said.reason else []),
        *([said.remark.strip()] if said.remark.strip() else []),
    ]
    if not why:
        return messages("agreement_said", reviewer=said.reviewer, what=what)
    return messages("agreement_said_why", reviewer=said.reviewer, what=what, why="; ".join(why))
