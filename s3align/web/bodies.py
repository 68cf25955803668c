"""What is read of a request: no more than its route takes, and not for longer than a slow line needs."""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from s3align.errors import Said, said

SMALL_BYTES = 1_000_000
"""Of a form without files, or of JSON: a remark of a hundred pages."""
SILENCE_SECONDS = 30
"""Without a byte; a mobile phone in a tunnel is back before."""
LEAST_BYTES_A_SECOND = 2_000
"""On the average, once SILENCE_SECONDS have gone by; a bad mobile line has ten times as much."""
_LINGER_BYTES, _LINGER_SECONDS = 50_000_000, 10
"""Of what is refused so much is read and thrown away: most browsers show an answer only when they have sent all."""


class RefusedBodyError(HTTPException):
    """What is sent is too large or comes too slowly; ``text`` says so."""

    def __init__(self, status: HTTPStatus, text: Said) -> None:
        super().__init__(status)
        self.text = text


def too_large() -> RefusedBodyError:
    """The error for more than may be sent."""
    text = said("request_too_large", "That is more than may be sent at once. Send less, or several times.")
    return RefusedBodyError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text)


def too_slow() -> RefusedBodyError:
    """The error for what does not arrive."""
    text = said(
        "request_too_slow", "The upload stopped or was too slow, and was ended. Check the connection, then try again."
    )
    return RefusedBodyError(HTTPStatus.REQUEST_TIMEOUT, text)


class Body:
    """The body of a request as it comes in."""

    def __init__(self, receive: Receive, most_bytes: int) -> None:
        self._receive, self._most = receive, most_bytes
        self._bytes, self._is_whole, self._began = 0, False, time.monotonic()

    async def receive(self) -> Message:
        """The next piece. Raises RefusedBodyError; after the last piece it waits for as long as it takes."""
        if self._is_whole:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), SILENCE_SECONDS)
        except TimeoutError as error:
            raise too_slow() from error
        self._is_whole = message["type"] != "http.request" or not message.get("more_body", False)
        self._bytes += len(message.get("body", b""))
        if self._bytes > self._most:
            await self.linger()
            raise too_large()
        seconds = time.monotonic() - self._began
        if not self._is_whole and seconds > SILENCE_SECONDS and self._bytes < seconds * LEAST_BYTES_A_SECOND:
            raise too_slow()
        return message

    async def linger(self) -> None:
        """Throws away the rest, or as much of it as comes in a short time."""
        end, left = time.monotonic() + _LINGER_SECONDS, _LINGER_BYTES
        while not self._is_whole and left > 0:
            try:
                message = await asyncio.wait_for(self._receive(), max(0.0, end - time.monotonic()))
            except TimeoutError:
                return
            self._is_whole = message["type"] != "http.request" or not message.get("more_body", False)
            left -= len(message.get("body", b""))
