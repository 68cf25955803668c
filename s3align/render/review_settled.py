"""What became of differences between readers: reads the sheet of differences of a review file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from s3align.errors import Said
from s3align.record.assessment import Verdict
from s3align.render.messages import LANGUAGES, Messages
from s3align.render.review_workbook_cells import generated_sheet
from s3align.render.review_workbook_columns import plain_head
from s3align.render.review_workbook_dates import as_date
from s3align.render.review_workbook_memory import Memory
from s3align.render.review_workbook_open import open_workbook
from s3align.render.review_workbook_read import WrongCell, place, table_of, wrong_day, wrong_word
from s3align.render.review_workbook_table import cell_text, is_empty
from s3align.render.review_workbook_words import Choice, meant, words
from s3align.store.review import Decision, Settled

KIND = "disagreements"
"""The generated sheet of differences."""
ID, FILE, ABOUT, PROGRAM, STATE, OUTCOME, WORDS, DATED = (
    "id", "file", "about", "program", "settled", "outcome", "words", "dated",
)  # fmt: skip
COLUMNS: Mapping[str, str] = {
    ID: "",
    "gravity": "agreement_head_gravity",
    FILE: "agreement_head_file",
    ABOUT: "agreement_head_about",
    "said": "agreement_head_said",
    PROGRAM: "review_head_program",
    STATE: "review_head_settled",
    OUTCOME: "review_head_outcome",
    WORDS: "review_head_outcome_words",
    DATED: "review_head_dated",
}
"""From left to right in a new sheet: column -> the message that heads it; that of ids is hidden and needs none."""
ID_HEAD = "ID"
_ID = re.compile(r"([0-9a-f]{64}) (\S+)")
_DECISION = "-"
"""In place of a theme."""


class DifferenceKey(NamedTuple):
    """What tells a difference from all others, whoever takes part in it; ``theme`` None: the decision."""

    sha256: str
    theme: str | None

    @property
    def choice(self) -> Choice:
        """The list from which its outcome is chosen."""
        return Choice.VERDICT if self.theme else Choice.DECISION


def difference_id(sha256: str, theme: str | None) -> str:
    """A difference's id in the hidden column."""
    return f"{sha256} {theme or _DECISION}"


def difference_key(text: str) -> DifferenceKey | None:
    """The difference with this id; None of any other text."""
    found = _ID.fullmatch(text)
    return DifferenceKey(found[1], None if found[2] == _DECISION else found[2]) if found else None


def difference_columns(sheet: Any) -> dict[str, int]:
    """Column -> its number, by heads in any interface language: people add columns of their own."""
    heads = {plain_head(ID_HEAD): ID}
    for language in LANGUAGES:
        messages = Messages.load(language)
        heads |= {plain_head(messages(key)): column for column, key in COLUMNS.items() if key}
    found: dict[str, int] = {}
    for row, number in sorted(at for at in sheet._cells if at[0] == 1):  # noqa: SLF001 -- going through ranges makes cells
        if column := heads.get(plain_head(cell_text(sheet.cell(row, number).value))):
            found.setdefault(column, number)
    return found


def settled_of(book: Any, memory: Memory, wrong: list[WrongCell]) -> tuple[Settled, ...]:
    """The outcomes in a workbook, by row; ``wrong`` is given what cannot be understood. Words alone settle nothing."""
    sheet = generated_sheet(book, KIND)
    if sheet is None:
        return ()
    return tuple(_outcomes(_Rows(sheet, difference_columns(sheet), memory.form.language, wrong)))


def read_settled(path: Path, tell: Callable[[Said], None] | None = None) -> tuple[Settled, ...]:
    """What people have agreed on after they differed, of a review file.

    ``tell`` is given a sentence for each cell that cannot be understood. Raises the errors of ``read_review``, but for such
    cells, which ``read_review`` does not look at.
    """
    book = open_workbook(path).book
    memory, _ = table_of(path, book)
    wrong: list[WrongCell] = []
    found = settled_of(book, memory, wrong)
    for cell in wrong:
        if tell:
            tell(cell.said)
    return found


def by_file(settled: Sequence[Settled]) -> dict[str, list[Settled]]:
    """SHA-256 -> what was settled about the file."""
    found: dict[str, list[Settled]] = {}
    for entry in settled:
        found.setdefault(entry.sha256, []).append(entry)
    return found


def outcome_words(entry: Settled, names: Mapping[str, str], messages: Messages) -> tuple[str, str]:
    """What it is about, and what people have agreed on; ``names``: theme -> its name."""
    choice = Choice.VERDICT if entry.theme else Choice.DECISION
    about = names.get(entry.theme, entry.theme) if entry.theme else messages("agreement_decision")
    return about, words(choice, messages)[entry.verdict or entry.decision or ""]


class _Rows(NamedTuple):
    """The sheet, its columns, the language of its file, and where to put what cannot be understood."""

    sheet: Any
    columns: Mapping[str, int]
    language: str
    wrong: list[WrongCell]

    def value(self, row: int, column: str) -> Any:
        """None of an empty cell."""
        at = self.columns.get(column)
        cell = self.sheet._cells.get((row, at)) if at else None  # noqa: SLF001 -- asking for a cell makes it
        return None if cell is None or is_empty(cell.value) else cell.value

    def text(self, row: int, column: str) -> str:
        """As it stands there, "" of an empty cell."""
        value = self.value(row, column)
        return "" if value is None else cell_text(value)

    def place(self, row: int, column: str) -> tuple[str, str]:
        """Sheet and cell."""
        return self.sheet.title, place(row, self.columns[column])


def _outcomes(rows: _Rows) -> Iterator[Settled]:
    for row in range(2, rows.sheet.max_row + 1):
        key, typed = difference_key(rows.text(row, ID)), rows.text(row, OUTCOME)
        if key is None or not typed:
            continue
        value = meant(key.choice, typed)
        if value is None:
            rows.wrong.append(wrong_word(*rows.place(row, OUTCOME), typed, key.choice, rows.language))
        else:
            yield _settled(rows, row, key, value)


def _settled(rows: _Rows, row: int, key: DifferenceKey, value: str) -> Settled:
    dated = rows.value(row, DATED)
    day = as_date(dated) if dated is not None else None
    if dated is not None and day is None:
        rows.wrong.append(wrong_day(*rows.place(row, DATED), dated))
    return Settled(
        rows.text(row, FILE),
        key.sha256,
        key.theme,
        Verdict(value) if key.theme else None,
        None if key.theme else Decision(value),
        rows.text(row, WORDS),
        day,
    )
