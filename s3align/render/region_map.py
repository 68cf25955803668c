"""The region as dots: where the sites are, and where the main theme is known to be strong. Drawn from coordinates alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from s3align.record.assessment import MENTION, MUNICIPAL_PARTNER, PARTNER, SITE, Assessment
from s3align.render.view_model import MapPoint, MapView
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
_ROLES = (SITE, MUNICIPAL_PARTNER, PARTNER)


def region_map(assessment: Assessment, strategy: Strategy) -> MapView | None:
    """The map for an assessed document that names places of the region; None where there is nothing to show.

    A map says where places lie to one another: it takes two places with coordinates that lie apart. Dots grow with the
    strength of the main theme at the place; sites and seats of partners carry a ring and their name.
    """
    roles = {place.id: place.role for place in assessment.places}
    if not any(roles.get(place.name) in (*_ROLES, MENTION) for place in strategy.municipalities):
        return None
    spots = {
        place.name: (place.latitude, place.longitude)
        for place in strategy.municipalities
        if place.latitude is not None and place.longitude is not None
    }
    projection = _projection(list(spots.values()))
    if projection is None:
        return None
    main = assessment.overall.primary if assessment.overall else None
    points = [
        _point(place, roles, main, projection.place(*spots[place.name]))
        for place in strategy.municipalities
        if place.name in spots
    ]
    return MapView(
        WIDTH, projection.height, tuple(_labelled(sorted(points, key=lambda point: (point.role or "", point.x))))
    )


def _labelled(points: list[MapPoint]) -> Iterator[MapPoint]:
    """Names stand above their dot, or below where they would cover another name."""
    taken: list[tuple[float, float]] = []
    for point in points:
        above, below = point.y - point.radius - 9, point.y + point.radius + 20
        is_covered = any(abs(x - point.x) < _LABEL_WIDTH and abs(y - above) < _LABEL_HEIGHT for x, y in taken)
        label = below if is_covered else above
        if point.role:
            taken.append((point.x, label))
        yield replace(point, label_y=label)


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


def _point(place: Municipality, roles: Mapping[str, str], theme: str | None, spot: tuple[float, float]) -> MapPoint:
    x, y = spot
    strength = next((entry.strength.value for entry in place.themes if entry.theme == theme), None)
    role = roles.get(place.name)
    return MapPoint(
        name=place.name,
        x=x,
        y=y,
        radius=_RADIUS.get(strength or "", _PLAIN_RADIUS),
        strength=strength,
        role=role if role in _ROLES else None,
    )
