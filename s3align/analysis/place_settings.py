"""Where a text with places stands: the kind of its passage, its title, a table's first row; and what that says of all names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from s3align.analysis.place_cues import CueWords
from s3align.analysis.place_heads import Name
from s3align.analysis.place_text import PlaceText
from s3align.record.document import PassageKind

CELLS = (PassageKind.TABLE, PassageKind.FORM_FIELD, PassageKind.PARTNERS, PassageKind.BUDGET)
"""Kinds of passages whose lines are rows or cells, each of which stands for itself."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a text stands: the kind of its passage, and the title it stands under."""

    kind: PassageKind = PassageKind.BODY
    title: str = ""


class Title:
    """What the setting says of all names of a text."""

    def __init__(self, words: CueWords, setting: Setting, header: Collection[str] = ()) -> None:
        parts = setting.title.replace("(", " ( ").replace(")", " ) ").replace(":", " ").split()
        lists = {name for part in parts for name in words.lists_of(part)}
        lists |= {name for name, _, _ in words.phrases(parts)}
        self.kind = setting.kind
        self.is_aside = "other_labels" in lists or (
            "partner_labels" not in header and not {"other_labels", "stands_aside"}.isdisjoint(header)
        )
        self.is_background = "background" in lists or setting.kind is PassageKind.REFERENCES
        self.lists_partners = not self.is_aside and (
            setting.kind is PassageKind.PARTNERS
            or ("partner_labels" in lists and setting.kind is not PassageKind.HEADING)
            or "partner_labels" in header
        )
        self.is_heading = setting.kind is PassageKind.HEADING


def header_of(text: PlaceText, names: Sequence[Name], setting: Setting) -> frozenset[str]:
    """The lists in which words of a table's first row stand, where it names no place: what its columns hold."""
    if setting.kind not in (PassageKind.TABLE, PassageKind.BUDGET) or len(text.lines) == 1:
        return frozenset()
    end = text.lines[1]
    return frozenset() if names[0].start < end else frozenset().union(*text.tags[:end])
