"""The system calls that a confined process may make (seccomp): a list of what is needed, so that new ones stay forbidden.

A call that is not listed fails as on a kernel that does not know it (ENOSYS), because that is what C libraries are prepared
for: they take an older call instead. What a taken-over process would try first is refused in so many words (EPERM).
"""

from __future__ import annotations

import contextlib
import errno
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import seccompy

_ALLOWED = (
    # the hottest first: the kernel goes through the list from its beginning
    "read write lseek newfstatat futex mmap munmap brk close openat fstat stat getdents64 mprotect madvise mremap "
    "rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack restart_syscall "
    "open lstat statx access faccessat faccessat2 readlink readlinkat getcwd chdir getdents statfs fstatfs fadvise64 "
    "pread64 readv writev fcntl dup dup2 dup3 pipe pipe2 close_range "
    "poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd2 "
    "clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getrusage getrlimit sysinfo uname "
    "getpid gettid getppid getuid geteuid getgid getegid getpgrp getsid getcpu getrandom membarrier "
    "sched_yield sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max sched_get_priority_min "
    "set_robust_list get_robust_list rseq set_tid_address arch_prctl map_shadow_stack exit exit_group"
).split()
_FOR_CHILDREN = "clone fork vfork execve wait4 waitid kill setpgid seccomp prctl".split()
_REFUSED = (
    "socket socketpair connect bind listen accept accept4 sendto sendmsg sendmmsg recvfrom recvmsg recvmmsg "
    "clone fork vfork execve execveat kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_open pidfd_send_signal "
    "ptrace process_vm_readv process_vm_writev process_madvise pidfd_getfd kcmp setns unshare "
    "mount umount2 pivot_root chroot move_mount fsopen open_tree open_by_handle_at keyctl add_key request_key "
    "bpf perf_event_open io_uring_setup io_uring_enter io_uring_register userfaultfd memfd_create memfd_secret "
    "init_module finit_module delete_module kexec_load reboot personality prlimit64 setrlimit "
    "setuid setgid setreuid setregid setresuid setresgid setgroups capset "
    "mkdir mkdirat mknod mknodat unlink unlinkat rename renameat renameat2 link linkat symlink symlinkat rmdir truncate "
    "chmod fchmod fchmodat chown fchown fchownat lchown utimensat setxattr lsetxattr fsetxattr "
    "ioctl prctl"
).split()

_THREAD = 0x00010000  # clone(2), CLONE_THREAD
_TERMINAL_KIND, _CLOSE_ON_EXEC, _NON_BLOCKING, _READABLE = 0x5401, 0x5451, 0x5421, 0x541B  # ioctl(2): TCGETS and others
_NAME_THREAD, _NAME_MEMORY = 15, 0x53564D41  # prctl(2): PR_SET_NAME, PR_SET_VMA, both used by C libraries


def restrict(*, has_children: bool = False, starts_program: bool = False) -> bool:
    """Whether this process and its children are held to the list from now on.

    ``has_children``: it may start processes and end them. ``starts_program``: it may become another program, once and
    without children of its own.
    """
    try:
        rules = _rules(has_children=has_children, starts_program=starts_program)
        rules.load()
    except (ImportError, OSError):  # not Linux, a processor that the library does not know, a kernel without filters
        return False
    return True


def warm_up() -> None:
    """Loads what restricting takes."""
    with contextlib.suppress(ImportError, OSError):
        import seccompy  # noqa: PLC0415 -- Linux alone

        seccompy.flag_supported(seccompy.FilterFlag.TSYNC)


def _rules(*, has_children: bool, starts_program: bool) -> seccompy.Filter:
    from seccompy import Action, Filter, FilterFlag  # noqa: PLC0415 -- Linux alone

    rules = Filter(Action.ERRNO | errno.ENOSYS, flags=FilterFlag.TSYNC)
    extra = _FOR_CHILDREN if has_children else ["execve"] if starts_program else []
    for name in (*_ALLOWED, *extra):
        with contextlib.suppress(ValueError):  # a processor that does not have the call
            rules.allow(name)
    _allow_in_part(rules)
    for name in _REFUSED:  # last: of several rules for a call the first that fits decides
        with contextlib.suppress(ValueError):
            rules.errno(name, errno.EPERM)
    return rules


def _allow_in_part(rules: seccompy.Filter) -> None:
    """Calls that are harmless with some arguments: threads, what a file is, the own name, limits read, the own end."""
    from seccompy import CmpOp  # noqa: PLC0415

    rules.allow("clone", args=[(0, CmpOp.MASKED_EQ, _THREAD, _THREAD)])
    for request in (_TERMINAL_KIND, _CLOSE_ON_EXEC, _NON_BLOCKING, _READABLE):
        rules.allow("ioctl", args={1: request})
    for option in (_NAME_THREAD, _NAME_MEMORY):
        rules.allow("prctl", args={0: option})
    rules.allow("prlimit64", args={0: 0, 2: 0})
    for name in ("tgkill", "tkill"):  # abort(3), by which PDFium ends where memory does
        rules.allow(name, args={0: os.getpid()})
