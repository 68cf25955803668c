"""What changed between two versions of a proposal: by theme, sub-topic and passage, principle, place, question and note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from s3align.assess.compare_principles import PrincipleChange, principle_changes
from s3align.assess.text_changes import TextChanges
from s3align.assess.text_overlap import TextOverlap, bare, own_share
from s3align.record.assessment import (
    Assessment,
    Evidence,
    IntegrityNote,
    PassageText,
    Place,
    Question,
    Span,
    ThemeResult,
    Verdict,
)

MADE_BY = ("tool_version", "model_hash", "strategy_hash", "settings_hash")
"""Parts of the provenance that may make figures differ where the text does not."""


class Change(StrEnum):
    """What is sure of a theme: its verdict is another one, its ranges of sureness do not meet, or nothing is sure."""

    VERDICT = "verdict"
    SURENESS = "sureness"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class PassageChange:
    """A passage that stands in one version only, wholly or in part.

    ``own``: the characters of the quote that do not stand in the other version, by whole words; ``share``: how much of the
    quote that is (0..1).
    """

    page: int
    section: str | None
    quote: str
    value: float
    own: tuple[Span, ...]
    share: float
    language: str
    page_label: str | None = None


@dataclass(frozen=True, slots=True)
class ThemeFigures:
    """A theme in one version, as ``ThemeResult`` has it."""

    sureness: float
    low: float
    high: float
    extent: float
    verdict: Verdict
    passages: int


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """A theme in both versions, with what was gained and lost; ``old`` and ``new`` are its sureness (0..1)."""

    id: str
    change: Change
    old: float
    new: float
    before: ThemeFigures
    after: ThemeFigures
    was_addressed: bool
    is_addressed: bool
    subtopics_gained: tuple[str, ...]
    subtopics_lost: tuple[str, ...]
    passages_gained: tuple[PassageChange, ...]
    passages_lost: tuple[PassageChange, ...]

    @property
    def is_clear(self) -> bool:
        """Whether a change is sure."""
        return self.change is not Change.UNCLEAR

    @property
    def has_details(self) -> bool:
        """Whether a sub-topic or passage was gained or lost."""
        return bool(self.subtopics_gained or self.subtopics_lost or self.passages_gained or self.passages_lost)


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """A place whose roles differ, most telling first; none and no page where the version does not name it."""

    id: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    old_page: int | None
    new_page: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions, ``old`` and ``new`` by the names of their files. Themes: sure changes first, then by size of change.

    ``old_text_known`` and ``new_text_known``: whether the whole text of that version was at hand; where it was not, a passage
    of the other counts as gained or lost where the record does not quote it. ``sections_lost`` and ``_gained`` stand in the
    order of their evidence. ``questions_answered``: open in the old version, and the new one speaks of it;
    ``questions_gone``: not asked any more without that. ``made_differently``: which of ``MADE_BY`` differ. ``text``: what was
    put into and taken out of the whole text; None where one version is known from its record alone.
    """

    old: str
    new: str
    is_same_file: bool
    old_text_known: bool
    new_text_known: bool
    made_differently: tuple[str, ...]
    themes: tuple[ThemeChange, ...]
    sections_lost: tuple[str, ...]
    sections_gained: tuple[str, ...]
    principles_gained: tuple[PrincipleChange, ...]
    principles_lost: tuple[PrincipleChange, ...]
    places: tuple[PlaceChange, ...]
    questions_answered: tuple[Question, ...]
    questions_gone: tuple[Question, ...]
    questions_new: tuple[Question, ...]
    notes_gained: tuple[IntegrityNote, ...]
    notes_lost: tuple[IntegrityNote, ...]
    text: TextChanges | None = None


def compare(
    old: Assessment, new: Assessment, old_text: str | None, new_text: str | None, *, text: TextChanges | None = None
) -> Comparison:
    """Compares two assessed versions; ``old_text`` and ``new_text``: their whole texts, None where only the record is at hand.

    ``text``: what ``text_changes`` found in them. Themes that only one record has are left out. A passage that was only moved
    is neither gained nor lost.
    """
    in_old, in_new = _overlap(new, old, old_text), _overlap(old, new, new_text)
    known = {theme.id: theme for theme in new.themes}
    rows = [_theme(theme, known[theme.id], in_old, in_new) for theme in old.themes if theme.id in known]
    principles_gained, principles_lost = principle_changes(old, new)
    asked_before, asked_now = _asked(old), _asked(new)
    gone = [question for key, question in asked_before.items() if key not in asked_now]
    return Comparison(
        old=old.document.name,
        new=new.document.name,
        is_same_file=old.document.sha256 is not None and old.document.sha256 == new.document.sha256,
        old_text_known=old_text is not None,
        new_text_known=new_text is not None,
        made_differently=tuple(
            part for part in MADE_BY if getattr(old.provenance, part) != getattr(new.provenance, part)
        ),
        themes=tuple(sorted(rows, key=lambda row: (not row.is_clear, -abs(row.new - row.old), row.id))),
        sections_lost=_sections(passage for row in rows for passage in row.passages_lost),
        sections_gained=_sections(passage for row in rows for passage in row.passages_gained),
        principles_gained=principles_gained,
        principles_lost=principles_lost,
        places=_places(old, new),
        questions_answered=tuple(question for question in gone if _is_answered(question, new)),
        questions_gone=tuple(question for question in gone if not _is_answered(question, new)),
        questions_new=tuple(question for key, question in asked_now.items() if key not in asked_before),
        notes_gained=_notes(new, old),
        notes_lost=_notes(old, new),
        text=text,
    )


