"""A paragraph of an OpenDocument file: its runs in their effective format, its fields as they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from s3align.reading.layout.layout_model import Block
from s3align.reading.layout.section_titles import numbering_depth
from s3align.reading.normalise import clean_line
from s3align.reading.office.odf_conditions import is_met
from s3align.reading.office.odf_content import PAGE_BREAK, Backdrop, Context, Hidden, Item, hide
from s3align.reading.office.odf_document import OdfDocument
from s3align.reading.office.odf_format import TextFormat
from s3align.reading.office.odf_shapes import SHAPES
from s3align.reading.office.odf_styles import Style
from s3align.reading.office.odf_values import points
from s3align.reading.office.odf_xml import attribute, child, descendants, is_on, name_of
from s3align.record.document import Concealment, PassageKind

LONGEST_BOLD_HEADING = 12  # words
LONGEST_HEADING = 40
"""Words from which a paragraph is prose, whatever its style says."""
BOLD_LEVEL = 3
"""The level of a bold line without a number."""
SKIPPED = frozenset(
    (
        "text:tracked-changes", "table:tracked-changes", "office:annotation", "office:annotation-end", "office:forms",
        "office:event-listeners", "office:binary-data", "text:sequence-decls", "text:variable-decls", "text:user-field-decls",
        "text:dde-connection-decls", "text:script", "text:note-citation", "text:number", "svg:title", "svg:desc", "table:title",
        "table:desc", "draw:object", "draw:object-ole", "text:section-source", "table:table-source", "",
    )
)  # fmt: skip
"""What is not text of the document: comments, deletions, declarations, alternative texts, embedded objects."""
_NO_HEADING = (".", ":", ";", ",")
_SPACES = frozenset(("text:s", "text:tab", "text:line-break"))
_DROP_DOWN = ".FORMDROPDOWN"
Walk = Callable[[Any, Context, list[Item]], None]
"""Adds what stands in an element, or in a shape, to a list."""


@dataclass(slots=True)
class _Runs:
    """The runs of a paragraph as they are found."""

    document: OdfDocument
    context: Context
    shown: list[str] = field(default_factory=list)
    hidden: list[tuple[Concealment, str, Backdrop | None]] = field(default_factory=list)
    after: list[Item] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    length: int = 0
    is_hidden: bool = False
    is_bold: bool = True
    is_only_bold: bool = False  # of a table's cell: the table decides whether it is a heading

    def add(self, text: str | None, text_format: TextFormat, concealment: Concealment | None) -> None:
        """Adds a run, to what is shown or to what is not."""
        if not text:
            return
        reason = concealment or text_format.concealment()
        if reason is None:
            self.shown.append(text)
            self.length += len(text)
            self.is_bold = self.is_bold and (text_format.is_bold or text.isspace())
        elif not text.isspace():
            unless = None if concealment else self.document.visible_on(self.context, text_format)
            self.hidden.append((reason, text, unless))
            self.shown.append(" ")

    def words(self) -> str:
        """The text that is shown."""
        return clean_line(" ".join("".join(self.shown).split()))


class ParagraphReader:
    """Reads paragraphs; ``blocks`` and ``shape`` read what they hold beside their text."""

    def __init__(self, document: OdfDocument, blocks: Walk, shape: Walk) -> None:
        self._document = document
        self._blocks = blocks
        self._shape = shape

    def read(self, element: Any, context: Context, out: list[Item]) -> None:
        """Adds a paragraph or heading, then the frames and notes in it."""
        name = attribute(element, "text:style-name")
        style = self._document.paragraph_style(context, name)
        if context.is_flow:
            out.extend(begun_page(self._document, style.of("paragraph"), style.master_page))
        runs = _Runs(self._document, context)
        self._inline(element, self._document.paragraph_format(context, name), None, runs)
        concealment = context.concealment or self._own_concealment(runs, style)
        out.extend(_items(runs, concealment, self._level(element, style, runs)))
        out.extend(hide(runs.after, concealment) if concealment else runs.after)
        if context.is_flow and style.of("paragraph").get("fo:break-after") == "page":
            self._document.pages.turn()
            out.append(PAGE_BREAK)

    def _own_concealment(self, runs: _Runs, style: Style) -> Concealment | None:
        if runs.is_hidden:
            return Concealment.INVISIBLE
        page, paragraph = self._document.pages.current, style.of("paragraph")
        if not runs.context.is_flow:
            return None
        left = page.margin_left + (points(paragraph.get("fo:margin-left")) or 0.0)
        right = page.width - page.margin_right - (points(paragraph.get("fo:margin-right")) or 0.0)
        return Concealment.OUTSIDE if left >= page.width or right <= 0 else None

    def _level(self, element: Any, style: Style, runs: _Runs) -> int | None:
        text = runs.words()
        if len(text.split()) > LONGEST_HEADING:
            return None
        if name_of(element) == "text:h":
            level = attribute(element, "text:outline-level") or ""
            return max(1, int(level)) if level.isdecimal() and len(level) < 3 else 1
        if style.level or not runs.is_bold or len(text.split()) > LONGEST_BOLD_HEADING or text.endswith(_NO_HEADING):
            return style.level
        runs.is_only_bold = runs.context.is_cell
        return numbering_depth(text) or BOLD_LEVEL

    def _inline(self, element: Any, text_format: TextFormat, concealment: Concealment | None, runs: _Runs) -> None:
        runs.add(element.text, text_format, concealment)
        for part in element:
            self._part(part, text_format, concealment, runs)
            runs.add(part.tail, text_format, concealment)

    def _part(self, part: Any, text_format: TextFormat, concealment: Concealment | None, runs: _Runs) -> None:
        name = name_of(part)
        if name in ("text:span", "text:a"):
            inner = self._document.span_format(text_format, attribute(part, "text:style-name"))
            self._inline(part, inner, concealment, runs)
        elif name in _SPACES:
            runs.shown.append(" ")
        elif name == "text:soft-page-break":
            runs.breaks.append(runs.length)
        elif name in SHAPES or name == "text:note":
            around = Concealment.INVISIBLE if text_format.is_hidden else concealment
            self._aside(part, runs.context.concealed(around), runs)
        elif name == "text:number":
            runs.add(f"{part.text or ''} ", text_format, concealment)
        elif name not in SKIPPED:
            self._field(name, part, text_format, concealment, runs)

    def _aside(self, part: Any, context: Context, runs: _Runs) -> None:
        if name_of(part) in SHAPES:
            self._shape(part, context, runs.after)
            return
        body = child(part, "text:note-body")
        if body is not None:
            note = Context(concealment=context.concealment, kind=context.kind, is_flow=False)
            self._blocks(body, note, runs.after)

    def _field(
        self, name: str, part: Any, text_format: TextFormat, concealment: Concealment | None, runs: _Runs
    ) -> None:
        """A field: what it shows, which is its content unless a condition or a list of choices decides."""
        if name == "text:hidden-paragraph":
            runs.is_hidden = runs.is_hidden or self._is_hidden(part)
        elif name == "field:fieldmark":
            runs.add(_choice(part), text_format, concealment)
        elif name == "text:hidden-text":
            hidden = Concealment.INVISIBLE if self._is_hidden(part) else None
            runs.add(attribute(part, "text:string-value") or _text(part), text_format, concealment or hidden)
        elif name == "text:conditional-text":
            runs.add(self._conditional(part), text_format, concealment)
        else:
            own = Concealment.INVISIBLE if attribute(part, "text:display") == "none" else None
            own = own or (Concealment.PROMPT if _is_prompt(name, part) else None)
            self._inline(part, text_format, concealment or own, runs)
            if name == "text:ruby-base":
                runs.shown.append(" ")

    def _is_hidden(self, part: Any) -> bool:
        met = is_met(attribute(part, "text:condition"), self._document.values)
        return bool(is_on(part, "text:is-hidden")) if met is None else met

    def _conditional(self, part: Any) -> str:
        met = is_met(attribute(part, "text:condition"), self._document.values)
        stored = _text(part)
        if met is None and stored:
            return stored
        met = is_on(part, "text:current-value") if met is None else met
        shown = attribute(part, "text:string-value-if-true" if met else "text:string-value-if-false")
        return stored if shown is None else shown


def begun_page(document: OdfDocument, properties: Any, master: str | None) -> Iterator[Item]:
    """The page break before a paragraph or table, if its style has one; the page's style goes with it."""
    if master:
        document.pages.begin(master)
        yield PAGE_BREAK
    elif properties.get("fo:break-before") == "page":
        document.pages.turn()
        yield PAGE_BREAK


