"""A comparison as lines for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from s3align.render.messages import Messages
from s3align.render.view_compare import CardView, CompareView, NamedView, SideView, ThemeChangeView

WIDTH = 80
QUOTE = 200
"""Signs of a quote that are printed at most."""


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
    for sign, cards in (("-", theme.lost), ("+", theme.gained)):
        for card in cards:
            yield from _wrap(_passage(sign, card))


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
    return f"{entry.about} ({entry.place})" if entry.place else entry.about


def _list(titles: Sequence[str], entries: Sequence[str], messages: Messages) -> Iterator[str]:
    if entries:
        yield from ("", *_wrap(f"{' – '.join(map(messages, titles))}:", 0))
        for entry in entries:
            yield from _wrap(entry)


def _wrap(text: str, indent: int = 2) -> list[str]:
    follow = " " * (indent + 2) if indent else ""
    return textwrap.wrap(text, WIDTH, initial_indent=" " * indent, subsequent_indent=follow)
