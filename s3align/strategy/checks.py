"""Checks of places that no single cell shows: coordinates that are swapped, alone, or far from all others."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from s3align.strategy.rows import Row, StrategyFolder

EARTH_RADIUS_KM = 6371.0


class _Point(NamedTuple):
    latitude: float
    longitude: float

    @property
    def is_possible(self) -> bool:
        return abs(self.latitude) <= 90 and abs(self.longitude) <= 180

    @property
    def swapped(self) -> _Point:
        return _Point(self.longitude, self.latitude)


def check_coordinates(folder: StrategyFolder, rows: Iterable[Row], extent_km: float) -> None:
    """Notes places with one coordinate only, and such as lie further than ``extent_km`` from the middle of the others.

    The middle is the median, so that a single slip does not move it. Where swapping latitude and longitude brings a place
    near, that is said.
    """
    points: dict[str, tuple[Row, _Point]] = {}
    for row in rows:
        latitude, longitude = row.values["latitude"], row.values["longitude"]
        if bool(latitude) != bool(longitude):
            folder.complain(row.source, "only one of latitude and longitude is given. Write both, or leave both empty.")
        elif latitude:
            points[row.source] = (row, _Point(float(latitude), float(longitude)))
    for source, (row, point) in points.items():
        others = [other for name, (_, other) in points.items() if name != source]
        if others:
            _check_distance(folder, row, point, others, extent_km)


def distance_km(first: tuple[float, float], second: tuple[float, float]) -> float:
    """The length of the great circle between two points of (latitude, longitude) in degrees (haversine formula)."""
    (north1, east1), (north2, east2) = (tuple(map(math.radians, point)) for point in (first, second))
    half = math.sin((north2 - north1) / 2) ** 2
    half += math.cos(north1) * math.cos(north2) * math.sin((east2 - east1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half)))


def _check_distance(
    folder: StrategyFolder, row: Row, point: _Point, others: Sequence[_Point], extent_km: float
) -> None:
    middle = (median(other.latitude for other in others), median(other.longitude for other in others))
    distance = distance_km(point, middle)
    if distance <= extent_km:
        return
    name = row.values["name"]
    if point.swapped.is_possible and distance_km(point.swapped, middle) <= extent_km:
        folder.complain(row.source, f"latitude and longitude of '{name}' seem to be swapped. {_swapped(row.values)}")
    else:
        folder.complain(
            row.source,
            f"'{name}' lies {distance:,.0f} km from the middle of the other places. Correct its coordinates, or raise "
            "extent_km in strategy.toml.",
        )


def _swapped(values: Mapping[str, str]) -> str:
    return f"Write latitude {values['longitude']}, longitude {values['latitude']}."
