"""All passages behind a theme and its sub-topics, as ways to them: where each stands, what counts in it, what it adds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from s3align.record.assessment import Evidence, PassageMarks, PassageText, SubtopicResult, ThemeResult
from s3align.render.formats import page_ranges
from s3align.render.view_context import Context
from s3align.render.view_ledger import passage_anchor, passage_place, printed, quote_language
from s3align.render.view_model import SubtopicView
from s3align.render.view_model_passages import PassageLine, PassageLink
from s3align.strategy.model import Subtopic

SMALLEST_SHOWN = 0.0005
"""What is less than half a tenth of a point would be printed as nothing."""


def further_passages(
    score: ThemeResult, cards: Iterable[Evidence], points: Mapping[int, str], context: Context
) -> tuple[PassageLine, ...]:
    """The passages that speak of a theme beside the ``cards``, in reading order; ``points`` as the ledger prints them."""
    shown = {card.passage for card in cards}
    rows = [row for row in score.marks if row.speaks and row.passage not in shown]
    return tuple(_lines(rows, context, points))


def left_out(score: ThemeResult, context: Context) -> str | None:
    """How many passages speak of a theme that the report does not hold; None in a report without any passages."""
    missing = score.passages - sum(row.speaks for row in score.marks)
    return context.messages.count("passages_left_out", missing) if score.marks and missing > 0 else None


def subtopic_view(result: SubtopicResult, known: Subtopic | None, context: Context) -> SubtopicView:
    """A sub-topic with the passages that speak of it; ``known``: what the strategy says of it, None where it has it no more."""
    messages = context.messages
    state = messages("subtopic_open")
    if result.is_addressed:
        state = messages.count("subtopic_addressed", len(result.passages))
    pages = {context.texts[number].page for number in result.passages if number in context.texts}
    if pages:
        state = f"{state}, {messages('pages_listed', list=page_ranges(pages))}"
    name = context.word(known.name) if known else result.id
    return SubtopicView(name, result.is_addressed, state, tuple(_lines(result.marks, context, {})))


def _lines(rows: Iterable[PassageMarks], context: Context, points: Mapping[int, str]) -> Iterator[PassageLine]:
    for row in rows:
        text = context.texts[row.passage]
        yield PassageLine(
            link=PassageLink(passage_anchor(row.passage), passage_place(text, context.messages)),
            lang=quote_language(text.language, context.language),
            terms=marked_words(row, text),
            points=_points(row, context, points),
        )


def marked_words(row: PassageMarks, text: PassageText) -> tuple[str, ...]:
    """The marked words of a passage as they stand there, each once."""
    return tuple(dict.fromkeys(" ".join(text.text[start:end].split()) for start, end in row.spans))


def _points(row: PassageMarks, context: Context, points: Mapping[int, str]) -> str | None:
    if row.value is None or abs(row.value) < SMALLEST_SHOWN:
        return None
    known = points.get(row.passage) or printed(row.value, context.messages)
    return context.messages("evidence_points", points=known)
