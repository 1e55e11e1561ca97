"""Leave an engine alone for a while after nobody answered, so that the same wait is not paid twice."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from pipelines.errors import Unreachable
from pipelines.step import Step

In = TypeVar("In")
Out = TypeVar("Out")


class Breaker(Generic[In, Out]):
    """A circuit breaker (Nygard, "Release It!", 2007): once `step` was `Unreachable`, all calls fail at once for
    `seconds`. Then one of them tries again while the others still fail; an answer ends it.
    """

    def __init__(self, step: Step[In, Out], seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = step.name
        self._step = step
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._closed_from = 0.0
        self._open = False

    def run(self, value: In, /) -> Out:
        """The step's answer. Raises `Unreachable` at once while the step is left alone."""
        self._pass()
        try:
            answer = self._step.run(value)
        except Unreachable:
            self._set(is_open=True)
            raise
        self._set(is_open=False)
        return answer

    def _pass(self) -> None:
        with self._lock:
            if self._open and self._clock() < self._closed_from:
                raise Unreachable(self.name, "it did not answer a while ago and is left alone")
            self._closed_from = self._clock() + self._seconds  # whoever comes while this one tries fails at once

    def _set(self, *, is_open: bool) -> None:
        with self._lock:
            self._open = is_open
            self._closed_from = self._clock() + self._seconds
