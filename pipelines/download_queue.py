"""Bring models in the background, one at a time, while the program already works."""

import logging
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from pipelines.download import DownloadFailed, Progress
from pipelines.models import Model, Shelf, State, Status

PAUSES: Final = (5.0, 30.0, 120.0, 600.0)
"""Seconds before a download that failed is tried again; the last one ever after."""

log = logging.getLogger(__name__)


class DownloadQueue:
    """Downloads models in the order they were asked for, and tells the shelf how far each is.

    What fails for a while (a network that is down) is tried again after `pauses`. For what fails for good `spares`
    may name another model to bring instead. `on_present` is called with each model that has come.
    """

    def __init__(
        self,
        shelf: Shelf,
        download: Callable[[Model, Progress], None],
        *,
        spares: Mapping[str, Model] | None = None,
        on_present: Callable[[Model], object] = lambda model: None,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._shelf = shelf
        self._download = download
        self._spares = spares or {}
        self._on_present = on_present
        self._pauses = tuple(pauses)
        self._waiting: queue.SimpleQueue[tuple[Model, int] | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._asked: set[str] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def fetch(self, model: Model) -> None:
        """Bring `model`, unless it has been asked for already. Returns at once."""
        with self._lock:
            if model.name in self._asked:
                return
            self._asked.add(model.name)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="downloads", daemon=True)
                self._thread.start()
        self._waiting.put((model, 0))

    def close(self) -> None:
        """Bring nothing more. What is under way ends with its next bytes, and is kept as far as it has come."""
        self._closed.set()
        self._waiting.put(None)

    def _work(self) -> None:
        while not self._closed.is_set() and (asked := self._waiting.get()):
            model, failures = asked
            try:
                self._bring(model)
            except DownloadFailed as failure:
                self._set_aside(model, failures, failure)

    def _bring(self, model: Model) -> None:
        self._tell(model, 0, 0)
        self._download(model, partial(self._tell, model))
        self._shelf.report(Status(model, State.PRESENT))
        with self._lock:
            self._asked.discard(model.name)
        self._on_present(model)

    def _set_aside(self, model: Model, failures: int, failure: DownloadFailed) -> None:
        log.warning("%s could not be downloaded: %s", model.name, failure, exc_info=failure)
        self._shelf.report(Status(model, State.FAILED, reason=failure.key))
        if failure.transient:
            again = threading.Timer(
                self._pauses[min(failures, len(self._pauses) - 1)], self._waiting.put, [(model, failures + 1)]
            )
            again.daemon = True
            again.start()
        elif not self._closed.is_set() and (spare := self._spares.get(model.name)):
            self.fetch(spare)

    def _tell(self, model: Model, done: int, total: int) -> None:
        if self._closed.is_set():
            raise DownloadFailed("hub_offline", "the program ends", transient=False)
        self._shelf.report(Status(model, State.DOWNLOADING, done, total))
