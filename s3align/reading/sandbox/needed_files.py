"""What a confined process may still read: program code, data of the package, fonts, and the files of Tesseract."""

from __future__ import annotations

import importlib.util
import mimetypes
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from s3align import resources
from s3align.errors import DataError
from s3align.reading.sandbox.confinement import Needs

_READERS = ("docx", "lxml", "msgspec", "numpy", "odfdo", "PIL", "pypdf", "pypdfium2")
"""Libraries by whose places the folders of installed packages are known: a folder of somebody's script, which is on the
path of imports too and may hold proposals, is none."""
_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts")  # those that PDFium looks through
_SYSTEM_LIBRARIES = (
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
)
_TIME_AND_LANGUAGE = ("/etc/localtime", "/usr/share/zoneinfo", "/usr/share/locale")
_CHANCE = ("/dev/urandom",)
_LOADERS = "lib*/ld-*.so*"  # below the root: what starts a program with its libraries, of glibc and musl
_MODELS = ("share/tessdata", "share/tesseract", "share/tesseract-ocr")  # below the place that Tesseract is installed to


def needs_of_reading() -> Needs:
    """What opening files takes: libraries and data that are loaded when first used."""
    return Needs(
        tuple(_existing([*_packages(), *_data(), *_FONTS, *_system_files(), *_CHANCE, *map(str, mimetypes.knownfiles)]))
    )


def needs_of_recognition(program: str) -> Needs:
    """What Tesseract takes: itself, libraries and its models."""
    real = Path(program).resolve()
    place = real.parent.parent
    own: list[Path | str] = [
        place / "lib",
        place / "lib64",
        *(place / name for name in _MODELS),
        os.environ.get("TESSDATA_PREFIX", ""),
    ]
    programs = (real, *Path("/").glob(_LOADERS))
    return Needs(tuple(_existing([*own, *_system_files(), *_CHANCE])), programs, has_children=True)


def _packages() -> Iterator[Path]:
    yield Path(os.__file__).parent  # the standard library
    yield from (Path(prefix) / "lib" for prefix in (sys.base_prefix, sys.base_exec_prefix))
    yield Path(resources.__file__).resolve().parent  # this package, not the folder around it
    for name in _READERS:
        found = importlib.util.find_spec(name)
        if found is not None and found.origin:
            yield Path(found.origin).parent.parent


def _data() -> Iterator[Path]:
    try:
        yield resources.folder("corpus")
    except DataError:  # an incomplete installation; whoever needs the folder says so
        return


def _system_files() -> Iterator[str]:
    yield from (*_SYSTEM_LIBRARIES, *_TIME_AND_LANGUAGE)
    yield from os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep)


def _existing(paths: Iterable[Path | str]) -> Iterator[Path]:
    """Those of the paths that are absolute and exist; the root of the file system is none that anybody needs."""
    for path in dict.fromkeys(map(Path, paths)):
        if path.is_absolute() and len(path.parts) > 1 and path.exists():
            yield path
