"""No test touches a person's folders or the network, and none leaves a process behind."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORIBOM_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "huggingface"))
    for name in os.environ:
        if name.startswith("SORIBOM_") and name != "SORIBOM_DATA_DIR":
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def connect_at_home(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
            pytest.fail(f"a test reached for the network: {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_at_home)


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of tiny checkpoints that have learned one sentence, laid out as on the hub. Copy what you change."""
    from tests.checkpoints import BLIP, VIT_GPT2, write_tiny_blip, write_tiny_vit_gpt2
    from tests.translation_checkpoints import M2M100, MARIAN_ES, NLLB, WRITERS

    folder = tmp_path_factory.mktemp("models")
    write_tiny_blip(folder / BLIP)
    write_tiny_vit_gpt2(folder / VIT_GPT2)
    for name, repository in (("nllb", NLLB), ("m2m100", M2M100), ("marian-es", MARIAN_ES)):
        WRITERS[name](folder / repository)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """A Chromium with a camera. Its own calls home are refused here one by one, which would cost seconds."""
    from playwright.sync_api import sync_playwright

    from tests.set_up_browser import find_browser

    path = find_browser()
    assert path, "no Chromium: run tests/set_up_browser.py"
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*quiet, *camera])
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def no_process_left() -> Iterator[None]:
    yield
    children = psutil.Process().children(recursive=True)
    _, alive = psutil.wait_procs(children, timeout=5)
    assert not alive, f"left running: {alive}"
