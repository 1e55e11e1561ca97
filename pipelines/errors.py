"""Every error a pipeline raises on purpose.

PipelineError
├── InvalidPhoto     the file cannot be described; a person is told why, by `key`
└── StepFailed       one engine could not do its step; maintainers read it in the log, nobody hears it
    ├── NotReady     its model is not here yet, or not loaded yet: nothing is wrong with it
    ├── Unreachable  refused, hung, or answered by a stranger: asking again soon would cost the same wait
    └── Exhausted    every engine of a step failed

Anything else that is raised is a bug and is meant to surface.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType


class PipelineError(Exception):
    """The root of the tree."""


class InvalidPhoto(PipelineError):
    """The file is not a photo that can be opened.

    `key` names a sentence in `app/messages.py` and `details` fills its placeholders, so the reason is
    told in the person's own language.
    """

    def __init__(self, key: str, **details: object) -> None:
        super().__init__(key, details)
        self.key = key
        self.details: Mapping[str, object] = MappingProxyType(details)


class StepFailed(PipelineError):
    """An engine gave no usable result. `step` is the engine's name, `reason` is for the log."""

    def __init__(self, step: str, reason: str) -> None:
        super().__init__(f"{step}: {reason}")
        self.step = step
        self.reason = reason


class NotReady(StepFailed):
    """An engine cannot answer yet. `notice` names a sentence in `app/messages.py` that says why."""

    def __init__(self, step: str, reason: str, notice: str) -> None:
        super().__init__(step, reason)
        self.notice = notice


class Unreachable(StepFailed):
    """Nobody answered: a service over the network was not to be had, or an engine hung."""


class Exhausted(StepFailed):
    """No engine of a `Fallback` gave a usable result; `failures` holds one error for each, in order."""

    def __init__(self, step: str, failures: Sequence[StepFailed]) -> None:
        super().__init__(step, "; ".join(str(failure) for failure in failures) or "no engine")
        self.failures = tuple(failures)
