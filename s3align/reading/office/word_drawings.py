"""Walks the drawings in a run: text boxes of both kinds, diagrams, charts, embedded objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from s3align.reading.normalise import clean_line
from s3align.reading.office.ooxml_names import DGM, MC, WP, WPS, C, O, R, V, W, chosen
from s3align.reading.office.word_colours import Fill, Theme
from s3align.reading.office.word_drawn_text import Drawn, chart_titles, diagram_texts, drawing_paragraphs
from s3align.reading.office.word_events import Event, Hidden, Text, Unread
from s3align.reading.office.word_formatting import Clip
from s3align.reading.office.word_parts import WordParts
from s3align.reading.office.word_scope import DEEPEST, NO_CONTENT, Scope, Story
from s3align.reading.office.word_shapes import (
    Shape,
    combined,
    drawn_shape,
    placed,
    shape_fill,
    vml_shape,
)
from s3align.record.document import PassageKind

_VML_SHAPES = frozenset(
    f"{V}{name}" for name in "shape rect roundrect oval group line polyline arc curve image".split()
)
_FORMULAS = ("equation", "mathtype")
"""How the programs are called whose embedded objects are formulas; that they are not read is no loss."""
Blocks = Callable[[Any, Scope, list[Event]], None]


class DrawingWalk:
    """Adds what drawings hold to a list of events; ``blocks`` reads the paragraphs in a text box."""

    def __init__(self, parts: WordParts, story: Story, blocks: Blocks) -> None:
        self._parts, self._story, self._blocks = parts, story, blocks
        self._shown: set[str | None] = set()
        self._handlers = {
            f"{W}txbxContent": self._text_box,
            f"{MC}AlternateContent": self._version,
            f"{WP}inline": self._placed,
            f"{WP}anchor": self._placed,
            f"{WPS}wsp": self._shape,
            f"{V}textpath": self._word_art,
            f"{DGM}relIds": self._diagram,
            f"{C}chart": self._chart,
            f"{O}OLEObject": self._object,
            f"{W}control": self._active_control,
            f"{V}shapetype": self._nothing,
            **dict.fromkeys(_VML_SHAPES, self._vml_shape),
        }

    def walk(self, element: Any, shape: Shape, scope: Scope, events: list[Event]) -> None:
        """Walks what is inside an element, down to the texts; ``shape`` is what is known of the shapes around it."""
        if scope.depth > 2 * DEEPEST:  # shapes nest deeper than tables
            events.append(Unread(""))
            return
        deeper = scope.deeper()
        for child in element:
            handler = self._handlers.get(child.tag)
            if handler:
                handler(child, shape, deeper, events)
            elif isinstance(child.tag, str) and child.tag.endswith("}txBody"):
                ground = self._ground_of(child, shape, deeper)
                self._texts(drawing_paragraphs(child, self._parts.theme, ground), shape, deeper, events)
            elif len(child) and child.tag not in NO_CONTENT:
                self.walk(child, shape, deeper, events)

    def _ground_of(self, body: Any, shape: Shape, scope: Scope) -> Fill:
        """What the text of a shape without a text box of Word's stands on, which lies one or two elements above it."""
        for outer in islice(body.iterancestors(), 2):
            if fill := shape_fill(outer, self._parts.theme):
                return fill
            if any(_is_shape(other) for other in outer.itersiblings(preceding=True)):
                return Fill(None)  # it may lie on another one of its group
        return shape.fill or self._ground_behind(scope)

    def _ground_behind(self, scope: Scope) -> Fill:
        """What a drawing stands on; not known where a picture may lie behind it."""
        return Fill(None) if self._parts.grounds.may_lie_behind(scope.child) else scope.ground

    def _version(self, element: Any, shape: Shape, scope: Scope, events: list[Event]) -> None:
        version = chosen(element)
        if version is not None:
            self.walk(version, shape, scope, events)

    def _placed(self, element: Any, shape: Shape, scope: Scope, events: list[Event]) -> None:
        if element.tag == f"{WP}anchor":  # what lies behind it is not known but for the page itself
            scope = replace(scope, ground=self._parts.ground)
        self.walk(element, combined(shape, placed(element, self._parts.page)), scope, events)

    def _shape(self, element: Any, shape: Shape, scope: Scope, events: list[Event]) -> None:
        self.walk(element, combined(shape, drawn_shape(element, self._parts.theme)), scope, events)

    def _vml_shape(self, element: Any, shape: Shape, scope: Scope, events: list[Event]) -> None:
        self.walk(element, combined(shape, vml_shape(element, self._parts.page)), scope, events)

    def _text_box(self, element: Any, shape: Shape, scope: Scope, events: list[Event]) -> None:
        clip = Clip(shape.clip.width, shape.clip.height, scope.clip) if shape.clip else scope.clip
        inner = replace(
            scope,
            concealment=scope.concealment or shape.concealment,
            ground=shape.fill or scope.ground,
            clip=clip,
            kind=PassageKind.FURNITURE if shape.is_watermark else scope.kind,
            depth=scope.depth // 2,  # a text box lies about eight elements deep
        )
        with self._story.inner():
            self._blocks(element, inner, events)

    def _word_art(self, element: Any, shape: Shape, _scope: Scope, events: list[Event]) -> None:
        """Lettering of VML is that of watermarks: on the page, but no text of the proposal."""
        text = clean_line(element.get("string") or "")
        if text and not shape.concealment:
            events.append(Text(text, PassageKind.FURNITURE))

    def _diagram(self, element: Any, shape: Shape, scope: Scope, events: list[Event]) -> None:
        self._shown_part(element, f"{R}dm", diagram_texts, (shape, scope, events))

    def _chart(self, element: Any, shape: Shape, scope: Scope, events: list[Event]) -> None:
        self._shown_part(element, f"{R}id", chart_titles, (shape, scope, events))

    def _shown_part(
        self,
        reference: Any,
        attribute: str,
        texts: Callable[[Any, Theme, Fill], Iterator[Drawn]],
        place: tuple[Shape, Scope, list[Event]],
    ) -> None:
        """The texts of a part; one that is shown again is not parsed again: a file may refer to it without end."""
        part = self._parts.package.target(self._parts.main, reference, attribute)
        if part in self._shown:
            return
        root = self._parts.package.xml(part) if part else None
        if root is None:
            place[2].append(Unread("SmartArt" if attribute == f"{R}dm" else "Chart"))
            return
        self._shown.add(part)
        ground = place[0].fill or self._ground_behind(place[1])
        self._texts(texts(root, self._parts.theme, ground), *place)

    @staticmethod
    def _texts(texts: Iterator[Drawn], shape: Shape, scope: Scope, events: list[Event]) -> None:
        concealment = scope.concealment or shape.concealment
        kind = scope.kind or PassageKind.BODY
        for text in texts:
            events += text.hidden
            if words := clean_line(text.shown):
                events.append(Hidden(concealment, words) if concealment else Text(words, kind))

    @staticmethod
    def _object(element: Any, _shape: Shape, _scope: Scope, events: list[Event]) -> None:
        program = element.get("ProgID") or "OLE"
        if not program.lower().startswith(_FORMULAS):
            events.append(Unread(program))

    @staticmethod
    def _active_control(element: Any, _shape: Shape, _scope: Scope, events: list[Event]) -> None:
        events.append(Unread(element.get(f"{W}name") or "ActiveX"))

    @staticmethod
    def _nothing(_element: Any, _shape: Shape, _scope: Scope, _events: list[Event]) -> None:
        """A type of shape: what it holds is that of the shapes made by it."""


def _is_shape(element: Any) -> bool:
    return any(isinstance(child.tag, str) and child.tag.endswith("}spPr") for child in element)
