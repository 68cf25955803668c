"""What a comparison shows, in words of one reader's language: the view that page and terminal are made from."""

from __future__ import annotations

from dataclasses import dataclass

from s3align.render.view_model import BarView, MastheadView, NoteView, Piece


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
    """A theme side by side. ``change``: "changed" or "no clear change" in words, ``reason`` why; ``css`` "clear" or "same".

    ``gained_left`` and ``lost_left``: how many passages more there are than are shown.
    """

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
    gained_left: int
    lost_left: int
    has_details: bool


@dataclass(frozen=True, slots=True)
class TextSectionView:
    """What of a section stands in one version only; ``note`` says where all of it does, "" where only a part does.

    ``lang``: the language of the title, where it is not the reader's.
    """

    title: str
    note: str
    lang: str | None
    cards: tuple[CardView, ...]


@dataclass(frozen=True, slots=True)
class TextSideView:
    """What one version has alone: ``css`` "gain" or "loss", how much in words, and how many paragraphs are not shown."""

    css: str
    title: str
    amount: str
    sections: tuple[TextSectionView, ...]
    left: int


@dataclass(frozen=True, slots=True)
class TextView:
    """What became of the whole text: in a sentence, and side by side; no sides where it is the same."""

    sentence: str
    sides: tuple[TextSideView, ...]


@dataclass(frozen=True, slots=True)
class PlaceChangeView:
    """A place with its roles in both versions."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class NamedView:
    """Something with a name and a line on it: an open question, or a principle and the passage that shows it.

    ``change``: what it was before and is now, in words; "" where there is only one thing to say.
    """

    about: str
    text: str
    place: str | None = None
    lang: str | None = None
    change: str = ""


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

    ``first``: what must be known before any figure. ``text``: what became of the whole text, None where it is not known.
    """

    language: str
    strategy: str
    title: str
    running: str
    headline: str
    first: tuple[str, ...]
    versions: tuple[VersionView, ...]
    text: TextView | None
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
