"""Measures `s3align serve`: its queue, many uploads at once, and kills of server and workers while files are uploaded.

python benchmarks/server.py queue [JOBS] [WORKERS]   jobs per second that processes take and end, none of them twice
python benchmarks/server.py load [FILES] [PAGES]     uploads at once until all are answered, and until all are assessed
python benchmarks/server.py kills [KILLS] [FILES]    processes killed at random moments; nothing lost, nothing doubled
python benchmarks/server.py memory [JOBS]            memory of one worker over many jobs
python benchmarks/server.py pace [WORKERS]           processor time of a server and its workers that have nothing to do

With --database postgresql://USER:PASSWORD@HOST/NAME (an empty one) on PostgreSQL, else on SQLite in a folder that is removed
afterwards. Files are made by code. A client sends a file again until it is answered, as a person would.
"""

from __future__ import annotations

import argparse
import http.client
import io
import multiprocessing
import os
import random
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import func, select

from s3align.desk.storage.database import Database, database_url
from s3align.desk.storage.files import FileStore
from s3align.desk.storage.migrate import upgrade
from s3align.desk.storage.tables import Call, StoredAssessment, Submission
from s3align.desk.work import queue
from s3align.desk.work.queue import JobKind, JobState
from s3align.strategy.load import find_strategy

PATIENCE = 120
"""Seconds until a server must have begun, on a busy computer."""
_LINES = 52
_ADDRESS = re.compile(r"http://[^\s/]+")


