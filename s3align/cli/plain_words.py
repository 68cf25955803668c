"""What measuring with review files and learning from them means for an office, in its language, before any table."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

from s3align.evaluation.plain_counts import Counts, likely_share, plain_counts
from s3align.evaluation.reviewed import Reviewed
from s3align.evaluation.training import TrainedModel
from s3align.render.messages import Messages

_WIDTH = 80


def measured_text(found: Reviewed, names: Mapping[str, str], say: Messages) -> str:
    """How the program does beside people, in sum and theme by theme; ``names``: theme -> its name."""
    overall, *own = plain_counts([verdict for _, verdict in found.verdicts], list(names))
    lines = [say("plain_measured"), " ".join(_summary(overall, say)), _what_it_says(overall, say), ""]
    return "\n".join([*_wrapped(lines), *_wrapped(_of_theme(entry, names, say) for entry in own)])


def _summary(counts: Counts, say: Messages) -> Iterator[str]:
    yield say.count("plain_named", counts.named, found=counts.found)
    yield say("plain_missed", count=counts.missed)
    yield say("plain_extra", count=counts.extra)
    yield say("plain_unclear", count=counts.unclear)
    if counts.refused:
        yield say("plain_refused", count=counts.refused)


def _what_it_says(counts: Counts, say: Messages) -> str:
    """Whether so few proposals say anything."""
    if not counts.named:
        return say("plain_says_nothing")
    likely = likely_share(counts.found, counts.named)
    return say(
        "plain_says" if counts.is_enough else "plain_says_little",
        low=round(100 * likely.low),
        high=round(100 * likely.high),
    )


def _of_theme(counts: Counts, names: Mapping[str, str], say: Messages) -> str:
    return say(
        "plain_theme",
        theme=names[counts.theme],
        named=counts.named,
        found=counts.found,
        missed=counts.missed,
        extra=counts.extra,
        unclear=counts.unclear,
    )


def learnt_text(made: TrainedModel, strategy: str, models: Path | None, say: Messages) -> str:
    """What was learnt from, where the model is, and what changes; ``models``: the folder of --models, where it was named."""
    texts = sum(entry.overall.texts for entry in made.figures)
    read = len(made.read.texts.texts) if made.read else 0
    holds = say("train_holds_there", models=models) if models else say("train_holds", strategy=strategy)
    lines = [say("train_learnt", texts=texts, count=read), say("train_where", folder=made.folder), holds]
    return "\n".join([*_wrapped(lines), *_wrapped([say("train_changes")])])


def _wrapped(lines: Iterator[str] | list[str]) -> Iterator[str]:
    """Lines of at most 80 columns; paths are never broken."""
    for line in lines:
        yield from textwrap.wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
