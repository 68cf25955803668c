"""What changed beside the themes: principles, places, open questions, notes on the files and how both were made."""

from __future__ import annotations

from collections.abc import Sequence

from s3align.assess.compare import PlaceChange
from s3align.assess.compare_principles import PrincipleChange
from s3align.record.assessment import Assessment, IntegrityNote, Question
from s3align.render.compare_words import CompareWords, spoken
from s3align.render.messages import Messages
from s3align.render.view_compare_model import NamedView, PairOfFacts, PlaceChangeView
from s3align.render.view_ledger import page_name
from s3align.render.view_model import Fact, NoteView
from s3align.render.view_notes import facts


def principle_view(entry: PrincipleChange, words: CompareWords) -> NamedView:
    """A principle, its finding before and now, and the passage that shows it, with the version it stands in."""
    messages = words.messages
    known = next((principle for principle in words.strategy.principles if principle.id == entry.id), None)
    page = None if entry.page is None else page_name(entry.page, entry.page_label, messages)
    version = messages("compare_new" if entry.is_new else "compare_old")
    return NamedView(
        about=words.of(known.name) if known else entry.id,
        text=entry.quote,
        place=", ".join(filter(None, (version, page, entry.section))) if page else None,
        lang=spoken(entry.language, messages) if entry.quote else None,
        change=messages("compare_finding", old=messages(f"finding_{entry.old}"), new=messages(f"finding_{entry.new}")),
    )


def place_view(entry: PlaceChange, messages: Messages) -> PlaceChangeView:
    """A place with its roles in both versions."""
    sides = ((entry.old, entry.old_page), (entry.new, entry.new_page))
    return PlaceChangeView(entry.id, *(_roles(roles, page, messages) for roles, page in sides))


def _roles(roles: Sequence[str], page: int | None, messages: Messages) -> str:
    if page is None:
        return messages("compare_place_not_named")
    return ", ".join((*(messages(f"role_{role}") for role in roles), page_name(page, None, messages)))


def question_view(entry: Question, words: CompareWords) -> NamedView:
    """An open question: what it is about, and its wording."""
    if entry.theme is None or entry.subtopic is None:
        known = next((principle for principle in words.strategy.principles if principle.id == entry.principle), None)
        return NamedView(
            about=words.of(known.name) if known else entry.principle or "",
            text=words.of(known.question) if known else "",
        )
    name, question = words.subtopic(entry.theme, entry.subtopic)
    return NamedView(about=f"{words.theme(entry.theme)} – {name}", text=question)


def note_view(note: IntegrityNote, messages: Messages) -> NoteView:
    """A note on a file."""
    key = f"integrity_{note.kind}"
    count = "" if note.count is None else f"({note.count})"
    return NoteView(
        title=messages(key) if messages.has(key) else note.kind,
        detail=" ".join(filter(None, (note.quote, count))),
        page=None if note.page is None else page_name(note.page, None, messages),
    )


def fact_pairs(old: Assessment, new: Assessment, strategy: str, messages: Messages) -> tuple[PairOfFacts, ...]:
    """The provenance of both, line by line; "–" where one version does not have a line."""
    sides: list[dict[str, Fact]] = [
        {fact.label: fact for fact in facts(side, strategy, messages)} for side in (old, new)
    ]
    before, after = sides
    labels = dict.fromkeys((*before, *after))
    values = ((label, *(side[label].value if label in side else "–" for side in sides)) for label in labels)
    return tuple(
        PairOfFacts(label, was, now, (before.get(label) or after[label]).code, was != now) for label, was, now in values
    )
