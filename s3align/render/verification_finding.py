"""What a verification finds: a line for a reader, and whether it speaks for a report, against it, or leaves it open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from s3align.render.messages import Messages


class Outcome(StrEnum):
    """Whether something agrees; "unknown" where it cannot be checked."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: ``key`` names its sentence among the messages (``verify_…``), ``values`` fill it.

    ``about``: the proposal that it is about, in a table of several.
    """

    outcome: Outcome
    key: str
    values: dict[str, str] = field(default_factory=dict)
    about: str = ""


def sentence(finding: Finding, messages: Messages, themes: Mapping[str, str]) -> str:
    """What a finding says; nothing in it that comes from a file can control a terminal. ``themes``: id -> name."""
    values = {name: _seen(value) for name, value in finding.values.items()}
    if finding.key == "verify_status":
        values = {name: messages(f"verify_status_{status}") for name, status in values.items()}
    if finding.key == "verify_by_eye":
        values = {"figures": "; ".join(f"{themes.get(theme, theme)} {figures}" for theme, figures in values.items())}
    text = messages(finding.key, **values)
    return f"{_seen(finding.about)}: {text}" if finding.about else text


def _seen(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable())
