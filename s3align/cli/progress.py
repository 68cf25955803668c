"""How far a run is, on a line of the terminal that is written over; silent where no terminal looks at it."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from s3align.cli.language import spoken, talk
from s3align.render.formats import decimal

if TYPE_CHECKING:
    from s3align.jobs.run import Progress

COLUMNS = 78
"""Of the line: a terminal of 80 columns, as they all begin with, never breaks it."""
_MINUTE = 60
_HOUR = 60 * _MINUTE


class ProgressLine:
    """Shows one sentence at a time in place of the one before."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._is_seen = sys.stderr.isatty()
        self._was_written = False

    def progress(self, state: Progress) -> None:
        """Shows how far a run is."""
        self.show(sentence(state, time.monotonic() - self._start))

    def show(self, text: str) -> None:
        """Writes over the line."""
        if self._is_seen:
            shown = text if len(text) <= COLUMNS else f"{text[: COLUMNS - 1]}…"
            click.echo(f"\r{shown:<{COLUMNS}}", nl=False, err=True)
            self._was_written = True

    def end(self) -> None:
        """Leaves the line."""
        if self._was_written:
            click.echo(err=True)
            self._was_written = False


def sentence(state: Progress, seconds: float) -> str:
    """How far a run is after so many seconds, with its pace and the time left once something is done."""
    counts = {"done": state.done, "total": state.total, "refused": state.refused, "kept": state.kept}
    if not state.done:
        return talk()("talk_batch_progress", **counts)
    rate = state.done / max(seconds, 0.001)
    pace = decimal(round(rate * 10), spoken(), signed=False)
    return talk()(
        "talk_batch_progress_left", **counts, rate=pace, left=_clock(round((state.total - state.done) / rate))
    )


def _clock(seconds: int) -> str:
    return f"{seconds // _HOUR}:{seconds % _HOUR // _MINUTE:02}:{seconds % _MINUTE:02}"
