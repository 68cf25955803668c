"""Benchmarks read the corpus where it lies: a folder that moves must not leave them measuring nothing."""

from __future__ import annotations

from importlib import import_module

import pytest


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_language_benchmark_measures_reference_texts(language: str) -> None:
    speed = import_module("benchmarks.speed")
    assert len(speed._text(language).split()) >= speed.WORDS


def test_the_recognition_benchmark_draws_reference_texts() -> None:
    assert len(import_module("benchmarks.reading")._sentences()) > 100
