"""Downloads by the real client from a hub on this machine, which fails in every way that hubs and networks fail."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines import download as download_module
from pipelines.download import DownloadFailed, download
from pipelines.models import Model, Shelf
from tests.local_hub import Behaviour, Fault, LocalHub

ROOT = Path(__file__).parent.parent
MODEL = Model("tiny", "owner/tiny", "a" * 40, "MIT", 1, (("vocab.txt", "tokenizer.json"),))
WEIGHTS = os.urandom(300_000)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    folder = tmp_path / "hub" / "owner" / "tiny"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "vocab.txt").write_text("a cat on a mat")
    (folder / "pytorch_model.bin").write_bytes(WEIGHTS)
    (folder / "tf_model.h5").write_bytes(WEIGHTS)
    (folder / "README.md").write_text("about")
    with LocalHub(tmp_path / "hub") as hub:
        yield hub


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download_module, "ASKING_SECONDS", 0.5)
    monkeypatch.setattr(download_module, "READING_SECONDS", 0.5)


def fetch(hub: LocalHub, cache: Path, model: Model = MODEL) -> list[tuple[int, int]]:
    steps: list[tuple[int, int]] = []
    download(model, lambda done, total: steps.append((done, total)), endpoint=hub.url, cache=cache)
    return steps


def weights_of(cache: Path, model: Model = MODEL) -> bytes:
    folder = Shelf(None, cache).find(model)
    assert folder is not None
    return (folder / "pytorch_model.bin").read_bytes()


def ranges(hub: LocalHub) -> list[int]:
    return [int(asked.range[6:-1]) for asked in hub.requests if asked.method == "GET" and "bin" in asked.path]


def test_a_model_comes_whole_with_progress_and_small_files_first(hub: LocalHub, cache: Path) -> None:
    steps = fetch(hub, cache)
    assert weights_of(cache) == WEIGHTS
    total = len(WEIGHTS) + len("{}") + len("a cat on a mat")
    assert steps[-1] == (total, total)
    assert steps == sorted(steps)
    got = [asked.path.rsplit("/", 1)[1] for asked in hub.requests if asked.method == "GET" and "resolve" in asked.path]
    assert got == ["config.json", "vocab.txt", "pytorch_model.bin"]


def test_the_client_finds_what_was_brought(hub: LocalHub, cache: Path) -> None:
    from huggingface_hub import snapshot_download

    fetch(hub, cache)
    patterns = ["config.json", "pytorch_model.bin"]
    folder = snapshot_download(
        MODEL.repository,
        revision=MODEL.revision,
        cache_dir=cache,
        endpoint=hub.url,
        allow_patterns=patterns,
        local_files_only=True,
    )
    assert (Path(folder) / "pytorch_model.bin").read_bytes() == WEIGHTS


def test_safe_weights_are_preferred(hub: LocalHub, cache: Path) -> None:
    (hub.folder / "owner" / "tiny" / "model.safetensors").write_bytes(WEIGHTS)
    fetch(hub, cache)
    folder = Shelf(None, cache).find(MODEL)
    assert folder is not None
    assert {path.name for path in folder.iterdir()} == {"config.json", "vocab.txt", "model.safetensors"}


def test_a_connection_that_breaks_goes_on_where_it_stopped(hub: LocalHub, cache: Path) -> None:
    hub.behaviour = Behaviour(Fault.CUTTING)
    fetch(hub, cache)
    assert weights_of(cache) == WEIGHTS
    starts = ranges(hub)
    assert len(starts) > 4
    assert starts == sorted(starts)


def test_a_hub_that_gives_no_parts_of_files_is_asked_for_the_whole(hub: LocalHub, cache: Path) -> None:
    hub.behaviour = Behaviour(Fault.NO_RANGES)
    part = cache / "models--owner--tiny" / "blobs"
    fetch(hub, cache)
    assert weights_of(cache) == WEIGHTS
    assert list(part.glob("*.incomplete")) == []


def test_a_download_that_was_killed_is_resumed(hub: LocalHub, cache: Path) -> None:
    hub.behaviour = Behaviour(bytes_per_second=100_000)
    program = (
        "import sys; from pathlib import Path; from pipelines.download import download; "
        "from tests.test_download import MODEL; "
        "download(MODEL, lambda done, total: None, endpoint=sys.argv[1], cache=Path(sys.argv[2]))"
    )
    process = subprocess.Popen([sys.executable, "-c", program, hub.url, str(cache)], cwd=ROOT)
    shelf = Shelf(None, cache)
    for _ in range(1000):
        if shelf.partly_downloaded(MODEL) > 50_000:
            break
        time.sleep(0.02)
    process.kill()
    process.wait()
    here = shelf.partly_downloaded(MODEL)
    assert 0 < here < len(WEIGHTS)
    assert shelf.find(MODEL) is None
    hub.behaviour = Behaviour()
    fetch(hub, cache)
    assert weights_of(cache) == WEIGHTS
    assert ranges(hub)[-1] == here


@pytest.mark.parametrize(
    ("behaviour", "key", "transient"),
    [
        (Behaviour(Fault.SILENT), "hub_unreachable", True),
        (Behaviour(Fault.WRONG_CONTENT), "download_damaged", True),
        (Behaviour(Fault.HTML), "hub_error", True),
        (Behaviour(status=401), "hub_refused", False),
        (Behaviour(status=403), "hub_refused", False),
        (Behaviour(status=404), "hub_not_found", False),
        (Behaviour(status=429), "hub_busy", True),
        (Behaviour(status=500), "hub_error", True),
        (Behaviour(status=503), "hub_error", True),
    ],
    ids=lambda value: str(getattr(value, "status", "") or getattr(value, "fault", "")) or None,
)
def test_what_went_wrong_is_named_and_the_next_attempt_succeeds(
    hub: LocalHub, cache: Path, behaviour: Behaviour, key: str, transient: bool
) -> None:
    hub.behaviour = behaviour
    with pytest.raises(DownloadFailed) as caught:
        fetch(hub, cache)
    assert (caught.value.key, caught.value.transient) == (key, transient)
    assert Shelf(None, cache).find(MODEL) is None
    hub.behaviour = Behaviour()
    fetch(hub, cache)
    assert weights_of(cache) == WEIGHTS


def test_a_file_that_ends_early_is_completed(hub: LocalHub, cache: Path) -> None:
    hub.behaviour = Behaviour(Fault.SHORT)
    fetch(hub, cache)
    assert weights_of(cache) == WEIGHTS


def test_a_hub_that_falls_silent_in_the_middle_is_given_up_and_what_came_is_kept(hub: LocalHub, cache: Path) -> None:
    hub.behaviour = Behaviour(bytes_per_second=200_000)

    def fall_silent(done: int, total: int) -> None:
        if done > 100_000:
            hub.behaviour = Behaviour(Fault.SILENT)

    with pytest.raises(DownloadFailed) as caught:
        download(MODEL, fall_silent, endpoint=hub.url, cache=cache)
    assert caught.value.key == "hub_unreachable"
    assert Shelf(None, cache).partly_downloaded(MODEL) >= 65_536


def test_nobody_listening_is_named(cache: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(DownloadFailed) as caught:
        download(MODEL, lambda done, total: None, endpoint=url, cache=cache)
    assert caught.value.key == "hub_unreachable"


def test_a_damaged_file_in_the_cache_is_brought_anew(hub: LocalHub, cache: Path) -> None:
    fetch(hub, cache)
    folder = Shelf(None, cache).find(MODEL)
    assert folder is not None
    (folder / "pytorch_model.bin").resolve().write_bytes(bytes(len(WEIGHTS)))
    (folder / "config.json").resolve().write_text("")
    fetch(hub, cache)
    assert weights_of(cache) == WEIGHTS
    assert (folder / "config.json").read_text() == "{}"


def test_what_is_here_and_whole_is_not_brought_again(hub: LocalHub, cache: Path) -> None:
    fetch(hub, cache)
    hub.requests.clear()
    steps = fetch(hub, cache)
    assert steps[-1][0] == steps[-1][1] > len(WEIGHTS)
    assert ranges(hub) == []


def test_a_revision_that_is_gone_leaves_the_main_branch(hub: LocalHub, cache: Path) -> None:
    commit = hub.commit("owner/tiny")
    hub.behaviour = Behaviour(known_revisions=frozenset({"main", commit}))
    fetch(hub, cache)
    folder = Shelf(None, cache).find(MODEL)
    assert folder is not None
    assert folder.name == commit


def test_a_repository_without_weights_is_not_the_model(hub: LocalHub, cache: Path) -> None:
    (hub.folder / "owner" / "tiny" / "pytorch_model.bin").unlink()
    with pytest.raises(DownloadFailed) as caught:
        fetch(hub, cache)
    assert (caught.value.key, caught.value.transient) == ("hub_not_found", False)


def test_a_cache_that_cannot_be_written_is_named(hub: LocalHub, cache: Path) -> None:
    cache.write_text("a file, not a folder")
    with pytest.raises(DownloadFailed) as caught:
        fetch(hub, cache)
    assert caught.value.key == "cache_unwritable"


def test_a_disk_without_room_is_named_before_anything_comes(
    hub: LocalHub, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download_module, "ROOM_TO_SPARE", 1 << 60)
    with pytest.raises(DownloadFailed) as caught:
        fetch(hub, cache)
    assert caught.value.key == "disk_full"
    assert ranges(hub) == []
