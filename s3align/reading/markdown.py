"""Reads Markdown as its reader sees it: rendered by markdown-it (CommonMark, tables, struck text), then walked as a page.

So everything that a rendered text does not show is known by one rule, whether it is Markdown or HTML in it: comments, hidden
elements, definitions of links, image texts. The head of the file (front matter) is no part of the text; its title is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from s3align.reading.layout.layout_model import Block
from s3align.reading.normalise import Vocabulary, clean_text
from s3align.reading.rendered import PAGE_BREAK, RenderedText, rendered_text, spoken_address
from s3align.record.document import Concealment, PassageKind

_FRONT_MATTER = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\n(.*?\n)?(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_MOST_FRONT_MATTER = 20_000
"""Characters of a file in which its head must end."""
_ENTRY = re.compile(r"^([A-Za-z][\w-]*)\s*[:=]", re.MULTILINE)
_TITLE = re.compile(r"^(title|subtitle)\s*[:=][ \t]*(\S.*)$", re.MULTILINE | re.IGNORECASE)
"""What programs that set Markdown print above the text."""
_LONGEST_TITLE = 200
"""Characters; titles of projects are long, and a longer entry is none."""
_FOOTNOTE = re.compile(r"^ {0,3}\[\^[^\]\n]{1,60}\]:[ \t]+", re.MULTILINE)
_DEEPEST = 100
"""Lists and quotations inside each other; what stands deeper would be left out."""
_LONG_LABEL = 4
"""Words from which the label of a definition says something."""


def markdown_text(text: str) -> RenderedText:
    """The blocks of every page of a Markdown text, and what in it nobody sees."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 -- needed for this kind of file only

    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(PAGE_BREAK, "")
    head, body = _parted(text)
    environment: dict[str, Any] = {}
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    source = _FOOTNOTE.sub("\n", body.replace("\f", f"\n\n{PAGE_BREAK}\n\n"))
    found = rendered_text(parser.render(source, environment), Vocabulary(body.split("\n")))
    if head:
        titles = _titles(head)
        found.pages[0][:0] = [Block(title, PassageKind.HEADING, level) for level, title in enumerate(titles, start=1)]
        found.hidden[:0] = [(1, Concealment.FRONT_MATTER, _without_titles(head))]
    found.hidden += [(1, Concealment.LINK, entry) for entry in _definitions(environment, found)]
    return found


def _parted(text: str) -> tuple[str, str]:
    """The head of a file and the rest; a rule at the beginning of a text without entries below it is no head."""
    head = _FRONT_MATTER.match(text[:_MOST_FRONT_MATTER])
    if not head or not _is_head(head[1], head[2] or ""):
        return "", text
    return head[2] or "", text[head.end() :]


def _is_head(mark: str, content: str) -> bool:
    if mark == "+++":
        try:
            tomllib.loads(content)
        except tomllib.TOMLDecodeError:
            return False
        return True
    lines = [line for line in content.split("\n") if line.strip()]
    return not lines or _ENTRY.match(lines[0].lstrip("# ")) is not None


def _titles(head: str) -> list[str]:
    found: Mapping[str, str] = {entry[1].lower(): entry[2] for entry in reversed(list(_TITLE.finditer(head)))}
    values = (clean_text(found.get(name, "").strip().strip("\"'")) for name in ("title", "subtitle"))
    return [value for value in values if value and _is_title(value)]


def _is_title(value: str) -> bool:
    return len(value) <= _LONGEST_TITLE and value[0] not in "|>[{&*!"


def _without_titles(head: str) -> str:
    kept = set(_titles(head))
    return _TITLE.sub(lambda entry: "" if clean_text(entry[2].strip().strip("\"'")) in kept else entry[0], head)


def _definitions(environment: Mapping[str, Any], found: RenderedText) -> Iterator[str]:
    """Titles of the definitions of links, and what stands in place of a label or an address."""
    visible = " ".join(block.text for page in found.pages for block in page).casefold()
    entries = [
        *((label, entry) for label, entry in environment.get("references", {}).items()),
        *((str(entry.get("label", "")), entry) for entry in environment.get("duplicate_refs", [])),
    ]
    for label, entry in entries:
        if entry.get("title") and (1, Concealment.LINK, entry["title"]) not in found.hidden:
            yield str(entry["title"])
        if len(label.split()) >= _LONG_LABEL and label.casefold() not in visible:
            yield label
        address = spoken_address(entry.get("href", ""))
        if address:
            yield address
