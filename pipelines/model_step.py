"""An engine on a large model: it answers once its model is here and loaded, and says at once when it is not."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

from pipelines.errors import NotReady, StepFailed
from pipelines.models import Model, Shelf, State, Status
from pipelines.step import Step

In = TypeVar("In")
Out = TypeVar("Out")

_Traces: TypeAlias = tuple[tuple[str, int, int], ...]

log = logging.getLogger(__name__)


class ModelStep(Generic[In, Out]):
    """A step that `loader` makes of the folder in which `model` lies.

    With `patient`, the first `run` waits while the model is loaded: right for a command line. Without, it starts the
    loading and raises `NotReady`: right for a page, where the next engine answers meanwhile. Steps that share a `turn`
    are loaded one after the other. A folder that could not be loaded is not tried again until its files change. Where
    they lie in the client's cache, `on_damage` is called, so that they can be brought anew.
    """

    def __init__(
        self,
        model: Model,
        shelf: Shelf,
        loader: Callable[[Path], Step[In, Out]],
        *,
        turn: threading.Lock,
        patient: bool,
        on_damage: Callable[[Model], object] = lambda model: None,
    ) -> None:
        self.name = model.name
        self._model = model
        self._shelf = shelf
        self._loader = loader
        self._turn = turn
        self._patient = patient
        self._on_damage = on_damage
        self._step: Step[In, Out] | None = None
        self._damaged: _Traces = ()
        self._starting = threading.Lock()

    def run(self, value: In, /) -> Out:
        """The engine's answer. Raises `NotReady` while there is none to ask, and the engine's own `StepFailed`."""
        if self._step is None and not self._patient:
            self._start()
        return self.load().run(value)

    def load(self) -> Step[In, Out]:
        """The loaded step. Waits for the model's turn. Raises `StepFailed`."""
        if self._step is not None:
            return self._step
        self._folder()
        with self._turn:
            if self._step is None:
                self._step = self._loaded(self._folder())
            return self._step

    def _start(self) -> None:
        """Load in the background, unless that is under way. Raises `NotReady`, or what stands against loading."""
        self._folder()
        if self._starting.acquire(blocking=False):
            threading.Thread(target=self._load_in_background, name=self.name, daemon=True).start()
        raise NotReady(self.name, "it is being loaded", "model_loading")

    def _load_in_background(self) -> None:
        try:
            self.load()
        except StepFailed as failure:
            log.warning("%s", failure)
        finally:
            self._starting.release()

    def _folder(self) -> Path:
        """The model's folder. Raises `StepFailed` where there is none, or one that could not be loaded before."""
        folder = self._shelf.find(self._model)
        if folder is None:
            raise self._missing()
        if self._damaged and self._damaged == _traces(folder):
            self._shelf.report(self._failed(folder))
            raise StepFailed(self.name, f"{folder} could not be loaded and has not changed since")
        return folder

    def _missing(self) -> NotReady:
        if self._shelf.status(self._model).state is State.DOWNLOADING:
            return NotReady(self.name, "it is being downloaded", "model_downloading")
        return NotReady(self.name, "it is not here", "model_missing")

    def _failed(self, folder: Path) -> Status:
        return Status(self._model, State.FAILED, place=folder, reason="model_damaged")

    def _loaded(self, folder: Path) -> Step[In, Out]:
        self._shelf.report(Status(self._model, State.LOADING, place=folder))
        try:
            step = self._loader(folder)
        except StepFailed:
            self._damaged = _traces(folder)
            self._shelf.report(self._failed(folder))
            if self._shelf.is_downloaded(self._model, folder):
                self._on_damage(self._model)
            raise
        self._shelf.report(Status(self._model, State.READY, place=folder))
        return step


def _traces(folder: Path) -> _Traces:
    """What tells whether the files in a folder have changed: name, size and time of each."""
    files = ((path, path.stat()) for path in sorted(folder.iterdir()) if path.is_file())
    return tuple((path.name, found.st_size, found.st_mtime_ns) for path, found in files)
