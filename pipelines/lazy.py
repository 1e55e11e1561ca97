"""Load an engine when it is first needed, once, whoever asks."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from pipelines.step import Step

In = TypeVar("In")
Out = TypeVar("Out")


class Lazy(Generic[In, Out]):
    """A step that is loaded by its first `run`, or ahead of it by `load`.

    Callers that arrive meanwhile wait for the one load. A load that raises `StepFailed` is tried again by
    the next call: what was missing may have been mended.
    """

    def __init__(self, name: str, loader: Callable[[], Step[In, Out]]) -> None:
        self.name = name
        self._loader = loader
        self._lock = threading.Lock()
        self._step: Step[In, Out] | None = None

    def load(self) -> Step[In, Out]:
        """The loaded step. Raises whatever the loader raises."""
        with self._lock:
            if self._step is None:
                self._step = self._loader()
            return self._step

    def run(self, value: In, /) -> Out:
        """Load if need be, then run."""
        return self.load().run(value)
