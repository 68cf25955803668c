"""What to do now: three to five steps that fit the document, from its record alone, for whoever applies or screens."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from s3align.record.assessment import OUTSIDE, IntegrityNote, ThemeResult, Verdict, ranked
from s3align.render.formats import BORDER, enumeration, page_ranges, sure_points
from s3align.render.view_advice import advice_views, spot
from s3align.render.view_context import Context
from s3align.render.view_funding import flag_views
from s3align.render.view_model import AdviceView, LinkView, StepView
from s3align.render.view_nearest import compare_step, nearest_step, themes_step
from s3align.render.view_sources import spoken_date
from s3align.render.view_theme import sureness_figures
from s3align.render.wording import something_comes_near

MOST_QUESTIONS = 2
"""Open questions that a step names; the section of questions has them all."""
FIRST_TO_READ = 3
"""Strongest passages whose pages are named as a place to begin where a person has to read."""
FEWEST_STEPS = 3
_HIDDEN, _FILE = "hidden_", "file_"
_NO_SENTENCE = ("pages_cut", "attachments", "more_notes")
_WEB = ("https://", "http://")


def step_views(context: Context) -> tuple[StepView, ...]:
    """The steps in their order; none for a document that was not assessed, of which the reason says what to do."""
    overall = context.assessment.overall
    if overall is None:
        return ()
    first = _first(context)
    asked = {item for step in first if step is not None for item in step.items}
    found = [step for step in (*first, _answer(context, asked), _check(context)) if step is not None]
    if len(found) + 1 < FEWEST_STEPS:
        found.append(StepView("keep", context.messages("step_keep_title"), context.messages("step_keep")))
    return (*found, _talk(context))


def _first(context: Context) -> tuple[StepView | None, ...]:
    """What to read: where themes stand, what is unclear, or what comes nearest."""
    if context.assessment.addressed:
        return _read(context), _decide(context)
    if _unclear(context):
        return _decide(context), compare_step(context)
    if something_comes_near(context.assessment):
        return nearest_step(context), compare_step(context)
    return (themes_step(context),)


def _read(context: Context) -> StepView:
    """Where each theme that the document addresses is spoken of: a person has to agree."""
    messages = context.messages
    items = tuple(_place(theme, context) for theme in ranked(context.assessment.addressed))
    return StepView("read", messages("step_read_title"), messages("step_read"), items)


def _place(theme: ThemeResult, context: Context) -> str:
    messages = context.messages
    where = messages.count("step_pages", len(theme.pages), list=page_ranges(theme.pages)) if theme.pages else ""
    values = {"theme": context.theme_name(theme.id), "verdict": messages(f"verdict_{theme.verdict}"), "where": where}
    text = messages("step_theme", **values) if where else messages("step_theme_alone", **values)
    best = next((card for card in theme.evidence if card.page in theme.pages), None)
    if best and (len(theme.pages) > 1 or best.section):
        text = f"{text} {messages('step_strongest', spot=spot(best.page, best.section, context, best.page_label))}"
    if sure_points(theme.low) < BORDER:
        text = f"{text} {messages('step_unsure', **sureness_figures(theme))}"
    return text


def _unclear(context: Context) -> list[ThemeResult]:
    return [theme for theme in ranked(context.assessment.themes) if theme.verdict is Verdict.UNCLEAR]


def _decide(context: Context) -> StepView | None:
    """For every theme that is unclear: that a person has to read, and where to begin."""
    found = _unclear(context)
    if not found:
        return None
    messages = context.messages
    return StepView(
        "decide",
        messages("step_decide_title"),
        messages("step_decide"),
        tuple(_start(theme, context) for theme in found),
    )


def _start(theme: ThemeResult, context: Context) -> str:
    messages = context.messages
    cards = [card for card in theme.evidence if card.page in theme.pages] or theme.evidence
    pages = sorted({card.page for card in cards[:FIRST_TO_READ]})
    start = messages.count("unclear_start", len(pages), list=page_ranges(pages)) if pages else ""
    text = messages("unclear_theme", theme=context.theme_name(theme.id), **sureness_figures(theme))
    return f"{text} {start}".rstrip()


def _answer(context: Context, asked: Collection[str]) -> StepView | None:
    """The most important open questions, with the places where answers would stand, but for those ``asked`` already."""
    messages = context.messages
    questions = [entry for entry in advice_views(context) if entry.question not in asked]
    if not questions:
        return None
    more = len(questions) - MOST_QUESTIONS
    rest = messages.count("step_answer_more", more, title=messages("advice_title")) if more > 0 else ""
    return StepView(
        "answer",
        messages("step_answer_title"),
        messages("step_answer"),
        tuple(question_line(entry) for entry in questions[:MOST_QUESTIONS]),
        f"{messages('step_answer_true')} {rest}".rstrip(),
    )


def question_line(entry: AdviceView) -> str:
    """A question with the place of its answer, on one line."""
    return " ".join(filter(None, (entry.question or entry.about, entry.where)))


def _check(context: Context) -> StepView | None:
    """What in the file a person has to look at, because it was not read or does not count."""
    items = (*_unread(context), *_notes(context), *_no_place(context))
    return StepView("check", context.messages("step_check_title"), "", items) if items else None


def _unread(context: Context) -> Iterator[str]:
    document, messages = context.assessment.document, context.messages
    pages = document.pages_without_text
    if pages:
        yield messages.count("warning_pages_without_text", len(pages), total=document.pages, list=page_ranges(pages))
    for note in context.assessment.integrity:
        if note.kind == "pages_cut":
            yield messages("step_pages_cut", read=document.pages, total=note.count)
    names = [note.quote for note in context.assessment.integrity if note.kind == "attachments" and note.quote]
    if names:
        yield messages("step_attachments", names=enumeration(names, messages))


def _notes(context: Context) -> Iterator[str]:
    notes = context.assessment.integrity
    hidden = [note for note in notes if note.kind.startswith(_HIDDEN)]
    others = [note for note in notes if not note.kind.startswith((_HIDDEN, _FILE)) and note.kind not in _NO_SENTENCE]
    for key, found in (("step_hidden", hidden), ("step_no_points", others)):
        if found:
            title = context.messages("integrity_title")
            yield context.messages(key, where=_pages(found, context), title=title)


def _pages(notes: list[IntegrityNote], context: Context) -> str:
    """The pages of notes in brackets; "" where none has one."""
    pages = {note.page for note in notes if note.page is not None}
    return f" ({context.messages('pages_listed', list=page_ranges(pages))})" if pages else ""


def _no_place(context: Context) -> Iterator[str]:
    places = context.assessment.places
    if context.strategy.municipalities and all(place.role == OUTSIDE for place in places):
        yield context.messages("step_no_place")


def _talk(context: Context) -> StepView:
    """Whom to talk to, and that a person decides."""
    messages, contact = context.messages, context.strategy.contact
    title = messages("flags_title")
    after = [messages("step_talk_funding", title=title)] if flag_views(context) else []
    after.append(messages("step_person"))
    if contact is None:
        return StepView("talk", messages("step_talk_title"), messages("step_talk"), after=" ".join(after))
    values = {"name": contact.name, "purpose": context.word(contact.purpose)}
    return StepView(
        "talk",
        messages("step_talk_title"),
        messages("step_talk_purpose" if values["purpose"] else "step_talk_contact", **values),
        after=" ".join(after),
        link=_link(contact.address, contact.as_of, context),
    )


def _link(address: str, as_of: str, context: Context) -> LinkView:
    """An address of the web or of mail as a link; what is neither stays text."""
    target = address if address.startswith(_WEB) else f"mailto:{address}" if "@" in address else None
    dated = spoken_date(as_of, context.messages)
    return LinkView(address, target, context.messages("step_talk_as_of", as_of=dated) if as_of else "")
