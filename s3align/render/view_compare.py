"""Builds the view of a comparison: two versions of a proposal side by side, in one reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from s3align.assess.compare import (
    Change,
    Comparison,
    PassageChange,
    PlaceChange,
    PrincipleChange,
    ThemeChange,
    ThemeFigures,
)
from s3align.record.assessment import Assessment, IntegrityNote, Question, Span, Verdict
from s3align.render.compare_versions import Version
from s3align.render.formats import BORDER, enumeration, percent, sure_points
from s3align.render.messages import Messages
from s3align.render.view_ledger import page_name
from s3align.render.view_masthead import masthead
from s3align.render.view_model import BarView, Fact, MastheadView, NoteView, Piece
from s3align.render.view_notes import facts
from s3align.render.wording import headline, theme_name
from s3align.strategy.model import Strategy, Text, wording

SMALLEST_SHARE = 0.01
"""A share of the text that is there is never printed as nothing."""
WHOLE = 0.9
"""Share of a passage from which it is called new as a whole: the rest are turns of phrase that stand elsewhere too."""
FEW_WORDS = 0.1
"""Share of a passage below which only single words are called new."""
LIMITS = ("more_points", "strongest", "words", "person")


@dataclass(frozen=True, slots=True)
class SideView:
    """A theme in one version. ``css``: its verdict, ``verdict`` the word for it; ``extent`` is None without any."""

    css: str
    verdict: str
    extent: str | None
    points: int
    low: int
    high: int
    bar: BarView


@dataclass(frozen=True, slots=True)
class CardView:
    """A passage of one version. ``share``: how much of it the other does not have, in words; "" where that is not known.

    Where that is only a part, it is marked.
    """

    page: str
    section: str | None
    lang: str | None
    pieces: tuple[Piece, ...]
    share: str


@dataclass(frozen=True, slots=True)
class ThemeChangeView:
    """A theme side by side. ``change``: "changed" or "no clear change" in words, ``reason`` why; ``css`` "clear" or "same"."""

    id: str
    name: str
    css: str
    change: str
    reason: str
    before: SideView
    after: SideView
    subtopics_gained: str
    subtopics_lost: str
    gained: tuple[CardView, ...]
    lost: tuple[CardView, ...]
    has_details: bool


@dataclass(frozen=True, slots=True)
class PlaceChangeView:
    """A place with its roles in both versions."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class NamedView:
    """Something with a name and a line on it: an open question, or a principle and the passage that shows it."""

    about: str
    text: str
    place: str | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class PairOfFacts:
    """A line of the provenance for both versions."""

    label: str
    old: str
    new: str
    code: bool
    differs: bool


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version: whether old or new in words, its masthead, and the overall statement of its report."""

    label: str
    masthead: MastheadView
    headline: str


@dataclass(frozen=True, slots=True)
class CompareView:
    """The whole comparison; every tuple may be empty. ``running``: both files, for the head of every page on paper.

    ``first``: what must be known before any figure.
    """

    language: str
    strategy: str
    title: str
    running: str
    headline: str
    first: tuple[str, ...]
    versions: tuple[VersionView, ...]
    themes: tuple[ThemeChangeView, ...]
    passages_gained: str
    passages_lost: str
    principles_gained: tuple[NamedView, ...]
    principles_lost: tuple[NamedView, ...]
    places: tuple[PlaceChangeView, ...]
    answered: tuple[NamedView, ...]
    gone: tuple[NamedView, ...]
    asked: tuple[NamedView, ...]
    notes_gained: tuple[NoteView, ...]
    notes_lost: tuple[NoteView, ...]
    limits: tuple[str, ...]
    facts: tuple[PairOfFacts, ...]


def build_compare_view(
    old: Version, new: Version, comparison: Comparison, strategy: Strategy, language: str
) -> CompareView:
    """Everything that a comparison shows; ``language`` is "de" or "en" (UsageError otherwise)."""
    messages = Messages.load(language)
    words = _Words(strategy, messages)
    name = words.of(strategy.name)
    versions = tuple(_version(key, version, words) for key, version in (("old", old), ("new", new)))
    return CompareView(
        language=language,
        strategy=name,
        title=messages("compare_title", name=versions[1].masthead.title),
        running=messages("compare_running", old=comparison.old, new=comparison.new),
        headline=_headline(comparison, words),
        first=_first(comparison, old.assessment, new.assessment, messages),
        versions=versions,
        themes=tuple(_theme(row, comparison, words) for row in comparison.themes),
        passages_gained=messages(f"compare_passages_gained_{_known(known=comparison.old_text_known)}"),
        passages_lost=messages(f"compare_passages_lost_{_known(known=comparison.new_text_known)}"),
        principles_gained=tuple(_principle(entry, words) for entry in comparison.principles_gained),
        principles_lost=tuple(_principle(entry, words) for entry in comparison.principles_lost),
        places=tuple(_place(entry, messages) for entry in comparison.places),
        answered=tuple(_question(entry, words) for entry in comparison.questions_answered),
        gone=tuple(_question(entry, words) for entry in comparison.questions_gone),
        asked=tuple(_question(entry, words) for entry in comparison.questions_new),
        notes_gained=tuple(_note(entry, messages) for entry in comparison.notes_gained),
        notes_lost=tuple(_note(entry, messages) for entry in comparison.notes_lost),
        limits=tuple(messages(f"compare_limit_{key}", border=BORDER) for key in LIMITS),
        facts=_facts(old.assessment, new.assessment, name, messages),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """The strategy's names in the reader's language."""

    strategy: Strategy
    messages: Messages

    def of(self, text: Text) -> str:
        return wording(text, self.messages.language)

    def theme(self, theme_id: str) -> str:
        return theme_name(theme_id, self.strategy, self.messages)

    def subtopic(self, theme_id: str, subtopic_id: str) -> tuple[str, str]:
        """Its name and question; the id where the strategy does not know it any more."""
        parts = self.strategy.theme(theme_id).subtopics
        found = next((part for part in parts if part.id == subtopic_id), None)
        return (self.of(found.name), self.of(found.question)) if found else (subtopic_id, "")


def _known(*, known: bool) -> str:
    return "text" if known else "record"


def _version(key: str, version: Version, words: _Words) -> VersionView:
    return VersionView(
        label=words.messages(f"compare_{key}"),
        masthead=masthead(version.assessment, words.messages, version.assessed_on),
        headline=headline(version.assessment, words.strategy, words.messages),
    )


def _headline(comparison: Comparison, words: _Words) -> str:
    messages = words.messages
    if comparison.is_same_file and not comparison.made_differently:
        return messages("compare_same_file")
    changed = [words.messages("fit_quoted", name=words.theme(row.id)) for row in comparison.themes if row.is_clear]
    if not changed:
        return messages("compare_no_theme_changed")
    return messages.count("compare_changed", len(changed), themes=enumeration(changed, messages))


def _first(comparison: Comparison, old: Assessment, new: Assessment, messages: Messages) -> tuple[str, ...]:
    """What must be known before any figure: that the two were made differently, or that one is only a record."""
    made = (
        messages(
            f"compare_made_{part}",
            old=getattr(old.provenance, part)[:12],
            new=getattr(new.provenance, part)[:12],
        )
        for part in comparison.made_differently
    )
    told = [messages("compare_made_differently"), *made] if comparison.made_differently else []
    sides = (("old", comparison.old_text_known), ("new", comparison.new_text_known))
    records = [messages(f"compare_{side}_record") for side, known in sides if not known]
    same = [messages("compare_same_bytes")] if comparison.is_same_file and comparison.made_differently else []
    return (*told, *same, *records)


def _theme(row: ThemeChange, comparison: Comparison, words: _Words) -> ThemeChangeView:
    messages = words.messages
    gained = "gained" if comparison.old_text_known else None
    lost = "lost" if comparison.new_text_known else None
    return ThemeChangeView(
        id=row.id,
        name=words.theme(row.id),
        css="clear" if row.is_clear else "same",
        change=messages("compare_is_changed" if row.is_clear else "compare_not_clear"),
        reason=_reason(row, messages),
        before=_side(row.before, messages),
        after=_side(row.after, messages),
        subtopics_gained=_subtopics(row.id, row.subtopics_gained, words),
        subtopics_lost=_subtopics(row.id, row.subtopics_lost, words),
        gained=tuple(_card(entry, gained, messages) for entry in row.passages_gained),
        lost=tuple(_card(entry, lost, messages) for entry in row.passages_lost),
        has_details=row.has_details,
    )


def _subtopics(theme: str, parts: Sequence[str], words: _Words) -> str:
    """Sub-topics in quotation marks, since their names have commas of their own; "" where there are none."""
    names = [words.messages("fit_quoted", name=words.subtopic(theme, part)[0]) for part in parts]
    return enumeration(names, words.messages)


def _reason(row: ThemeChange, messages: Messages) -> str:
    """Why a theme counts as changed, or not."""
    if row.change is Change.VERDICT:
        old, new = (messages(f"verdict_{side.verdict}") for side in (row.before, row.after))
        return messages("compare_reason_verdict", old=old, new=new)
    if row.change is Change.SURENESS:
        return messages("compare_reason_higher" if row.new > row.old else "compare_reason_lower")
    return messages("compare_reason_unclear")


def _extent(side: ThemeFigures, messages: Messages) -> str | None:
    """The share of the text that speaks of a theme; None where no passage does."""
    if side.verdict is Verdict.NONE or not side.passages:
        return None
    return percent(max(side.extent, SMALLEST_SHARE), messages)


def _side(side: ThemeFigures, messages: Messages) -> SideView:
    points, low, high = (sure_points(value) for value in (side.sureness, side.low, side.high))
    share = _extent(side, messages)
    return SideView(
        css=side.verdict.value,
        verdict=messages(f"verdict_{side.verdict}"),
        extent=messages("extent", share=share) if share else None,
        points=points,
        low=low,
        high=high,
        bar=BarView(points, low, high - low, BORDER),
    )


def _card(entry: PassageChange, side: str | None, messages: Messages) -> CardView:
    return CardView(
        page=page_name(entry.page, entry.page_label, messages),
        section=entry.section,
        lang=_lang(entry.language, messages),
        pieces=_pieces(entry.quote, entry.own if entry.share < WHOLE else ()),
        share=_share(entry, side, messages),
    )


def _share(entry: PassageChange, side: str | None, messages: Messages) -> str:
    """How much of a passage the other version does not have; ``side``: "gained" or "lost", None where that is not known."""
    if side is None:
        return ""
    if entry.share >= WHOLE:
        return messages(f"compare_whole_{side}")
    if entry.share < FEW_WORDS:
        return messages(f"compare_words_{side}")
    return messages(f"compare_part_{side}", share=percent(entry.share, messages))


def _pieces(quote: str, marked: Sequence[Span]) -> tuple[Piece, ...]:
    pieces, position = [], 0
    for span in marked:
        pieces += [Piece(quote[position : span.start], marked=False), Piece(quote[span.start : span.end], marked=True)]
        position = span.end
    return tuple(piece for piece in (*pieces, Piece(quote[position:], marked=False)) if piece.text)


def _lang(language: str, messages: Messages) -> str | None:
    """The quote's language for a screen reader; "und" is the code for an unknown one (BCP 47)."""
    if language == messages.language:
        return None
    return "und" if language == "other" else language


