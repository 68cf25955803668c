"""Advice for names that are not known: the nearest known one, or all of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from s3align.errors import Said, said


def nearest(name: str, known: Iterable[str]) -> Said:
    """What to do about an unknown name: the known name that was probably meant, or all of them; empty names are none."""
    names = sorted({entry for entry in known if entry})
    near = similar(name, names)
    if near is not None:
        return said("did_you_mean", "Did you mean '{name}'?", name=near)
    if names:
        return said("use_one_of", "Use one of: {names}.", names=", ".join(names))
    return said("no_choice", "There is none to choose from.")


def similar(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant by another spelling or other letters, if there is one."""
    names = sorted(set(known))
    same = (entry for entry in names if entry.casefold() == name.casefold())
    return next(same, None) or next(iter(difflib.get_close_matches(name, names, n=1)), None)
