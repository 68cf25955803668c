"""What a report shows of the passages: ways to them, where they stand, and their text with the words of each theme marked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PassageLink:
    """A way to a passage in the marked text: its ``anchor``, and the link's ``text``."""

    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class PassageLine:
    """A passage in a list: where it stands, the words that count, and what it adds (None where that is next to nothing)."""

    link: PassageLink
    lang: str | None
    terms: tuple[str, ...]
    points: str | None = None


@dataclass(frozen=True, slots=True)
class StripCell:
    """A page, or some of a long document: ``level`` 0 to 3 by what its passages add to a theme.

    ``spoken``: the same in words; ``anchor``: its first passage. None of both where it does not speak of the theme.
    """

    label: str
    level: int
    spoken: str | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class StripView:
    """The pages of a document in their order; ``title`` says the same in words, ``links`` that pages lead somewhere."""

    title: str
    cells: tuple[StripCell, ...]
    links: str | None = None


@dataclass(frozen=True, slots=True)
class SwitchView:
    """A theme whose words can be marked in the text: known there by its ``number`` (from 1), ``letter`` and ``colour``.

    ``colour`` is "rrggbb". ``theme``: its id; ``passages``: how many speak of it; ``on``: marked at first.
    """

    number: int
    letter: str
    colour: str
    theme: str
    name: str
    passages: str
    on: bool


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """A part of a passage: marked for the switches ``of``, the words of ``ends`` end with it."""

    text: str
    of: tuple[SwitchView, ...] = ()
    ends: tuple[SwitchView, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedPassage:
    """A passage of the marked text. ``gap``: what is left out before it; ``of``: the themes that it speaks of.

    ``lang`` and ``recognised`` as in ``EvidenceView``.
    """

    anchor: str
    name: str
    gap: str | None
    of: tuple[SwitchView, ...]
    lang: str | None
    pieces: tuple[MarkedPiece, ...]
    recognised: str | None = None


@dataclass(frozen=True, slots=True)
class MarkedSection:
    """What stands under a heading on a page; ``title`` None where the document has no heading there."""

    title: str | None
    passages: tuple[MarkedPassage, ...]


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A page of the marked text."""

    title: str
    sections: tuple[MarkedSection, ...]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """The passages that speak of the themes in reading order, with a switch for each theme that has any."""

    intro: str
    switches: tuple[SwitchView, ...]
    pages: tuple[MarkedPage, ...]
