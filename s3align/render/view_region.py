"""The places that a document names, what they are known for, and where its main theme lies in the region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from s3align.record.assessment import MENTION, OUTSIDE, SITE, Place
from s3align.render.formats import enumeration
from s3align.render.region_model import AreaView, PlaceView, RoleView, SpreadView, StrengthView
from s3align.render.view_context import Context
from s3align.render.view_ledger import page_name
from s3align.render.view_sources import proof_view
from s3align.strategy.facts import Area
from s3align.strategy.model import Municipality, Strength, ThemeStrength

_ORDER = {Strength.STRONG: 0, Strength.MEDIUM: 1, Strength.WEAK: 2}


def place_views(context: Context) -> tuple[PlaceView, ...]:
    """The places named, with their role and what they are known for."""
    known = {place.name: place for place in context.strategy.municipalities}
    return tuple(_place(place, known, context) for place in context.assessment.places)


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


def spread_view(context: Context) -> SpreadView | None:
    """Where the main theme lies in the region, and whether sites of the project lie there: neither good nor bad.

    None without a main theme, and where the strategy does not say where its themes lie.
    """
    theme = _main(context)
    areas = theme_areas(theme, context) if theme else ()
    if not theme or not areas:
        return None
    return SpreadView(
        title=context.messages("spread_title", theme=context.theme_name(theme)),
        note=context.word(context.strategy.description.spread) if context.strategy.description else "",
        areas=tuple(area_view(area, context) for area in areas),
        sites=_sites(areas, context),
    )


def theme_areas(theme: str, context: Context) -> tuple[Area, ...]:
    """The parts of the region that carry a theme."""
    description = context.strategy.description
    return tuple(area for area in description.areas if area.theme == theme) if description else ()


def area_view(area: Area, context: Context) -> AreaView:
    """A part of the region in words; its places are left out where its name says them all."""
    name = context.word(area.name)
    unsaid = [place for place in area.places if place not in name]
    return AreaView(
        name,
        enumeration(area.places, context.messages) if unsaid else "",
        proof_view(area.status, area.source, context),
    )


def _sites(areas: Sequence[Area], context: Context) -> str | None:
    messages = context.messages
    sites = [place.id for place in context.assessment.places if place.role == SITE]
    if not sites:
        return None
    districts = {place.name: place.district for place in context.strategy.municipalities}
    parts = {place for area in areas for place in area.places}
    whole = parts | {district for place in parts if (district := districts.get(place))}
    there = [site for site in sites if site in whole or districts.get(site) in parts]
    elsewhere = [site for site in sites if site not in there]
    sentences = [
        messages.count(f"spread_{key}", len(names), names=enumeration(names, messages))
        for key, names in (("there", there), ("elsewhere", elsewhere))
        if names
    ]
    return " ".join((*sentences, messages("spread_neutral")))


def _place(place: Place, known: Mapping[str, Municipality], context: Context) -> PlaceView:
    messages, municipality = context.messages, known.get(place.id)
    has_data = any(entry.themes for entry in known.values())
    own = municipality.themes if municipality else ()
    district = known.get(municipality.district or "") if municipality and not own else None
    entries = sorted(own or (district.themes if district else ()), key=lambda entry: _rank(entry, context))
    themes = enumeration([context.theme_name(entry.theme) for entry in entries], messages)
    via = messages("places_via_note", name=place.id, district=district.name) if district and entries else None
    return PlaceView(
        name=place.id,
        role=enumeration([messages(f"role_{role}") for role in place.roles], messages),
        roles=tuple(_roles(place, context)),
        summary=messages("places_via", district=district.name, themes=themes) if via and district else themes,
        via=via,
        note=_note(place, context) if has_data and not entries else None,
        strengths=tuple(_strengths(entries, context)),
        takes_part=place.role not in (MENTION, OUTSIDE),
    )


def _note(place: Place, context: Context) -> str:
    """What to think of a place of which nothing is known."""
    return context.messages("places_not_of_region" if place.role == OUTSIDE else "places_not_found")


def _rank(entry: ThemeStrength, context: Context) -> tuple[bool, int, int]:
    """The main theme first, then what is known widely, then the order of the strategy."""
    order = [theme.id for theme in context.strategy.themes]
    return entry.theme != _main(context), _ORDER.get(entry.strength, len(_ORDER)), order.index(entry.theme)


def _strengths(entries: Sequence[ThemeStrength], context: Context) -> Iterator[StrengthView]:
    for entry in entries:
        yield StrengthView(
            theme=context.theme_name(entry.theme),
            label=context.messages(f"known_{entry.strength}"),
            anchor=context.word(entry.anchor),
            evidence=proof_view(entry.evidence, entry.source, context),
            is_main=entry.theme == _main(context),
        )


def _main(context: Context) -> str | None:
    return context.assessment.overall.primary if context.assessment.overall else None


def _roles(place: Place, context: Context) -> Iterator[RoleView]:
    """The roles of a place, each with what shows it; of a record that knew one role alone, that one."""
    messages = context.messages
    for shown in place.shown:
        quote = " ".join(shown.quote.split())
        yield RoleView(messages(f"role_{shown.role}"), page_name(shown.page, None, messages), quote)
    if not place.shown:
        yield RoleView(messages(f"role_{place.role}"), page_name(place.page, None, messages), None)
