"""What a running application holds: the desk, and what only a process that serves has; handed to routes, never global."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends, Request

from s3align.desk.context import Desk
from s3align.web.rates import Rate
from s3align.web.review.kept_figures import KeptFigures

if TYPE_CHECKING:
    from s3align.web.people.provider import Provider


@dataclass(frozen=True)
class ServerState(Desk):
    """All that routes share."""

    check_rate: Rate = field(init=False)
    """Of files that applicants have checked, for each address."""
    figures: KeptFigures = field(init=False, default_factory=KeptFigures)
    """How far people and the program agree."""

    def __post_init__(self) -> None:
        """Makes what is made of the settings."""
        an_hour = self.server.checks_per_hour
        object.__setattr__(self, "check_rate", Rate(an_hour, an_hour / 3_600))

    @cached_property
    def provider(self) -> Provider:
        """The identity provider; what it needs is loaded where one is used."""
        from s3align.web.people.provider import Provider  # noqa: PLC0415

        return Provider(self.server)


def server_state(request: Request) -> ServerState:
    """The state of the application that answers a request."""
    return cast("ServerState", request.app.state.server)


State = Annotated[ServerState, Depends(server_state)]
