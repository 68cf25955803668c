"""A real Dask cluster on loopback gives the same bytes, and neither a dead worker nor a new scheduler loses a file."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_run import REVISED, TEXT, run, state, wait_until

from s3align.errors import UsageError

distributed = pytest.importorskip("distributed")
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.slow]
OPTIONS = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(16):
        (folder / f"{number:02}.md").write_text(TEXT.replace("Herne", f"Herne {number}"), encoding="utf-8")
    (folder / "kurz.md").write_text("Zu kurz.", encoding="utf-8")
    (folder / "neu.md").write_text(REVISED, encoding="utf-8")
    return folder


def started(folder: Path, out: Path, address: str, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "s3align", "batch", str(folder), "--out", str(out), "--engine", f"dask:{address}"]
    return subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def reports(out: Path) -> int:
    return len(list((out / "reports").glob("[!.]*"))) if out.exists() else 0


def test_a_killed_worker_and_a_late_one_lose_nothing(folder, tmp_path):
    run(folder, tmp_path / "embedded")
    with distributed.LocalCluster(**OPTIONS) as cluster:
        out = tmp_path / "dask"
        process = started(folder, out, cluster.scheduler_address)
        wait_until(lambda: reports(out) >= 2)
        next(iter(cluster.workers.values())).process.process.kill()
        cluster.scale(3)
        assert process.wait(timeout=180) == 22
    assert state(out) == state(tmp_path / "embedded")


def test_files_and_reports_travel_where_no_folder_is_shared(folder, tmp_path):
    run(folder, tmp_path / "embedded")
    with distributed.LocalCluster(**OPTIONS) as cluster:
        assert started(folder, tmp_path / "dask", cluster.scheduler_address, "--ship-files").wait(timeout=180) == 22
    assert state(tmp_path / "dask") == state(tmp_path / "embedded")


def test_a_scheduler_that_starts_again_is_found_again(folder, tmp_path):
    run(folder, tmp_path / "embedded")
    out = tmp_path / "dask"
    with distributed.LocalCluster(**OPTIONS) as first:
        address = first.scheduler_address
        process = started(folder, out, address)
        wait_until(lambda: reports(out) >= 2)
    with distributed.LocalCluster(scheduler_port=int(address.rpartition(":")[2]), **OPTIONS):
        assert process.wait(timeout=180) == 22
    assert state(out) == state(tmp_path / "embedded")


@pytest.mark.parametrize("address", ["127.0.0.1", "tcp://127.0.0.1", "tcp://127.0.0.1:abc", "xyz://h:1"])
def test_an_address_that_is_none_is_named(folder, tmp_path, address):
    with pytest.raises(UsageError, match="is not the address of a scheduler"):
        raise run(folder, tmp_path / "out", "--engine", f"dask:{address}").exception
    assert not (tmp_path / "out").exists()


def test_a_cluster_that_is_not_there_is_named_at_once(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("s3align.jobs.engines.CONNECT_SECONDS", 1)
    start = time.monotonic()
    with pytest.raises(UsageError, match="cannot be reached, or has no workers"):
        raise run(folder, tmp_path / "out", "--engine", "dask:tcp://127.0.0.1:9").exception
    assert time.monotonic() - start < 20


def test_an_unknown_engine_is_named(folder, tmp_path):
    with pytest.raises(UsageError, match="Unknown engine 'spark'"):
        raise run(folder, tmp_path / "out", "--engine", "spark").exception