@dataclass
class Server:
    """``s3align serve`` in a process of its own, which may be killed and started again at the same port."""

    data: Path
    database: str = ""
    workers: int = 2
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """Its process, once it was started."""
        if self._process is None:
            raise RuntimeError("The server was never started.")
        return self._process

    @property
    def is_running(self) -> bool:
        """Whether it runs now."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Starts it; returns when it answers."""
        command = [sys.executable, "-m", "s3align", "--lang", "en", "serve", "--data", str(self.data)]
        command += ["--port", str(self.port), "--workers", str(self.workers)]
        command += ["--database", self.database] if self.database else []
        log = self.data.parent / f"{self.data.name}.log"
        begin = log.stat().st_size if log.exists() else 0
        with log.open("ab") as out:
            self._process = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while not (said := _ADDRESS.search(log.read_text(encoding="utf-8")[begin:])):
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(log.read_text(encoding="utf-8")[begin:])
            time.sleep(0.02)
        self.port = urlsplit(said[0]).port or 0

    def kill(self) -> None:
        """Kills the server itself, as a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> float:
        """Ends it as a system does; how many seconds that took."""
        begin = time.monotonic()
        self.process.terminate()
        self.process.wait(PATIENCE)
        return time.monotonic() - begin

    @property
    def children(self) -> list[int]:
        """The worker processes; those that read files are theirs."""
        return [child for child in _direct(self.process.pid) if b"spawn_main" in _command(child)]

    @property
    def descendants(self) -> list[int]:
        """All processes below the server."""
        return _below(self.process.pid)

    @contextmanager
    def desk(self) -> Iterator[Database]:
        """Its database."""
        database = Database(database_url(self.database, self.data))
        try:
            yield database
        finally:
            database.close()


@contextmanager
def running(database: str = "", workers: int = 2) -> Iterator[Server]:
    """A server with a call, on data that vanish."""
    with tempfile.TemporaryDirectory(prefix="s3align-server-") as folder:
        server = Server(Path(folder) / "data", database, workers)
        try:
            server.start()
            yield server
        finally:
            if server.is_running:
                server.stop()


def make_call(server: Server) -> str:
    """A call to upload into."""
    with server.desk() as database, database.writing() as session:
        call = Call(title="Aufruf", strategy="", language="de")
        session.add(call)
        session.flush()
        return call.id


@dataclass
class Uploads:
    """Files that clients upload into a call, each again until it is answered. ``answered``: how many are."""

    server: Server
    call: str
    answered: int = 0
    attempts: int = 0
    seconds: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, number: int, content: bytes) -> None:
        """Uploads a file."""
        begin = time.monotonic()
        while not self._sent(number, content):
            time.sleep(0.2)
            if time.monotonic() - begin > PATIENCE:
                raise RuntimeError(f"file {number} was not answered")
        with self._lock:
            self.answered += 1
            self.seconds.append(time.monotonic() - begin)

    def _sent(self, number: int, content: bytes) -> bool:
        with self._lock:
            self.attempts += 1
        border = secrets.token_hex(16)
        head = f'--{border}\r\nContent-Disposition: form-data; name="files"; filename="antrag-{number}.pdf"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{border}--\r\n".encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
        try:
            kind = {"Content-Type": f"multipart/form-data; boundary={border}"}
            connection.request("POST", f"/desk/calls/{self.call}/upload", body, kind)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        if 400 <= answer.status < 500 and answer.status != 429:
            raise RuntimeError(f"file {number} was refused: {answer.status}")
        return answer.status < 400


@dataclass(frozen=True)
class Found:
    """What a desk holds after all: how many submissions, contents, records, files on the disk, and jobs in which state."""

    submissions: int
    contents: int
    records: int
    assessed: int
    not_judged: int
    files: int
    half_written: int
    jobs: dict[str, int]

    def is_all_of(self, files: int) -> bool:
        """Whether each of so many files is there once, with one record."""
        once = (self.submissions, self.contents, self.assessed, self.files)
        return once == (files,) * 4 and self.records - self.not_judged == files


def found(server: Server) -> Found:
    """Counts what is there."""
    store = server.data / "files"
    with server.desk() as database, database.reading() as session:
        return Found(
            session.scalar(select(func.count()).select_from(Submission)) or 0,
            session.scalar(select(func.count(Submission.sha256.distinct()))) or 0,
            session.scalar(select(func.count()).select_from(StoredAssessment)) or 0,
            session.scalar(select(func.count()).where(Submission.state == "assessed")) or 0,
            session.scalar(select(func.count()).where(StoredAssessment.reason == "not_judged")) or 0,
            sum(1 for _ in store.glob("??/*")),
            sum(1 for _ in store.glob(".coming-*")),
            {state.value: number for state, number in queue.counts(session).items() if number},
        )


def wait_for_jobs(server: Server, seconds: float = 600) -> float:
    """Waits until no job is to be done; for how many seconds."""
    begin = time.monotonic()
    with server.desk() as database:
        while True:
            with database.reading() as session:
                states = queue.counts(session)
            if not states[JobState.WAITING] and not states[JobState.RUNNING]:
                return time.monotonic() - begin
            if time.monotonic() - begin > seconds:
                raise RuntimeError(f"jobs are left: {states}")
            time.sleep(0.1)


def load(files: int = 50, pages: int = 20, database: str = "") -> Found:
    """So many uploads at once."""
    contents = made(files, pages)
    with running(database) as server:
        uploads = Uploads(server, make_call(server))
        begin = time.monotonic()
        with ThreadPoolExecutor(files) as clients:
            list(clients.map(uploads.send, range(files), contents))
        answered = time.monotonic() - begin
        wait_for_jobs(server)
        done = time.monotonic() - begin
        counted = found(server)
    slowest, size = max(uploads.seconds), sum(map(len, contents)) / len(contents)
    print(f"{files} uploads at once, {pages} pages and {size / 1000:.0f} kB each: all answered after {answered:.1f} s")
    print(f"slowest answer {slowest:.1f} s, all assessed after {done:.1f} s, {uploads.attempts} attempts")
    return counted


def kills(count: int = 30, files: int = 100, database: str = "", seed: int = 0, pages: int = 3) -> Found:
    """Kills server and workers while files are uploaded; a server that was killed is started again."""
    choose, contents = random.Random(seed), made(files, pages)  # noqa: S311 -- moments, no secrets
    hit: Counter[str] = Counter()
    with running(database) as server:
        uploads = Uploads(server, make_call(server))
        with ThreadPoolExecutor(4) as clients:
            sending = [clients.submit(uploads.send, number, content) for number, content in enumerate(contents)]
            for _ in range(count):
                time.sleep(choose.uniform(0.1, 1.5))
                hit[_kill_one(server, choose)] += 1
            for sent in sending:
                sent.result()
        wait_for_jobs(server)
        counted = found(server)
    print(f"{count} kills ({dict(hit)}) during {files} uploads, {uploads.attempts} attempts")
    return counted


def _kill_one(server: Server, choose: random.Random) -> str:
    workers = server.children
    if choose.random() < 0.4 or not workers:
        server.kill()
        server.start()
        return "server"
    victim = choose.choice([*workers, *(reader for worker in workers for reader in _direct(worker))])
    with suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL)
    return "worker" if victim in workers else "reader"


def jobs_per_second(jobs: int = 2_000, workers: int = 4, database: str = "") -> Counter[str]:
    """Takes and ends empty jobs in several processes; how often each was taken."""
    with tempfile.TemporaryDirectory() as folder:
        url = database_url(database, Path(folder))
        desk = Database(url)
        upgrade(desk)
        begin = time.monotonic()
        with desk.writing() as session:
            for number in range(jobs):
                queue.enqueue(session, JobKind.ASSESS, str(number), key=f"empty:{number}")
        asked = time.monotonic() - begin
        context = multiprocessing.get_context("spawn")
        with context.Pool(workers) as pool:
            pool.map(_warm, [url.render_as_string(hide_password=False)] * workers, chunksize=1)
            begin = time.monotonic()
            names = [(url.render_as_string(hide_password=False), f"worker {number}") for number in range(workers)]
            taken = Counter(subject for found in pool.starmap(_take_all, names, chunksize=1) for subject in found)
            seconds = time.monotonic() - begin
        desk.close()
    print(f"{jobs} jobs asked for in {asked:.2f} s ({1000 * asked / jobs:.2f} ms each)")
    print(f"{workers} workers took and ended them in {seconds:.2f} s: {jobs / seconds:.0f} a second")
    print(f"taken twice: {sum(number > 1 for number in taken.values())}, lost: {jobs - len(taken)}")
    return taken


def _warm(url: str) -> None:
    with Database(url).reading() as session:
        session.execute(select(1))


def _take_all(url: str, worker: str) -> list[str]:
    desk, taken = Database(url), list[str]()
    while True:
        with desk.writing() as session:
            job = queue.claim(session, worker)
        if job is None:
            return taken
        taken.append(job.subject)
        with desk.writing() as session:
            queue.finish(session, job)


def memory(jobs: int = 300, database: str = "") -> list[int]:
    """The resident bytes of one worker after each tenth of so many jobs of two pages."""
    sizes: list[int] = []
    with running(database, workers=1) as server, server.desk() as desk:
        store, call = FileStore(server.data), make_call(server)
        for begin in range(0, jobs, max(1, jobs // 10)):
            for number, content in enumerate(made(max(1, jobs // 10), 2, first=begin), start=begin):
                _put(desk, store, call, number, content)
            wait_for_jobs(server)
            sizes.append(_resident(server.children[0]))
            print(f"{begin + max(1, jobs // 10)} jobs: {sizes[-1] / 1e6:.0f} MB", flush=True)
    return sizes


def _put(desk: Database, store: FileStore, call: str, number: int, content: bytes) -> None:
    kept = store.keep(io.BytesIO(content))
    with desk.writing() as session:
        entry = Submission(
            call_id=call, number=number + 1, file_name="antrag.pdf", sha256=kept.sha256, suffix=".pdf", size=kept.size
        )
        session.add(entry)
        session.flush()
        queue.enqueue(session, JobKind.ASSESS, entry.id)


def pace(workers: int = 2, database: str = "", seconds: float = 20.0) -> float:
    """The share of a core that a server and its workers take that have nothing to do."""
    with running(database, workers) as server:
        time.sleep(8)
        pids = [server.process.pid, *server.descendants]
        before, begin = sum(map(_processor, pids)), time.monotonic()
        time.sleep(seconds)
        share = (sum(map(_processor, pids)) - before) / (time.monotonic() - begin)
    print(f"a server and {workers} workers that have nothing to do take {100 * share:.2f} % of a core")
    return share


def made(count: int, pages: int, first: int = 0) -> list[bytes]:
    """Proposals of reference texts, each with a number of its own on every page."""
    return [_pdf(number, pages) for number in range(first, first + count)]


def _pdf(number: int, pages: int) -> bytes:
    lines, buffer = _lines(), io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for page in range(pages):
        canvas.setFont("Helvetica", 10)
        start = (number * 97 + page * _LINES) % len(lines)
        shown = [f"Vorhaben {number}, Abschnitt {page + 1}", *(lines + lines)[start : start + _LINES]]
        for place, line in enumerate(shown):
            canvas.drawString(60, 800 - 14 * place, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@cache
def _lines() -> list[str]:
    texts = (path.read_text(encoding="utf-8") for path in sorted((find_strategy() / "texts").rglob("*.md")))
    return [line for text in texts for line in simpleSplit(" ".join(text.split()), "Helvetica", 10, 470)]


def _direct(pid: int) -> list[int]:
    """The processes that any thread of a process has started."""
    children: list[int] = []
    for place in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            children += map(int, place.read_text(encoding="ascii").split())
    return children


def _below(pid: int) -> list[int]:
    return [one for child in _direct(pid) for one in (child, *_below(child))]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _processor(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one of the measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which: dict[str, Callable[..., object]] = {
        "queue": jobs_per_second,
        "load": load,
        "kills": kills,
        "memory": memory,
        "pace": pace,
    }
    parser.add_argument("what", choices=which)
    parser.add_argument("numbers", nargs="*", type=int)
    parser.add_argument("--database", default="", help="an empty database of PostgreSQL")
    given = parser.parse_args(arguments)
    result = which[given.what](*given.numbers, database=given.database)
    if isinstance(result, Found):
        print(result)


if __name__ == "__main__":
    main()
