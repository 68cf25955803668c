"""What a report shows, ready to print: every number rounded, every sentence worded, every quote cut."""

from __future__ import annotations

from dataclasses import dataclass

from s3align.render.region_model import FlagView, PlaceView, SpreadView, StrategyView
from s3align.render.view_model_passages import MarkedText, PassageLine, PassageLink, StripView


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
    """A passage: ``sum`` what it adds, on its page and in its section, and the ``lines`` that it is made of.

    ``anchor``: the passage in the marked text, None where that does not hold it.
    """

    sum: LedgerLine
    lines: tuple[LedgerLine, ...]
    anchor: str | None = None


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

    ``recognised`` says how sure text recognition was, where the text comes from a picture. ``passage``: the whole passage in
    the marked text, None where that does not hold it.
    """

    page: str
    section: str | None
    lang: str | None
    pieces: tuple[Piece, ...]
    terms: tuple[str, ...]
    points: str | None
    recognised: str | None = None
    passage: PassageLink | None = None


@dataclass(frozen=True, slots=True)
class SubtopicView:
    """A sub-topic and in words whether the text speaks of it; ``lines``: the passages that do, as far as they are at hand."""

    name: str
    addressed: bool
    state: str
    lines: tuple[PassageLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme with everything that is shown of it.

    ``css``: its verdict, ``verdict`` the word for it. ``extent``: the share of the text, ``share`` its figure alone; None
    where no passage speaks of the theme or there is but one. ``passages``: how many speak of it, ``sentence`` the same with
    their pages. ``points`` between ``low`` and ``high``: its sureness, ``certainty`` the same in words. ``detailed``:
    addressed or unclear, so that a reader wants to know why. ``more``: the passages that speak of it beside ``evidence``,
    under ``more_title``; ``left_out`` says how many the report does not hold.
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
    more_title: str = ""
    more: tuple[PassageLine, ...] = ()
    left_out: str | None = None


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
class MapPoint:
    """A municipality on the map: place and radius in points.

    ``strength`` says how widely it is known for the main theme, ``ring`` in which style it is ringed; None for neither.
    """

    name: str
    x: float
    y: float
    radius: float
    strength: str | None
    ring: str | None
    label_y: float = 0.0


@dataclass(frozen=True, slots=True)
class MapRing:
    """A kind of ring in the legend: ``css`` its name in the style sheet, and the role that it stands for."""

    css: str
    role: str


@dataclass(frozen=True, slots=True)
class MapView:
    """The region as points in a frame of ``width`` by ``height``.

    ``rings`` are those that the legend explains; ``description`` says the same in words, for who does not see it.
    """

    width: float
    height: float
    points: tuple[MapPoint, ...]
    rings: tuple[MapRing, ...]
    description: str
    caption: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """An observation about the file."""

    title: str
    detail: str
    page: str | None


@dataclass(frozen=True, slots=True)
class AdviceView:
    """An open question, what it is ``about`` (theme and sub-topic, or principle), and where an answer would stand."""

    about: str
    question: str
    where: str | None = None
    elsewhere: str | None = None


@dataclass(frozen=True, slots=True)
class LinkView:
    """An address as it is printed, as a link where it is one, and what is to be known of it."""

    text: str
    address: str | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class StepView:
    """Something to do now: a sentence that says what, then why and where, ``items`` one by one, and what else to know."""

    kind: str
    title: str
    text: str
    items: tuple[str, ...] = ()
    after: str = ""
    link: LinkView | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the provenance; ``code`` for values that are copied rather than read."""

    label: str
    value: str
    code: bool


@dataclass(frozen=True, slots=True)
class MastheadView:
    """The head of a report: ``title`` of the document, ``facts`` below it, and both in a line for every page on paper."""

    title: str
    facts: tuple[Fact, ...]
    running: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """The whole report. ``themes`` is empty where the document was not assessed.

    ``marked`` is None where the record holds no passages.
    """

    language: str
    masthead: MastheadView
    strategy: str
    headline: str
    rule: str | None
    steps: tuple[StepView, ...]
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
    spread: SpreadView | None = None
    about: StrategyView | None = None
    marked: MarkedText | None = None
