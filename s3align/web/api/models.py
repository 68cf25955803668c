"""What programs send and get, apart from the actions: bounded words, ids, times, and the base of all models.

What is sent may hold no field that the description does not name: a misspelt one would be lost without a word.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Path
from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
)

_LINE = r"^[^\x00-\x1f\x7f]*$"
"""No control characters: a title is one line, and no database keeps the character 0."""
_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""Several lines: tabulators and ends of lines as well."""
ID = r"^[0-9a-f]{32}$"


def _text_only(value: Any) -> Any:
    """A time is written, not counted: a number could be seconds or milliseconds."""
    if not isinstance(value, str | datetime):
        raise ValueError("not a text")  # noqa: TRY004 -- pydantic turns a ValueError into an error of the request
    return value


Line = Annotated[str, StringConstraints(max_length=200, pattern=_LINE)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_LINE, strip_whitespace=True)]
LongText = Annotated[str, StringConstraints(max_length=10_000, pattern=_TEXT)]
Word = Annotated[str, StringConstraints(max_length=100, pattern=_LINE)]
Id = Annotated[str, StringConstraints(pattern=ID)]
Whole = StrictInt
Switch = StrictBool
Time = Annotated[AwareDatetime, BeforeValidator(_text_only)]
"""A time with its zone."""
Share = Annotated[float, Field(ge=0, le=1)]
PathId = Annotated[str, Path(pattern=ID, description="32 hexadecimal digits", examples=["0" * 32])]


class Sent(BaseModel):
    """What a program sends."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(BaseModel):
    """What a program gets."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


Item = TypeVar("Item")


class Listed(Told, Generic[Item]):
    """A page of a list; the header ``Link`` (RFC 8288) names the others."""

    items: list[Item]
    total: int = Field(ge=0, description="How many there are on all pages")


class InvalidValue(Told):
    """A value that is not as it should be: ``pointer`` (RFC 6901) into the body, or the name of a ``parameter``."""

    pointer: str | None = None
    parameter: str | None = None
    detail: str


class Problem(Told):
    """A problem response (RFC 9457); ``type`` is stable, and a page that explains it."""

    type: str = Field(description="A path below /problems/", examples=["/problems/stale"])
    title: str
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="What happened and what to do next, in the language of Accept-Language")
    instance: str = Field(description="A random number; of status 500 it stands in the log", examples=["urn:uuid:…"])
    errors: list[InvalidValue] | None = None
