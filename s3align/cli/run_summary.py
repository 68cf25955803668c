"""What a run says at its end: what the tables hold, what was done now, what has changed, what is missing and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from s3align.cli.language import in_words, talk
from s3align.files import quoted
from s3align.render.formats import date_text
from s3align.render.messages import Messages
from s3align.store.history import Named
from s3align.store.review import REVIEW_FILE

if TYPE_CHECKING:
    from s3align.jobs.run import Outcome
    from s3align.render.results import Written
    from s3align.store.history import Changes

OVERVIEW = "index.html"
_MOST_NAMED = 5
"""Files of a kind that a sentence names."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A finished run; ``with_reports``: reports were asked for; ``keep_days``: how long results of gone files are kept."""

    outcome: Outcome
    written: Written
    out: Path
    with_reports: bool
    keep_days: int

    @property
    def unreported(self) -> int:
        """Files whose report is missing or could not be written anew."""
        return max(self.written.totals.unreported, self.outcome.unwritten) if self.with_reports else 0

    @property
    def is_whole(self) -> bool:
        """Whether every file was assessed, and everything written that was asked for."""
        return not (self.written.totals.refused or self.unreported or self.written.failures)


def tell(summary: Summary) -> None:
    """Says it: what is missing on standard error, the rest on standard output."""
    say = talk()
    for sentence in _missing(summary, say):
        click.echo(sentence, err=True)
    for sentence in _found(summary, say):
        click.echo(sentence)


def _missing(summary: Summary, say: Messages) -> list[str]:
    from s3align.jobs.proposals import listed  # noqa: PLC0415 -- not for --help
    from s3align.record.assessment import Reason  # noqa: PLC0415

    totals, outcome = summary.written.totals, summary.outcome
    lines = []
    if outcome.left_out:
        lines.append(say("talk_batch_passed_over", named=", ".join(map(in_words, listed(outcome.left_out)))))
    if lost := totals.reasons[Reason.NOT_JUDGED]:
        lines.append(say("talk_batch_lost", count=lost))
    if summary.unreported:
        lines.append(say("talk_batch_unreported", count=summary.unreported))
    if summary.written.unread:
        lines.append(" ".join(map(in_words, summary.written.unread)))
    lines += map(in_words, summary.written.failures)
    return [*lines, say("talk_batch_missing")] if summary.written.failures else lines


def _found(summary: Summary, say: Messages) -> list[str]:
    from s3align.render.view_totals import counts, to_read_lines  # noqa: PLC0415 -- not for --help

    totals, outcome = summary.written.totals, summary.outcome
    done = [say("talk_batch_assessed", count=outcome.assessed)]
    if outcome.rendered:
        done.append(say.count("talk_batch_rendered", outcome.rendered))
    done.append(say("talk_batch_kept", count=outcome.kept))
    identical = outcome.files > outcome.contents
    once = f" {say('talk_batch_once')}" if identical else ""
    lines = [counts(totals, say), *to_read_lines(totals, say)]
    lines.append(f"{', '.join(done)}.{once}")
    if not outcome.changes.is_first:
        lines.append(_since_last_run(outcome.changes, say))
    if outcome.returned:
        lines.append(_returned(outcome.returned, say))
    if outcome.changes.forgotten:
        lines.append(say("talk_batch_forgotten", count=outcome.changes.forgotten, days=summary.keep_days))
    files = [*summary.written.files, *(["reports/"] if summary.with_reports else [])]
    lines.append(say("talk_batch_written", files=", ".join(files)))
    if OVERVIEW in summary.written.files:
        lines.append(say("talk_batch_overview", file=summary.out / OVERVIEW))
    if (summary.out / REVIEW_FILE).exists():
        lines.append(say("talk_batch_review", file=REVIEW_FILE, results=quoted(summary.out)))
    return lines


def _since_last_run(changes: Changes, say: Messages) -> str:
    kinds = {"new": changes.new, "changed": changes.changed, "renamed": changes.renamed, "gone": changes.gone}
    parts = [
        say(f"talk_batch_since_{kind}", count=files.count, names=_names(files, say))
        for kind, files in kinds.items()
        if files.count
    ]
    return say("talk_batch_since", changes=", ".join(parts)) if parts else say("talk_batch_since_nothing")


def _returned(days: Mapping[str, date], say: Messages) -> str:
    names = [
        say("talk_batch_returned_file", file=name, day=date_text(day.isoformat(), say)) for name, day in days.items()
    ]
    return say("talk_batch_returned", names=_names(Named(len(names), names), say))


def _names(files: Named, say: Messages) -> str:
    shown: Sequence[str] = files.names[:_MOST_NAMED]
    names = ", ".join(shown)
    return say("talk_batch_more", names=names, more=files.count - len(shown)) if files.count > len(shown) else names
