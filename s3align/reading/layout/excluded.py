"""Parts that say nothing of a project where no title stands above them: tables and lists of budget, partners, sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from s3align.reading.layout.contents import contents_lines
from s3align.reading.layout.layout_model import Block
from s3align.reading.layout.paragraphs import is_bullet
from s3align.reading.layout.section_titles import caption_kind, header_kind, is_work_plan, label_kind, names_money
from s3align.record.document import PassageKind

FEWEST_ROWS = 2
MOST_AMOUNTS = 0.6
"""Rows of a table, and their share that ends in an amount of money, from which it is a budget."""
LONGEST_LINE = 10
"""Words of a line of a budget; a longer one describes something."""
LONGEST_LABEL = 60
"""Characters before a colon that may name what stands behind it."""
_COUNTED = (PassageKind.BODY, PassageKind.TABLE)
_AMOUNT = re.compile(r"(?:(?:€|EUR|Euro)\s?\d[\d.,  ]*|\d[\d.,  ]*(?:€|EUR|Euro|T€|TEUR|Tsd\. €|Mio\. €)\.?)\)?$")
_FIGURE = re.compile(r"(?<!\S)(?:\d{1,3}(?:[.,\u202f\u00a0]\d{3})+(?:[.,]\d\d)?|\d+[.,]\d\d)(?!\S)")
_FEWEST_FIGURES = 2
_MOST_FIGURES = 0.5
"""Sums of money in a row of a table without a currency, and their share of its words, from which it says nothing else."""
_YEAR = r"(?:19|20)\d\d"
_SOURCE = re.compile(
    rf"(?:\[\d{{1,3}}\]|\(\d{{1,3}}\))\s+\S.{{2,300}}?(?:\b{_YEAR}\b|\bdoi\b|https?:)"
    rf"|[-•*]?\s*[^\W\d_][\w'’-]+,\s[^\W\d_]\.?.{{0,200}}?\(?{_YEAR}[a-z]?\)?[.:,]"
    r"|\S.{0,300}\bdoi(?:\.org/|:)\s?10\.",
    re.IGNORECASE,
)
_NUMBERED_SOURCE = re.compile(r"\[\d{1,3}\]\s")


def with_excluded(pages: Sequence[Sequence[Block]]) -> list[list[Block]]:
    """The blocks of every page, those known by their form or by a label as budget, partners and so on with that kind."""
    return [_marked(_with_contents(page)) for page in pages]


def _with_contents(page: Sequence[Block]) -> list[Block]:
    """Entries of tables of contents that are blocks of their own, as word processors write them."""
    texts = ["" if block.lines or block.kind is PassageKind.TABLE else block.text for block in page]
    entries = contents_lines(texts) if any(texts) else frozenset[int]()
    return [
        replace(block, kind=PassageKind.CONTENTS, level=None) if index in entries else block
        for index, block in enumerate(page)
    ]


def _marked(page: list[Block]) -> list[Block]:
    found: list[Block] = []
    label: PassageKind | None = None  # what the line before says of the list or table below it
    for index, block in enumerate(page):
        own = _own_kind(page, index)
        is_item = is_bullet(block.text) or block.kind is PassageKind.TABLE
        if block.kind in _COUNTED and own is None and label and is_item:
            own = label
        elif not is_item or block.level:
            label = _kind_of_label(block)
        found.append(replace(block, kind=own) if own and block.kind in _COUNTED else block)
    return found


def _kind_of_label(block: Block) -> PassageKind | None:
    """What a line of its own announces: "Projektpartner:", "Tabelle 3: Finanzplan"."""
    if block.level or len(block.text) > LONGEST_LABEL:
        return None
    return label_kind(block.text[:-1]) if block.text.endswith(":") else caption_kind(block.text)


def _own_kind(page: Sequence[Block], index: int) -> PassageKind | None:
    block = page[index]
    if block.kind is PassageKind.TABLE:
        return _table_kind(block.text.split("\n"))
    if block.kind is not PassageKind.BODY:
        return None
    label, colon, rest = block.text.lstrip("-–•* ").partition(":")
    if colon and rest.strip() and len(label) <= LONGEST_LABEL and (kind := label_kind(label)):
        return kind
    near = [page[place] for place in (index - 1, index + 1) if 0 <= place < len(page)]
    if _is_amount(block.text) and any(_is_amount(other.text) for other in near):
        return PassageKind.BUDGET
    is_list = len(_NUMBERED_SOURCE.findall(block.text)) > 1
    if _is_source(block.text) and (is_list or any(_is_source(other.text) for other in near)):
        return PassageKind.REFERENCES
    return None


def _table_kind(rows: Sequence[str]) -> PassageKind | None:
    if len(rows) < FEWEST_ROWS or is_work_plan(rows):
        return None
    named = header_kind(rows[0])
    if named:
        return named
    if _are_most(map(_is_amount, rows), rows) or (names_money(rows[0]) and _are_most(map(_is_sums, rows), rows[1:])):
        return PassageKind.BUDGET
    return PassageKind.REFERENCES if _are_most(map(_is_source, rows), rows) else None


def _are_most(found: Iterable[bool], rows: Sequence[str]) -> bool:
    return sum(found) >= max(FEWEST_ROWS, MOST_AMOUNTS * len(rows))


def _is_sums(row: str) -> bool:
    figures = len(_FIGURE.findall(row))
    return figures >= max(_FEWEST_FIGURES, _MOST_FIGURES * len(row.split()))


def _is_amount(text: str) -> bool:
    return len(text.split()) <= LONGEST_LINE and _AMOUNT.search(text[-40:]) is not None


def _is_source(text: str) -> bool:
    return _SOURCE.match(text[:400]) is not None
