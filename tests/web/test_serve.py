"""`s3align serve` with its workers, as real processes: what it refuses, how it ends, and what a kill leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest
from desk_servers import KINDS, fresh_database
from sqlalchemy import select

from benchmarks import server as bench
from benchmarks.server import Server, Uploads, found, made, make_call, wait_for_jobs
from s3align.desk.storage.tables import Job
from s3align.desk.work.queue import JobKind

pytestmark = [
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes as Linux shows them"),
    pytest.mark.xdist_group("servers"),  # one after the other: they wait for each other's processors
]
GONE_SECONDS = 10.0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "data", workers=1)
    try:
        made.start()
        yield made
    finally:
        if made.is_running:
            made.stop()


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database: "" for the one in the data folder."""
    if request.param == "sqlite":
        yield ""
        return
    with fresh_database(request.param, tmp_path, empty=True) as database:
        yield database.url.render_as_string(hide_password=False)


def is_alive(pid: int) -> bool:
    with suppress(OSError):
        return (
            Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0] != "Z"
        )
    return False


def wait_until(holds, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def jobs(server: Server) -> list[Job]:
    """Those that assess; others may follow from them."""
    with server.desk() as database, database.reading() as session:
        return list(session.scalars(select(Job).where(Job.kind == JobKind.ASSESS)))


def serve(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A server that is expected to refuse."""
    command = [sys.executable, "-m", "s3align", "--lang", "de", "serve", *map(str, arguments)]
    return subprocess.run(
        command, env={**os.environ, **variables}, capture_output=True, text=True, check=False, timeout=60
    )


def test_one_command_serves_assesses_and_ends_with_all_its_processes(server: Server):
    uploads, content = Uploads(server, make_call(server)), made(1, 2)[0]
    for _ in range(3):  # a client that got no answer sends again
        uploads.send(0, content)
    wait_for_jobs(server)
    assert found(server).is_all_of(1)
    wait_until(lambda: server.children)
    below = server.descendants
    server.stop()
    assert server.process.returncode == 0
    wait_until(lambda: not any(map(is_alive, below)), GONE_SECONDS)


def test_a_server_that_is_killed_leaves_no_process_and_loses_nothing(server: Server):
    uploads = Uploads(server, make_call(server))
    wait_until(lambda: server.children)
    for number, content in enumerate(made(3, 10)):
        uploads.send(number, content)
    wait_until(lambda: any(job.state == "running" for job in jobs(server)))
    below = server.descendants
    server.kill()
    wait_until(lambda: not any(map(is_alive, below)), GONE_SECONDS)
    assert all(job.attempts == 0 for job in jobs(server) if job.state == "waiting")
    server.start()
    wait_for_jobs(server)
    assert found(server).is_all_of(3)


@pytest.mark.slow
def test_a_worker_that_dies_is_replaced_and_its_job_is_done_by_another(server: Server):
    wait_until(lambda: server.children)
    first = server.children[0]
    Uploads(server, make_call(server)).send(0, made(1, 20)[0])
    wait_until(lambda: any(job.state == "running" for job in jobs(server)))
    os.kill(first, signal.SIGKILL)
    wait_for_jobs(server)
    assert first not in server.children
    assert found(server).is_all_of(1)
    assert [job.attempts for job in jobs(server)] == [2]


def test_a_second_server_on_the_same_folder_or_port_is_refused_and_the_first_goes_on(server: Server, tmp_path: Path):
    same_folder = serve("--data", server.data, "--port", "0")
    same_port = serve("--data", tmp_path / "other", "--port", str(server.port))
    assert (same_folder.returncode, same_port.returncode) == (2, 2)
    assert "Ein anderer Server läuft mit dem Ordner" in same_folder.stderr
    assert f"Port {server.port} ist nicht frei" in same_port.stderr
    assert "Traceback" not in same_folder.stderr + same_port.stderr
    with urlopen(f"http://127.0.0.1:{server.port}/health/live") as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    ("arguments", "variables", "words"),
    [
        (("--data", "file/data"), {}, "Die Daten lassen sich in file/data nicht speichern"),
        (("--data", "data", "--database", "postgresql://x:geheim@127.0.0.1:1/y"), {}, "lässt sich nicht benutzen"),
        (("--data", "data"), {"S3ALIGN_SERVER_HOST": "0.0.0.0"}, "ohne Konten darf jede Person alles"),  # noqa: S104
        (("--data", "data", "--database", "mysql://x/y"), {}, "Die Adresse der Datenbank"),
    ],
    ids=["folder", "database", "host", "kind"],
)
def test_what_stands_in_the_way_is_said_with_a_way_out(arguments, variables, words, tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    done = serve(*arguments, "--port", "0", **variables)
    assert done.returncode == 2
    assert words in done.stderr
    assert "geheim" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_kills_of_server_workers_and_readers_lose_and_double_nothing(address: str):
    counted = bench.kills(count=3, files=5, database=address, seed=1, pages=1)
    assert counted.is_all_of(5), counted
    assert counted.half_written <= 3


@pytest.mark.slow
def test_uploads_at_once_are_all_kept_and_assessed(address: str):
    assert bench.load(files=8, pages=2, database=address).is_all_of(8)


def test_no_job_is_taken_twice_by_processes(address: str):
    taken = bench.jobs_per_second(jobs=60, workers=3, database=address)
    assert sorted(taken.values()) == [1] * 60


def test_a_worker_apart_from_the_server_does_the_work_and_ends_when_it_is_told_to(tmp_path: Path):
    with bench.running(workers=0) as server:
        Uploads(server, make_call(server)).send(0, made(1, 1)[0])
        command = [sys.executable, "-m", "s3align", "desk", "worker", "--data", str(server.data)]
        worker = subprocess.Popen(command, stderr=subprocess.PIPE)
        try:
            wait_for_jobs(server)
            assert found(server).is_all_of(1)
        finally:
            worker.terminate()
            worker.communicate(timeout=60)
    assert worker.returncode == 0


def test_a_worker_apart_refuses_a_database_that_has_no_form_yet(tmp_path: Path):
    command = [sys.executable, "-m", "s3align", "desk", "worker", "--data", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "Start the server once" in done.stderr


@pytest.mark.parametrize("package", ["uvicorn", "sqlalchemy"])
def test_without_the_extra_it_says_what_to_install(package: str, tmp_path: Path):
    missing = f"raise ModuleNotFoundError(\"No module named '{package}'\", name='{package}')\n"
    (tmp_path / f"{package}.py").write_text(missing, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    done = serve("--data", tmp_path / "data", PYTHONPATH=path)
    assert done.returncode == 2
    assert f"braucht das Paket {package}" in done.stderr
    assert "python3 -m pip install 's3align[web]'" in done.stderr
