"""Engines that implement the protocol and do what a test says."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from pipelines.describe import Chain, Findings
from pipelines.errors import StepFailed
from pipelines.fallback import Fallback
from pipelines.models import Status
from pipelines.step import Captioner, FaceFinder, Reader, Speaker
from pipelines.values import (
    Caption,
    Faces,
    Language,
    Photo,
    Speech,
    TextInPhoto,
    TextLine,
    Translation,
    Untranslated,
    Utterance,
    Voice,
)

In = TypeVar("In")
Out = TypeVar("Out")

CAT = Caption("Probably a photo of a cat.", "fake", 0.93, {"ko": "아마 고양이 사진입니다."})
EXIT = TextInPhoto((TextLine("출구", 0.95), TextLine("EXIT", 0.99)), "fake-reader")
NO_TEXT = TextInPhoto((), "fake-reader")


class Answers(Generic[In, Out]):
    """A step that always gives `answer`, and remembers what it was asked."""

    def __init__(self, name: str, answer: Out) -> None:
        self.name = name
        self.asked: list[In] = []
        self._answer = answer

    def run(self, value: In, /) -> Out:
        self.asked.append(value)
        return self._answer


class Raises(Generic[In, Out]):
    """A step that always raises `error`."""

    def __init__(self, name: str, error: Exception) -> None:
        self.name = name
        self._error = error

    def run(self, value: In, /) -> Out:
        raise self._error


class Hangs(Generic[In, Out]):
    """A step that does not answer until the test lets it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.released = threading.Event()

    def run(self, value: In, /) -> Out:
        self.released.wait(30)
        raise StepFailed(self.name, "released")


class SilentSpeaker:
    """A speaker whose files hold the words instead of their sound."""

    name = "fake-voice"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, value: Utterance, /) -> Speech:
        path = self._folder / f"{abs(hash(value.text))}.wav"
        path.write_text(value.text, encoding="utf-8")
        return Speech(path, self.name, 1.0)


class FakeModels:
    """Models whose statuses a test sets, and which remember for what languages they were prepared."""

    def __init__(self, *, may_come: bool = True) -> None:
        self.may_come = may_come
        self.shown: list[Status] = []
        self.prepared: list[Language] = []

    def prepare(self, language: Language, /) -> None:
        self.prepared.append(language)

    def statuses(self, language: Language, /) -> list[Status]:
        return self.shown


def join(findings: Findings) -> str:
    """A composer that only strings the findings together."""
    lines = findings.text_in_photo.lines if findings.text_in_photo else ()
    return " ".join([findings.sentence, *(line.text for line in lines), *findings.hints])


def chain_of(
    *,
    captioners: list[Captioner],
    readers: list[Reader],
    speakers: list[Speaker],
    natural: list[Speaker] | None = None,
    face_finders: list[FaceFinder] | None = None,
    translators: dict[Language, Fallback[Untranslated, Translation]] | None = None,
    compose: Callable[[Findings], str] = join,
) -> Chain:
    """A chain of fakes."""
    voices: dict[Voice, list[Speaker]] = {"natural": natural or speakers, "offline": speakers}
    return Chain(
        captioner=Fallback[Photo, Caption]("captioner", captioners),
        reader=Fallback[Photo, TextInPhoto]("reader", readers),
        translators=translators or {},
        face_finder=Fallback[Photo, Faces]("face finder", face_finders or []),
        speakers={voice: Fallback[Utterance, Speech]("speaker", own) for voice, own in voices.items()},
        compose=compose,
    )
