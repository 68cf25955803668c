"""The results as a workbook for people: what an office reads first comes first, and a codebook of all columns last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from s3align.files import replacing
from s3align.record.assessment import Verdict
from s3align.render.codebook import Codebook
from s3align.render.columns import fields
from s3align.render.formats import date_text
from s3align.render.messages import Messages
from s3align.render.sheet import Book, Cell, Limits, Sheet
from s3align.render.view_totals import before_set_aside
from s3align.render.workbook_sheets import ABOUT, EXPLAINED, SheetPlan, sheet_plans
from s3align.render.workbook_shortlist import SHORTLIST, shortlist_lines
from s3align.render.workbook_target import TargetFile
from s3align.render.workbook_words import Words
from s3align.store.row import ResultRow, ToRead
from s3align.store.table import ResultTable
from s3align.strategy.model import Strategy, wording
from s3align.version import VERSION

if TYPE_CHECKING:
    from xlsxwriter.format import Format

_CREATED = datetime(1980, 1, 1)  # noqa: DTZ001 -- a fixed date: the same results give the same bytes
_FILLS = {Verdict.CORE: "#CFE8CF", Verdict.SIDE: "#E9F4E3", Verdict.UNCLEAR: "#FFF0C2"}
"""Behind the words of what needs a look; the words alone say it too, and dark letters stand out from all three."""
_LANGUAGE_TAGS = {"de": "de-DE", "en": "en-GB"}
OVERVIEW = "index.html"


@dataclass(frozen=True, slots=True)
class Beside:
    """What another workbook than that of a run has: its texts, what its ``first`` sheet becomes, and ``more`` behind it.

    ``overview``: file beside the workbook that shows the same in a browser; "" where there is none.
    """

    messages: Messages
    first: Callable[[Words, SheetPlan], SheetPlan] = lambda _, plan: plan
    more: Callable[[Words], Sequence[SheetPlan]] = lambda _: ()
    overview: str = ""


def write_workbook(
    table: ResultTable,
    strategy: Strategy,
    language: str,
    target: Path,
    scratch: Path,
    limits: Limits | None = None,
    *,
    places: Mapping[str, int] | None = None,
    beside: Beside | None = None,
) -> None:
    """``results.xlsx``, a line at a time by way of ``scratch``; texts stay texts, whatever they begin with.

    ``places``: theme -> length of its shortlist. ``beside``: what makes it another workbook than that of a run.
    """
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415 -- wanted for this file alone

    with replacing(target, force=True) as temporary:
        try:
            own = beside or Beside(Messages.load(language), overview=OVERVIEW)
            words = Words(strategy, own.messages)
            _write(table, words, temporary, scratch, limits or Limits(), places or {}, own)
        except FileCreateError as error:
            raise error.args[0] from error  # what the disk said


def _write(  # noqa: PLR0917 -- what a workbook is made of
    table: ResultTable,
    words: Words,
    target: Path,
    scratch: Path,
    limits: Limits,
    places: Mapping[str, int],
    beside: Beside,
) -> None:
    import xlsxwriter  # noqa: PLC0415 -- wanted for this file alone

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
        "tmpdir": str(scratch),
    }
    with TargetFile(target) as file, xlsxwriter.Workbook(file, options) as written:
        messages, strategy = words.messages, words.strategy
        title = messages("sheet_title", strategy=words.word(strategy.name))
        written.set_properties({"title": title, "author": f"s3align {VERSION}", "created": _CREATED})
        written.set_custom_property("Language", _LANGUAGE_TAGS.get(messages.language, messages.language), "text")
        book = Book(written, messages, limits)
        first, *others = sheet_plans(strategy, words, places)
        plans = (beside.first(words, first), *([SHORTLIST] if places else []), *beside.more(words), *others)
        looks = {
            messages(f"verdict_{verdict}"): written.add_format(
                {"bg_color": colour, "bold": verdict is Verdict.CORE, "text_wrap": True, "valign": "top"}
            )
            for verdict, colour in _FILLS.items()
        }
        _fill(book, plans, _rows(table), looks, shortlist_lines(table, places, words))
        _about(book, table, strategy, beside.overview)
        _explain(book, plans, strategy)


def _rows(table: ResultTable) -> Iterator[ResultRow]:
    """Every file: the proposals as they are ranked, copies, and what was not assessed."""
    yield from table.ranking(table.totals.files)
    yield from table.refused(table.totals.files)


def _fill(
    book: Book,
    plans: Sequence[SheetPlan],
    rows: Iterator[ResultRow],
    looks: Mapping[str, Format],
    shortlisted: Iterator[Sequence[Cell]],
) -> None:
    """All sheets of lines in one pass over the rows."""
    sheets = [_sheet(book, plan) for plan in plans]
    judged = [[column.values == "verdict" for column in plan.columns] for plan in plans]
    for row in rows:
        for plan, sheet, marks in zip(plans, sheets, judged, strict=True):
            for cells in plan.lines(row):
                sheet.add(
                    cells, [looks.get(str(cell)) if mark else None for cell, mark in zip(cells, marks, strict=True)]
                )
    for plan, sheet in zip(plans, sheets, strict=True):
        for cells in shortlisted if plan is SHORTLIST else plan.closing:
            sheet.add(cells)
        sheet.close()


def _sheet(book: Book, plan: SheetPlan) -> Sheet:
    return Sheet(book, book.messages(f"sheet_{plan.key}"), plan.columns, plan.widths, plan.frozen)


def _about(book: Book, table: ResultTable, strategy: Strategy, overview: str) -> None:
    """What was assessed, when, against what, how many must still be read and were, and what the order is for."""
    messages, totals = book.messages, table.totals
    days = [date_text(day, messages) for day in sorted(totals.days)]
    lines: tuple[tuple[str, Cell, str], ...] = (
        ("strategy", wording(strategy.name, messages.language), ""),
        ("tool", f"s3align {VERSION}", ""),
        ("days", f"{days[0]} – {days[-1]}" if len(days) > 1 else "".join(days), ""),
        ("files", totals.files, ""),
        ("assessed", totals.assessed, ""),
        ("copies", totals.copies, ""),
        ("refused", totals.refused, ""),
        *((("withdrawn", totals.withdrawn, ""),) if totals.withdrawn else ()),
        ("to_read", before_set_aside(totals.to_read), ""),
        ("beside", totals.to_read[ToRead.BESIDE], ""),
        ("read", totals.read.total(), ""),
        ("order", messages("fact_run_order_text"), ""),
        ("generated", messages("fact_run_generated_text"), ""),
        *((("overview", "", overview),) if overview else ()),
    )
    sheet = _sheet(book, ABOUT)
    for key, value, link in lines:
        sheet.add((messages(f"fact_run_{key}"), value, link))
    sheet.close()


def _explain(book: Book, plans: Sequence[SheetPlan], strategy: Strategy) -> None:
    """The codebook: every column of every sheet, then those of the tables for programs."""
    messages, sheet, codebook = book.messages, _sheet(book, EXPLAINED), Codebook(strategy, book.messages)
    for plan in (*plans, ABOUT, EXPLAINED):
        for line in codebook.entries(messages(f"sheet_{plan.key}"), plan.columns, in_words=True):
            sheet.add(line)
    columns = [field.column for field in fields(strategy, messages)]
    for line in codebook.entries("results.csv", columns, in_words=False):
        sheet.add(line)
    sheet.close()
