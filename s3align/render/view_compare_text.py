"""What was added to and removed from the text of two versions, whatever the themes: by section, word for word."""

from __future__ import annotations

from collections.abc import Iterator

from s3align.assess.compare import Comparison
from s3align.assess.text_changes import OneSided, ParagraphChange, SectionChange, TextChanges
from s3align.record.assessment import Assessment
from s3align.render.compare_words import pieces, share_words, spoken
from s3align.render.formats import enumeration
from s3align.render.messages import Messages
from s3align.render.view_compare_model import CardView, TextSectionView, TextSideView, TextView
from s3align.render.view_ledger import page_name


def text_view(comparison: Comparison, old: Assessment, new: Assessment, messages: Messages) -> TextView | None:
    """Both sides of the text, what is gone first; None where one text is not at hand or both are the same file."""
    changes = comparison.text
    if changes is None or comparison.is_same_file:
        return None
    sides = (("lost", changes.removed, old), ("gained", changes.added, new))
    return TextView(
        sentence=text_sentence(changes, messages),
        sides=tuple(_side(key, side, record, messages) for key, side, record in sides if not side.is_empty),
    )


def text_sentence(changes: TextChanges, messages: Messages) -> str:
    """How much was taken out of the text and put into it."""
    if changes.is_empty:
        return messages("compare_text_same")
    sides = (("lost", changes.removed), ("gained", changes.added))
    return " ".join(
        messages(f"compare_text_amount_{key}", amount=_amount(side, messages))
        for key, side in sides
        if not side.is_empty
    )


def _amount(side: OneSided, messages: Messages) -> str:
    return enumeration(list(_amounts(side, messages)), messages)


def _amounts(side: OneSided, messages: Messages) -> Iterator[str]:
    for key, number in (
        ("sections", side.whole_sections),
        ("paragraphs", side.whole_paragraphs),
        ("parts", side.parts),
    ):
        if number:
            yield messages.count(f"compare_text_{key}", number)


def _side(key: str, side: OneSided, record: Assessment, messages: Messages) -> TextSideView:
    language = _language(record)
    return TextSideView(
        css="gain" if key == "gained" else "loss",
        title=messages(f"compare_text_{key}"),
        amount=_amount(side, messages),
        sections=tuple(_section(key, section, language, messages) for section in side.sections),
        left=side.left_out,
    )


def _language(record: Assessment) -> str:
    """The language that most of a document is written in; "other" where that is not known."""
    shares = record.document.languages or {}
    return max(shares, key=lambda code: shares[code], default="other")


def _section(key: str, section: SectionChange, language: str, messages: Messages) -> TextSectionView:
    return TextSectionView(
        title=section.title or messages("compare_text_no_section"),
        note=messages(f"compare_section_{key}") if section.is_whole else "",
        lang=spoken(language, messages) if section.title else None,
        cards=tuple(_card(key, entry, section, language, messages) for entry in section.paragraphs),
    )


def _card(key: str, entry: ParagraphChange, section: SectionChange, language: str, messages: Messages) -> CardView:
    """A paragraph; of a section that is new or gone as a whole nothing more has to be said."""
    return CardView(
        page=page_name(entry.page, entry.page_label, messages),
        section=None,
        lang=spoken(language, messages),
        pieces=pieces(entry.quote, () if entry.is_whole else entry.own),
        share="" if section.is_whole else share_words(entry.share, key, messages),
    )
