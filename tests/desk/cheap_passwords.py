"""Passwords that cost no time: what a hash costs an attacker is tested with the passwords themselves, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2.profiles import CHEAPEST

from s3align.desk.people import passwords


@pytest.fixture(scope="module", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """The least that argon2 takes, instead of 64 MiB and three passes for each hash."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "RFC_9106_LOW_MEMORY", CHEAPEST)
        _forget()
        yield
    _forget()


def _forget() -> None:
    passwords._hasher.cache_clear()
    passwords._of_nobody.cache_clear()
