"""How a process that opens untrusted files gives up what it does not need, for good and for all its children.

Five layers, each of which holds by itself; what a system lacks is left out and told in ``Layers``:

- limits of memory, files and core dumps (POSIX);
- no new privileges, and memory that other processes of the same user cannot read (Linux);
- Landlock: no file but those named, nothing written, no TCP connections (kernel 6.7), no signals and no abstract sockets
  beyond the process (6.12);
- seccomp: no system calls but those that reading needs, so no sockets at all, no other programs, no look into other processes.

Landlock and seccomp are spoken to through ``landlockpy`` and ``seccompy``: the only libraries for either that are kept, need
no library of the system and know the newest kernels; they are wanted on Linux alone.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from s3align.reading.sandbox import system_calls

if TYPE_CHECKING:
    import landlockpy

OPEN_FILES = 64
_SET_PARENT_DEATH_SIGNAL = 1  # prctl(2)
_SET_DUMPABLE = 4
_SET_NO_NEW_PRIVILEGES = 38


@dataclass(frozen=True, slots=True)
class Layers:
    """What holds a process; ``landlock`` is the version of the kernel's interface (ABI), 0 where there is none."""

    limits: bool = False
    no_new_privileges: bool = False
    private_memory: bool = False
    landlock: int = 0
    seccomp: bool = False


@dataclass(frozen=True, slots=True)
class Needs:
    """What a process may still do: files and folders to read, programs to start, whether it has children at all."""

    readable: tuple[Path, ...] = ()
    programs: tuple[Path, ...] = ()
    has_children: bool = False


def confine(address_space: int, needs: Needs) -> Layers:
    """Confines this process to ``address_space`` bytes and its needs; call it while the process has one thread."""
    limits = _limit(address_space)
    private, no_new_privileges = _control(_SET_DUMPABLE, 0), _control(_SET_NO_NEW_PRIVILEGES, 1)
    landlock = _restrict_files(needs)
    return Layers(limits, no_new_privileges, private, landlock, system_calls.restrict(has_children=needs.has_children))


def warm_up() -> None:
    """Loads what confining takes: the libraries look for the C library with a program that must not start later."""
    with contextlib.suppress(ImportError, OSError):
        import landlockpy  # noqa: PLC0415 -- Linux alone

        landlockpy.abi_version()
    system_calls.warm_up()


def end_with_parent() -> None:
    """Lets the kernel end this process with its parent (Linux)."""
    _control(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def _limit(address_space: int) -> bool:
    try:
        import resource  # noqa: PLC0415 -- POSIX alone
    except ImportError:  # Windows: the parent's clock is the only limit
        return False
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    return True


def _control(option: int, value: int) -> bool:
    """Whether prctl(2) took an option."""
    if sys.platform != "linux":
        return False
    try:
        return bool(ctypes.CDLL(None).prctl(option, value, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


def _restrict_files(needs: Needs) -> int:
    """The version of Landlock that is in force now; 0 where there is none."""
    try:
        import landlockpy  # noqa: PLC0415 -- Linux alone
    except ImportError:
        return 0
    both = landlockpy.Scope.ABSTRACT_UNIX_SOCKET | landlockpy.Scope.SIGNAL
    for scoped in (
        both,
        landlockpy.Scope.ABSTRACT_UNIX_SOCKET,
        landlockpy.Scope.NONE,
    ):  # some kernels know half of ABI 6
        try:
            with landlockpy.Ruleset(scoped=scoped) as ruleset:
                _allow(ruleset, needs)
                ruleset.restrict(landlockpy.RestrictFlag.TSYNC)
                return ruleset.abi_version
        except OSError:
            continue
    return 0


def _allow(ruleset: landlockpy.Ruleset, needs: Needs) -> None:
    from landlockpy import AccessFS  # noqa: PLC0415

    for path in needs.readable:
        _allow_path(ruleset, path, AccessFS.READ_FILE | (AccessFS.READ_DIR if path.is_dir() else AccessFS.NONE))
    for path in needs.programs:
        _allow_path(ruleset, path, AccessFS.READ_FILE | AccessFS.EXECUTE)
    _allow_path(ruleset, Path(os.devnull), AccessFS.READ_FILE | AccessFS.WRITE_FILE)


def _allow_path(ruleset: landlockpy.Ruleset, path: Path, access: landlockpy.AccessFS) -> None:
    with contextlib.suppress(
        FileNotFoundError, NotADirectoryError, PermissionError
    ):  # what is not there needs no right
        ruleset.allow_path(path, access)
