"""Give up every right that student code must not have, before any of it runs.

In: the limits of a job. The process drops its capabilities, can gain no new ones, cannot reach for
other processes, mounts or namespaces, and gets resource limits. Where the platform has none of this,
such as macOS and Windows, only what it has is done.

Source: prctl(2), seccomp(2), capabilities(7), and the syscall tables of Linux for x86-64 and arm64.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import struct
import sys
from collections.abc import Mapping
from pathlib import Path

MEBIBYTE = 2**20
PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP, PR_SET_SECCOMP = 38, 24, 22
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
SECCOMP_MODE_FILTER = 2
LAST_CAPABILITY = 63
CAPABILITY_VERSION_3 = 0x20080522

# Audit architecture, and the numbers of the calls that are refused with "operation not permitted".
ARCHITECTURES: Mapping[str, tuple[int, Mapping[str, int]]] = {
    "x86_64": (
        0xC000003E,
        {
            "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312,
            "pidfd_getfd": 438, "process_madvise": 440,
            "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "move_mount": 429,
            "open_tree": 428, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
            "mount_setattr": 442, "unshare": 272, "setns": 308,
            "name_to_handle_at": 303, "open_by_handle_at": 304,
            "keyctl": 250, "add_key": 248, "request_key": 249,
            "memfd_create": 319, "memfd_secret": 447, "shmget": 29,
            "bpf": 321, "perf_event_open": 298, "userfaultfd": 323,
            "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
            "init_module": 175, "finit_module": 313, "delete_module": 176,
            "kexec_load": 246, "kexec_file_load": 320, "reboot": 169,
            "swapon": 167, "swapoff": 168, "acct": 163, "quotactl": 179, "syslog": 103,
            "settimeofday": 164, "clock_settime": 227, "adjtimex": 159, "clock_adjtime": 305,
            "sethostname": 170, "setdomainname": 171, "iopl": 172, "ioperm": 173, "vhangup": 153,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272,
            "pidfd_getfd": 438, "process_madvise": 440,
            "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51, "move_mount": 429,
            "open_tree": 428, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
            "mount_setattr": 442, "unshare": 97, "setns": 268,
            "name_to_handle_at": 264, "open_by_handle_at": 265,
            "keyctl": 219, "add_key": 217, "request_key": 218,
            "memfd_create": 279, "memfd_secret": 447, "shmget": 194,
            "bpf": 280, "perf_event_open": 241, "userfaultfd": 282,
            "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
            "init_module": 105, "finit_module": 273, "delete_module": 106,
            "kexec_load": 104, "kexec_file_load": 294, "reboot": 142,
            "swapon": 224, "swapoff": 225, "acct": 89, "quotactl": 60, "syslog": 116,
            "settimeofday": 170, "clock_settime": 112, "adjtimex": 171, "clock_adjtime": 266,
            "sethostname": 161, "setdomainname": 162, "vhangup": 58,
        },
    ),
}  # fmt: skip
CLONE = {"x86_64": 56, "aarch64": 220}
CLONE3 = 435
SOCKET = {"x86_64": 41, "aarch64": 198}
# clone, fork, vfork, execve and execveat: what starts another process or program.
STARTING = {"x86_64": (56, 57, 58, 59, 322), "aarch64": (220, 221, 281)}
# CLONE_NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET, NEWNS and NEWTIME.
NEW_NAMESPACES = 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
NEW_NAMESPACES |= 0x00020000 | 0x00000080
EPERM, ENOSYS = 1, 38
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000


def harden(limits: Mapping[str, float], isolated: bool, offline: bool = False) -> None:
    """Give up rights and take on limits; what is refused stays refused for every child process.

    Args:
        limits: The limits of the job, as in a rubric.
        isolated: Whether this process is in a sandbox. Only there are capabilities dropped and
            system calls refused: without one the process is an ordinary program of the user's.
        offline: Whether to refuse sockets, too, where no namespace keeps the network away.
    """
    set_limits(limits)
    if sys.platform == "linux" and isolated:
        give_up_rights(offline)


def give_up_rights(offline: bool, alone: bool = False) -> None:
    """Drop every capability of this process and refuse it the calls by which it could get any.

    Args:
        offline: Whether to refuse sockets, too.
        alone: Whether to refuse it other processes, threads and programs, too.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    _drop_capabilities(libc)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "cannot set no_new_privs")
    _refuse_calls(libc, offline, alone)


