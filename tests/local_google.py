"""Google's voice on this machine: its wire format, real sound, and everything that can go wrong on the way."""

import base64
import json
import re
import socket
import ssl
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote_plus

import lameenc
import numpy as np

SAMPLE_RATE = 24_000


class Answer(Enum):
    """What the server does with a request."""

    GOOD = auto()
    SILENCE = auto()
    EMPTY = auto()
    NO_SOUND = auto()
    GARBAGE = auto()
    HTML = auto()
    BUSY = auto()
    BUSY_FOR_LONG = auto()
    REFUSED = auto()
    BROKEN = auto()
    MOVED = auto()
    HANGS = auto()
    DRIPS = auto()
    CUT = auto()
    ENDLESS = auto()


@cache
def mp3(seconds: float = 1.0, loudness: float = 0.5) -> bytes:
    """A tone of 440 Hz as Google encodes speech: MPEG-2 layer III, 24 kHz, mono."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    samples = np.rint(loudness * 32767 * np.sin(2 * np.pi * 440 * time)).astype(np.int16)
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(32)
    encoder.set_in_sample_rate(SAMPLE_RATE)
    encoder.set_channels(1)
    encoder.silence()
    return bytes(encoder.encode(samples.tobytes()) + encoder.flush())


@dataclass
class LocalGoogle:
    """Answers at `url` as `answers` say, one for each request, the last one ever after.

    `asked` holds text and language.

    With `context` it speaks TLS.
    """

    answers: Sequence[Answer] = (Answer.GOOD,)
    context: ssl.SSLContext | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.closed = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.google = self
        if self.context:
            self._server.socket = self.context.wrap_socket(self._server.socket, server_side=True)
        scheme = "https" if self.context else "http"
        self.url = f"{scheme}://localhost:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self) -> "LocalGoogle":
        return self

    def __exit__(self, *raised: object) -> None:
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()

    def next_answer(self) -> Answer:
        """What the request that has just come is answered with."""
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    google: LocalGoogle

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name that the base class gave it
        """Keep quiet."""

    def do_GET(self) -> None:
        """Where a redirect that was followed would lead."""
        self.server.google.asked.append(("", "followed a redirect"))
        self._send(200, _batch(mp3()))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        rpc = json.loads(unquote_plus(body.removeprefix("f.req=").removesuffix("&")))
        text, language, *_ = json.loads(rpc[0][0][1])
        self.server.google.asked.append((text, language))
        answer = self.server.google.next_answer()
        getattr(self, f"_{answer.name.lower()}", self._good)()

    def _good(self) -> None:
        self._send(200, _batch(mp3()))

    def _silence(self) -> None:
        self._send(200, _batch(mp3(1.0, 0.0)))

    def _empty(self) -> None:
        self._send(200, b"")

    def _no_sound(self) -> None:
        self._send(200, b')]}\'\n\n[["wrb.fr","jQ1olc",null,null,null,[3],"generic"]]')

    def _garbage(self) -> None:
        self._send(200, _batch(b"this is no sound" * 100))

    def _html(self) -> None:
        self._send(200, b"<html><body>Please log in to the network.</body></html>")

    def _busy(self) -> None:
        self._send(429, b"", {"Retry-After": "0"})

    def _busy_for_long(self) -> None:
        self._send(429, b"", {"Retry-After": "600"})

    def _refused(self) -> None:
        self._send(403, b"")

    def _broken(self) -> None:
        self._send(500, b"")

    def _moved(self) -> None:
        self._send(302, b"", {"Location": "/elsewhere"})

    def _hangs(self) -> None:
        self.server.google.closed.wait()

    def _drips(self) -> None:
        body = _batch(mp3())
        self._begin(200, len(body), {})
        for number in range(len(body)):
            self.wfile.write(body[number : number + 1])
            self.wfile.flush()
            if self.server.google.closed.wait(0.005):
                return

    def _cut(self) -> None:
        body = _batch(mp3())
        self._begin(200, len(body), {})
        self.wfile.write(body[: len(body) // 2])
        self.connection.shutdown(socket.SHUT_RDWR)

    def _endless(self) -> None:
        self._begin(200, 1 << 40, {})
        while not self.server.google.closed.is_set():
            self.wfile.write(bytes(1 << 16))

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self._begin(status, len(body), headers or {})
        self.wfile.write(body)

    def _begin(self, status: int, length: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()


def _batch(sound: bytes) -> bytes:
    """A sound as Google's batches wrap it."""
    inner = json.dumps([base64.b64encode(sound).decode()], separators=(",", ":"))
    outer = json.dumps([["wrb.fr", "jQ1olc", inner, None, None, None, "generic"]], separators=(",", ":"))
    assert re.search(r'jQ1olc","\[\\"', outer)
    return f")]}}'\n\n{len(outer)}\n{outer}\n".encode()
