"""What a worker cannot do that a file has taken over: code runs in a process confined as a worker is, and tells what it got."""

from __future__ import annotations

import io
import json
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import docx
import odfdo
import pytest
from builders import SENTENCES, lines, pdf

from s3align.reading.read import read_bytes
from s3align.reading.sandbox.client import Client
from s3align.reading.sandbox.process import _environment
from s3align.settings import Settings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")

WRAPPER = """
import errno, json, sys
sys.path[:] = json.loads(sys.argv[1])
from s3align.reading.sandbox import confinement, system_calls, worker
requests, replies = worker._own_pipes()
if "landlock" in sys.argv[3]:
    confinement._restrict_files = lambda needs: 0
if "seccomp" in sys.argv[3]:
    system_calls.restrict = lambda **_: False
layers = worker._confine(1_000_000_000)
place = sys.argv[4]
try:
    space = {"place": place}
    exec(sys.argv[2], space)
    told = space.get("told", "done")
except OSError as error:
    told = errno.errorcode.get(error.errno, "no number")
except Exception as error:
    told = type(error).__name__
replies.write(json.dumps([{name: getattr(layers, name) for name in layers.__slots__}, told]).encode())
replies.flush()
"""
DENIED = {"EPERM", "EACCES", "ENOSYS"}
CALL = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def call(*arguments):
    if libc.syscall(*arguments) == -1:
        raise OSError(ctypes.get_errno(), "denied")
"""


def attempt(code: str, place: object = "", *, without: str = "") -> tuple[dict[str, int], object]:
    """The layers that held a worker in which ``code`` ran, and what came of it: ``told``, or how its first error is called."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", WRAPPER, json.dumps(sys.path), textwrap.dedent(code), without, str(place)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env=_environment(),
        cwd="/",
        start_new_session=True,
        timeout=60,
        check=True,
    )
    layers, told = json.loads(done.stdout)
    return layers, told


@pytest.fixture(scope="module")
def layers() -> dict[str, int]:
    return attempt("")[0]


@pytest.fixture
def landlock(layers) -> int:
    if not layers["landlock"]:
        pytest.skip("the kernel has no Landlock")
    return layers["landlock"]


@pytest.fixture
def seccomp(layers) -> None:
    if not layers["seccomp"]:
        pytest.skip("the kernel has no seccomp filters, or the processor is not known")


@pytest.fixture
def either(layers) -> None:
    if not (layers["seccomp"] or layers["landlock"]):
        pytest.skip("the kernel has neither Landlock nor seccomp")


@pytest.fixture
def proposal(tmp_path) -> Path:
    file = tmp_path / "another proposal.txt"
    file.write_text("confidential", encoding="utf-8")
    return file


