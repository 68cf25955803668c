"""What the reading worker must survive, and what its parent must not believe."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from builders import SENTENCES, lines, pdf
from hostile import FILES

from s3align.errors import DamagedError, EncryptedError, NotAssessableError, TimedOutError, TooLargeError
from s3align.reading.read import read_bytes
from s3align.reading.sandbox import client, protocol
from s3align.reading.sandbox.client import Client
from s3align.record.document import Document
from s3align.settings import Settings

GOOD = pdf(lines(SENTENCES))
STRICT = Settings(max_seconds=10.0)


@pytest.fixture(scope="module")
def reader():
    with Client() as found:
        yield found


def read(reader: Client, data: bytes, name: str = "a.pdf", settings: Settings = STRICT) -> Document:
    return reader.read(data, name=name, settings=settings)


def test_the_worker_reads_what_is_read_in_this_process(reader):
    assert read(reader, GOOD) == read_bytes(GOOD, name="a.pdf", settings=STRICT)


@pytest.mark.xdist_group("hostile")
@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_read_or_refused_in_time_and_the_next_file_is_read(reader, name):
    data = FILES[name]()
    start = time.monotonic()
    document, refused = attempt(reader, data, name)
    assert time.monotonic() - start < 2 * STRICT.max_seconds
    assert document is None or len(document.pages) <= STRICT.max_pages
    assert document is None or os.uname().nodename not in document.pages[0].text
    assert refused is None or name in refused
    assert read(reader, GOOD).passages


def attempt(reader: Client, data: bytes, name: str) -> tuple[Document | None, str | None]:
    try:
        return read(reader, data, name), None
    except NotAssessableError as error:
        return None, str(error)


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT])
def test_a_worker_that_dies_while_reading_costs_one_file(number):
    with Client() as reader:
        read(reader, GOOD)
        worker = reader._worker
        os.kill(worker.pid, signal.SIGSTOP)
        threading.Timer(0.2, lambda: [os.kill(worker.pid, number), os.kill(worker.pid, signal.SIGCONT)]).start()
        with pytest.raises((DamagedError, TooLargeError), match=r"a\.pdf"):
            read(reader, GOOD)
        assert read(reader, GOOD).passages


def test_a_worker_that_the_system_killed_does_not_speak_against_the_file():
    with Client() as reader:
        read(reader, GOOD)
        worker = reader._worker
        os.kill(worker.pid, signal.SIGSTOP)
        threading.Timer(0.2, lambda: os.kill(worker.pid, signal.SIGKILL)).start()
        assert read(reader, GOOD).passages
        assert reader._worker is not worker


def test_a_worker_that_hangs_is_ended_and_replaced():
    with Client() as reader:
        read(reader, GOOD)
        worker = reader._worker
        os.kill(worker.pid, signal.SIGSTOP)
        with pytest.raises(TimedOutError, match=r"a\.pdf.*max_seconds"):
            read(reader, GOOD, settings=Settings(max_seconds=1.0))
        assert worker.poll() is not None
        assert read(reader, GOOD).passages


def test_the_worker_is_used_again_and_replaced_after_its_turn(reader, monkeypatch):
    monkeypatch.setattr(client, "FILES_PER_WORKER", 3)
    with Client() as own:
        pids = []
        for _ in range(5):
            read(own, GOOD)
            pids.append(own._worker.pid)
        assert pids[0] == pids[2] != pids[3] == pids[4]


def test_the_worker_inherits_no_secrets_and_ends_with_its_reader(monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "hush")
    with Client() as reader:
        read(reader, GOOD)
        process = Path(f"/proc/{reader._worker.pid}")
        if not process.exists():
            pytest.skip("needs /proc")
        assert b"hush" not in (process / "environ").read_bytes()
        limits = (process / "limits").read_text()
    assert "Max file size             0" in limits
    assert not process.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_worker_ends_when_its_parent_is_killed():
    code = (
        "from s3align.reading.sandbox.client import shared; from s3align.settings import Settings; import time;"
        "r = shared(); r.start(Settings()); print(r._worker.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        worker = Path(f"/proc/{int(parent.stdout.readline())}")
        parent.kill()
    for _ in range(100):
        if not worker.exists():
            return
        time.sleep(0.1)
    pytest.fail("the worker lives on")


def test_errors_keep_their_kind_and_words(reader):
    with pytest.raises(EncryptedError, match=r"geheim\.docx"):
        read(reader, b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "geheim.docx")


def test_nothing_is_left_in_the_folder_for_temporary_files(reader, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with Client() as own:
        for name in ("flate_bomb.pdf", "word_bomb.docx"):
            with pytest.raises(NotAssessableError):
                read(own, FILES[name](), name)
    assert not list(tmp_path.iterdir())


PACKED = json.loads(protocol.pack(read_bytes(GOOD, name="a.pdf", settings=STRICT)))


@pytest.mark.parametrize(
    "change",
    [
        {"pages": None},
        {"pages": [{**PACKED["pages"][0], "number": 7}]},
        {"pages": [{**PACKED["pages"][0], "confidence": 3}]},
        {"passages": [{**PACKED["passages"][0], "end": 10**6}]},
        {"passages": [{**PACKED["passages"][0], "page": 0}]},
        {"passages": [{**PACKED["passages"][0], "kind": "gold"}]},
        {"passages": [{**PACKED["passages"][0], "start": "0"}]},
        {"name": 3},
    ],
)
def test_a_worker_that_was_taken_over_is_not_believed(change):
    with pytest.raises(ValueError, match=r"not a|out of order|is not a valid"):
        protocol.unpack(json.dumps({**PACKED, **change}).encode())
