"""A child process that answers requests over its pipes, and is replaced when it fails."""

import json
import struct
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

_LENGTH = struct.Struct(">I")
_LONGEST_HEADER = 1 << 16
_LONGEST_SOUND = 1 << 29
_ATTEMPTS = 2


class WorkerFailed(Exception):
    """No usable answer. The message says what happened, for the log."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples as the child sent them, and how many there are to a second."""

    sample_rate: int
    samples: bytes


class Worker:
    """Asks a child process started by `command`, as described in `espeak_process`.

    The child starts with the first request and is kept. One that crashes, is killed, hangs or answers nonsense is
    ended, and the request is put once more to a fresh one. Callers in several threads take turns.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self._turn = threading.Lock()
        self._state = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def ask(self, request: Mapping[str, object], seconds: float) -> Sound:
        """The answer. `seconds` is the time for each of two attempts. Raises `WorkerFailed`."""
        content = json.dumps(request).encode()
        with self._turn:
            failures: list[str] = []
            for _ in range(_ATTEMPTS):
                try:
                    return self._attempt(content, seconds)
                except WorkerFailed as failure:
                    self._end()
                    failures.append(str(failure))
            raise WorkerFailed("; ".join(failures))

    def close(self) -> None:
        """End the child for good; an answer under way fails. May be called more than once."""
        with self._state:
            self._closed = True
        self._end()

    def _attempt(self, content: bytes, seconds: float) -> Sound:
        process = self._running()
        overdue = threading.Event()
        timer = threading.Timer(seconds, _kill_overdue, (process, overdue))
        timer.daemon = True
        timer.start()
        try:
            return _exchange(process, content)
        except (OSError, EOFError, ValueError) as error:
            reason = f"no answer within {seconds:g} s" if overdue.is_set() else f"{type(error).__name__}: {error}"
            raise WorkerFailed(reason) from error
        finally:
            timer.cancel()

    def _running(self) -> subprocess.Popen[bytes]:
        with self._state:
            if self._closed:
                raise WorkerFailed("closed")
            if self._process is None:
                self._process = self._start()
            return self._process

    def _start(self) -> subprocess.Popen[bytes]:
        """In a session (on Windows, a console) of its own, where Ctrl+C at the terminal does not reach it."""
        try:
            return subprocess.Popen(  # noqa: S603 - the command is the program's own
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise WorkerFailed(f"cannot start: {error}") from error

    def _end(self) -> None:
        with self._state:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            _close_pipes(process)


def _kill_overdue(process: subprocess.Popen[bytes], overdue: threading.Event) -> None:
    overdue.set()
    process.kill()


def _exchange(process: subprocess.Popen[bytes], content: bytes) -> Sound:
    """Raises `OSError` or `EOFError` when the child is gone, `ValueError` when its answer is not one."""
    if process.stdin is None or process.stdout is None:
        raise ValueError("no pipes")
    process.stdin.write(_LENGTH.pack(len(content)) + content)
    process.stdin.flush()
    header = json.loads(_read_frame(process.stdout, _LONGEST_HEADER))
    samples = _read_frame(process.stdout, _LONGEST_SOUND)
    match header:
        case {"sample_rate": int(rate)} if rate > 0:
            return Sound(rate, samples)
        case {"error": str(reason)}:
            raise ValueError(reason)
        case _:
            raise ValueError("not an answer")


def _read_frame(stream: IO[bytes], longest: int) -> bytes:
    (length,) = _LENGTH.unpack(_read(stream, _LENGTH.size))
    if length > longest:
        raise ValueError(f"a frame of {length} bytes")
    return _read(stream, length)


def _read(stream: IO[bytes], count: int) -> bytes:
    content = stream.read(count)
    if len(content) < count:
        raise EOFError("the process ended")
    return content


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        try:
            if pipe is not None:
                pipe.close()
        except OSError:  # what was still to be flushed has no reader any more
            continue
