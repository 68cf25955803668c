"""A comparison as lines for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from s3align.render.messages import Messages
from s3align.render.view_compare_model import (
    CardView,
    CompareView,
    NamedView,
    SideView,
    TextSectionView,
    TextSideView,
    TextView,
    ThemeChangeView,
)

WIDTH = 80
QUOTE = 200
"""Signs of a quote that are printed at most."""
PASSAGES = 5
"""Passages of a theme, and paragraphs of a section, that are printed on each side; a page or JSON has more."""
SECTIONS = 10
"""Sections of the text that are printed on each side."""


def compare_lines(view: CompareView) -> Iterator[str]:
    """The comparison in lines of ``WIDTH`` columns; of a passage what the other version does not have."""
    messages = Messages.load(view.language)
    yield view.running
    for version in view.versions:
        yield from _wrap(f"{version.label}: {version.masthead.title}", 0)
        yield from _wrap(version.headline)
    yield from ("", *_wrap(view.headline, 0))
    for sentence in view.first:
        yield from _wrap(f"{messages('terminal_warning')} {sentence}", 0)
    if view.text:
        yield from ("", *_text(view.text, messages))
    told = [theme for theme in view.themes if theme.css == "clear" or theme.has_details]
    for theme in told:
        yield from ("", *_theme(theme, messages))
    yield ""
    others = [theme.name for theme in view.themes if theme not in told]
    if others and told:
        yield from _wrap(f"{messages('compare_not_clear')}: {', '.join(others)}", 0)
    elif not told:
        yield from _wrap(messages("compare_same"), 0)
    yield from _rest(view, messages)
    yield from ("", *_wrap(view.limits[0], 0))


def _theme(theme: ThemeChangeView, messages: Messages) -> Iterator[str]:
    yield from _wrap(f"{theme.name}: {theme.change}", 0)
    yield from _wrap(theme.reason)
    yield from _wrap(f"{messages('compare_old')}: {_side(theme.before, messages)}")
    yield from _wrap(f"{messages('compare_new')}: {_side(theme.after, messages)}")
    for key, names in (("lost", theme.subtopics_lost), ("gained", theme.subtopics_gained)):
        if names:
            yield from _wrap(messages(f"compare_subtopics_{key}", names=names))
    for sign, cards, left in (("-", theme.lost, theme.lost_left), ("+", theme.gained, theme.gained_left)):
        for card in cards[:PASSAGES]:
            yield from _wrap(_passage(sign, card))
        yield from _left("compare_passages_left", left + len(cards[PASSAGES:]), messages)


def _text(text: TextView, messages: Messages) -> Iterator[str]:
    """What was removed from the text and added to it, section by section."""
    if not text.sides:
        yield from _wrap(text.sentence, 0)
    for side in text.sides:
        yield from _wrap(f"{side.title}: {side.amount}", 0)
        sign = "+" if side.css == "gain" else "-"
        for section in side.sections[:SECTIONS]:
            yield from _section(sign, section)
        yield from _left("compare_text_left", side.left + _unprinted(side), messages)


def _section(sign: str, section: TextSectionView) -> Iterator[str]:
    yield from _wrap(" – ".join(filter(None, (section.title, section.note))))
    for card in section.cards[:PASSAGES]:
        yield from _wrap(_passage(sign, card), 4)


def _unprinted(side: TextSideView) -> int:
    """How many of a side's paragraphs are not printed."""
    printed = sum(len(section.cards[:PASSAGES]) for section in side.sections[:SECTIONS])
    return sum(len(section.cards) for section in side.sections) - printed


def _left(key: str, number: int, messages: Messages) -> Iterator[str]:
    if number:
        yield from _wrap(messages.count(key, number))


def _side(side: SideView, messages: Messages) -> str:
    sure = messages("theme_score", points=side.points, low=side.low, high=side.high)
    return ". ".join((", ".join(filter(None, (side.verdict, side.extent))), sure))


def _passage(sign: str, card: CardView) -> str:
    marked = [piece for piece in card.pieces if piece.marked]
    own = " … ".join(" ".join(piece.text.split()) for piece in marked or card.pieces)
    place = ", ".join(filter(None, (card.page, card.section, card.share)))
    return f"{sign} [{place}] {textwrap.shorten(own, QUOTE, placeholder=' …')}"


def _rest(view: CompareView, messages: Messages) -> Iterator[str]:
    """What changed beside the themes; nothing where nothing did."""
    for title, key, entries in (
        ("advice_title", "compare_answered", view.answered),
        ("advice_title", "compare_asked", view.asked),
        ("advice_title", "compare_gone", view.gone),
        ("principles_title", "compare_principles_gained", view.principles_gained),
        ("principles_title", "compare_principles_lost", view.principles_lost),
    ):
        yield from _list((title, key), [_named(entry) for entry in entries], messages)
    places = [f"{place.name}: {place.old} → {place.new}" for place in view.places]
    yield from _list(("compare_places_title",), places, messages)
    for key, notes in (("compare_notes_gained", view.notes_gained), ("compare_notes_lost", view.notes_lost)):
        shown = [", ".join(filter(None, (note.title, note.page))) for note in notes]
        yield from _list(("integrity_title", key), shown, messages)


def _named(entry: NamedView) -> str:
    about = ": ".join(filter(None, (entry.about, entry.change)))
    return f"{about} ({entry.place})" if entry.place else about


def _list(titles: Sequence[str], entries: Sequence[str], messages: Messages) -> Iterator[str]:
    if entries:
        yield from ("", *_wrap(f"{' – '.join(map(messages, titles))}:", 0))
        for entry in entries:
            yield from _wrap(entry)


def _wrap(text: str, indent: int = 2) -> list[str]:
    follow = " " * (indent + 2) if indent else ""
    return textwrap.wrap(text, WIDTH, initial_indent=" " * indent, subsequent_indent=follow)
