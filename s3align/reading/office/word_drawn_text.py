"""Text of DrawingML in Word files, which is not Word's own: of diagrams, charts and shapes without a text box of Word's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from s3align.reading.office.ooxml_names import DGM, A, C, number
from s3align.reading.office.word_colours import Fill, Theme, is_same
from s3align.reading.office.word_events import Hidden
from s3align.reading.office.word_formatting import SMALLEST_SIZE
from s3align.reading.office.word_shapes import shape_fill
from s3align.record.document import Concealment

_MOST_POINTS = 5_000  # of a diagram
_PER_POINT = 100  # sizes of letters are given in hundredths of a point
_UNKNOWN = Fill(None)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A text: what shows of it, and what does not."""

    shown: str
    hidden: tuple[Hidden, ...] = ()


def diagram_texts(root: Any, theme: Theme, _ground: Fill) -> Iterator[Drawn]:
    """The texts of a SmartArt diagram's points, parents before children, in the order in which they stand.

    What lies behind a point is known where it says so itself; else the diagram's style fills it.
    """
    texts: dict[str, Drawn] = {}
    for point in list(root.iter(f"{DGM}pt"))[:_MOST_POINTS]:
        marks = point.find(f"{DGM}prSet")
        is_prompt = marks is not None and (marks.get("phldr") or "0") in ("1", "true")
        if (point.get("type") or "node") in ("node", "asst", "doc") and not is_prompt:
            fill = shape_fill(point, theme) or _UNKNOWN
            texts[point.get("modelId") or str(len(texts))] = _drawn(point.iterfind(f"{DGM}t//{A}p"), theme, fill)
    below: dict[str, list[tuple[int, str]]] = {}
    for link in root.iter(f"{DGM}cxn"):
        if (link.get("type") or "parOf") == "parOf":
            place = number(link.get("srcOrd")) or 0
            below.setdefault(link.get("srcId") or "", []).append((place, link.get("destId") or ""))
    children = {child for links in below.values() for _, child in links}
    waiting = [name for name in reversed(texts) if name not in children] or list(reversed(texts))
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in texts:
            yield texts[name]
        waiting += [child for _, child in sorted(below.get(name, ()), reverse=True)]
    yield from (text for name, text in texts.items() if name not in seen)


def chart_titles(root: Any, theme: Theme, ground: Fill) -> Iterator[Drawn]:
    """The titles of a chart and of its axes."""
    area = shape_fill(root, theme) or ground
    for title in root.iter(f"{C}title"):
        yield _drawn(title.iter(f"{A}p"), theme, shape_fill(title, theme) or area)


def drawing_paragraphs(body: Any, theme: Theme, ground: Fill) -> Iterator[Drawn]:
    """The paragraphs of text in a drawing that has no text box of Word's."""
    for paragraph in body.iter(f"{A}p"):
        yield _drawn([paragraph], theme, ground)


def _drawn(paragraphs: Iterable[Any], theme: Theme, ground: Fill) -> Drawn:
    shown: list[str] = []
    hidden: list[Hidden] = []
    for paragraph in paragraphs:
        words = ""
        for piece in paragraph.iter(f"{A}t"):
            concealment = _concealment(piece.getparent().find(f"{A}rPr"), theme, ground)
            if concealment and (piece.text or "").strip():
                hidden.append(Hidden(concealment, piece.text))
            else:
                words += piece.text or ""
        shown.append(words)
    return Drawn(" ".join(shown), tuple(hidden))


def _concealment(look: Any | None, theme: Theme, ground: Fill) -> Concealment | None:
    """Why a run is not seen, by what it says itself."""
    if look is None:
        return None
    size = number(look.get("sz"))
    if size is not None and size / _PER_POINT < SMALLEST_SIZE:
        return Concealment.TINY
    solid, highlight = look.find(f"{A}solidFill"), look.find(f"{A}highlight")
    ink = theme.drawn(solid) if solid is not None else _UNKNOWN
    if highlight is not None:
        ground = theme.drawn(highlight) or ground
    if ink is None or look.find(f"{A}noFill") is not None:
        return None if look.find(f"{A}ln") is not None else Concealment.INVISIBLE
    if ink.colour and ground.colour and look.find(f"{A}ln") is None and is_same(ink.colour, ground.colour):
        return Concealment.WHITE
    return None