def _principle(entry: PrincipleChange, words: _Words) -> NamedView:
    known = next((principle for principle in words.strategy.principles if principle.id == entry.id), None)
    page = page_name(entry.page, entry.page_label, words.messages)
    return NamedView(
        about=words.of(known.name) if known else entry.id,
        text=entry.quote,
        place=", ".join(filter(None, (page, entry.section))),
        lang=_lang(entry.language, words.messages),
    )


def _place(entry: PlaceChange, messages: Messages) -> PlaceChangeView:
    sides = ((entry.old, entry.old_page), (entry.new, entry.new_page))
    return PlaceChangeView(entry.id, *(_roles(roles, page, messages) for roles, page in sides))


def _roles(roles: Sequence[str], page: int | None, messages: Messages) -> str:
    if page is None:
        return messages("compare_place_not_named")
    return ", ".join((*(messages(f"role_{role}") for role in roles), page_name(page, None, messages)))


def _question(entry: Question, words: _Words) -> NamedView:
    if entry.theme is None or entry.subtopic is None:
        known = next((principle for principle in words.strategy.principles if principle.id == entry.principle), None)
        return NamedView(
            about=words.of(known.name) if known else entry.principle or "",
            text=words.of(known.question) if known else "",
        )
    name, question = words.subtopic(entry.theme, entry.subtopic)
    return NamedView(about=f"{words.theme(entry.theme)} – {name}", text=question)


def _note(note: IntegrityNote, messages: Messages) -> NoteView:
    key = f"integrity_{note.kind}"
    count = "" if note.count is None else f"({note.count})"
    return NoteView(
        title=messages(key) if messages.has(key) else note.kind,
        detail=" ".join(filter(None, (note.quote, count))),
        page=None if note.page is None else page_name(note.page, None, messages),
    )


def _facts(old: Assessment, new: Assessment, strategy: str, messages: Messages) -> tuple[PairOfFacts, ...]:
    """The provenance of both, line by line; "–" where one version does not have a line."""
    sides: list[dict[str, Fact]] = [
        {fact.label: fact for fact in facts(side, strategy, messages)} for side in (old, new)
    ]
    before, after = sides
    labels = dict.fromkeys((*before, *after))
    values = ((label, *(side[label].value if label in side else "–" for side in sides)) for label in labels)
    return tuple(
        PairOfFacts(label, was, now, (before.get(label) or after[label]).code, was != now) for label, was, now in values
    )
