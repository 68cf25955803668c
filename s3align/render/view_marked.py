"""The text with its words marked: every passage that speaks of a theme, in reading order, and a switch for each theme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from string import ascii_uppercase

from s3align.record.assessment import PassageText, Span, ThemeResult
from s3align.render.view_context import Context
from s3align.render.view_ledger import capitalised, page_name, passage_anchor, quote_language, recognised
from s3align.render.view_model_passages import (
    MarkedPage,
    MarkedPassage,
    MarkedPiece,
    MarkedSection,
    MarkedText,
    SwitchView,
)
from s3align.strategy.colours import theme_colours

Marked = tuple[SwitchView, Span]
"""Words of a passage that are marked for a theme."""


def marked_text(themes: Sequence[ThemeResult], context: Context) -> MarkedText | None:
    """The marked text of a report; ``themes`` in the order in which it shows them. None where the record holds no text."""
    if not context.texts:
        return None
    shown = [theme for theme in themes if theme.marks]
    switches = dict(zip((theme.id for theme in shown), _switches(shown, context), strict=True))
    words: dict[int, list[Marked]] = {number: [] for number in context.texts}
    of: dict[int, list[SwitchView]] = {number: [] for number in context.texts}
    for theme in shown:
        for row in theme.marks:
            words[row.passage].extend((switches[theme.id], span) for span in row.spans)
            if row.speaks:
                of[row.passage].append(switches[theme.id])
    passages = _passages(words, of, context)
    pages = groupby(zip(context.texts.values(), passages, strict=True), key=lambda pair: _page(pair[0], context))
    return MarkedText(
        intro=context.messages("marked_intro", shown=len(context.texts), total=context.passages),
        switches=tuple(switches.values()),
        pages=tuple(MarkedPage(title, tuple(_sections(list(rows)))) for title, rows in pages),
    )


def _switches(themes: Sequence[ThemeResult], context: Context) -> Iterator[SwitchView]:
    """A switch for each theme; on for those addressed, or for all where none is."""
    colours = theme_colours(context.strategy)
    for number, theme in enumerate(themes, 1):
        yield SwitchView(
            number=number,
            letter=ascii_uppercase[number - 1] if number <= len(ascii_uppercase) else str(number),
            colour=colours[theme.id],
            theme=theme.id,
            name=context.theme_name(theme.id),
            passages=context.messages.count("marked_passages", theme.passages)
            if theme.passages
            else context.messages("marked_passages_none"),
            on=theme.is_addressed or not any(other.is_addressed for other in themes),
        )


def _page(text: PassageText, context: Context) -> str:
    return capitalised(page_name(text.page, text.page_label, context.messages))


def _sections(rows: Sequence[tuple[PassageText, MarkedPassage]]) -> Iterator[MarkedSection]:
    for title, own in groupby(rows, key=lambda pair: pair[0].section):
        yield MarkedSection(title, tuple(passage for _, passage in own))


def _passages(
    words: dict[int, list[Marked]], of: dict[int, list[SwitchView]], context: Context
) -> Iterator[MarkedPassage]:
    messages, before = context.messages, -1
    for number, text in context.texts.items():
        missing = number - before - 1
        before = number
        yield MarkedPassage(
            anchor=passage_anchor(number),
            name=capitalised(messages("passage_number", number=number + 1)),
            gap=messages.count("marked_gap", missing) if missing else None,
            of=tuple(of[number]),
            lang=quote_language(text.language, context.language),
            pieces=tuple(_pieces(text.text, words[number])),
            recognised=recognised(text.confidence, messages),
        )


def _pieces(text: str, marked: Sequence[Marked]) -> Iterator[MarkedPiece]:
    """The text cut wherever marked words begin or end, so that words of two themes belong to both."""
    cuts = sorted({0, len(text), *(place for _, span in marked for place in span)})
    for start, end in pairwise(cuts):
        inside = [(switch, span) for switch, span in marked if span.start <= start and end <= span.end]
        yield MarkedPiece(
            text[start:end],
            tuple(switch for switch, _ in inside),
            tuple(switch for switch, span in inside if span.end == end),
        )