def set_limits(limits: Mapping[str, float]) -> None:
    """Take on limits of processor time, memory, processes and the size of a file."""
    try:
        import resource
    except ImportError:
        return
    wanted = {
        "RLIMIT_CORE": 0,
        "RLIMIT_CPU": int(limits["cpu_seconds"]),
        "RLIMIT_FSIZE": int(limits["disk_mib"]) * MEBIBYTE,
        "RLIMIT_NOFILE": 512,
    }
    if sys.platform == "linux":
        wanted["RLIMIT_DATA"] = int(limits["memory_mib"]) * MEBIBYTE
        if os.getuid() != 0:
            wanted["RLIMIT_NPROC"] = _threads_of_user() + int(limits["processes"])
    for name, value in wanted.items():
        number = getattr(resource, name, None)
        if number is None:
            continue
        hard = resource.getrlimit(number)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        # A core dump's limit of 0 is final; for processor time SIGXCPU comes a little before SIGKILL.
        ceiling = value + 5 if name == "RLIMIT_CPU" and hard == resource.RLIM_INFINITY else value
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(number, (value, ceiling))


def _threads_of_user() -> int:
    """Return how many threads the user has in this process's view: the limit counts threads."""
    count = 0
    with contextlib.suppress(OSError):
        for entry in os.scandir("/proc"):
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    if entry.stat().st_uid == os.getuid():
                        count += len(list(Path(entry.path, "task").iterdir()))
    return count


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    for capability in range(LAST_CAPABILITY + 1):
        # Numbers beyond the kernel's last capability are refused; the rest are dropped.
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    nothing = struct.pack("=6I", 0, 0, 0, 0, 0, 0)
    if libc.capset(header, nothing) != 0:
        raise OSError(ctypes.get_errno(), "cannot drop capabilities")


def _refuse_calls(libc: ctypes.CDLL, offline: bool, alone: bool) -> None:
    program = seccomp_program(platform.machine(), offline, alone)
    if program is None:
        return
    buffer = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: the number of instructions, and their address.
    filters = struct.pack("HL", len(program) // 8, ctypes.addressof(buffer))
    holder = ctypes.create_string_buffer(filters, len(filters))
    address = ctypes.c_ulong(ctypes.addressof(holder))
    if libc.prctl(PR_SET_SECCOMP, ctypes.c_ulong(SECCOMP_MODE_FILTER), address, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "cannot install the system call filter")


def seccomp_program(machine: str, offline: bool = False, alone: bool = False) -> bytes | None:
    """Return the filter as BPF instructions, or None for a machine whose calls are not known.

    With `offline` it refuses to make sockets; pairs of sockets, which connect to nothing else, stay.
    With `alone` it refuses to start processes, threads and programs.

    A call by way of another architecture's table ends the process. clone3 is said not to exist,
    because a filter cannot see its flags; the C library then uses clone.
    """
    if machine not in ARCHITECTURES:
        return None
    audit, calls = ARCHITECTURES[machine]

    def load(offset: int) -> bytes:
        return struct.pack("=HBBI", 0x20, 0, 0, offset)

    def jump(code: int, value: int, yes: int, no: int) -> bytes:
        return struct.pack("=HBBI", code, yes, no, value)

    def give(value: int) -> bytes:
        return struct.pack("=HBBI", 0x06, 0, 0, value)

    equal, at_least, any_bit = 0x15, 0x35, 0x45
    program = [load(4), jump(equal, audit, 1, 0), give(KILL), load(0)]
    if machine == "x86_64":
        # The x32 table has the same architecture but numbers from 2**30 on.
        program += [jump(at_least, 0x40000000, 0, 1), give(KILL)]
    program += [jump(equal, CLONE3, 0, 1), give(ERRNO | ENOSYS)]
    refused = [*calls.values(), *([SOCKET[machine]] if offline else [])]
    refused += STARTING[machine] if alone else ()
    for number in sorted(refused):
        program += [jump(equal, number, 0, 1), give(ERRNO | EPERM)]
    program += [
        jump(equal, CLONE[machine], 0, 3),
        load(16),
        jump(any_bit, NEW_NAMESPACES & 0xFFFFFFFF, 0, 1),
        give(ERRNO | EPERM),
        give(ALLOW),
    ]
    return b"".join(program)
