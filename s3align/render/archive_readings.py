"""What people wrote about a proposal, for whoever reads an archive without the program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from s3align.render.archive_words import lines, one_line, title, wrapped
from s3align.render.formats import date_text
from s3align.render.messages import Messages
from s3align.render.review_settled import outcome_words
from s3align.render.review_workbook_words import Choice, words
from s3align.render.wording import theme_name
from s3align.store.review import PeopleWrote, Reading, Settled
from s3align.strategy.model import Strategy


def readings_text(people: PeopleWrote, sha256: str, strategy: Strategy | None, messages: Messages) -> bytes:
    """Every reading in full, then every outcome of a talk.

    ``sha256``: of the file that is archived; ``strategy`` words the themes where it is at hand.
    """
    names = {theme.id: theme_name(theme.id, strategy, messages) for theme in strategy.themes} if strategy else {}
    blocks = [title(messages("archive_readings_title"), "=")]
    for number, reading in enumerate(people.readings, start=1):
        blocks += [title(messages("archive_reading", number=number)), *_reading(reading, sha256, names, messages)]
    for number, entry in enumerate(people.settled, start=1):
        blocks += [title(messages("archive_settled", number=number)), *_outcome(entry, names, messages)]
    return ("\n\n".join(blocks) + "\n").encode()


def _reading(reading: Reading, sha256: str, names: Mapping[str, str], messages: Messages) -> Iterator[str]:
    verdicts, reasons, decisions = (
        words(choice, messages) for choice in (Choice.VERDICT, Choice.REASON, Choice.DECISION)
    )
    rows = {messages("review_head_reviewer"): one_line(reading.reviewer)}
    for theme, verdict in reading.verdicts.items():
        rows[messages("archive_reading_verdict", theme=names.get(theme, theme))] = verdicts[verdict]
    rows[messages("review_head_reason")] = reasons[reading.reason] if reading.reason else ""
    rows[messages("review_head_decision")] = decisions[reading.decision] if reading.decision else ""
    rows[messages("review_head_dated")] = _day(reading, messages)
    yield lines({label: value for label, value in rows.items() if value})
    if reading.remark:
        yield _in_words("review_head_remark", reading, messages)
    if reading.sha256 and reading.sha256 != sha256:
        yield wrapped(messages("archive_reading_other_version", sha256=reading.sha256))
    if reading.is_blind:
        yield wrapped(messages("archive_reading_blind"))


def _outcome(entry: Settled, names: Mapping[str, str], messages: Messages) -> Iterator[str]:
    """What the talk was about, what people have agreed on, and why."""
    about, outcome = outcome_words(entry, names, messages)
    rows = {
        messages("agreement_head_about"): about,
        messages("review_head_outcome"): outcome,
        messages("review_head_dated"): _day(entry, messages),
    }
    yield lines({label: value for label, value in rows.items() if value})
    if entry.remark:
        yield _in_words("review_head_outcome_words", entry, messages)


def _day(wrote: Reading | Settled, messages: Messages) -> str:
    """The day that people gave; "" where they gave none."""
    return date_text(wrote.dated.isoformat(), messages) if wrote.dated else ""


def _in_words(head: str, wrote: Reading | Settled, messages: Messages) -> str:
    """A remark below its head, with its own lines."""
    text = "\n".join(wrapped(one_line(line), "  ") for line in wrote.remark.splitlines())
    return f"{messages(head)}:\n{text}"
