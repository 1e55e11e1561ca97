"""The page, served by the real program in a process of its own."""

import contextlib
import csv
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Server:
    """A running page, and the folder where it keeps its data."""

    url: str
    data: Path
    process: subprocess.Popen[bytes]

    def rows(self) -> list[dict[str, str]]:
        """What was answered about descriptions."""
        with (self.data / "feedback.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


@contextlib.contextmanager
def serving(data: Path, *options: str, **environment: str) -> Iterator[Server]:
    """The page with these options, its data in `data`, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (data / "server.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "--port", str(port), *options],
            cwd=ROOT,
            env={**os.environ, "SORIBOM_DATA_DIR": str(data), **environment},
            stdout=log,
            stderr=log,
        )
    server = Server(f"http://127.0.0.1:{port}/", data, process)
    try:
        _wait_for(server)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(server: Server) -> None:
    for _ in range(300):
        assert server.process.poll() is None, (server.data / "server.log").read_text()
        try:
            with urllib.request.urlopen(server.url, timeout=1):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not answer")
