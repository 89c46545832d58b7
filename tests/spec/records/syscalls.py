"""Watch a real process write, and kill it at the write one chooses, before that write happens.

The child is stopped by the kernel at each system call that changes a file (seccomp with ptrace), whoever makes
it: Python, SQLite or an engine. So the count is of real writes, not of calls that a test knows about.
Linux on x86-64 or aarch64.
"""

import ctypes
import os
import platform
import signal
import struct
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

_X86_64 = {
    "write": 1, "pwrite64": 18, "writev": 20, "fsync": 74, "fdatasync": 75, "ftruncate": 77, "rename": 82, "mkdir": 83,
    "rmdir": 84, "link": 86, "unlink": 87, "chmod": 90, "fchmod": 91, "mkdirat": 258, "unlinkat": 263, "renameat": 264,
    "linkat": 265, "fchmodat": 268, "fallocate": 285, "pwritev": 296, "renameat2": 316, "fchmodat2": 452,
}  # fmt: skip
_AARCH64 = {
    "mkdirat": 34, "unlinkat": 35, "linkat": 37, "renameat": 38, "ftruncate": 46, "fallocate": 47, "fchmod": 52,
    "fchmodat": 53, "write": 64, "writev": 66, "pwrite64": 68, "pwritev": 70, "fsync": 82, "fdatasync": 83,
    "renameat2": 276, "fchmodat2": 452,
}  # fmt: skip
CALLS = {"x86_64": _X86_64, "aarch64": _AARCH64}.get(platform.machine(), {})
_NAMES = {number: name for name, number in CALLS.items()}

_TRACEME, _CONT, _SETOPTIONS, _SYSCALL_INFO = 0, 7, 0x4200, 0x420E
_STOP_AT_SECCOMP, _DIE_WITH_TRACER = 0x80, 0x100000
_SECCOMP_STOP = signal.SIGTRAP | 7 << 8
_INFO_BYTES = 88

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_libc.ptrace.restype = ctypes.c_long


def can_watch():
    """Whether this machine lets a process watch its own child."""
    return sys.platform == "linux" and bool(CALLS)


@dataclass(frozen=True)
class Write:
    """One write that was about to happen: the system call and the file."""

    call: str
    path: str


@dataclass(frozen=True)
class Watched:
    """What a child wrote below the folder, up to its end or its death; `said` is what it wrote on its pipe."""

    writes: tuple[Write, ...]
    killed: bool
    said: str


def watch(does, folder: Path, kill_at: int | None = None) -> Watched:
    """Run `does(say)` in a forked child; kill it before its write number `kill_at` (from 0) below `folder`.

    Raises AssertionError with the child's traceback when it fails by itself.
    """
    heard, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        _be_watched(does, mouth)
    os.close(mouth)
    writes, status = _follow(child, str(folder), kill_at)
    with os.fdopen(heard) as pipe:
        said = pipe.read()
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert killed or os.waitstatus_to_exitcode(status) == 0, said
    return Watched(tuple(writes), killed, said)


def _be_watched(does, mouth):
    code = 1
    try:
        _libc.ptrace(_TRACEME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)
        _stop_at_writes()
        does(lambda text: os.write(mouth, text.encode()))
        code = 0
    except BaseException:
        os.write(mouth, traceback.format_exc().encode())
    finally:
        os._exit(code)


def _stop_at_writes():
    """Install a filter that hands every writing system call to the watcher and lets all others pass."""
    load_number, jump_if_equal, answer = 0x20, 0x15, 0x06
    trace, allow = 0x7FF00000, 0x7FFF0000
    numbers = sorted(CALLS.values())
    program = [struct.pack("HBBI", load_number, 0, 0, 0)]
    for i, number in enumerate(numbers):
        program.append(struct.pack("HBBI", jump_if_equal, len(numbers) - i, 0, number))
    program += [struct.pack("HBBI", answer, 0, 0, allow), struct.pack("HBBI", answer, 0, 0, trace)]
    code = ctypes.create_string_buffer(b"".join(program))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(code)))
    no_new_privileges, set_seccomp, filter_mode = 38, 22, 2
    assert _libc.prctl(no_new_privileges, 1, 0, 0, 0) == 0
    assert _libc.prctl(set_seccomp, filter_mode, header, 0, 0) == 0, os.strerror(ctypes.get_errno())


def _follow(child, folder, kill_at):
    os.waitpid(child, 0)
    assert _libc.ptrace(_SETOPTIONS, child, None, _STOP_AT_SECCOMP | _DIE_WITH_TRACER) == 0
    writes = []
    signal_to_pass = 0
    while True:
        _libc.ptrace(_CONT, child, None, signal_to_pass)
        _, status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(status):
            return writes, status
        signal_to_pass = 0
        if status >> 8 != _SECCOMP_STOP:
            signal_to_pass = os.WSTOPSIG(status)
            continue
        write = _about_to(child)
        if not write.path.startswith(folder):
            continue
        if len(writes) == kill_at:
            os.kill(child, signal.SIGKILL)
            return writes, os.waitpid(child, 0)[1]
        writes.append(write)


def _about_to(child):
    info = ctypes.create_string_buffer(_INFO_BYTES)
    _libc.ptrace(_SYSCALL_INFO, child, _INFO_BYTES, info)
    number, first, second = struct.unpack_from("QQQ", info.raw, 24)
    call = _NAMES[number]
    if call in ("rename", "mkdir", "rmdir", "link", "unlink", "chmod"):
        return Write(call, _text(child, first))
    if call.endswith(("at", "at2")):
        return Write(call.removesuffix("2").removesuffix("at"), _text(child, second))
    try:
        return Write(call, os.readlink(f"/proc/{child}/fd/{first}"))
    except OSError:
        return Write(call, "")


def _text(child, address):
    with open(f"/proc/{child}/mem", "rb", buffering=0) as memory:
        memory.seek(address)
        return memory.read(512).split(b"\0")[0].decode()
