"""Checks of places that no single cell shows: coordinates that are swapped, alone, or far from all others."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, permutations
from statistics import median
from typing import NamedTuple

from s3align.strategy.rows import Row, StrategyFolder

EARTH_RADIUS_KM = 6371.0
FEW = 4
"""Of fewer places a single slip can move the middle."""


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
    near, that is said. Of two places that are far apart nobody can tell which one is wrong, so both are named; of three
    only that is reported from which the other two, being near one another, are far.
    """
    points: dict[str, tuple[Row, _Point]] = {}
    for row in rows:
        latitude, longitude = row.values["latitude"], row.values["longitude"]
        if bool(latitude) != bool(longitude):
            folder.complain(row.source, "only one of latitude and longitude is given. Write both, or leave both empty.")
        elif latitude:
            points[row.source] = (row, _Point(float(latitude), float(longitude)))
    if len(points) < FEW:
        _check_few(folder, list(points.values()), extent_km)
        return
    for source, (row, point) in points.items():
        others = [other for name, (_, other) in points.items() if name != source]
        _check_distance(folder, row, point, others, extent_km)


def distance_km(first: tuple[float, float], second: tuple[float, float]) -> float:
    """The length of the great circle between two points of (latitude, longitude) in degrees (haversine formula)."""
    (north1, east1), (north2, east2) = (tuple(map(math.radians, point)) for point in (first, second))
    half = math.sin((north2 - north1) / 2) ** 2
    half += math.cos(north1) * math.cos(north2) * math.sin((east2 - east1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half)))


def _check_few(folder: StrategyFolder, places: Sequence[tuple[Row, _Point]], extent_km: float) -> None:
    """Accuses the one of three places that is far from the other two; where nobody can tell which, it names all."""
    if len(places) < 2:
        return
    points = [point for _, point in places]
    if len(places) == 3:
        pairs = [[other for other in points if other is not point] for point in points]
        agreeing = [distance_km(*pair) <= 2 * extent_km for pair in pairs]
        for (row, point), pair, agrees in zip(places, pairs, agreeing, strict=True):
            if agrees:
                _check_distance(folder, row, point, pair, extent_km)
        if any(agreeing):
            return
    apart = max(distance_km(*pair) for pair in combinations(points, 2))
    if apart > extent_km:
        names = " or ".join(f"'{row.values['name']}' ({row.source})" for row, _ in places)
        is_swapped = any(
            one.swapped.is_possible and distance_km(one.swapped, other) <= extent_km
            for one, other in permutations(points, 2)
        )
        cause = "seem to be swapped" if is_swapped else f"are wrong: they lie {apart:,.0f} km apart"
        folder.complain(
            places[-1][0].source,
            f"latitude and longitude of either {names} {cause}. Correct them, or raise extent_km in strategy.toml.",
        )


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
