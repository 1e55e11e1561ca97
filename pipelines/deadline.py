"""Give up on an engine that takes too long, so that the person is not kept waiting by it."""

import threading
from concurrent.futures import Future
from typing import Generic, TypeVar

from pipelines.errors import Unreachable
from pipelines.step import Step

In = TypeVar("In")
Out = TypeVar("Out")


class Deadline(Generic[In, Out]):
    """A step that fails after `seconds`. The work itself is left behind in a daemon thread, since a call
    into a C library cannot be stopped from outside.
    """

    def __init__(self, step: Step[In, Out], seconds: float) -> None:
        self.name = step.name
        self._step = step
        self._seconds = seconds

    def run(self, value: In, /) -> Out:
        """The step's answer. Raises `Unreachable` when it takes too long."""
        answer: Future[Out] = Future()
        threading.Thread(target=self._answer, args=(value, answer), name=self.name, daemon=True).start()
        try:
            return answer.result(self._seconds)
        except TimeoutError as error:
            if answer.done():
                raise
            raise Unreachable(self.name, f"no answer within {self._seconds:g} s") from error

    def _answer(self, value: In, answer: Future[Out]) -> None:
        try:
            answer.set_result(self._step.run(value))
        except BaseException as error:  # noqa: BLE001 - handed to the caller's thread, whatever it is
            answer.set_exception(error)
