"""Runs in this process, but for tests of the processes themselves: starting two for each of a hundred runs takes minutes."""

from __future__ import annotations

import pytest

from s3align.jobs.task import run_task


@pytest.fixture(autouse=True)
def one_process(request, monkeypatch):
    if not request.node.get_closest_marker("processes"):
        engine = lambda _: lambda tasks: ((task, run_task(task)) for task in tasks)  # noqa: E731
        monkeypatch.setattr("s3align.jobs.engines.embedded", engine)
