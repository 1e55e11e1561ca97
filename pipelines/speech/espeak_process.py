"""eSpeak NG in a process of its own: `python espeak_process.py LIBRARY FOLDER`, where FOLDER holds `espeak-ng-data`.

Only the standard library is imported, so that it starts in some twenty milliseconds and needs no search path.

On standard input, requests: a frame of JSON `{"words_per_minute": 150, "pieces": [{"voice": "ko", "text": "…", "pause":
true}]}`. On standard output, for each request two frames: JSON, `{"sample_rate": 22050}` or `{"error": "…"}`, and the
sound, 16-bit mono in the machine's byte order (empty after an error). A frame is its length in four bytes, the most
significant first, and that many bytes. It ends when standard input does, even in the middle of a sentence, and after an
error.
"""

import ctypes
import json
import os
import queue
import signal
import struct
import sys
import threading
from typing import Any, BinaryIO

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: sound goes to the callback, and espeak_Synth returns when it is done
_DO_NOT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT: report what is missing instead of ending the process
_RATE = 1  # espeakRATE, in words per minute
_UTF8 = 1  # espeakCHARS_UTF8; without espeakSSML and espeakPHONEMES nothing in the text is a command
_END_PAUSE = 0x1000  # espeakENDPAUSE

_LENGTH = struct.Struct(">I")


class EspeakError(Exception):
    """eSpeak NG returned a code that is not success."""


class Espeak:
    """The library, loaded and initialised. Raises `OSError` or `EspeakError` where it cannot be."""

    def __init__(self, library: str, folder: str) -> None:
        self._library = ctypes.CDLL(library)
        self._declare()
        # eSpeak keeps a path of at most 160 bytes, in the system's own encoding: "." always fits.
        os.chdir(folder)
        self.sample_rate = int(self._library.espeak_Initialize(_SYNCHRONOUS, 0, b".", _DO_NOT_EXIT))
        if self.sample_rate <= 0:
            raise EspeakError(f"espeak_Initialize returned {self.sample_rate}")
        self._samples = bytearray()
        self._callback = _CALLBACK(self._receive)  # kept: the library holds no reference
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, pieces: list[dict[str, Any]], words_per_minute: int) -> bytes:
        """The sound of all pieces, one after another. Raises `EspeakError`."""
        self._samples.clear()
        for piece in pieces:
            self._check("espeak_SetVoiceByName", piece["voice"].encode())
            self._check("espeak_SetParameter", _RATE, words_per_minute, 0)
            text = piece["text"].encode("utf-8", "replace") + b"\0"
            flags = _UTF8 | (_END_PAUSE if piece["pause"] else 0)
            self._check("espeak_Synth", text, len(text), 0, 0, 0, flags, None, None)
        return bytes(self._samples)

    def _check(self, function: str, *arguments: object) -> None:
        code = getattr(self._library, function)(*arguments)
        if code:
            raise EspeakError(f"{function} returned {code}")

    def _receive(self, samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._samples += ctypes.string_at(samples, count * ctypes.sizeof(ctypes.c_short))
        return 0

    def _declare(self) -> None:
        number, pointer, text = ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p
        self._library.espeak_Initialize.argtypes = [number, number, text, number]
        self._library.espeak_SetSynthCallback.argtypes = [_CALLBACK]
        self._library.espeak_SetSynthCallback.restype = None
        self._library.espeak_SetVoiceByName.argtypes = [text]
        self._library.espeak_SetParameter.argtypes = [number, number, number]
        unsigned = ctypes.c_uint
        self._library.espeak_Synth.argtypes = [
            text, ctypes.c_size_t, unsigned, number, unsigned, unsigned, pointer, pointer,
        ]  # fmt: skip


_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


def main() -> None:
    """Answer requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to handle: its end closes our input
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read_requests, args=(sys.stdin.buffer, requests), daemon=True).start()
    try:
        _serve(requests)
    except Exception:  # noqa: BLE001 - whatever it is, the process ends with it, and says what it was
        sys.excepthook(*sys.exc_info())
    os._exit(1)  # an ordinary exit aborts, because of the thread that reads


def _serve(requests: "queue.SimpleQueue[bytes]") -> None:
    """Returns after an error of eSpeak's: a fresh process may do better. Raises `OSError` when nobody reads."""
    espeak: Espeak | None = None
    while True:
        asked = json.loads(requests.get())
        try:
            espeak = espeak or Espeak(sys.argv[1], sys.argv[2])
            sound = espeak.say(asked["pieces"], asked["words_per_minute"])
        except (EspeakError, OSError) as error:
            _send({"error": str(error)}, b"")
            return
        _send({"sample_rate": espeak.sample_rate}, sound)


def _send(header: dict[str, object], sound: bytes) -> None:
    for content in (json.dumps(header).encode(), sound):
        sys.stdout.buffer.write(_LENGTH.pack(len(content)) + content)
    sys.stdout.buffer.flush()


def _read_requests(stream: BinaryIO, requests: "queue.SimpleQueue[bytes]") -> None:
    """Runs beside the synthesis, so that the end of the parent is noticed even while eSpeak hangs."""
    while len(head := stream.read(_LENGTH.size)) == _LENGTH.size:
        requests.put(stream.read(_LENGTH.unpack(head)[0]))
    os._exit(0)


if __name__ == "__main__":
    main()
