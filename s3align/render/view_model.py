"""What a report shows, ready to print: every number rounded, every sentence worded, every quote cut."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VerdictView:
    """A verdict in the legend: ``css`` its name in the style sheet, ``meaning`` what it says, in a line."""

    css: str
    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class BarView:
    """The bar of a theme in per cent of the scale: its sureness, the range and the border from which it is addressed."""

    value: int
    low: int
    width: int
    border: int


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A line of the ledger; ``start`` and ``width`` place its bar in per cent, the zero line is the ledger's."""

    css: str
    label: str
    kind: str
    points: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class LedgerGroup:
    """A passage: ``sum`` what it adds, on its page and in its section, and the ``lines`` that it is made of."""

    sum: LedgerLine
    lines: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """In two steps: ``base``, the ``groups`` and ``rest`` add up to ``total``, and the lines of each group to its sum.

    ``rest``: all other passages, None where there are none. ``zero`` is where nothing stands, in per cent.
    """

    base: LedgerLine
    groups: tuple[LedgerGroup, ...]
    rest: LedgerLine | None
    total: str
    zero: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a quote: plain, or a marked term."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A card: ``lang`` is None in the report's own language, ``points`` is None where the passage gives none.

    ``recognised`` says how sure text recognition was, where the text comes from a picture.
    """

    page: str
    section: str | None
    lang: str | None
    pieces: tuple[Piece, ...]
    terms: tuple[str, ...]
    points: str | None
    recognised: str | None = None


@dataclass(frozen=True, slots=True)
class SubtopicView:
    """A sub-topic and in words whether the text speaks of it."""

    name: str
    addressed: bool
    state: str


@dataclass(frozen=True, slots=True)
class StripView:
    """The pages of a document as cells from left to right; ``levels`` 0 to 3 by what their passages add to a theme."""

    title: str
    levels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme with everything that is shown of it.

    ``css``: its verdict, ``verdict`` the word for it. ``extent``: the share of the text, ``share`` its figure alone; None
    where no passage speaks of the theme or there is but one. ``passages``: how many speak of it, ``sentence`` the same with
    their pages. ``points`` between ``low`` and ``high``: its sureness, ``certainty`` the same in words. ``detailed``:
    addressed or unclear, so that a reader wants to know why.
    """

    id: str
    name: str
    gloss: str
    css: str
    verdict: str
    extent: str | None
    share: str | None
    passages: str
    pages: str | None
    sentence: str
    certainty: str
    leading: bool
    detailed: bool
    points: int
    low: int
    high: int
    bar: BarView
    ledger: Ledger
    subtopics: tuple[SubtopicView, ...]
    evidence_title: str
    evidence_note: str
    evidence: tuple[EvidenceView, ...]
    concentration: str | None = None
    strip: StripView | None = None


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A municipality named: how often it matters is not said, only where and as what."""

    name: str
    role: str
    page: str
    themes: str


@dataclass(frozen=True, slots=True)
class PrincipleView:
    """A principle with what was found and its passages.

    ``asks``: whether its question is still open; ``note``: why it counts as found without a passage; ``source`` where it is
    not its group's.
    """

    name: str
    css: str
    finding: str
    evidence: tuple[EvidenceView, ...]
    question: str = ""
    note: str = ""
    source: str = ""
    asks: bool = False


@dataclass(frozen=True, slots=True)
class PrincipleGroupView:
    """Principles of one origin: found or hinted at, denied by the text itself, and open."""

    name: str
    note: str
    source: str
    found: tuple[PrincipleView, ...]
    denied: tuple[PrincipleView, ...]
    open: tuple[PrincipleView, ...]


@dataclass(frozen=True, slots=True)
class FlagView:
    """A hint on the state's strategy or a fund, with its source and the date of knowledge."""

    title: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A municipality on the map: place and radius in points, strength of the main theme, role if it is named as one."""

    name: str
    x: float
    y: float
    radius: float
    strength: str | None
    role: str | None
    label_y: float = 0.0


@dataclass(frozen=True, slots=True)
class MapView:
    """The region as points in a frame of ``width`` by ``height``."""

    width: float
    height: float
    points: tuple[MapPoint, ...]


@dataclass(frozen=True, slots=True)
class NoteView:
    """An observation about the file."""

    title: str
    detail: str
    page: str | None


@dataclass(frozen=True, slots=True)
class AdviceView:
    """An open question and the theme and sub-topic it belongs to."""

    theme: str
    subtopic: str
    question: str
    elsewhere: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the provenance; ``code`` for values that are copied rather than read."""

    label: str
    value: str
    code: bool


@dataclass(frozen=True, slots=True)
class ReportView:
    """The whole report. ``themes`` is empty where the document was not assessed."""

    language: str
    document: str
    strategy: str
    headline: str
    rule: str | None
    warnings: tuple[str, ...]
    verdicts: tuple[VerdictView, ...]
    themes: tuple[ThemeView, ...]
    notes: tuple[NoteView, ...]
    places: tuple[PlaceView, ...]
    principle_groups: tuple[PrincipleGroupView, ...]
    findings: tuple[str, ...]
    flags: tuple[FlagView, ...]
    map: MapView | None
    advice: tuple[AdviceView, ...]
    limits: tuple[str, ...]
    facts: tuple[Fact, ...]
