"""What the cells of a review file take: lists and dates where people write, and no typing where the program does.

The sheets are not protected: Excel neither sorts protected cells nor filters all of them. So a rule of each generated cell
refuses what is typed; what gets in all the same, by pasting, is written anew and kept as a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from typing import Any

from s3align.render.messages import LANGUAGES, Messages
from s3align.render.review_workbook_columns import DATED, choice_of, is_peoples
from s3align.render.review_workbook_dates import EARLIEST, LATEST
from s3align.render.review_workbook_read import place
from s3align.render.review_workbook_table import ReviewTable
from s3align.render.review_workbook_words import Choice, words
from s3align.store.run_proposals import MOST_PROPOSALS

LAST_ROW = 2 * MOST_PROPOSALS
"""Down to which cells are checked: rows for two readers of every proposal. Rows that are added later lie within."""
_MOST_LISTED = 255
"""Characters of a list that stands in the rule itself; Excel takes no more."""
_NEVER = "FALSE"
"""The formula of a rule that no value meets."""


def validate(table: ReviewTable, messages: Messages) -> bool:
    """Gives the cells of people their lists and dates, and has generated ones refuse typing; whether that changes anything."""
    return set_rules(table.sheet, list(_rules(table, messages)))


def set_rules(sheet: Any, wanted: list[Any]) -> bool:
    """Puts rules in the place of those that were ours; other rules of the sheet stay."""
    rules = sheet.data_validations
    own = [rule for rule in rules.dataValidation if _is_ours(rule)]
    if sorted(map(_told, own)) == sorted(map(_told, wanted)):
        return False
    rules.dataValidation = [rule for rule in rules.dataValidation if not _is_ours(rule)] + wanted
    return True


def unprotect(sheet: Any) -> bool:
    """Takes away the protection of an earlier build; whether there was one. One with a password is the office's."""
    locks = sheet.protection
    if not locks.sheet or locks.password or locks.hashValue:
        return False
    locks.sheet = False
    return True


def guard(sheet: Any, columns: Iterable[int], first: int, last: int, messages: Messages) -> bool:
    """Has generated cells of a sheet that is not the table refuse typing; whether that changes anything."""
    return set_rules(sheet, list(guards(columns, first, last, messages)))


def guards(columns: Iterable[int], first: int, last: int, messages: Messages) -> Iterator[Any]:
    """A rule for each run of columns side by side."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 -- wanted for workbooks alone

    for _, run in groupby(enumerate(sorted(columns)), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in run]
        yield DataValidation(
            type="custom",
            formula1=_NEVER,
            allow_blank=False,
            showErrorMessage=True,
            errorTitle=messages("review_error_guard_title"),
            error=messages("review_error_guard"),
            sqref=f"{place(first, numbers[0])}:{place(last, numbers[-1])}",
        )


def _rules(table: ReviewTable, messages: Messages) -> Iterator[Any]:
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 -- wanted for workbooks alone

    first = table.head_row + 1
    generated = [at for column, at in table.columns.items() if not is_peoples(column)]
    yield from guards(generated, first, LAST_ROW, messages)
    for column, at in table.columns.items():
        choice = choice_of(column)
        if choice is None and column != DATED:
            continue
        key = "list" if choice else DATED
        kind: Mapping[str, Any] = (
            {"type": "list", "formula1": listed(choice, messages.language)}
            if choice
            else {"type": "date", "operator": "between", "formula1": _serial(EARLIEST), "formula2": _serial(LATEST)}
        )
        yield DataValidation(
            **kind,
            allow_blank=True,
            showErrorMessage=True,
            showInputMessage=True,
            errorTitle=messages("review_error_title"),
            error=messages(f"review_error_{key}"),
            promptTitle=messages(f"review_head_{column.partition(':')[0]}", theme="").rstrip(": "),
            prompt=messages(f"review_prompt_{key}"),
            sqref=f"{place(first, at)}:{place(LAST_ROW, at)}",
        )


def _told(rule: Any) -> tuple[str, ...]:
    return (str(rule.sqref), str(rule.formula1).rstrip("()"), str(rule.prompt), str(rule.error))


def _is_ours(rule: Any) -> bool:
    formula = str(rule.formula1)
    return formula in _formulas() or (rule.type == "custom" and formula.upper().rstrip("()") == _NEVER)


@lru_cache(maxsize=1)
def _formulas() -> frozenset[str]:
    lists = {listed(choice, language) for choice in Choice for language in LANGUAGES}
    return frozenset({*lists, _serial(EARLIEST)})


def listed(choice: Choice, language: str) -> str:
    """The words as a list within the rule: one on another sheet would not survive every program."""
    text = ",".join(words(choice, Messages.load(language)).values())
    assert len(text) < _MOST_LISTED  # noqa: S101 -- our own words; a test reads them
    return f'"{text}"'


def _serial(day: Any) -> str:
    from openpyxl.utils.datetime import to_excel  # noqa: PLC0415 -- wanted for workbooks alone

    return str(int(to_excel(day)))
