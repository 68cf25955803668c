"""Reads Word files: from the package's main part through its body to blocks of pages.

What nobody sees and what only the form says is left out and noted; parts that cannot be read are noted too. Headers, footers,
comments and descriptions of pictures do not count: they are not the proposal's text, or they are not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from s3align.errors import DamagedError, NoTextError
from s3align.reading.normalise import clean_line
from s3align.reading.office.office_text import OfficeText
from s3align.reading.office.ooxml_names import W
from s3align.reading.office.opc import OpcPackage
from s3align.reading.office.word_body import BodyWalk
from s3align.reading.office.word_chunks import MOST_CHUNKS, chunk_events
from s3align.reading.office.word_events import Event, Hidden, PageBreak, Text, Unread
from s3align.reading.office.word_fields import mark_unmatched
from s3align.reading.office.word_parts import WordParts
from s3align.reading.reading_words import reading_words
from s3align.record.document import Concealment, HiddenText, Notice, NoticeKind
from s3align.settings import Settings

MOST_BLOCKS = 100_000
"""Paragraphs and tables: twenty times as many as the longest proposal seen has."""
_MOST_NOTICES = 50  # of different names
_WORD_TYPES = ("wordprocessingml", "ms-word")
_MAIN_TYPE = ".main+xml"
_TEMPLATE_TYPE = "template"
_USUAL_MAIN = "word/document.xml"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_TEMPLATE = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}Template"
_FILE_NAME = re.compile(
    r"(?:untitled|unbenannt|microsoft (?:word|powerpoint|excel)|word document|document ?\d*|dokument ?\d*)\b.{0,3}"
    r"|.*\.(?:do[ct][xm]?|odt|tex|pdf|dvi|rtf|indd)",
    re.IGNORECASE,
)


def is_word(package: OpcPackage) -> bool:
    """Whether a package is a Word document, and no template for some, by the content type of its main part."""
    main = main_part(package)
    return main is not None and _TEMPLATE_TYPE not in package.content_type(main)


def main_part(package: OpcPackage) -> str | None:
    """The part with the document's body: the one that the package's relationships name, else by its type or its usual name."""
    named = package.related("", "officedocument")
    typed = [part for part, kind in package.content_types.items() if kind.endswith(_MAIN_TYPE) and part in package]
    for part in (*named, *typed, _USUAL_MAIN):
        kind = package.content_type(part)
        if part in package and (any(word in kind for word in _WORD_TYPES) or part.startswith("word/")):
            return part
    return None


def read_docx(package: OpcPackage, name: str, settings: Settings) -> OfficeText:
    """The text of a Word file. Raises DamagedError, and NoTextError where nothing can be seen."""
    main = main_part(package)
    document = package.xml(main) if main else None
    if main is None or document is None or document.find(f"{W}body") is None:
        raise DamagedError(
            f"The Word file '{name}' is damaged. Open it in Word and save it again as a Word document (.docx)."
        )
    parts = WordParts(package, main, document)
    text = _Writer(settings)
    for part in package.twice:
        text.notice(NoticeKind.UNREAD, part)
    for events in _walked(parts):
        if not text.write(events):
            break
    if not any(text.office.pages):
        raise NoTextError(_nothing(name, text.office))
    text.office.title = _title(package)
    text.office.outside = _comments(parts)
    return text.office


def _nothing(name: str, text: OfficeText) -> str:
    unread = ", ".join(filter(None, (notice.quote for notice in text.notices if notice.kind is NoticeKind.UNREAD)))
    holds = f"cannot be read ({unread})" if unread else "holds no text that can be seen"
    return (
        f"The Word file '{name}' {holds}. Open it in Word and save it again as a Word document (.docx); if its text is a "
        "picture, export it as PDF."
    )


class _Chunks:
    """Reads the documents inside a document, up to a number; those inside them are not opened."""

    def __init__(self, package: OpcPackage, *, opens_word: bool) -> None:
        self._package, self._opens_word = package, opens_word
        self._count = 0

    def read(self, part: str) -> list[Event]:
        """What the document in a part holds."""
        self._count += 1
        if self._count > MOST_CHUNKS:
            return [Unread(part)]
        return chunk_events(self._package, part, self._word_events)

    def _word_events(self, data: bytes) -> list[Event]:
        package = OpcPackage(data) if self._opens_word else None
        main = main_part(package) if package else None
        document = package.xml(main) if package and main else None
        if package is None or main is None or document is None or document.find(f"{W}body") is None:
            return []
        return [event for events in _walked(WordParts(package, main, document), opens_word=False) for event in events]


def _walked(parts: WordParts, *, opens_word: bool = True) -> Iterator[list[Event]]:
    mark_unmatched(parts.document)
    return BodyWalk(parts, _Chunks(parts.package, opens_word=opens_word).read).body()


class _Writer:
    """Writes events to the pages of a text, up to the limits."""

    def __init__(self, settings: Settings) -> None:
        self.office = OfficeText()
        self._most_characters = settings.max_characters
        self._blocks = self._characters = 0
        self._is_full = False

    def write(self, events: list[Event]) -> bool:
        """Writes events in order; False where a limit is reached and the rest is left out."""
        for event in events:
            if isinstance(event, Text):
                self._write_text(event)
            elif isinstance(event, PageBreak):
                self.office.break_page()
            elif isinstance(event, Hidden):
                self.office.hidden.append((len(self.office.pages), event.concealment, event.text))
            else:
                self.notice(NoticeKind.UNREAD, event.name)
            if self._is_full:
                return False
        return True

    def _write_text(self, text: Text) -> None:
        room = self._most_characters - self._characters
        if room <= 0 or self._blocks >= MOST_BLOCKS:
            self._is_full = True
            self.notice(NoticeKind.SHORTENED, None)
            return
        block = text.block()
        self._characters += len(block.text)
        self._blocks += 1
        self.office.add(block if len(block.text) <= room else replace(block, text=block.text[:room]))

    def notice(self, kind: NoticeKind, name: str | None) -> None:
        """Takes note of something; parts of one name are counted."""
        quote, notices = name or None, self.office.notices
        for place, known in enumerate(notices):
            if (known.kind, known.quote) == (kind, quote):
                notices[place] = replace(known, count=(known.count or 1) + 1)
                return
        if len(notices) < _MOST_NOTICES:
            notices.append(Notice(kind, len(self.office.pages), quote))


def _comments(parts: WordParts) -> list[HiddenText]:
    words = clean_line(parts.comments).split()
    if not words:
        return []
    return [HiddenText(None, Concealment.ANNOTATION, " ".join(words)[:120], len(words))]


def _title(package: OpcPackage) -> str | None:
    """The title in the properties, unless it is a file's or a template's name."""
    title = _property(package, "core-properties", _TITLE)
    template = PurePath(_property(package, "extended-properties", _TEMPLATE).replace("\\", "/")).stem
    words = title.lower().split()
    is_template = title.lower() == template.lower() or any(
        word.endswith(ending) for word in words for ending in reading_words().template_title
    )
    return title if len(title) > 3 and not is_template and not _FILE_NAME.fullmatch(title) else None


def _property(package: OpcPackage, kind: str, tag: str) -> str:
    parts = package.related("", kind)
    root = package.xml(parts[0]) if parts else None
    found = None if root is None else root.find(tag)
    return "" if found is None else clean_line(found.text or "")
