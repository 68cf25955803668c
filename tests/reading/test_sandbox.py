"""What the reading worker must survive, and what its parent must not believe."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from builders import SENTENCES, lines, pdf
from hostile import FILES

from s3align.errors import DamagedError, EncryptedError, NotAssessableError, TimedOutError, TooLargeError
from s3align.reading.read import read_bytes
from s3align.reading.sandbox import client, process, protocol
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
        worker = reader._worker.process
        os.kill(worker.pid, signal.SIGSTOP)
        threading.Timer(0.2, lambda: [os.kill(worker.pid, number), os.kill(worker.pid, signal.SIGCONT)]).start()
        with pytest.raises((DamagedError, TooLargeError), match=r"a\.pdf"):
            read(reader, GOOD)
        assert read(reader, GOOD).passages


def test_a_worker_that_the_system_killed_does_not_speak_against_the_file():
    with Client() as reader:
        read(reader, GOOD)
        worker = reader._worker.process
        os.kill(worker.pid, signal.SIGSTOP)
        threading.Timer(0.2, lambda: os.kill(worker.pid, signal.SIGKILL)).start()
        assert read(reader, GOOD).passages
        assert reader._worker.process is not worker


def test_a_worker_that_hangs_is_ended_and_replaced():
    with Client() as reader:
        read(reader, GOOD)
        worker = reader._worker.process
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
            pids.append(own._worker.process.pid)
        assert pids[0] == pids[2] != pids[3] == pids[4]


def test_the_worker_inherits_no_secrets_and_ends_with_its_reader(monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "hush")
    with Client() as reader:
        read(reader, GOOD)
        folder = Path(f"/proc/{reader._worker.process.pid}")
        if not folder.exists():
            pytest.skip("needs /proc")
        assert b"hush" not in (folder / "environ").read_bytes()
        limits = (folder / "limits").read_text()
    assert "Max file size             0" in limits
    assert not folder.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_worker_ends_when_its_parent_is_killed():
    code = (
        "from s3align.reading.sandbox.client import shared; from s3align.settings import Settings; import time;"
        "r = shared(); r.start(Settings()); print(r._idle[-1]._worker.process.pid, flush=True); time.sleep(60)"
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


PACKED = msgspec.msgpack.decode(protocol.pack(read_bytes(GOOD, name="a.pdf", settings=STRICT)))
HIDDEN = {"page": 1, "concealment": "tiny", "quote": "", "words": 3}
SECTION = {"title": "Ziele", "level": 1, "page": 1, "start": 0}


def changed(part: str, **values: object) -> dict[str, object]:
    return {part: [{**PACKED[part][0], **values}]}


@pytest.mark.parametrize(
    "change",
    [
        {"pages": None},
        {"pages": {}},
        changed("pages", number=7),
        changed("pages", number=True),
        changed("pages", text=b"Text"),
        changed("pages", quality="gold"),
        changed("pages", label=4),
        changed("pages", confidence=3),
        changed("pages", confidence=-0.1),
        changed("pages", confidence=float("nan")),
        changed("pages", packed_boxes="boxes"),
        changed("pages", packed_boxes=bytes(10**6)),
        changed("passages", end=10**6),
        changed("passages", start=7, end=6),
        changed("passages", start=-1),
        changed("passages", start="0"),
        changed("passages", start=0.5),
        changed("passages", page=0),
        changed("passages", page=2),
        changed("passages", kind="gold"),
        changed("passages", section=0),
        changed("passages", section=-1),
        {"sections": [{**SECTION, "level": 0}]},
        {"sections": [{**SECTION, "level": 2**40}]},
        {"sections": [{**SECTION, "page": 2}]},
        {"sections": [{**SECTION, "start": 10**6}]},
        {"hidden": [{**HIDDEN, "page": 2}]},
        {"hidden": [{**HIDDEN, "words": -1}]},
        {"metadata": {"Title": 3}},
        {"metadata": {3: "Title"}},
        {"attachments": [None]},
        {"pages_truncated_from": -3},
        {"name": 3},
        {"sha256": None},
    ],
)
def test_a_worker_that_was_taken_over_is_not_believed(change):
    with pytest.raises(ValueError, match=r"not a|out of order|Expected|Invalid"):
        protocol.unpack(msgspec.msgpack.encode({**PACKED, **change}))


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"\xc1", b"\x80", b"\x81\xa5pages\xdd\xff\xff\xff\xff", b"\xdd\xff\xff\xff\xff"]
)
def test_bytes_that_are_no_document_are_refused(body):
    with pytest.raises(ValueError, match=r"truncated|malformed|Expected|missing"):
        protocol.unpack(body)


def test_what_is_packed_comes_back_and_half_characters_become_question_marks():
    document = read_bytes(GOOD, name="a.pdf", settings=STRICT)
    assert protocol.unpack(protocol.pack(document)) == document
    half = replace(document, metadata={"Title": "a\udc80"}, attachments=("\ud800",))
    assert protocol.unpack(protocol.pack(half)) == replace(document, metadata={"Title": "a?"}, attachments=("?",))


LIAR = """
import dataclasses, json, os, sys
sys.path[:] = sys.argv.pop().split(os.pathsep)
from s3align.reading.read import read_bytes
from s3align.reading.sandbox import protocol
from s3align.settings import Settings
while line := sys.stdin.buffer.readline():
    request = json.loads(line)
    data = sys.stdin.buffer.read(request["size"])
    document = read_bytes(data, name=request["name"], settings=Settings())
    packed = protocol.pack(dataclasses.replace(document, **{CHANGE}))
    sys.stdout.buffer.write(json.dumps({"size": len(packed)}).encode() + b"\\n" + packed)
    sys.stdout.buffer.flush()
