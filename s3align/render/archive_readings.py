"""What people wrote about a proposal, for whoever reads an archive without the program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from s3align.render.archive_words import lines, one_line, title, wrapped
from s3align.render.formats import date_text
from s3align.render.messages import Messages
from s3align.render.review_workbook_words import Choice, words
from s3align.render.wording import theme_name
from s3align.store.review import Reading
from s3align.strategy.model import Strategy


def readings_text(readings: Sequence[Reading], sha256: str, strategy: Strategy | None, messages: Messages) -> bytes:
    """Every reading in full; ``sha256``: of the file that is archived; ``strategy`` words the themes where it is at hand."""
    blocks = [title(messages("archive_readings_title"), "=")]
    for number, reading in enumerate(readings, start=1):
        blocks += [title(messages("archive_reading", number=number)), *_reading(reading, sha256, strategy, messages)]
    return ("\n\n".join(blocks) + "\n").encode()


def _reading(reading: Reading, sha256: str, strategy: Strategy | None, messages: Messages) -> Iterator[str]:
    verdicts, reasons, decisions = (
        words(choice, messages) for choice in (Choice.VERDICT, Choice.REASON, Choice.DECISION)
    )
    rows = {messages("review_head_reviewer"): one_line(reading.reviewer)}
    for theme, verdict in reading.verdicts.items():
        known = strategy is not None and theme in {entry.id for entry in strategy.themes}
        name = theme_name(theme, strategy, messages) if strategy and known else theme
        rows[messages("archive_reading_verdict", theme=name)] = verdicts[verdict]
    rows[messages("review_head_reason")] = reasons[reading.reason] if reading.reason else ""
    rows[messages("review_head_decision")] = decisions[reading.decision] if reading.decision else ""
    rows[messages("review_head_dated")] = date_text(reading.dated.isoformat(), messages) if reading.dated else ""
    yield lines({label: value for label, value in rows.items() if value})
    if reading.remark:
        text = "\n".join(wrapped(one_line(line), "  ") for line in reading.remark.splitlines())
        yield f"{messages('review_head_remark')}:\n{text}"
    if reading.sha256 and reading.sha256 != sha256:
        yield wrapped(messages("archive_reading_other_version", sha256=reading.sha256))
    if reading.is_blind:
        yield wrapped(messages("archive_reading_blind"))
