"""The overview of a run as one HTML file: what a person must read, and a table of all files to filter. No server needed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from jinja2 import Template
from markupsafe import Markup

from s3align.files import write_atomically
from s3align.record.assessment import Verdict
from s3align.render.formats import date_text, percent, points
from s3align.render.inlined import page_policy
from s3align.render.messages import Messages
from s3align.render.shared_passages import shared_view
from s3align.render.templates import environment
from s3align.render.view_gone import gone_sentence
from s3align.render.view_overview import MOST_WORDED, Group, LineView, group_of, line_view
from s3align.render.view_overview_data import PageData
from s3align.render.view_overview_top import Shown, top_view
from s3align.render.view_overview_words import Words
from s3align.resources import folder
from s3align.store.row import ResultRow
from s3align.store.table import BINS, ResultTable, Totals
from s3align.strategy.model import Strategy, wording
from s3align.version import VERSION

MOST_ROWS = 5_000
"""Files that a browser opens within two seconds and filters within a tenth of one: benchmarks/overview.py. Tables hold all."""
MOST_LISTED = 500
"""Equal and similar files that are listed one by one."""
MOST_BLOCKS = 20
"""Passages of many proposals that are listed; those of a form are a dozen."""
BLOCK = 25
"""Rows in a block that a browser leaves out while it is off the screen; ``overview_table.js`` makes blocks of the same size."""
MOST_BESIDE = 14
"""Themes that find room beside each other on a screen; a table of more scrolls sideways."""
_FEW_WIDTH, _MANY_WIDTH = "5.8rem", "2.9rem"
"""Of the column of a theme, with the word of a verdict in it or its letter."""
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one group; ``head``: its title and size, in its first block alone."""

    group: str
    head: str
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many proposals lie in each tenth of the scale of a theme; ``heights`` of its bars from 0 to 100."""

    name: str
    counts: tuple[int, ...]
    heights: tuple[int, ...]


def write_index(
    table: ResultTable, strategy: Strategy, target: Path, language: str, places: Mapping[str, int] | None = None
) -> None:
    """``index.html``; ``places``: theme -> length of its shortlist, whose cut is shown, and who cannot be told apart there."""
    totals, words = table.totals, Words.of(strategy, language, places or {})
    themes, messages, data = words.themes, words.messages, PageData(words)
    shown = Shown.of(_rows(table))
    parts = _template(messages).generate(
        language=language,
        t=messages,
        strategy=wording(strategy.name, language),
        version=VERSION,
        days=_days(totals.days, messages),
        themes=themes,
        heads=words.heads,
        shared=shared_view(table, messages, MOST_BLOCKS),
        totals=totals,
        top=top_view(table, shown, words),
        gone=gone_sentence(totals, messages),
        blocks=_blocks(table, shown.groups, words, data),
        data=data,
        columns=len(themes) + 6,
        is_short=len(themes) > MOST_WORDED,
        letters=_letters(messages) if len(themes) > MOST_WORDED else (),
        is_wide=len(themes) > MOST_BESIDE,
        duplicates=table.duplicates(MOST_LISTED),
        similar=table.similar(MOST_LISTED),
        similar_files=table.similar_files(),
        distribution=_distribution(totals, themes),
        municipalities=sorted({place for place, _ in totals.portfolio}),
        most_listed=MOST_LISTED,
        bins=_bins(),
        **_embedded(len(themes)),
    )
    write_atomically(target, (part.encode("utf-8") for part in parts), force=True)


def _template(messages: Messages) -> Template:
    templates = environment("batch")
    templates.filters["percent"] = lambda share: percent(share, messages)
    return templates.get_template("index.html")


def _embedded(themes: int) -> dict[str, Markup]:
    """Style and scripts, and a policy that lets a browser run these and nothing else; all of it is our own text."""
    width = _MANY_WIDTH if themes > MOST_WORDED else _FEW_WIDTH
    bars = "".join(f".e{value}{{--e:{value}}}" for value in range(1, _WHOLE + 1))
    style = f":root{{--themes:{themes};--theme:{width}}}\n{bars}\n{_source('overview.css')}"
    body = "".join(_source(f"overview_{part}.js") for part in ("rows", "table", "page"))
    script = f'"use strict";\n(() => {{\n{body}}})();\n'
    first = 'document.documentElement.classList.add("js");'
    policy = page_policy(style=style, scripts=(first, script))
    named = {"style": style, "first_script": first, "script": script, "policy": policy}
    return {name: Markup(text) for name, text in named.items()}  # noqa: S704 -- our own files


def _source(name: str) -> str:
    return (folder("templates") / "batch" / name).read_text(encoding="utf-8")


def _rows(table: ResultTable) -> Iterator[ResultRow]:
    """The files that the page shows, in the order of the table."""
    return islice(chain(table.ranking(MOST_ROWS), table.refused(MOST_ROWS)), MOST_ROWS)


def _blocks(table: ResultTable, shown: Mapping[Group, int], words: Words, data: PageData) -> Iterator[Block]:
    """All rows in blocks of one group; ``data`` takes them on the way."""
    for group in Group:
        rows = (row for row in _rows(table) if group_of(row) is group)
        head = words.messages("overview_head", group=words.messages(f"overview_group_{group}"), count=shown[group])
        while lines := tuple(_line(row, words, data) for row in islice(rows, BLOCK)):
            yield Block(group.value, head, lines)
            head = ""


def _line(row: ResultRow, words: Words, data: PageData) -> LineView:
    data.add(row)
    return line_view(row, words)


def _distribution(totals: Totals, themes: Mapping[str, str]) -> tuple[Distribution, ...]:
    found = {name: tuple(totals.distribution[theme, tenth] for tenth in range(BINS)) for theme, name in themes.items()}
    return tuple(
        Distribution(name, counts, tuple(points(count / max(*counts, 1)) for count in counts))
        for name, counts in found.items()
    )


def _letters(messages: Messages) -> tuple[str, ...]:
    """What the letters in the cells stand for."""
    return tuple(
        messages(
            "overview_letter",
            letter=messages(f"overview_letter_{verdict}"),
            verdict=messages(f"verdict_{verdict}"),
        )
        for verdict in Verdict
    )


def _bins() -> tuple[str, ...]:
    """The tenths of the scale as they are printed; the last one has a value more."""
    size = _WHOLE // BINS
    return tuple(f"{size * part}–{size * (part + 1) - (part + 1 < BINS)}" for part in range(BINS))


def _days(days: Collection[str], messages: Messages) -> str:
    """When the files were assessed: the day, or the first and the last; "" where it is not known."""
    if not days:
        return ""
    first, last = (date_text(day, messages) for day in (min(days), max(days)))
    return messages("batch_day", day=first) if first == last else messages("batch_days", first=first, last=last)
