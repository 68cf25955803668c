"""What tests of the desk and the web share or make cheap, so that a test costs what it tests."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from argon2.profiles import CHEAPEST

from s3align.desk.people import passwords
from s3align.desk.work.pipelines import Pipelines
from s3align.pipeline import Pipeline
from s3align.settings import Settings

_load = Pipelines._load


@pytest.fixture(scope="module", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """The least that argon2 takes, instead of 64 MiB and three passes for each hash; but for tests of argon2 itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "RFC_9106_LOW_MEMORY", CHEAPEST)
        _forget()
        yield
    _forget()


@pytest.fixture(scope="module", autouse=True)
def shared_pipelines() -> Iterator[None]:
    """One pipeline for all applications that work with the same strategy and limits, as one server has one for all calls."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pipelines, "_load", _of_all)
        yield


def _of_all(pipelines: Pipelines, name: str) -> Pipeline:
    """A server with strategies of its own loads them itself: a test may change their files."""
    own = pipelines._server.strategies or pipelines._server.models
    return _load(pipelines, name) if own else _default(pipelines._settings, name)


@cache
def _default(settings: Settings, name: str) -> Pipeline:
    return Pipeline(name or None, None, settings)


def _forget() -> None:
    passwords._hasher.cache_clear()
    passwords._of_nobody.cache_clear()