"""


@pytest.mark.parametrize("lie", [{"sha256": "0" * 64}, {"name": "b.pdf"}])
def test_a_worker_that_answers_about_another_file_is_not_believed_and_ended(monkeypatch, lie):
    with Client() as reader:
        with monkeypatch.context() as patch:
            patch.setattr(process, "_START", LIAR.replace("{CHANGE}", repr(lie)))
            reader.start(STRICT)
            liar = reader._worker.process
            with pytest.raises(DamagedError, match=r"a\.pdf.*no valid answer"):
                read(reader, GOOD)
        assert liar.poll() is not None
        assert read(reader, GOOD).name == "a.pdf"


NONSENSE = """
import json, sys
request = json.loads(sys.stdin.buffer.readline())
sys.stdin.buffer.read(request["size"])
while True:
    sys.stdout.write({LINE} + "\\n")
    sys.stdout.flush()
"""


@pytest.mark.parametrize(
    "line",
    [
        '{"done": 1, "total": 2}',
        '{"done": 1, "total": 1000000000}',
        '{"done": "one"}',
        '{"size": -1}',
        '{"size": 1e3}',
        '{"size": 999999999999}',
        '{"error": "SystemExit", "message": ""}',
        "[]",
        "nonsense",
    ],
)
def test_a_worker_that_sends_nonsense_is_ended_at_once(monkeypatch, line):
    monkeypatch.setattr(process, "_START", NONSENSE.replace("{LINE}", repr(line)))
    start = time.monotonic()
    with Client() as reader:
        with pytest.raises(DamagedError, match=r"a\.pdf.*no valid answer"):
            read(reader, GOOD)
        assert not reader._worker.is_running()
    assert time.monotonic() - start < STRICT.max_seconds


def test_a_name_that_is_no_text_does_not_make_an_answer_wrong(tmp_path):
    file = tmp_path / os.fsdecode(b"antrag\xe4.pdf")
    file.write_bytes(GOOD)
    with Client() as reader:
        assert reader.read(file, settings=STRICT).name == "antrag?.pdf"