@pytest.fixture
def server() -> Iterator[int]:
    """The port of a server on loopback that answers whoever connects."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            while True:
                try:
                    listening.accept()[0].close()
                except OSError:
                    return

        threading.Thread(target=answer, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def test_limits_and_privileges_hold_everywhere(layers):
    assert layers["limits"]
    assert layers["no_new_privileges"]
    assert layers["private_memory"]


@pytest.mark.parametrize(
    "code",
    [
        "told = open(place).read()",
        "import os; told = os.listdir(os.path.dirname(place))",
        "import os; told = os.read(os.open('/proc/self/../../' + place, os.O_RDONLY), 9).decode()",
        "told = open('/etc/passwd').read()",
        "import os; told = os.listdir('/')",
        "import os; told = os.listdir('/proc')",
        "import os; told = open(f'/proc/{os.getppid()}/environ').read()",
        "import os; told = open(f'/proc/{os.getppid()}/mem', 'rb').read(0).decode()",
    ],
)
def test_no_other_file_can_be_read(landlock, proposal, code):
    assert attempt(code, proposal)[1] == "EACCES"


@pytest.mark.parametrize("without", ["", "seccomp"])
@pytest.mark.parametrize(
    "code",
    [
        "open(place, 'w')",
        "open(place, 'a')",
        "open(place + '.new', 'x')",
        "import os; os.remove(place)",
        "import os; os.rename(place, place + '.old')",
        "import os; os.truncate(place, 0)",
        "import os; os.mkdir(place + '.folder')",
        "import os; os.symlink('/etc/passwd', place + '.link')",
        "import os; os.link(place, place + '.link')",
        "import os; os.mkfifo(place + '.pipe')",
    ],
)
def test_nothing_can_be_written_removed_or_made(landlock, proposal, code, without):
    told = attempt(code, proposal, without=without)[1]
    assert told in DENIED
    assert [(file.name, file.read_text(encoding="utf-8")) for file in proposal.parent.iterdir()] == [
        (proposal.name, "confidential")
    ]


@pytest.mark.parametrize("without", ["", "landlock"])
@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('127.0.0.1', int(place)), 5)",
        "import socket; socket.create_server(('127.0.0.1', 0))",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', int(place)))",
        "import socket; socket.socket(socket.AF_UNIX)",
        "import socket; socket.socketpair()",
    ],
)
def test_no_connection_can_be_opened(seccomp, server, code, without):
    assert attempt(code, server, without=without)[1] == "EPERM"


def test_landlock_by_itself_closes_tcp(landlock, server):
    if landlock < 4:
        pytest.skip("the kernel's Landlock does not know of TCP")
    code = "import socket; socket.create_connection(('127.0.0.1', int(place)), 5)"
    assert attempt(code, server, without="seccomp")[1] == "EACCES"
    assert attempt(code, server, without="seccomp landlock")[1] == "done", "the attempt would work without confinement"


@pytest.mark.parametrize("without", ["", "landlock"])
@pytest.mark.parametrize(
    "code",
    [
        "import os; os.execv('/bin/true', ['true'])",
        "import os; os.posix_spawn('/bin/true', ['true'], {})",
        "import subprocess; subprocess.run(['/bin/true'])",
        "import os; os.fork()",
        "import os; [os.fork() or os._exit(0) for _ in range(20)]",
        CALL + "import seccompy; call(seccompy.syscall_nr('clone3'), 0, 0)",
        CALL + "import seccompy; call(seccompy.syscall_nr('clone'), 17, 0, 0, 0, 0)",
    ],
)
def test_no_program_and_no_process_can_be_started(seccomp, code, without):
    assert attempt(code, without=without)[1] in DENIED


def test_landlock_by_itself_starts_no_program(landlock):
    code = "import os; os.execv('/bin/true', ['true'])"
    assert attempt(code, without="seccomp")[1] == "EACCES"


@pytest.mark.parametrize("without", ["", "landlock", "seccomp"])
@pytest.mark.parametrize(
    "code",
    [
        "import os, signal; os.kill(os.getppid(), signal.SIGUSR1)",
        "import os; os.kill(os.getppid(), 0)",
        "import os; os.killpg(os.getpgid(os.getppid()), 0)",
    ],
)
def test_no_signal_reaches_another_process(layers, code, without):
    if (without != "seccomp" and not layers["seccomp"]) or (without == "seccomp" and layers["landlock"] < 6):
        pytest.skip("the kernel lacks the layer that holds signals back")
    got: list[int] = []
    before = signal.signal(signal.SIGUSR1, lambda number, _: got.append(number))
    try:
        assert attempt(code, without=without)[1] in DENIED
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert not got


@pytest.mark.parametrize("without", ["", "landlock", "seccomp"])
@pytest.mark.parametrize(
    "code",
    [
        CALL + "import os, seccompy; call(seccompy.syscall_nr('ptrace'), 0x4206, os.getppid(), 0, 0)",
        CALL
        + "import os, seccompy; part = (ctypes.c_void_p * 2)(ctypes.addressof(ctypes.create_string_buffer(8)), 8); "
        "call(seccompy.syscall_nr('process_vm_readv'), os.getppid(), part, 1, part, 1, 0)",
    ],
)
def test_no_other_process_can_be_looked_into(either, layers, code, without):
    if {"seccomp": layers["landlock"], "landlock": layers["seccomp"]}.get(without, True):
        assert attempt(code, without=without)[1] in DENIED
    else:
        pytest.skip("the kernel lacks the layer that is left")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "mount",
            "unshare",
            "setns",
            "pivot_root",
            "chroot",
            "keyctl",
            "add_key",
            "bpf",
            "perf_event_open",
            "io_uring_setup",
        ),
        *("userfaultfd", "memfd_create", "pidfd_open", "process_madvise", "init_module", "personality", "setrlimit"),
    ],
)
def test_what_has_broken_out_of_kernels_is_refused(seccomp, name):
    assert attempt(CALL + f"import seccompy; call(seccompy.syscall_nr('{name}'), 0, 0, 0, 0, 0)")[1] == "EPERM"


def test_calls_that_reading_does_not_need_and_those_of_another_interface_do_not_exist(seccomp):
    for number in (
        "seccompy.syscall_nr('getpgid')",
        0x40000000 + 41,
    ):  # x32's socket(2): a ban on numbers would miss it
        assert attempt(CALL + f"import seccompy; call({number}, 0, 0, 0)")[1] == "ENOSYS"


def test_the_filter_cannot_be_taken_back(seccomp):
    for code in ("call(seccompy.syscall_nr('prctl'), 4, 1, 0, 0, 0)", "call(seccompy.syscall_nr('seccomp'), 1, 0, 0)"):
        assert attempt(CALL + "import seccompy; " + code)[1] in DENIED


def test_a_worker_holds_no_descriptor_but_pipes_and_the_null_device(layers):
    code = """
        import os, stat
        told = []
        for number in range(64):
            try:
                found = os.fstat(number)
            except OSError:
                continue
            null = stat.S_ISCHR(found.st_mode) and found.st_rdev == os.stat(os.devnull).st_rdev
            told.append(null or stat.S_ISFIFO(found.st_mode))
    """
    held = attempt(code)[1]
    assert held
    assert all(held)


def test_threads_names_of_threads_time_chance_and_libraries_work_as_before(layers):
    code = """
        import os, threading, time, random, socket
        thread = threading.Thread(target=lambda: None); thread.start(); thread.join()
        import ctypes; assert ctypes.CDLL(None).prctl(15, b"reader", 0, 0, 0) == 0
        random.SystemRandom().random(); time.localtime(); time.sleep(0.01)
        import numpy, lxml.etree, docx, odfdo, pypdf, pypdfium2, PIL.Image
        from s3align.reading.reading_words import reading_words
        assert numpy.ones((300, 300)).dot(numpy.ones((300, 300)))[0, 0] == 300
        lxml.etree.fromstring('<?xml version="1.0" encoding="shift_jis"?><a/>'.encode())
        told = len(reading_words().page) > 0
    """
    assert attempt(code)[1] is True


def test_where_memory_ends_a_worker_aborts_as_before(layers):
    with pytest.raises(subprocess.CalledProcessError) as ended:
        attempt("import os; os.abort()")
    assert ended.value.returncode == -signal.SIGABRT


def test_what_a_system_lacks_is_left_out_and_files_are_read_all_the_same():
    found, told = attempt("told = 'ready'", without="landlock seccomp")
    assert told == "ready"
    assert (found["landlock"], found["seccomp"]) == (0, False)
    missing = "import sys; sys.modules['landlockpy'] = sys.modules['seccompy'] = None\n" + WRAPPER
    done = subprocess.run(
        [sys.executable, "-I", "-c", missing, json.dumps(sys.path), "", "", ""],
        capture_output=True,
        check=True,
        cwd="/",
    )
    assert json.loads(done.stdout)[0] == {**found, "landlock": 0, "seccomp": False}


def word(texts: Sequence[str]) -> bytes:
    document, buffer = docx.Document(), io.BytesIO()
    for text in texts:
        document.add_paragraph(text)
    document.save(buffer)
    return buffer.getvalue()


def open_document(texts: Sequence[str]) -> bytes:
    document, buffer = odfdo.Document("text"), io.BytesIO()
    for text in texts:
        document.body.append(odfdo.Paragraph(text))
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", pdf(lines(SENTENCES))),
        ("a.docx", word(SENTENCES)),
        ("a.odt", open_document(SENTENCES)),
        ("a.txt", "\n\n".join(SENTENCES).encode()),
    ],
)
def test_every_kind_of_file_is_read_as_without_confinement(name, data):
    with Client() as reader:
        assert reader.read(data, name=name, settings=Settings()) == read_bytes(data, name=name, settings=Settings())
