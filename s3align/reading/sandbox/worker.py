"""The worker process that opens untrusted files: first it confines itself, then it serves one file after the other.

It speaks with its parent (``client``) over standard input and output: a line of JSON and the file's bytes in, a line of
JSON for each report and at the end the document's bytes out. It inherits no environment but what it needs, and ends with
its parent; ``confinement`` says what it cannot do, ``recognition`` how Tesseract is started all the same.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import sys
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from s3align.errors import Cause, DamagedError, NotAssessableError, NotJudgedError, Said, TooLargeError, UsageError
from s3align.reading import tesseract
from s3align.reading.sandbox import confinement, protocol
from s3align.reading.sandbox.needed_files import needs_of_reading
from s3align.reading.sandbox.recognition import Recognition
from s3align.reading.source import Report
from s3align.settings import Settings

_PARENT_CHECK_SECONDS = 1.0
_COLLECT = (50_000, 20, 100)
"""When Python looks for cycles of garbage: reading makes none of any size, and many objects that stay for a document."""


def main() -> None:
    """Serves one parent until its pipe closes. ``sys.argv[1]`` is the limit of the address space in bytes."""
    requests, replies = _own_pipes()
    layers = _confine(int(sys.argv[1]))
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    gc.set_threshold(*_COLLECT)
    while line := requests.readline():
        request = json.loads(line)
        data = requests.read(request["size"])
        if len(data) < request["size"]:
            return
        _answer(request, data, layers, replies)


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent; what libraries print goes nowhere."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    return requests, replies


def _confine(address_space: int) -> confinement.Layers:
    sys.dont_write_bytecode = True
    if sys.platform != "linux":
        return confinement.confine(address_space, confinement.Needs())
    confinement.warm_up()
    path = shutil.which("tesseract")
    if path is not None:
        tesseract.start_by(Recognition(path, address_space).ask)
    return confinement.confine(address_space, needs_of_reading())


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_PARENT_CHECK_SECONDS)
    os._exit(1)


def _answer(request: dict[str, Any], data: bytes, layers: confinement.Layers, replies: BinaryIO) -> None:
    def report(done: int, total: int) -> None:
        _send(replies, {"done": done, "total": total})

    name = request["name"]
    try:
        packed = _probed(request["probe"], layers) if "probe" in request else _done(data, request, report)
    except (NotAssessableError, UsageError) as error:
        detail = error.detail if isinstance(error, NotAssessableError) else None
        _send(replies, {"error": type(error).__name__, "message": str(error), "detail": detail, **_said(error)})
    except ImportError:  # a broken installation
        _send(replies, {"error": NotJudgedError.__name__, "message": Cause.FAILED})
    except MemoryError:
        _send(replies, {"error": TooLargeError.__name__, "message": memory_message(name)})
    except Exception as error:  # noqa: BLE001 -- whatever a hostile file provokes must not end the worker
        _send(replies, {"error": DamagedError.__name__, "message": broken_message(name, type(error).__name__)})
    else:
        _send(replies, {"size": len(packed)})
        replies.write(packed)
        replies.flush()


def _said(error: Exception) -> dict[str, Any]:
    """The id and the values of a sentence, for one that speaks another language."""
    message = error.args[0] if error.args else None
    return {"key": message.key, "values": dict(message.values)} if isinstance(message, Said) else {}


def _done(data: bytes, request: dict[str, Any], report: Report) -> bytes:
    """The answer to a request: a document, or where asked for a copy with highlights, a page drawn, or an attached file."""
    # Everything that opens the file is imported after the limits are set.
    name, password, settings = request["name"], request["password"], Settings(**request["settings"])
    if "marks" in request:
        from s3align.reading.pdf.annotate import Mark, annotate_pdf  # noqa: PLC0415
        from s3align.reading.pdf.legend import Legend  # noqa: PLC0415

        marks = [Mark(**mark) for mark in request["marks"]]
        legend = msgspec.convert(request["legend"], Legend | None)
        return annotate_pdf(data, marks, name=name, legend=legend, password=password)
    if "drawing" in request:
        from s3align.reading.pdf.page_image import draw_page  # noqa: PLC0415

        return draw_page(data, **request["drawing"], name=name, password=password)
    if "attachment" in request:
        from s3align.reading.pdf.reader import attached_file  # noqa: PLC0415

        return attached_file(data, request["attachment"], name=name, settings=settings, password=password)
    from s3align.reading.read import read_bytes  # noqa: PLC0415

    return protocol.pack(read_bytes(data, name=name, settings=settings, password=password, report=report))


def _probed(file: str, layers: confinement.Layers) -> bytes:
    """What holds this process, and what it gets where it tries what it must not do."""
    from s3align.reading import ocr  # noqa: PLC0415
    from s3align.reading.sandbox.probes import Probed, try_all  # noqa: PLC0415

    return msgspec.json.encode(Probed(layers, try_all(Path(file)), ocr.ability()))


def memory_message(name: str) -> str:
    """The message for a file whose reading needs more memory than allowed."""
    return (
        f"Reading the file '{name}' needs more memory than allowed. Export it again with fewer and smaller pictures, "
        "or raise the setting max_memory_bytes."
    )


def broken_message(name: str, what: str) -> str:
    """The message for a file on which the reader broke down."""
    return (
        f"The reader broke down on the file '{name}' ({what}). Open it in its program or a PDF viewer and save it "
        "again, or export it anew."
    )


def _send(replies: BinaryIO, message: dict[str, Any]) -> None:
    replies.write(json.dumps(message).encode() + b"\n")
    replies.flush()
