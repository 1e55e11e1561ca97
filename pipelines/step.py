"""The one interface of every engine and every wrapper around engines."""

from typing import Protocol, TypeAlias, TypeVar

from pipelines.values import Caption, Faces, Photo, Speech, TextInPhoto, Translation, Untranslated, Utterance

In = TypeVar("In", contravariant=True)
Out = TypeVar("Out", covariant=True)


class Step(Protocol[In, Out]):
    """Turns one value into the next, or raises `StepFailed`. A result that is no use is a `StepFailed` too.

    `name` says in logs, JSON and the feedback file which engine it was. `run` may be called from several
    threads at once.
    """

    @property
    def name(self) -> str:
        """The engine's short name."""
        ...

    def run(self, value: In, /) -> Out:
        """The next value. Raises `StepFailed`."""
        ...


Captioner: TypeAlias = Step[Photo, Caption]
Reader: TypeAlias = Step[Photo, TextInPhoto]
FaceFinder: TypeAlias = Step[Photo, Faces]
Translator: TypeAlias = Step[Untranslated, Translation]
Speaker: TypeAlias = Step[Utterance, Speech]
