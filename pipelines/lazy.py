"""Load an engine when it is first needed, once, whoever asks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from pipelines.step import Step

In = TypeVar("In")
Out = TypeVar("Out")


class Lazy(Generic[In, Out]):
    """A step that is loaded by its first `run`, or ahead of it by `load`.

    Callers that arrive meanwhile wait for the one load. A load that raises `StepFailed` is tried again by
    the next call: what was missing may have been mended. Steps that share a `turn` are loaded one after the other.
    """

    def __init__(self, name: str, loader: Callable[[], Step[In, Out]], turn: threading.Lock | None = None) -> None:
        self.name = name
        self._loader = loader
        self._turn = turn or threading.Lock()
        self._step: Step[In, Out] | None = None

    def load(self) -> Step[In, Out]:
        """The loaded step. Raises whatever the loader raises."""
        step = self._step
        if step is not None:
            return step
        with self._turn:
            if self._step is None:
                self._step = self._loader()
            return self._step

    def run(self, value: In, /) -> Out:
        """Load if need be, then run."""
        return self.load().run(value)