def _items(runs: _Runs, concealment: Concealment | None, level: int | None) -> Iterator[Item]:
    """The items of a paragraph; it stands on the page where the larger part of it does."""
    early = sum(2 * at <= runs.length for at in runs.breaks)
    yield from _turned(runs, early)
    text = runs.words()
    if concealment:
        if text:
            yield Hidden(concealment, text)
    else:
        yield from _shown(runs, text, level)
    yield from (Hidden(concealment or reason, hidden, unless) for reason, hidden, unless in runs.hidden)
    yield from _turned(runs, len(runs.breaks) - early)


def _turned(runs: _Runs, times: int) -> Iterator[Item]:
    for _ in range(times):
        runs.document.pages.turn()
        yield PAGE_BREAK


def _shown(runs: _Runs, text: str, level: int | None) -> Iterator[Block]:
    prompts = [hidden for reason, hidden, _ in runs.hidden if reason is Concealment.PROMPT]
    if text and runs.context.kind:
        yield Block(text, runs.context.kind)
    elif text:
        is_heading = level and not runs.is_only_bold
        yield Block(text, PassageKind.HEADING if is_heading else PassageKind.BODY, level)
    elif prompts and len(prompts) == len(runs.hidden):
        runs.hidden.clear()
        yield Block(clean_line(" ".join(prompts)), PassageKind.PROMPT)


def _text(part: Any) -> str:
    return "".join(part.itertext())


def _is_prompt(name: str, part: Any) -> bool:
    """Whether a field still shows what it asks for."""
    if name == "text:placeholder":
        return True
    if name == "loext:content-control":
        return bool(is_on(part, "loext:showing-place-holder"))
    asked = attribute(part, "text:description") if name == "text:text-input" else None
    return bool(asked) and asked == _text(part)


def _choice(mark: Any) -> str | None:
    """The chosen entry of a drop-down list of Word's kind; other marks hold no text."""
    if not (attribute(mark, "field:type") or "").endswith(_DROP_DOWN):
        return None
    entries: list[str] = []
    chosen = ""
    for parameter in descendants(mark, "field:param"):
        key, value = attribute(parameter, "field:name") or "", attribute(parameter, "field:value") or ""
        if key.endswith("_ListEntry"):
            entries.append(value)
        elif key.endswith("_Selected"):
            chosen = value
    is_known = chosen.isdecimal() and len(chosen) < 9 and int(chosen) < len(entries)
    return entries[int(chosen)] if is_known else None
