"""Sources and dates as readers see them: who says it, how old it is, and whether anybody answers for it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from s3align.render.formats import date_text
from s3align.render.messages import Messages
from s3align.render.region_model import ProofView, SourceView
from s3align.render.view_context import Context
from s3align.strategy.facts import DOUBTFUL, PARTIAL_DATE, EvidenceLevel


def source_view(name: str, context: Context) -> SourceView | None:
    """The source with this id, or at this web address; None for ""."""
    messages, source = context.messages, context.strategy.source(name)
    if not name:
        return None
    if source is None:
        return SourceView(urlsplit(name).hostname or name, name, messages("source_undated"), is_doubtful=False)
    is_doubtful = source.kind in DOUBTFUL
    when = (
        messages("source_dated", date=spoken_date(source.dated, messages))
        if source.dated
        else messages("source_read", date=spoken_date(source.as_of, messages))
    )
    doubt = messages(f"source_{source.kind}") if is_doubtful else ""
    note = messages("source_doubtful", when=when, doubt=doubt) if is_doubtful else when
    return SourceView(source.title or source.id, source.address, note, is_doubtful)


def proof_view(level: EvidenceLevel, source: str, context: Context) -> ProofView:
    """How well something is known, and where it stands."""
    key = "inferred_from" if level is EvidenceLevel.INFERENCE and source else level.value
    return ProofView(context.messages(f"evidence_{key}"), source_view(source, context))


def spoken_date(written: str, messages: Messages) -> str:
    """A date as it is said, as exactly as it is written: "2022", "2022-07" or "2022-07-06"; other words stay as they are."""
    if not re.fullmatch(PARTIAL_DATE, written):
        return written
    year, *rest = written.split("-")
    if not rest:
        return year
    return date_text(written, messages)
