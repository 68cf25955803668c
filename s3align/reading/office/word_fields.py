"""Fields of Word files: what shows of them is their result, not their instruction; and the old form fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from s3align.reading.office.ooxml_names import VAL, W, number, value_of
from s3align.record.document import PassageKind

_STORY = frozenset(f"{W}{name}" for name in ("txbxContent", "body", "footnote", "endnote", "comment"))
_IGNORED = f"{W}unmatched"
_KINDS = {
    "TOC": PassageKind.CONTENTS,
    "INDEX": PassageKind.CONTENTS,
    "TOA": PassageKind.CONTENTS,
    "BIBLIOGRAPHY": PassageKind.REFERENCES,
    "ADDIN EN.REFLIST": PassageKind.REFERENCES,
    "ADDIN ZOTERO_BIBL": PassageKind.REFERENCES,
    "ADDIN MENDELEY BIBLIOGRAPHY": PassageKind.REFERENCES,
}
"""What the results of some fields are, by the beginning of the instruction."""
_LONGEST_INSTRUCTION = 200  # characters that tell a field


def field_kind(instruction: str) -> PassageKind | None:
    """The kind of a field's result where it is no body text."""
    words = " ".join(instruction.split()).upper() + " "
    return next((kind for name, kind in _KINDS.items() if words.startswith(f"{name} ")), None)


def mark_unmatched(root: Any) -> None:
    """Marks the beginnings of fields that have no end and ends without a beginning, so that they hide nothing."""
    opened: dict[Any, list[Any]] = {}
    for mark in root.iter(f"{W}fldChar"):
        story = next((parent for parent in mark.iterancestors() if parent.tag in _STORY), root)
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            opened.setdefault(story, []).append(mark)
        elif kind == "end" and opened.get(story):
            opened[story].pop()
        elif kind == "end":
            mark.set(_IGNORED, "1")
    for marks in opened.values():
        for mark in marks:
            mark.set(_IGNORED, "1")


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    shows_result: bool = False
    kind: PassageKind | None = None
    default: str | None = None


@dataclass(slots=True)
class FieldStack:
    """The fields that are open at a place of a story."""

    _open: list[_Field] = field(default_factory=list)
    _kinds: list[PassageKind] = field(default_factory=list)
    _instructions: int = 0

    def see(self, mark: Any) -> None:
        """Takes note of ``w:fldChar``."""
        kind = mark.get(f"{W}fldCharType")
        if mark.get(_IGNORED):
            return
        if kind == "begin":
            self._open.append(_Field(default=value_of(mark, "ffData", "textInput", "default")))
            self._instructions += 1
        elif kind == "separate" and self._open and not self._open[-1].shows_result:
            self._separate(self._open[-1])
        elif kind == "end" and self._open:
            self._close(self._open.pop())

    def _separate(self, last: _Field) -> None:
        last.shows_result = True
        last.kind = field_kind(last.instruction)
        self._instructions -= 1
        if last.kind:
            self._kinds.append(last.kind)

    def _close(self, last: _Field) -> None:
        if not last.shows_result:
            self._instructions -= 1
        if last.kind:
            self._kinds.pop()

    def instruct(self, text: str) -> None:
        """Takes note of a piece of an instruction."""
        if self._open and len(self._open[-1].instruction) < _LONGEST_INSTRUCTION:
            self._open[-1].instruction += text

    @property
    def is_instruction(self) -> bool:
        """Whether the place lies in the instruction of a field, which does not show."""
        return self._instructions > 0

    @property
    def kind(self) -> PassageKind | None:
        """What the results of the open fields are where they are no body text."""
        return self._kinds[0] if self._kinds else None

    @property
    def default(self) -> str | None:
        """The text that a form gave the innermost open field."""
        return self._open[-1].default if self._open else None


def choice(mark: Any) -> str | None:
    """The entry that an old drop-down shows: the chosen one, else its default, else the first; None for other fields."""
    choices = mark.find(f"{W}ffData/{W}ddList")
    if choices is None:
        return None
    entries = [entry.get(VAL) or "" for entry in choices.findall(f"{W}listEntry")]
    chosen = number(value_of(choices, "result")) or number(value_of(choices, "default")) or 0
    return entries[chosen] if 0 <= chosen < len(entries) else None