@dataclass(frozen=True, slots=True)
class _Other:
    """A version that a record is compared with. ``passages``: those of the record, by number, that can be looked up in it."""

    overlap: TextOverlap
    passages: dict[int, PassageText]


def _overlap(quoting: Assessment, other: Assessment, text: str | None) -> _Other:
    """What of one record's quotes stands in the other version: in its text, or where that is not at hand in its own quotes.

    An older record quotes the strongest passages alone: beside it only these can be compared.
    """
    passages = {entry.number: entry for entry in quoting.passages} if text is not None or other.passages else {}
    quotes = [card.quote for theme in quoting.themes for card in theme.evidence]
    quotes += [entry.text for entry in passages.values()]
    return _Other(TextOverlap(quotes, text if text is not None else "\n".join(_quoted(other))), passages)


def _quoted(record: Assessment) -> Iterator[str]:
    """Everything of a document's text that its record holds."""
    yield from (entry.text for entry in record.passages)
    cards = [theme.evidence for theme in record.themes] + [principle.evidence for principle in record.principles]
    yield from (card.quote for part in cards for card in part)


def _theme(old: ThemeResult, new: ThemeResult, in_old: _Other, in_new: _Other) -> ThemeChange:
    before = {part.id for part in old.subtopics if part.is_addressed}
    after = {part.id for part in new.subtopics if part.is_addressed}
    order = [part.id for part in old.subtopics]
    return ThemeChange(
        id=old.id,
        change=_change(old, new),
        old=old.sureness,
        new=new.sureness,
        before=_figures(old),
        after=_figures(new),
        was_addressed=old.is_addressed,
        is_addressed=new.is_addressed,
        subtopics_gained=tuple(part.id for part in new.subtopics if part.id in after - before),
        subtopics_lost=tuple(part for part in order if part in before - after),
        passages_gained=_own(new, in_old),
        passages_lost=_own(old, in_new),
    )


def _change(old: ThemeResult, new: ThemeResult) -> Change:
    if old.verdict is not new.verdict:
        return Change.VERDICT
    apart = old.high < new.low or new.high < old.low
    return Change.SURENESS if apart else Change.UNCLEAR


def _figures(theme: ThemeResult) -> ThemeFigures:
    return ThemeFigures(theme.sureness, theme.low, theme.high, theme.extent, theme.verdict, theme.passages)


def _own(theme: ThemeResult, other: _Other) -> tuple[PassageChange, ...]:
    """The theme's passages that do not stand in the other version, those that add most first.

    Of a theme without relation no passage speaks.
    """
    if theme.verdict is Verdict.NONE:
        return ()
    marked = [(other.passages[mark.passage], mark.value) for mark in theme.marks if mark.passage in other.passages]
    if not marked:
        return tuple(_changes(((card, card.quote, card.value) for card in theme.evidence), other))
    marked.sort(key=lambda row: (-(row[1] or 0.0), row[0].number))
    return tuple(_changes(((entry, entry.text, value or 0.0) for entry, value in marked), other))


def _changes(rows: Iterable[tuple[Evidence | PassageText, str, float]], other: _Other) -> Iterator[PassageChange]:
    """The rows (where it stands, its text, what it adds) that do not stand in the other version."""
    for place, quote, value in rows:
        own = other.overlap.missing(quote)
        if own:
            share = own_share(quote, own)
            yield PassageChange(place.page, place.section, quote, value, own, share, place.language, place.page_label)


def _sections(passages: Iterable[PassageChange]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(passage.section for passage in passages if passage.section))


def _roles(place: Place | None) -> tuple[str, ...]:
    """What a place is in a document, the most telling first; nothing where it is not named."""
    return () if place is None else place.roles


def _places(old: Assessment, new: Assessment) -> tuple[PlaceChange, ...]:
    before, after = ({place.id: place for place in record.places} for record in (old, new))
    rows = ((key, before.get(key), after.get(key)) for key in dict.fromkeys((*before, *after)))
    return tuple(
        PlaceChange(key, _roles(was), _roles(now), was.page if was else None, now.page if now else None)
        for key, was, now in rows
        if _roles(was) != _roles(now)
    )


def _asked(record: Assessment) -> dict[tuple[str | None, ...], Question]:
    """The open questions by what they ask for, wherever in the document."""
    return {(question.theme, question.subtopic, question.principle): question for question in record.questions}


def _is_answered(question: Question, record: Assessment) -> bool:
    """Whether a document speaks of what a question asks for."""
    if question.principle is not None:
        return any(result.id == question.principle and result.is_answered for result in record.principles)
    return any(
        part.id == question.subtopic and part.is_addressed
        for theme in record.themes
        if theme.id == question.theme
        for part in theme.subtopics
    )


def _notes(having: Assessment, lacking: Assessment) -> tuple[IntegrityNote, ...]:
    """Notes on one file that the other does not get, wherever the passage stands."""
    known = {_same_note(note) for note in lacking.integrity}
    return tuple(note for note in having.integrity if _same_note(note) not in known)


def _same_note(note: IntegrityNote) -> Sequence[object]:
    return note.kind, bare(note.quote or ""), note.count
