import queue
import threading
from pathlib import Path

import pytest

from pipelines.download import DownloadFailed, Progress
from pipelines.download_queue import DownloadQueue
from pipelines.models import Model, Shelf, State

BLIP, SPARE, OTHER = (Model(name, f"owner/{name}", "main", "MIT", 1) for name in ("blip", "spare", "other"))
PATIENCE = 10.0


class Downloads:
    """A download that does what the test says for each call in turn, and then succeeds."""

    def __init__(self, *failures: DownloadFailed) -> None:
        self.begun: queue.SimpleQueue[Model] = queue.SimpleQueue()
        self.may_end = threading.Event()
        self.may_end.set()
        self.at_once = 0
        self._failures = list(failures)
        self._running = 0

    def __call__(self, model: Model, progress: Progress) -> None:
        self._running += 1
        self.at_once = max(self.at_once, self._running)
        progress(1, 2)
        self.begun.put(model)
        assert self.may_end.wait(PATIENCE)
        self._running -= 1
        if self._failures:
            raise self._failures.pop(0)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path, tmp_path)


def test_models_come_one_at_a_time_in_the_order_they_were_asked_for(shelf: Shelf) -> None:
    downloads = Downloads()
    present: queue.SimpleQueue[Model] = queue.SimpleQueue()
    waiting = DownloadQueue(shelf, downloads, on_present=present.put)
    downloads.may_end.clear()
    for model in (BLIP, OTHER, BLIP, BLIP):
        waiting.fetch(model)
    assert downloads.begun.get(timeout=PATIENCE) is BLIP
    status = shelf.status(BLIP)
    assert (status.state, status.done, status.total) == (State.DOWNLOADING, 1, 2)
    downloads.may_end.set()
    assert [present.get(timeout=PATIENCE) for _ in range(2)] == [BLIP, OTHER]
    assert downloads.at_once == 1
    assert downloads.begun.get(timeout=PATIENCE) is OTHER
    assert downloads.begun.empty()


def test_what_fails_for_a_while_is_tried_again(shelf: Shelf) -> None:
    downloads = Downloads(*(DownloadFailed("hub_unreachable", "down", transient=True) for _ in range(3)))
    present: queue.SimpleQueue[Model] = queue.SimpleQueue()
    DownloadQueue(shelf, downloads, on_present=present.put, pauses=(0.01, 0.02)).fetch(BLIP)
    assert present.get(timeout=PATIENCE) is BLIP
    assert [downloads.begun.get(timeout=PATIENCE) for _ in range(4)] == [BLIP] * 4


def test_a_model_that_waits_to_be_tried_again_does_not_keep_the_next_waiting(shelf: Shelf) -> None:
    downloads = Downloads(DownloadFailed("hub_busy", "busy", transient=True))
    present: queue.SimpleQueue[Model] = queue.SimpleQueue()
    waiting = DownloadQueue(shelf, downloads, on_present=present.put, pauses=(600.0,))
    waiting.fetch(BLIP)
    waiting.fetch(OTHER)
    assert present.get(timeout=PATIENCE) is OTHER
    assert (shelf.status(BLIP).state, shelf.status(BLIP).reason) == (State.FAILED, "hub_busy")


def test_for_what_fails_for_good_the_spare_is_brought(shelf: Shelf) -> None:
    downloads = Downloads(DownloadFailed("hub_not_found", "gone", transient=False))
    present: queue.SimpleQueue[Model] = queue.SimpleQueue()
    DownloadQueue(shelf, downloads, spares={"blip": SPARE}, on_present=present.put).fetch(BLIP)
    assert present.get(timeout=PATIENCE) is SPARE
    assert shelf.status(BLIP).reason == "hub_not_found"


def test_nothing_more_is_brought_once_it_is_closed(shelf: Shelf) -> None:
    downloads = Downloads(DownloadFailed("hub_not_found", "gone", transient=False))
    waiting = DownloadQueue(shelf, downloads, spares={"blip": SPARE})
    downloads.may_end.clear()
    waiting.fetch(BLIP)
    waiting.fetch(OTHER)
    assert downloads.begun.get(timeout=PATIENCE) is BLIP
    waiting.close()
    downloads.may_end.set()
    with pytest.raises(queue.Empty):
        downloads.begun.get(timeout=0.3)
