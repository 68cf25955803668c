"""The places that a document names, and what they and its themes mean for funding."""

from __future__ import annotations

from s3align.record.assessment import OUTSIDE, Flag
from s3align.render.formats import enumeration
from s3align.render.messages import Messages
from s3align.render.view_context import Context
from s3align.render.view_ledger import page_name
from s3align.render.view_model import FlagView, PlaceView
from s3align.strategy.model import FundingContext, Strength


def place_views(context: Context) -> tuple[PlaceView, ...]:
    """The places named, with their role and the themes in which they are strong."""
    messages = context.messages
    strong = {
        place.name: [entry.theme for entry in place.themes if entry.strength is Strength.STRONG]
        for place in context.strategy.municipalities
    }
    return tuple(
        PlaceView(
            name=place.id,
            role=enumeration([messages(f"role_{role}") for role in place.roles], messages),
            page=page_name(place.page, None, messages),
            themes=enumeration([context.theme_name(theme) for theme in strong.get(place.id, ())], messages)
            or messages("places_no_themes"),
        )
        for place in context.assessment.places
    )


def place_findings(context: Context) -> tuple[str, ...]:
    """What the places say together: none named, only outside, several municipalities; nothing where none is known."""
    messages, places = context.messages, context.assessment.places
    if not context.strategy.municipalities and not places:
        return ()
    inside = [place for place in places if place.role != OUTSIDE]
    if not inside:
        names = enumeration([place.id for place in places], messages)
        return (messages("places_outside", names=names) if places else messages("places_none"),)
    joint = next((flag for flag in context.assessment.flags if flag.kind == "joint"), None)
    return (messages("places_joint", names=enumeration(joint.places, messages)),) if joint else ()


def flag_views(context: Context) -> tuple[FlagView, ...]:
    """Hints on funding; none where the strategy has no funding context."""
    if context.strategy.funding is None:
        return ()
    views = (_flag(flag, context.strategy.funding, context) for flag in context.assessment.flags)
    return tuple(view for view in views if view is not None)


def _flag(flag: Flag, funding: FundingContext, context: Context) -> FlagView | None:
    """A flag in words; None for one that the places tell already, or that the strategy does not know any more."""
    messages = context.messages
    field = next((field for field in funding.fields if field.theme == flag.about), None)
    fund = next((fund for fund in funding.funds if fund.id == flag.about), None)
    places = enumeration(flag.places, messages)
    if flag.kind == "field" and field:
        calls = enumeration(field.calls, messages)
        known = messages("flag_calls", calls=calls) if calls else messages("flag_no_calls")
        title = messages("flag_field", theme=context.theme_name(flag.about))
        return FlagView(title, f"{context.word(field.name)}. {known}", _source(field.source, funding, messages))
    if flag.kind == "fund" and fund:
        return FlagView(fund.id, f"{context.word(fund.name)} ({places}).", _source(fund.source, funding, messages))
    if flag.kind == "size_rule" and funding.size_rule:
        text = f"{context.word(funding.size_rule.name)} ({places})."
        return FlagView(messages("flag_size_rule"), text, _source(funding.size_rule.source, funding, messages))
    return None


def _source(source: str, funding: FundingContext, messages: Messages) -> str:
    return messages("flag_source", source=source, as_of=funding.as_of)
