"""Builds the view of a comparison: two versions of a proposal side by side, in one reader's language."""

from __future__ import annotations

from s3align.assess.compare import Comparison
from s3align.record.assessment import Assessment
from s3align.render.compare_versions import Version
from s3align.render.compare_words import CompareWords
from s3align.render.formats import enumeration
from s3align.render.messages import Messages
from s3align.render.view_compare_beside import fact_pairs, note_view, place_view, principle_view, question_view
from s3align.render.view_compare_model import CompareView, VersionView
from s3align.render.view_compare_text import text_sentence, text_view
from s3align.render.view_compare_themes import theme_view
from s3align.render.view_masthead import masthead
from s3align.render.wording import headline
from s3align.strategy.model import Strategy


def build_compare_view(
    old: Version, new: Version, comparison: Comparison, strategy: Strategy, language: str
) -> CompareView:
    """Everything that a comparison shows; ``language`` is "de" or "en" (UsageError otherwise)."""
    messages = Messages.load(language)
    words = CompareWords(strategy, messages)
    name = words.of(strategy.name)
    versions = tuple(_version(key, version, words) for key, version in (("old", old), ("new", new)))
    return CompareView(
        language=language,
        strategy=name,
        title=messages("compare_title", name=versions[1].masthead.title),
        running=messages("compare_running", old=comparison.old, new=comparison.new),
        headline=_headline(comparison, words),
        first=_first(comparison, old.assessment, new.assessment, messages),
        versions=versions,
        text=text_view(comparison, old.assessment, new.assessment, messages),
        themes=tuple(theme_view(row, comparison, words) for row in comparison.themes),
        passages_gained=messages(f"compare_passages_gained_{_known(known=comparison.old_text_known)}"),
        passages_lost=messages(f"compare_passages_lost_{_known(known=comparison.new_text_known)}"),
        principles_gained=tuple(principle_view(entry, words) for entry in comparison.principles_gained),
        principles_lost=tuple(principle_view(entry, words) for entry in comparison.principles_lost),
        places=tuple(place_view(entry, messages) for entry in comparison.places),
        answered=tuple(question_view(entry, words) for entry in comparison.questions_answered),
        gone=tuple(question_view(entry, words) for entry in comparison.questions_gone),
        asked=tuple(question_view(entry, words) for entry in comparison.questions_new),
        notes_gained=tuple(note_view(entry, messages) for entry in comparison.notes_gained),
        notes_lost=tuple(note_view(entry, messages) for entry in comparison.notes_lost),
        limits=tuple(messages(f"compare_limit_{key}") for key in _limits(comparison)),
        facts=fact_pairs(old.assessment, new.assessment, name, messages),
    )


def _known(*, known: bool) -> str:
    return "text" if known else "record"


def _limits(comparison: Comparison) -> tuple[str, ...]:
    return ("more_points", f"passages_{_known(known=comparison.text is not None)}", "words", "person")


def _version(key: str, version: Version, words: CompareWords) -> VersionView:
    return VersionView(
        label=words.messages(f"compare_{key}"),
        masthead=masthead(version.assessment, words.messages, version.assessed_on),
        headline=headline(version.assessment, words.strategy, words.messages),
    )


def _headline(comparison: Comparison, words: CompareWords) -> str:
    messages = words.messages
    if comparison.is_same_file and not comparison.made_differently:
        return messages("compare_same_file")
    changed = [words.messages("fit_quoted", name=words.theme(row.id)) for row in comparison.themes if row.is_clear]
    if not changed and comparison.text is not None and not comparison.text.is_empty:
        return messages("compare_only_text_changed", text=text_sentence(comparison.text, messages))
    if not changed:
        return messages("compare_no_theme_changed")
    return messages.count("compare_changed", len(changed), themes=enumeration(changed, messages))


def _first(comparison: Comparison, old: Assessment, new: Assessment, messages: Messages) -> tuple[str, ...]:
    """What must be known before any figure: that the two were made differently, or that one is only a record."""
    made = (
        messages(
            f"compare_made_{part}",
            old=getattr(old.provenance, part)[:12],
            new=getattr(new.provenance, part)[:12],
        )
        for part in comparison.made_differently
    )
    told = [messages("compare_made_differently"), *made] if comparison.made_differently else []
    sides = (("old", comparison.old_text_known), ("new", comparison.new_text_known))
    records = [messages(f"compare_{side}_record") for side, known in sides if not known]
    same = [messages("compare_same_bytes")] if comparison.is_same_file and comparison.made_differently else []
    return (*told, *same, *records)
