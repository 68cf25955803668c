"""What frames the scores: warnings that come first, and the facts that let the report be made again."""

from __future__ import annotations

from s3align.record.assessment import Assessment, DocumentFacts
from s3align.render.formats import enumeration, own_pages, page_ranges, percent, size_text
from s3align.render.messages import Messages
from s3align.render.view_model import Fact
from s3align.render.wording import reason_sentence

SECOND_LANGUAGE_SHARE = 0.05
"""Share of words from which a further language is worth a warning; below, names and quotations explain it."""

SHORT_TEXT_WORDS = 150
"""Words below which the report warns of a short text: a title with an abstract, no proposal yet."""


def warnings(assessment: Assessment, messages: Messages) -> tuple[str, ...]:
    """What a reader must know before the scores: why there are none, recognised pages, languages, a short text."""
    document = assessment.document
    found = (
        reason_sentence(assessment, messages),
        _recognised_pages(document, messages) if assessment.themes else None,
        _second_language(document, messages) if assessment.themes else None,
        _short_text(document, messages) if assessment.themes else None,
    )
    return tuple(text for text in found if text)


def _recognised_pages(document: DocumentFacts, messages: Messages) -> str | None:
    for entry in document.page_quality:
        if entry.confidence is not None:
            sure = percent(entry.confidence, messages)
            pages = page_ranges(entry.pages)
            return messages.count(
                "warning_recognised", len(entry.pages), total=document.pages, list=pages, confidence=sure
            )
    return None


def _second_language(document: DocumentFacts, messages: Messages) -> str | None:
    shares = document.languages or {}
    if len([share for share in shares.values() if share >= SECOND_LANGUAGE_SHARE]) < 2:
        return None
    return messages("warning_second_language", shares=_shares(shares, messages))


def _shares(shares: dict[str, float], messages: Messages) -> str:
    ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    names = [f"{percent(share, messages)} {messages.language_name(code)}" for code, share in ranked]
    return enumeration(names, messages)


def _short_text(document: DocumentFacts, messages: Messages) -> str | None:
    if document.words is None or document.words >= SHORT_TEXT_WORDS:
        return None
    return messages.count("warning_short_text", document.words)


def facts(assessment: Assessment, strategy: str, messages: Messages) -> tuple[Fact, ...]:
    """The provenance, line by line; what is not known is left out. ``strategy`` is its name for readers."""
    document, made = assessment.document, assessment.provenance
    values = (
        ("file", document.name, False),
        ("sha256", document.sha256, True),
        ("extent", size_text(own_pages(document.name, document.pages), document.words, messages), False),
        ("quality", _quality(document, messages), False),
        ("languages", _shares(document.languages, messages) if document.languages else None, False),
        ("tool", f"s3align {made.tool_version}", False),
        ("model", made.model_hash, True),
        ("strategy", f"{strategy} ({made.strategy_id}, {made.strategy_hash[:12]})", False),
        ("settings", made.settings_hash, True),
    )
    return tuple(Fact(messages(f"fact_{key}"), value, code) for key, value, code in values if value)


def _quality(document: DocumentFacts, messages: Messages) -> str | None:
    if len(document.page_quality) < 2 and not any(entry.confidence for entry in document.page_quality):
        return None
    return "; ".join(
        messages(
            f"quality_{entry.quality}",
            pages=page_ranges(entry.pages),
            **({} if entry.confidence is None else {"confidence": percent(entry.confidence, messages)}),
        )
        for entry in document.page_quality
    )
