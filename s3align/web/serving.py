"""Runs the application and the workers beside it, until it is told to end."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, NoReturn

import uvicorn

from s3align.desk.settings import ServerSettings
from s3align.desk.startup import bring_up_to_date, only_server, open_desk, refuse_without_accounts
from s3align.desk.work.supervisor import Supervisor
from s3align.errors import UsageError, said
from s3align.settings import Settings
from s3align.web.app import make_app
from s3align.web.connections import most_connections, protocol_for

GRACE_SECONDS = 5
"""How long requests may take to end when the server is told to."""
Opened = Callable[[str], None]
"""Told the address of the first page when a browser can open it."""


def serve(server: ServerSettings, settings: Settings, opened: Opened) -> None:
    """Serves until SIGTERM or Ctrl-C. Raises UsageError where something stands in the way, before anything has begun."""
    refuse_without_accounts(server)
    _quieten_pools()
    desk = open_desk(server, settings)
    with only_server(desk):
        bring_up_to_date(desk)
        config = uvicorn.Config(
            make_app(server, settings),
            host=server.host,
            port=server.port,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=server.behind_proxy,
            forwarded_allow_ips="127.0.0.1",
            ws="none",
            http=protocol_for(most_connections()),
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        listening = _listen(config)
        supervisor = Supervisor(desk, server.workers)
        before = signal.signal(signal.SIGTERM, _end)
        supervisor.start()
        try:
            with suppress(KeyboardInterrupt):
                _Server(config, lambda: opened(_address(server, listening))).run(sockets=[listening])
        finally:
            supervisor.stop()
            signal.signal(signal.SIGTERM, before)
            desk.database.close()


class _Server(uvicorn.Server):
    """Says when it has begun."""

    def __init__(self, config: uvicorn.Config, begun: Callable[[], None]) -> None:
        super().__init__(config)
        self._begun = begun

    async def startup(self, sockets: list[Any] | None = None) -> None:
        """Begins to answer."""
        await super().startup(sockets)
        if self.started:
            self._begun()


def _quieten_pools() -> None:
    """A database that goes away is said in one line. A filter holds for its own logger alone, so that it is added to each."""
    for name in ("QueuePool", "SingletonThreadPool", "NullPool"):
        logging.getLogger(f"sqlalchemy.pool.impl.{name}").addFilter(_Quiet())


class _Quiet(logging.Filter):
    """Leaves out where an error came from: the pool of connections adds the words of a question to the database."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keeps the record, without its error."""
        record.exc_info = record.exc_text = None
        return True


def _end(_: int, __: FrameType | None) -> NoReturn:
    """A server that is told to end has ended well; uvicorn hands the signal on once it has."""
    raise SystemExit(0)


def _listen(config: uvicorn.Config) -> Any:
    """The socket of the port; ours is the sentence where somebody else has it."""
    log = logging.getLogger("uvicorn.error")
    log.disabled = True
    try:
        return config.bind_socket()
    except SystemExit as error:
        raise UsageError(
            said(
                "port_taken",
                "Cannot listen at {host}, port {port}: another program does, or it is not allowed. Name another port with "
                "--port, or 0 for one that is free.",
                host=config.host,
                port=config.port,
            )
        ) from error
    finally:
        log.disabled = False


def _address(server: ServerSettings, listening: Any) -> str:
    """The address for a browser on this computer, or the one that the administrator has set."""
    host = f"[{server.host}]" if ":" in server.host else server.host
    return server.address or f"http://{host}:{listening.getsockname()[1]}/"
