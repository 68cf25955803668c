"""What a report shows of the region and its strategy, ready to print."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceView:
    """Where a fact stands: a link with a title, and how old and how sure it is, in words.

    ``is_doubtful``: nobody answers for what stands there, which ``note`` says.
    """

    title: str
    address: str
    note: str
    is_doubtful: bool


@dataclass(frozen=True, slots=True)
class ProofView:
    """Who says so: ``level`` is a page on the strategy, a public source or our own reading; ``source`` where it stands."""

    level: str
    source: SourceView | None


@dataclass(frozen=True, slots=True)
class StrengthView:
    """What a place is known for in a theme.

    ``label`` introduces ``anchor``, the institution or project, and says how widely it is known; it is no mark.
    ``is_main``: the theme is the main theme of the document.
    """

    theme: str
    label: str
    anchor: str
    evidence: ProofView
    is_main: bool


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role of a place, the page that shows it and the words there; ``quote`` is None in older records."""

    role: str
    page: str
    quote: str | None


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place named, with its roles and what shows them, and what it is known for; ``role`` says them in a line.

    ``summary``: the themes, "" where no strategy data knows of any place. ``via``: why what stands there is that of the
    district. ``note``: what to think of a place without an entry. ``takes_part``: more than a mention.
    """

    name: str
    role: str
    roles: tuple[RoleView, ...]
    summary: str
    via: str | None
    note: str | None
    strengths: tuple[StrengthView, ...]
    takes_part: bool


@dataclass(frozen=True, slots=True)
class AreaView:
    """A part of the region that carries a theme: its name, its places, how well that is known and where it stands."""

    name: str
    places: str
    evidence: ProofView


@dataclass(frozen=True, slots=True)
class SpreadView:
    """Where a theme lies in the region.

    ``note``: how themes are spread at all, "" where the strategy does not say. ``sites``: which sites of the project lie
    there, None where no site is named.
    """

    title: str
    note: str
    areas: tuple[AreaView, ...]
    sites: str | None


@dataclass(frozen=True, slots=True)
class FlagNote:
    """What is known of the dates of a call or fund; ``source`` is None where it is that of the hint."""

    text: str
    source: SourceView | None = None


@dataclass(frozen=True, slots=True)
class FlagView:
    """A hint on a wider strategy or a fund, with what is known of its dates."""

    title: str
    text: str
    notes: tuple[FlagNote, ...]
    source: SourceView


@dataclass(frozen=True, slots=True)
class StatementView:
    """A core statement of the strategy in own words, with its source."""

    text: str
    source: SourceView | None


@dataclass(frozen=True, slots=True)
class ThemeInRegionView:
    """A theme, a sentence on what belongs to it, and the parts of the region that carry it."""

    name: str
    gloss: str
    areas: tuple[AreaView, ...]


@dataclass(frozen=True, slots=True)
class StrategyView:
    """The strategy in short: its statements, its themes in the region, and what all that rests on."""

    note: str
    statements: tuple[StatementView, ...]
    spread: str
    themes: tuple[ThemeInRegionView, ...]
