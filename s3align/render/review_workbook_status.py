"""What the generated cells of a row say: what the program says, why to read, and what has changed since somebody did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from s3align.render.formats import enumeration
from s3align.render.messages import Messages
from s3align.render.review_settled import outcome_words
from s3align.render.review_workbook_columns import REVIEWER, ReviewForm
from s3align.render.review_workbook_match import Change
from s3align.render.review_workbook_memory import Baseline, KnownProposal
from s3align.render.review_workbook_table import Line, cell_text
from s3align.store.review import Settled
from s3align.store.row import ToRead
from s3align.store.run_proposals import RunProposal


class RowWords:
    """The words of a review file's rows, in its language."""

    def __init__(self, form: ReviewForm, messages: Messages) -> None:
        self._form, self._say = form, messages

    def verdict(self, value: str) -> str:
        """A verdict of the program, "" for none."""
        return self._say(f"verdict_{value}") if value else ""

    def to_read(self, proposal: RunProposal) -> str:
        """Why a person must read a proposal; "" where nobody must."""
        if proposal.is_waiting:
            return self._say("review_read_waiting")
        if proposal.to_read is None:
            return ""
        reason = self._say(f"batch_reason_{proposal.reason}") if proposal.to_read is ToRead.REFUSED else ""
        return self._say(f"review_read_{proposal.to_read}", reason=reason)

    def status(
        self,
        line: Line,
        known: KnownProposal,
        base: Baseline | None,
        change: Change,
        settled: Sequence[Settled],
        *,
        is_conflict: bool,
    ) -> str:
        """What is to be known of a row, a line for each."""
        return "\n".join(
            [
                *([self._say("review_status_conflict", name=self._name(line))] if is_conflict else []),
                *self._of_proposal(line, known),
                *self._of_entry(base, change),
                *([self._settled(settled)] if settled else []),
            ]
        )

    def _of_proposal(self, line: Line, known: KnownProposal) -> Iterator[str]:
        if known.gone_since:
            yield self._say("review_status_gone", day=self.day(known.gone_since))
        if known.added and not line.is_filled:
            yield self._say("review_status_new", day=self.day(known.added))

    def _of_entry(self, base: Baseline | None, change: Change) -> Iterator[str]:
        if base and not base.is_version_known:
            yield self._say("review_status_unknown")
        if change.is_file:
            yield self._say("review_status_file", day=self.day(change.since))
        if self._form.is_blind:
            return
        if change.verdicts:
            yield self._say("review_status_verdicts", day=self.day(change.since), changes=self._changes(change))
        if base and base.is_blind:
            yield self._say("review_status_blind")

    def _changes(self, change: Change) -> str:
        names = self._form.names
        return enumeration(
            [
                self._say(
                    "review_status_change",
                    theme=names.get(theme, theme),
                    then=self._then(then),
                    now=self._then(now),
                )
                for theme, (then, now) in change.verdicts.items()
            ],
            self._say,
        )

    def _then(self, value: str) -> str:
        return self.verdict(value) or self._say("review_status_no_verdict")

    def _settled(self, settled: Sequence[Settled]) -> str:
        found = [outcome_words(entry, self._form.names, self._say) for entry in settled]
        outcomes = [self._say("review_status_outcome", about=about, outcome=outcome) for about, outcome in found]
        return self._say("review_status_settled", outcomes=enumeration(outcomes, self._say))

    def _name(self, line: Line) -> str:
        return cell_text(line.cells.get(REVIEWER, "")).strip() or self._say("review_nobody")

    def day(self, day: str) -> str:
        """An ISO day in the words of the file."""
        year, month, number = day.split("-")
        pattern = self._say("review_date_format")
        return pattern.replace("yyyy", year).replace("mm", month).replace("dd", number)
