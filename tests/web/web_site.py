"""The web application as a running server with its data folder, its database and something that does its work."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

import uvicorn
from desk_servers import prepare

from s3align.desk.settings import ServerSettings
from s3align.desk.storage.database import Database
from s3align.desk.storage.files import FileStore
from s3align.desk.storage.tables import Job
from s3align.desk.work import queue
from s3align.desk.work.lease_keeper import LeaseKeeper
from s3align.desk.work.worker import Worker
from s3align.settings import Settings
from s3align.web.app import make_app
from s3align.web.state import ServerState

_MOST_SECONDS = 600
"""Of a job; a test that takes longer hangs."""
_PATIENCE = 30
"""Seconds until a server must have begun, on a busy computer."""


@dataclass(frozen=True)
class Site:
    """A server that runs; ``url`` without a slash at its end."""

    url: str
    state: ServerState

    @property
    def database(self) -> Database:
        """Its database."""
        return self.state.database

    def work(self) -> int:
        """Does all that waits, in the thread of the test, as a worker does it; how many jobs."""
        state, done = self.state, 0
        keeper = LeaseKeeper(state.database, "test", _MOST_SECONDS)
        keeper.start()
        try:
            worker = Worker(state, keeper, "test", Event())
            while (job := self._next(worker.name)) is not None:
                worker.do(job)
                done += 1
        finally:
            keeper.stop()
        return done

    def _next(self, worker: str) -> Job | None:
        with self.state.database.writing() as session:
            return queue.claim(session, worker)

    @property
    def files(self) -> FileStore:
        """Its files."""
        return self.state.files


@contextmanager
def serving(data: Path, given: Mapping[str, Any], settings: Settings | None = None) -> Iterator[Site]:
    """A server on a free port of this computer, with data in ``data``; ``settings``: limits on single files."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        server = ServerSettings(data=data, port=port, workers=0).updated(given)
        prepare(server)
        app = make_app(server, settings)
        with _running(uvicorn.Config(app, log_level="warning", access_log=False, ws="none"), listening):
            yield Site(f"http://127.0.0.1:{port}", app.state.server)
        app.state.server.database.close()


@contextmanager
def _running(config: uvicorn.Config, listening: socket.socket) -> Iterator[None]:
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + _PATIENCE
    while not server.started:
        assert thread.is_alive(), "the server has not begun"
        assert time.monotonic() < until, "the server has not begun in time"
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(_PATIENCE)
        assert not thread.is_alive(), "the server has not ended"
