"""What the overview says of files that are no longer in the folder: a withdrawn proposal does not vanish without a word."""

from __future__ import annotations

from s3align.render.formats import date_text
from s3align.render.messages import Messages
from s3align.store.history import GoneFile
from s3align.store.table import Totals


def gone_sentence(totals: Totals, messages: Messages) -> str:
    """How many are gone, the first of their names and since when; "" where none is."""
    if not totals.gone:
        return ""
    names = ", ".join(_named(file, messages) for file in totals.gone_files)
    if more := totals.gone - len(totals.gone_files):
        names = messages("batch_gone_more", names=names, more=more)
    return messages("batch_gone", count=totals.gone, names=names)


def _named(file: GoneFile, messages: Messages) -> str:
    if not file.since:
        return file.name
    return messages("batch_gone_file", file=file.name, day=date_text(file.since, messages))
