"""The region as dots: where the sites are, and which places are known for the main theme. Drawn from coordinates alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from s3align.record.assessment import MENTION, OUTSIDE, SITE, Assessment
from s3align.render.formats import enumeration
from s3align.render.messages import Messages
from s3align.render.view_model import MapPoint, MapRing, MapView
from s3align.render.wording import theme_name
from s3align.strategy.model import Municipality, Strategy

WIDTH = 640.0
MAX_HEIGHT = 640.0
"""A region that is long from north to south is drawn narrower, not higher than a screen."""
_MIN_EXTENT = 0.001
"""Degrees (about a hundred metres). Places that lie closer together make no map."""
_MARGIN = 24.0
_HALF_TURN = 180.0
_RADIUS = {"strong": 9.0, "medium": 6.0, "weak": 4.0}
_PLAIN_RADIUS = 3.0
_LABEL_WIDTH, _LABEL_HEIGHT = 120.0, 18.0
_RINGS = 3
"""Kinds of rings in the style sheet; further roles share the last."""


def region_map(assessment: Assessment, strategy: Strategy, messages: Messages) -> MapView | None:
    """The map for an assessed document that names places where something is done; None where it would help nobody.

    A map says where places lie to one another: it takes two places with coordinates that lie apart, and a main theme or
    two of those places. Dots grow with how widely a place is known for the main theme; places with a role in the project
    carry a ring and their name.
    """
    spots = {
        place.name: (place.latitude, place.longitude)
        for place in strategy.municipalities
        if place.latitude is not None and place.longitude is not None
    }
    roles = _roles(assessment, spots)
    main = assessment.overall.primary if assessment.overall else None
    projection = _projection(list(spots.values()))
    if projection is None or len(roles) < (1 if main else 2):
        return None
    rings = _rings(roles)
    points = [
        _point(place, rings.get(roles.get(place.name, "")), main, projection.place(*spots[place.name]))
        for place in strategy.municipalities
        if place.name in spots
    ]
    words = {role: messages(f"role_{role}") for role in rings}
    named = [messages("map_place", name=name, role=words[role]) for name, role in roles.items()]
    return MapView(
        WIDTH,
        projection.height,
        tuple(_labelled(sorted(points, key=lambda point: (point.ring or "", point.x)))),
        tuple(MapRing(css, words[role]) for role, css in rings.items()),
        messages("map_description", places=enumeration(named, messages)),
        messages("map_caption_theme", theme=theme_name(main, strategy, messages)) if main else messages("map_caption"),
    )


def _roles(assessment: Assessment, spots: Mapping[str, object]) -> dict[str, str]:
    """The places on the map that do more than be mentioned, with their role."""
    return {
        place.id: place.role
        for place in assessment.places
        if place.role not in (MENTION, OUTSIDE) and place.id in spots
    }


def _rings(roles: Mapping[str, str]) -> dict[str, str]:
    """Role -> its style of ring; sites first, then in the order of the record."""
    found = dict.fromkeys(sorted(roles.values(), key=lambda role: role != SITE))
    return {role: f"ring-{min(number, _RINGS)}" for number, role in enumerate(found, start=1)}


def _labelled(points: list[MapPoint]) -> Iterator[MapPoint]:
    """Names stand above their dot, or at the nearest height where they cover no other name."""
    taken: list[tuple[float, float]] = []
    for point in points:
        above, below = point.y - point.radius - 9, point.y + point.radius + 20
        heights = (above, below, above - _LABEL_HEIGHT, below + _LABEL_HEIGHT)
        label = next((height for height in heights if not _is_covered(point.x, height, taken)), above)
        if point.ring:
            taken.append((point.x, label))
        yield replace(point, label_y=label)


def _is_covered(x: float, y: float, taken: Sequence[tuple[float, float]]) -> bool:
    return any(abs(left - x) < _LABEL_WIDTH and abs(height - y) < _LABEL_HEIGHT for left, height in taken)


@dataclass(frozen=True, slots=True)
class _Projection:
    """Projects degrees to points; a degree of longitude is shorter by the cosine of the latitude (``narrow``)."""

    west: float
    north: float
    narrow: float
    scale: float
    left: float
    height: float

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        x = (_east_of(longitude, self.west) - self.west) * self.narrow * self.scale + self.left
        y = (self.north - latitude) * self.scale + _MARGIN
        return round(x, 1), round(y, 1)


def _projection(spots: Sequence[tuple[float, float]]) -> _Projection | None:
    """The largest projection of the spots (latitude, longitude) that fits the map; None where they lie on one spot."""
    if not spots:
        return None
    latitudes, longitudes = zip(*spots, strict=True)
    west = _west(longitudes)
    narrow = math.cos(math.radians(sum(latitudes) / len(latitudes)))
    wide = (max(_east_of(longitude, west) for longitude in longitudes) - west) * narrow
    high = max(latitudes) - min(latitudes)
    if max(wide, high) < _MIN_EXTENT:
        return None
    room_across, room_down = WIDTH - 2 * _MARGIN, MAX_HEIGHT - 2 * _MARGIN
    scale = room_across / wide if wide * room_down >= high * room_across else room_down / high
    left = (WIDTH - wide * scale) / 2
    return _Projection(west, max(latitudes), narrow, scale, left, round(high * scale + 2 * _MARGIN, 1))


def _west(longitudes: Sequence[float]) -> float:
    """The western edge: the least longitude, unless the region lies across the 180th meridian."""
    if max(longitudes) - min(longitudes) <= _HALF_TURN:
        return min(longitudes)
    return min(longitude for longitude in longitudes if longitude > 0)


def _east_of(longitude: float, west: float) -> float:
    return longitude if longitude >= west else longitude + 2 * _HALF_TURN


def _point(place: Municipality, ring: str | None, theme: str | None, spot: tuple[float, float]) -> MapPoint:
    x, y = spot
    strength = next((entry.strength.value for entry in place.themes if entry.theme == theme), None)
    radius = _RADIUS.get(strength or "", _PLAIN_RADIUS)
    return MapPoint(name=place.name, x=x, y=y, radius=radius, strength=strength, ring=ring)
