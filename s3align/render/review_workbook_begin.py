"""Opens the review file that is there, or begins a new one; refuses a file that is not to be written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from s3align.errors import UsageError, said
from s3align.files import shown_name
from s3align.render.messages import LANGUAGES
from s3align.render.review_workbook import ReviewBook, person
from s3align.render.review_workbook_columns import ReviewForm
from s3align.render.review_workbook_memory import Memory
from s3align.render.review_workbook_open import open_workbook, refuse_loss
from s3align.render.review_workbook_save import refuse_open
from s3align.render.review_workbook_table import memory_of


def open_review(path: Path, form: ReviewForm, day: date, *, keeps_language: bool = True) -> ReviewBook:
    """The review file at ``path``, or a new one; ``keeps_language``: that of the file.

    Raises UsageError where it is open elsewhere, would lose content, or is somebody else's or for another strategy; DataError
    where it is damaged or no review file.
    """
    refuse_open(path)
    if not path.exists():
        return ReviewBook(path, form, day, None)
    opened = open_workbook(path)
    refuse_loss(opened, path)
    memory = memory_of(opened.book)
    return ReviewBook(path, _agreed(path, form, memory, keeps_language=keeps_language) if memory else form, day, opened)


def _agreed(path: Path, form: ReviewForm, memory: Memory, *, keeps_language: bool) -> ReviewForm:
    """The form that a file goes on with."""
    before = memory.form
    if before.strategy != form.strategy:
        raise UsageError(
            said(
                "review_other_strategy",
                "{file} was made with the strategy '{then}', the run with '{now}'. Name another file with --out.",
                file=shown_name(path),
                then=before.strategy,
                now=form.strategy,
            )
        )
    if form.reviewer and person(before.reviewer) != person(form.reviewer):
        raise UsageError(
            said(
                "review_somebody_elses",
                "{file} is the file of {reviewer}. Name another with --out, or write the name in the same way.",
                file=shown_name(path),
                reviewer=before.reviewer or "-",
            )
        )
    if form.is_blind and not before.is_blind:
        raise UsageError(
            said(
                "review_not_blind",
                "{file} shows the program's verdicts already. Name another file with --out for a reading without them.",
                file=shown_name(path),
            )
        )
    language = before.language if keeps_language and before.language in LANGUAGES else form.language
    return replace(form, language=language, reviewer=before.reviewer, is_blind=before.is_blind)
