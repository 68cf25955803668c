"""The region as dots: where the sites are, and where the main theme is known to be strong. Drawn from coordinates alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

from s3align.record.assessment import Assessment
from s3align.render.view_model import MapPoint, MapView
from s3align.strategy.model import Municipality, Strategy

WIDTH = 640.0
_MARGIN = 24.0
_RADIUS = {"strong": 9.0, "medium": 6.0, "weak": 4.0}
_PLAIN_RADIUS = 3.0
_LABEL_WIDTH, _LABEL_HEIGHT = 120.0, 18.0
_ROLES = ("site", "partner")


def region_map(assessment: Assessment, strategy: Strategy) -> MapView | None:
    """The map for an assessed document that names places of the region; None where there is nothing to show.

    Dots grow with the strength of the main theme at the place; sites and seats of partners carry a ring and their name.
    """
    roles = {place.id: place.role for place in assessment.places}
    if not any(roles.get(place.name) in (*_ROLES, "mention") for place in strategy.municipalities):
        return None
    located = [place for place in strategy.municipalities if place.latitude is not None and place.longitude is not None]
    if not located:
        return None
    projection = _Projection(located)
    points = [
        _point(place, roles, assessment.overall.primary if assessment.overall else None, projection)
        for place in located
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


class _Projection:
    """Projects degrees to points; a degree of longitude is shorter by the cosine of the latitude."""

    def __init__(self, places: list[Municipality]) -> None:
        latitudes = [place.latitude or 0.0 for place in places]
        longitudes = [place.longitude or 0.0 for place in places]
        self._west, self._north = min(longitudes), max(latitudes)
        self._narrow = math.cos(math.radians(sum(latitudes) / len(latitudes)))
        wide = (max(longitudes) - self._west) * self._narrow
        self._scale = (WIDTH - 2 * _MARGIN) / wide
        self.height = round((self._north - min(latitudes)) * self._scale + 2 * _MARGIN, 1)

    def place(self, place: Municipality) -> tuple[float, float]:
        x = ((place.longitude or 0.0) - self._west) * self._narrow * self._scale + _MARGIN
        y = (self._north - (place.latitude or 0.0)) * self._scale + _MARGIN
        return round(x, 1), round(y, 1)


def _point(place: Municipality, roles: Mapping[str, str], theme: str | None, projection: _Projection) -> MapPoint:
    x, y = projection.place(place)
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
