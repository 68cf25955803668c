"""What Tesseract cannot do in a worker: Python stands in for it here, started in the same way with code of an attacker."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from builders import SENTENCES, lines, pdf
from test_ocr import GERMAN, needs_tesseract, scan

from s3align.reading import ocr, tesseract
from s3align.reading.read import read_bytes
from s3align.reading.sandbox.client import Client
from s3align.reading.sandbox.process import _environment
from s3align.reading.tesseract import Request
from s3align.settings import Settings

PICTURE = b"P5 2 3 255\n" + bytes(6)
linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Tesseract is started by the worker itself")
WRAPPER = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from s3align.reading import tesseract
from s3align.reading.sandbox import confinement, recognition, worker
requests, replies = worker._own_pipes()
tesseract.Request.arguments = lambda request: ["-I", "-S", "-c", sys.argv[2], sys.argv[3]]
confinement.warm_up()
starter = recognition.Recognition(sys.executable, 1_000_000_000)
layers = confinement.confine(1_000_000_000, recognition.needs_of_recognition(sys.executable))
printed = starter.ask(sys.executable, tesseract.Request("--version"), 10)
again = starter.ask("/bin/true", tesseract.Request("--version"), 10)
replies.write(json.dumps([layers.landlock, layers.seccomp, printed and printed.decode(), again]).encode())
replies.flush()
"""


def attempt(code: str, place: object = "") -> str | None:
    """What code prints that runs in Tesseract's place; skips where the kernel lacks Landlock or seccomp."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", WRAPPER, json.dumps(sys.path), code, str(place)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env=_environment(),
        start_new_session=True,
        timeout=60,
        check=True,
    )
    landlock, seccomp, printed, another = json.loads(done.stdout)
    if not (landlock and seccomp):
        pytest.skip("the kernel lacks Landlock or seccomp")
    assert another is None
    return printed


@linux
def test_the_program_runs_with_its_libraries():
    assert attempt("import json; print(json.dumps([1]))") == "[1]\n"


@linux
@pytest.mark.parametrize(
    "code",
    [
        "open(sys.argv[1]).read()",
        "open(sys.argv[1], 'w')",
        "os.remove(sys.argv[1])",
        "open('/etc/passwd').read()",
        "os.fork()",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 9)",
        "open(f'/proc/{os.getppid()}/mem', 'rb')",
        "__import__('socket').socket()",
    ],
)
def test_in_its_place_nothing_can_be_read_written_or_started(tmp_path, code):
    file = tmp_path / "another proposal.txt"
    file.write_text("confidential", encoding="utf-8")
    wrapped = f"import os, sys\ntry:\n {code}\n print('got it')\nexcept OSError as error:\n print(type(error).__name__)"
    assert attempt(wrapped, file) in ("PermissionError\n", "OSError\n")
    assert file.read_text(encoding="utf-8") == "confidential"


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        b"/etc/passwd\n",
        b"http://localhost/\n",
        b"P5 2 3 255\n" + bytes(5),
        b"P5 2 3 255\n" + bytes(7),
        b"P4 2 3\n" + bytes(6),
        b"\x89PNG\r\n\x1a\n",
        b"P5 2 3 255\n/etc/passwd\n",
    ],
)
def test_only_a_plain_picture_reaches_tesseract(picture):
    with pytest.raises(ValueError, match="no picture"):
        Request("", "deu", 200, picture).arguments()
    assert tesseract.start(sys.executable, Request("", "deu", 200, picture), 5.0) is None


def test_only_known_questions_and_names_of_models_reach_tesseract():
    assert Request("--version").arguments() == ["--version"]
    assert Request("", "deu", 200, PICTURE).arguments()[:4] == ["stdin", "stdout", "-l", "deu"]
    for request in (
        Request("--print-parameters"),
        Request("", "../deu", 200, PICTURE),
        Request("", "--oem", 200, PICTURE),
    ):
        with pytest.raises(ValueError, match="Tesseract"):
            request.arguments()


@needs_tesseract
def test_a_worker_recognises_what_is_recognised_without_confinement():
    data = pdf(lines(SENTENCES), scan(GERMAN), scan(GERMAN))
    with Client() as reader:
        assert reader.read(data, name="a.pdf", settings=Settings()) == read_bytes(
            data, name="a.pdf", settings=Settings()
        )


@needs_tesseract
@linux
def test_a_tesseract_that_takes_too_long_costs_its_page_and_not_the_next_one():
    data = pdf(lines(SENTENCES), scan(GERMAN))
    with Client() as reader:
        hurried = reader.read(data, name="a.pdf", settings=Settings(max_recognition_seconds=1.0))
        calm = reader.read(data, name="a.pdf", settings=Settings())
    assert len(hurried.pages) == len(calm.pages) == 2
    assert "Kläranlagen" in calm.pages[1].text


def test_a_program_that_is_no_program_answers_nothing(tmp_path):
    assert tesseract.start(str(Path(tmp_path) / "nothing"), Request("--version"), 5.0) is None
    assert ocr._answer(str(Path(tmp_path) / "nothing"), "--version") == ""
