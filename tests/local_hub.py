"""A hub of models on this machine, for the real Hugging Face client, with everything that can go wrong on the way.

`python -m tests.local_hub FOLDER [--port N] [--bytes-per-second N]` serves a folder laid out as `owner/name/files`.
"""

import argparse
import contextlib
import hashlib
import json
import re
import socket
import threading
import time
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

LARGE = 10_000
CHUNK = 4096
API = re.compile(r"/api/models/([^/]+/[^/]+?)(?:/revision/([^/?]+))?(?:\?.*)?")
RESOLVE = re.compile(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)")
STORED = re.compile(r"/stored/([^/]+/[^/]+)/(.+)")
COMMIT = re.compile(r"[0-9a-f]{40}")


class Fault(Enum):
    """What goes wrong."""

    NONE = auto()
    SILENT = auto()
    """Connections are accepted, and nothing is ever answered."""
    CUTTING = auto()
    """The connection breaks in the middle of each body, a little further every time."""
    SHORT = auto()
    """Large files end early although their length was told."""
    WRONG_CONTENT = auto()
    """Large files have the right length and other bytes."""
    NO_RANGES = auto()
    """A part of a file cannot be asked for."""
    HTML = auto()
    """The page of a network login answers everything."""


@dataclass
class Behaviour:
    """How the hub behaves now. `status` answers everything with that status, `bytes_per_second` slows bodies down."""

    fault: Fault = Fault.NONE
    status: int = 0
    bytes_per_second: int = 0
    known_revisions: frozenset[str] | None = None


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    range: str


@dataclass
class LocalHub:
    """Serves the models in `folder` at `url` until it is closed. `behaviour` may be changed at any time."""

    folder: Path
    port: int = 0
    behaviour: Behaviour = field(default_factory=Behaviour)
    requests: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.closed = threading.Event()
        self.cuts: dict[str, int] = {}
        self._server = _Server(("127.0.0.1", self.port), _Handler)
        self._server.hub = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        # The client itself follows redirects within one host only; large files lie with another, as they do in life.
        self.store = f"http://localhost:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self) -> "LocalHub":
        return self

    def __exit__(self, *raised: object) -> None:
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()

    def commit(self, repository: str) -> str:
        """The commit that the branch main of `repository` is at."""
        digest = hashlib.sha1(repository.encode(), usedforsecurity=False)
        for path in sorted((self.folder / repository).iterdir()):
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    hub: LocalHub

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away in the middle is what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name that the base class gave it
        """Keep quiet."""

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        hub = self.server.hub
        hub.requests.append(Asked(self.command, self.path, self.headers.get("Range", "")))
        behaviour = hub.behaviour
        if behaviour.fault is Fault.SILENT:
            hub.closed.wait()
            self.close_connection = True
        elif behaviour.status:
            self._send(behaviour.status, b"{}", {"Retry-After": "1"} if behaviour.status == 429 else {})
        elif behaviour.fault is Fault.HTML:
            self._send(200, b"<html><body>Please log in to the network.</body></html>", {"Content-Type": "text/html"})
        elif found := API.fullmatch(self.path):
            self._tell(found[1], found[2] or "main")
        elif found := RESOLVE.fullmatch(self.path):
            self._resolve(found[1], found[2], found[3])
        elif found := STORED.fullmatch(self.path):
            self._give(hub.folder / found[1] / found[2])
        else:
            self._send(404, b"")

    def _commit(self, repository: str, revision: str) -> str | None:
        """The commit of a revision. Any commit is taken for one that this repository had."""
        known = self.server.hub.behaviour.known_revisions
        if known is not None and revision not in known:
            self._send(404, b"", {"X-Error-Code": "RevisionNotFound"})
            return None
        return revision if COMMIT.fullmatch(revision) else self.server.hub.commit(repository)

    def _tell(self, repository: str, revision: str) -> None:
        folder = self.server.hub.folder / repository
        if not folder.is_dir():
            self._send(404, b"{}", {"X-Error-Code": "RepoNotFound"})
        elif commit := self._commit(repository, revision):
            files = [{"rfilename": path.name} for path in sorted(folder.iterdir())]
            self._send(200, json.dumps({"id": repository, "sha": commit, "siblings": files}).encode())

    def _resolve(self, repository: str, revision: str, name: str) -> None:
        path = self.server.hub.folder / repository / name
        if not path.is_file():
            self._send(404, b"", {"X-Error-Code": "EntryNotFound"})
        elif commit := self._commit(repository, revision):
            self._serve_or_redirect(repository, path, commit)

    def _serve_or_redirect(self, repository: str, path: Path, commit: str) -> None:
        content, headers = path.read_bytes(), {"X-Repo-Commit": commit}
        if len(content) < LARGE:
            tag = hashlib.sha1(f"blob {len(content)}\0".encode() + content, usedforsecurity=False).hexdigest()
            self._give(path, {**headers, "ETag": f'"{tag}"'})
            return
        headers["X-Linked-ETag"] = f'"{hashlib.sha256(content).hexdigest()}"'
        headers["X-Linked-Size"] = str(len(content))
        headers["Location"] = f"{self.server.hub.store}/stored/{repository}/{path.name}"
        self._send(302, b"", headers)

    def _give(self, path: Path, headers: dict[str, str] | None = None) -> None:
        fault = self.server.hub.behaviour.fault
        content = path.read_bytes()
        total, start = len(content), 0
        if fault is Fault.WRONG_CONTENT and total >= LARGE:
            content = bytes(total)
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if asked and fault is not Fault.NO_RANGES:
            start = int(asked[1])
        headers = {**(headers or {}), "Accept-Ranges": "bytes"}
        if start >= total > 0:
            self._send(416, b"", {"Content-Range": f"bytes */{total}"})
            return
        if asked and fault is not Fault.NO_RANGES:
            headers["Content-Range"] = f"bytes {start}-{total - 1}/{total}"
        self._send(206 if "Content-Range" in headers else 200, content[start:], headers, stop=self._stop(path, start))

    def _stop(self, path: Path, start: int) -> int | None:
        """After how many bytes of this body the connection breaks."""
        size, fault = path.stat().st_size, self.server.hub.behaviour.fault
        if fault is Fault.CUTTING and size >= LARGE:
            return max(1, (size - start) // 2)
        return (size - start) // 2 if fault is Fault.SHORT and size >= LARGE and start == 0 else None

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None, stop: int | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self._write(body[:stop])
        if stop is not None:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)

    def _write(self, body: bytes) -> None:
        hub = self.server.hub
        rate = hub.behaviour.bytes_per_second
        chunk = min(CHUNK, max(1, rate // 10)) if rate else max(1, len(body))
        for start in range(0, len(body), chunk):
            if hub.behaviour.fault is Fault.SILENT:
                hub.closed.wait()
            self.wfile.write(body[start : start + chunk])
            self.wfile.flush()
            if rate and hub.closed.wait(chunk / rate):
                return


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--bytes-per-second", type=int, default=0)
    options = parser.parse_args()
    behaviour = Behaviour(bytes_per_second=options.bytes_per_second)
    with LocalHub(options.folder, options.port, behaviour) as hub, contextlib.suppress(KeyboardInterrupt):
        print(hub.url, flush=True)
        while True:
            time.sleep(1)


if __name__ == "__main__":
    main()
