"""Benchmarks read the corpus where it lies: a folder that moves must not leave them measuring nothing."""

from __future__ import annotations

from importlib import import_module

import pytest

from s3align.store.row import ToRead
from s3align.strategy.model import Strategy


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_language_benchmark_measures_reference_texts(language: str) -> None:
    speed = import_module("benchmarks.speed")
    assert len(speed._text(language).split()) >= speed.WORDS


def test_the_benchmark_of_the_overview_has_every_kind_of_row(strategy: Strategy) -> None:
    rows = list(import_module("benchmarks.overview").made_up(40, strategy))
    assert {row.to_read for row in rows} >= {None, ToRead.REFUSED, ToRead.UNCLEAR}
    assert all(row.themes[theme].quote for row in rows for theme in row.addressed)


def test_the_recognition_benchmark_draws_reference_texts() -> None:
    assert len(import_module("benchmarks.reading")._sentences()) > 100
