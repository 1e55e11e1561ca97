"""Try one engine after another until one gives a usable result."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipelines.errors import Exhausted, StepFailed
from pipelines.step import Step

In = TypeVar("In")
Out = TypeVar("Out")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Out]):
    """The first usable result, the engine it is `by`, and the failures of those that were asked before."""

    result: Out
    by: str
    failures: tuple[StepFailed, ...]


class Fallback(Generic[In, Out]):
    """A step made of steps, asked in order. Only `StepFailed` moves on to the next; a bug surfaces."""

    def __init__(self, name: str, steps: Sequence[Step[In, Out]]) -> None:
        self.name = name
        self._steps = tuple(steps)

    def run(self, value: In, /) -> Out:
        """The first usable result. Raises `Exhausted` when there is none."""
        return self.attempt(value).result

    def attempt(self, value: In, /) -> Outcome[Out]:
        """Like `run`, with the failures on the way. Raises `Exhausted` when there is no result."""
        failures: list[StepFailed] = []
        for step in self._steps:
            try:
                return Outcome(step.run(value), step.name, tuple(failures))
            except StepFailed as failure:
                log.warning("%s failed, trying the next: %s", step.name, failure, exc_info=failure)
                failures.append(_by_name(failure, step.name))
        raise Exhausted(self.name, failures)


def _by_name(failure: StepFailed, engine: str) -> StepFailed:
    """The failure under the name of the engine that was asked: a part of it is nothing that a person knows."""
    return failure if failure.step == engine else StepFailed(engine, str(failure))
