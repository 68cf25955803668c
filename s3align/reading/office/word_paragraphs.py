"""Walks a paragraph of a Word file: its runs, what they are wrapped in, and whether their text shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from s3align.reading.layout.section_titles import numbering_depth
from s3align.reading.normalise import clean_line
from s3align.reading.office.ooxml_names import MC, M, W, chosen, twips, value_of
from s3align.reading.office.word_colours import Fill
from s3align.reading.office.word_drawings import Blocks, DrawingWalk
from s3align.reading.office.word_events import Event, Hidden, PageBreak, Text, Unread
from s3align.reading.office.word_fields import choice, field_kind
from s3align.reading.office.word_formatting import Appearance, Clip
from s3align.reading.office.word_parts import WordParts
from s3align.reading.office.word_scope import DEEPEST, NO_CONTENT, Scope, Story
from s3align.reading.office.word_shapes import Shape
from s3align.reading.office.word_styles import (
    BODY_LEVEL,
    NOTHING,
    ParagraphStyle,
    Properties,
    paragraph_properties,
)
from s3align.record.document import Concealment, PassageKind

LONGEST_BOLD_HEADING = 12  # words
_LONGEST_CONTENTS = 60  # words of an entry in a list of contents; more is prose in a wrong style
_BREAKING = frozenset((None, "nextPage", "oddPage", "evenPage"))
"""Types of a section break that begin a page; next page where none is given."""


@dataclass(slots=True)
class _Paragraph:
    """A paragraph while it is walked: ``before`` and ``after`` are what stands before and after its block."""

    scope: Scope
    style: ParagraphStyle
    properties: Properties
    ground: Fill
    pieces: list[str] = field(default_factory=list)
    before: list[Event] = field(default_factory=list)
    after: list[Event] = field(default_factory=list)
    has_text: bool = False
    ends_page: bool = False
    kind: PassageKind | None = None
    is_bold: bool = True


class ParagraphWalk:
    """Adds paragraphs to a list of events; ``control`` opens a content control, ``blocks`` reads text boxes and notes."""

    def __init__(
        self, parts: WordParts, story: Story, blocks: Blocks, control: Callable[[Any, Scope, list[Event]], Scope]
    ) -> None:
        self._parts, self._story, self._blocks, self._control = parts, story, blocks, control
        self._drawings = DrawingWalk(parts, story, blocks)
        self._wrappers = {
            f"{W}r": self._run,
            f"{M}r": self._run,
            f"{W}sdt": self._inline_control,
            f"{W}fldSimple": self._simple_field,
            f"{MC}AlternateContent": self._version,
            f"{W}subDoc": self._part_document,
            f"{W}p": self._misplaced,
            f"{W}tbl": self._misplaced,
        }
        self._contents = {
            f"{W}t": self._text,
            f"{M}t": self._text,
            f"{W}sym": self._symbol,
            f"{W}noBreakHyphen": self._hyphen,
            f"{W}br": self._break,
            f"{W}lastRenderedPageBreak": self._break,
            **dict.fromkeys((f"{W}{name}" for name in ("cr", "tab", "ptab")), self._space),
            f"{W}fldChar": self._field_mark,
            f"{W}instrText": self._instruction,
            **dict.fromkeys((f"{W}{name}" for name in ("drawing", "pict", "object")), self._drawing),
            f"{W}footnoteReference": self._note,
            f"{W}endnoteReference": self._note,
            f"{MC}AlternateContent": self._run_version,
            f"{W}ruby": self._ruby,
        }

    def paragraph(self, element: Any, scope: Scope, events: list[Event]) -> None:
        """Adds a paragraph, what is hidden in it, and the text boxes and footnotes that hang on it."""
        own = element.find(f"{W}pPr")
        direct = paragraph_properties(own, self._parts.theme) if own is not None else NOTHING
        style = self._parts.styles.paragraph(direct.get("style"))
        properties = self._parts.styles.paragraph_defaults | scope.table_paragraph | style.paragraph | direct
        scope = self._place(properties, scope)
        paragraph = _Paragraph(scope, style, properties, properties.get("shading") or scope.ground)
        if properties.get("breaks"):
            events.append(PageBreak())
        self._inline(element, paragraph, 0)
        words = clean_line(" ".join("".join(paragraph.pieces).split()))
        events += paragraph.before
        if words:
            events.append(self._block(words, paragraph, direct))
        events += paragraph.after
        section = direct.get("section")
        if paragraph.ends_page or (section is not None and value_of(section, "type") in _BREAKING):
            events.append(PageBreak())

    def _place(self, properties: Properties, scope: Scope) -> Scope:
        """The scope of a paragraph: off the page where it is pushed there, cut off by its frame."""
        page, frame = self._parts.page, properties.get("frame")
        is_off = max(properties.get("indent") or 0.0, properties.get("indent_right") or 0.0) >= page.width
        clip = scope.clip
        if frame is not None:
            across, down, width = twips(frame, "x") or 0.0, twips(frame, "y") or 0.0, twips(frame, "w")
            is_off = is_off or across >= page.width or down >= page.height
            is_off = is_off or across + (width or page.width) <= -page.left
            height = twips(frame, "h") if frame.get(f"{W}hRule") == "exact" else None
            clip = Clip(width, height, scope.clip)
        if not is_off and clip is scope.clip:
            return scope
        concealment = scope.concealment or (Concealment.OUTSIDE if is_off else None)
        return replace(scope, concealment=concealment, clip=clip)

    @staticmethod
    def _block(words: str, paragraph: _Paragraph, direct: Properties) -> Text:
        kind = paragraph.scope.kind or paragraph.kind
        if kind is None and paragraph.style.is_contents and len(words.split()) <= _LONGEST_CONTENTS:
            kind = PassageKind.CONTENTS
        if kind:
            return Text(words, kind)
        level = paragraph.style.level
        if "level" in direct:
            level = direct["level"] + 1 if direct["level"] < BODY_LEVEL else None
        is_short = len(words.split()) <= LONGEST_BOLD_HEADING and not words.endswith((".", ":", ";", ","))
        looks = (numbering_depth(words) or 3) if level is None and is_short and paragraph.is_bold else None
        return Text(words, PassageKind.BODY, level, looks)

    # What runs are wrapped in

    def _inline(self, element: Any, paragraph: _Paragraph, depth: int) -> None:
        if depth > DEEPEST:
            paragraph.after.append(Unread(""))
            return
        for child in element:
            tag = child.tag
            handler = self._wrappers.get(tag)
            if handler:
                handler(child, paragraph, depth + 1)
            elif tag not in NO_CONTENT and isinstance(tag, str) and tag.startswith((W, M)) and len(child):
                self._inline(child, paragraph, depth + 1)

    def _inline_control(self, control: Any, paragraph: _Paragraph, depth: int) -> None:
        outer = paragraph.scope
        paragraph.scope = self._control(control, outer, paragraph.before)
        if paragraph.scope.kind and not outer.kind:
            paragraph.kind = paragraph.kind or paragraph.scope.kind
        for content in control.findall(f"{W}sdtContent"):
            self._inline(content, paragraph, depth + 1)
        paragraph.scope = outer

    def _simple_field(self, element: Any, paragraph: _Paragraph, depth: int) -> None:
        if not self._story.fields.is_instruction:
            paragraph.kind = paragraph.kind or field_kind(element.get(f"{W}instr") or "")
        self._inline(element, paragraph, depth)

    def _version(self, element: Any, paragraph: _Paragraph, depth: int) -> None:
        version = chosen(element)
        if version is not None:
            self._inline(version, paragraph, depth)

    @staticmethod
    def _part_document(_element: Any, paragraph: _Paragraph, _depth: int) -> None:
        paragraph.after.append(Unread("subDoc"))

    def _misplaced(self, element: Any, paragraph: _Paragraph, _depth: int) -> None:
        """A paragraph or table where none may stand: better read than lost."""
        self._blocks([element], paragraph.scope.deeper(), paragraph.after)

    def _run(self, run: Any, paragraph: _Paragraph, _depth: int) -> None:
        own = run.find(f"{W}rPr")
        look = self._parts.formatting.appearance(paragraph.scope.table, paragraph.style.run, own)
        self._run_content(run, look, paragraph)

    # What stands in runs

    def _run_content(self, run: Any, look: Appearance, paragraph: _Paragraph) -> None:
        for child in run:
            handler = self._contents.get(child.tag)
            if handler:
                handler(child, look, paragraph)

    def _run_version(self, element: Any, look: Appearance, paragraph: _Paragraph) -> None:
        version = chosen(element)
        if version is not None:
            self._run_content(version, look, paragraph)

    def _ruby(self, element: Any, _look: Appearance, paragraph: _Paragraph) -> None:
        for base in element.findall(f"{W}rubyBase"):
            self._inline(base, paragraph, 1)

    def _text(self, element: Any, look: Appearance, paragraph: _Paragraph) -> None:
        self._say(element.text or "", look, paragraph)

    def _symbol(self, element: Any, look: Appearance, paragraph: _Paragraph) -> None:
        code = element.get(f"{W}char") or ""
        if 1 <= len(code) <= 4 and all(digit in "0123456789abcdefABCDEF" for digit in code):
            self._say(chr(int(code, 16)), look, paragraph)

    def _hyphen(self, _element: Any, look: Appearance, paragraph: _Paragraph) -> None:
        self._say("-", look, paragraph)

    @staticmethod
    def _space(_element: Any, _look: Appearance, paragraph: _Paragraph) -> None:
        paragraph.pieces.append(" ")

    def _break(self, element: Any, _look: Appearance, paragraph: _Paragraph) -> None:
        """A line ends, or a page: before the paragraph where none of its text came yet, else after it, as it stays whole."""
        is_page = element.tag == f"{W}lastRenderedPageBreak" or element.get(f"{W}type") == "page"
        if element.tag == f"{W}br":
            paragraph.pieces.append(" ")
        if not is_page or self._story.fields.is_instruction:
            return
        if paragraph.has_text:
            paragraph.ends_page = True
        else:
            paragraph.before.append(PageBreak())

    def _field_mark(self, element: Any, look: Appearance, paragraph: _Paragraph) -> None:
        shown = None if self._story.fields.is_instruction else choice(element)
        if shown:
            self._say(shown, look, paragraph)
        self._story.fields.see(element)

    def _instruction(self, element: Any, _look: Appearance, _paragraph: _Paragraph) -> None:
        self._story.fields.instruct(element.text or "")

    def _drawing(self, element: Any, look: Appearance, paragraph: _Paragraph) -> None:
        if not self._story.fields.is_instruction:
            scope = replace(self._scope_of(look, paragraph), ground=paragraph.ground)
            self._drawings.walk(element, Shape(), scope, paragraph.after)

    def _note(self, reference: Any, look: Appearance, paragraph: _Paragraph) -> None:
        """A footnote follows its paragraph, an endnote the document."""
        kind = "footnotes" if reference.tag == f"{W}footnoteReference" else "endnotes"
        key = kind, reference.get(f"{W}id") or ""
        note = self._parts.note(*key)
        if note is None or key in self._story.notes or self._story.fields.is_instruction:
            return
        self._story.notes.add(key)
        scope = self._scope_of(look, paragraph).deeper()
        scope = replace(scope, ground=self._parts.ground, table=NOTHING, table_paragraph=NOTHING, clip=None)
        with self._story.inner():
            self._blocks(note, scope, paragraph.after if kind == "footnotes" else self._story.endnotes)

    @staticmethod
    def _scope_of(look: Appearance, paragraph: _Paragraph) -> Scope:
        """The scope of what hangs on a run: hidden with it."""
        if not look.is_hidden or paragraph.scope.concealment:
            return paragraph.scope
        return replace(paragraph.scope, concealment=Concealment.INVISIBLE)

    # Whether text shows

    def _say(self, text: str, look: Appearance, paragraph: _Paragraph) -> None:
        """Adds text where it shows, and notes it where it does not."""
        if self._story.fields.is_instruction:
            return
        if not text.strip():
            paragraph.pieces.append(text)
            return
        concealment = self._concealment(text, look, paragraph)
        if concealment:
            paragraph.before.append(Hidden(concealment, text))
            return
        if paragraph.scope.clip:
            text, rest = _parted(text, paragraph.scope.clip.room(look.size))
            paragraph.scope.clip.use(len(text))
            if rest:
                paragraph.before.append(Hidden(Concealment.CUT, rest))
        if text:
            paragraph.pieces.append(text)
            paragraph.has_text = True
            paragraph.is_bold = paragraph.is_bold and look.is_bold
            paragraph.kind = paragraph.kind or self._story.fields.kind

    def _concealment(self, text: str, look: Appearance, paragraph: _Paragraph) -> Concealment | None:
        scope = paragraph.scope
        if scope.concealment:
            return scope.concealment
        default = self._story.fields.default
        if default and text.strip() in default and " " in default.strip():
            return Concealment.PROMPT  # nobody has changed what the form says
        found = look.concealment(paragraph.ground, self._parts.page, len(text))
        if found is Concealment.WHITE and self._may_stand_on_picture(look, paragraph):
            found = None
        if found is None and look.cuts_line(paragraph.properties.get("line")):
            return Concealment.CUT
        return found

    def _may_stand_on_picture(self, look: Appearance, paragraph: _Paragraph) -> bool:
        """Whether text without a ground of its own may stand on a picture or shape of its sheet."""
        if look.own_ground or paragraph.ground is not self._parts.ground:
            return False
        return self._parts.grounds.may_lie_behind(paragraph.scope.child)


def _parted(text: str, room: float) -> tuple[str, str]:
    """The text that fits into a room of characters, in whole words, and the rest."""
    if len(text) <= room:
        return text, ""
    end = text.rfind(" ", 0, max(int(room), 0) + 1)
    return (text[:end], text[end:]) if end > 0 else ("", text)
