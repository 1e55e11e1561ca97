"""The chain: a photo in, a description out. What survives a failure is decided here and nowhere else."""

import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

from pipelines.errors import Exhausted, NotReady, StepFailed
from pipelines.fallback import Fallback
from pipelines.photo import inspect, open_photo
from pipelines.values import (
    Caption,
    Description,
    Faces,
    Hint,
    Language,
    Notice,
    Photo,
    Speech,
    TextInPhoto,
    Timings,
    Translation,
    Untranslated,
    Utterance,
    Voice,
)

In = TypeVar("In")
Out = TypeVar("Out")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """One photo to be described. `rate` is that of `Utterance`; without `speak` no sound is made."""

    path: Path
    language: Language
    speak: bool = True
    rate: float = 1.0
    voice: Voice = "offline"


@dataclass(frozen=True, slots=True)
class Findings:
    """All that is to be put into words, in `language`: the caption's sentence, by an engine that is sure of it to the
    degree of `certainty` (0 to 1), the text, what is wrong with the photo, and `faces` of which the sentence is silent.

    `text_in_photo` is None where nobody could look for text.
    """

    language: Language
    sentence: str
    engine: str
    certainty: float
    text_in_photo: TextInPhoto | None
    hints: tuple[Hint, ...]
    faces: int = 0


Composer: TypeAlias = Callable[[Findings], str]


@dataclass(frozen=True, slots=True)
class Chain:
    """The engines of each step, and `compose`, which puts their findings into the words of a language.

    A language without an entry in `translators` is spoken by the captioners themselves or not at all. `face_finder`
    is asked where a caption has no word of people.
    """

    captioner: Fallback[Photo, Caption]
    reader: Fallback[Photo, TextInPhoto]
    face_finder: Fallback[Photo, Faces]
    translators: Mapping[Language, Fallback[Untranslated, Translation]]
    speakers: Mapping[Voice, Fallback[Utterance, Speech]]
    compose: Composer


@dataclass(frozen=True, slots=True)
class _Answer(Generic[Out]):
    """What a step gave, what a person should know about it, and the seconds it took."""

    result: Out
    notices: tuple[Notice, ...]
    seconds: float


def describe(chain: Chain, request: Request) -> Description:
    """Describe one photo.

    Raises `InvalidPhoto` when it cannot be opened and `Exhausted` when no captioner has an answer. Every other
    failure leaves a shorter description and a notice: without a translation the English stands, without a
    reader or a speaker the rest stands.
    """
    started = time.perf_counter()
    photo = open_photo(request.path)
    opened = time.perf_counter() - started
    with ThreadPoolExecutor(max_workers=2) as side_by_side:
        captioning = side_by_side.submit(_ask, chain.captioner, photo)
        reading = side_by_side.submit(_ask_or_notice, chain.reader, photo, "text_not_read")
        hints = inspect(photo)
        captioned, read = captioning.result(), reading.result()
    caption = captioned.result
    translated = _translate(chain, caption, request.language)
    language, sentence = _sentence(caption, translated.result, request.language)
    faces = 0 if caption.tells_of_people else _count_faces(chain, photo)
    text = chain.compose(Findings(language, sentence, caption.engine, caption.certainty, read.result, hints, faces))
    spoken = _speak(chain.speakers[request.voice], Utterance(text, language, request.rate), request.speak)
    return Description(
        photo_name=photo.name,
        photo_sha256=photo.sha256,
        language=language,
        text=text,
        caption=caption,
        translation=translated.result,
        text_in_photo=read.result,
        hints=hints,
        speech=spoken.result,
        notices=captioned.notices + read.notices + translated.notices + spoken.notices,
        seconds=Timings(opened, captioned.seconds, read.seconds, translated.seconds, spoken.seconds),
    )


def _ask(step: Fallback[In, Out], value: In) -> _Answer[Out]:
    started = time.perf_counter()
    outcome = step.attempt(value)
    replaced = tuple(_replaced(failure, outcome.by) for failure in _worth_telling(outcome.failures))
    return _Answer(outcome.result, replaced, time.perf_counter() - started)


def _worth_telling(failures: tuple[StepFailed, ...]) -> tuple[StepFailed, ...]:
    """A spare engine that is not here is no news; the one that was meant to answer is."""
    return tuple(failure for failure in failures if failure is failures[0] or not isinstance(failure, NotReady))


def _replaced(failure: StepFailed, by: str) -> Notice:
    key = failure.notice if isinstance(failure, NotReady) else "engine_replaced"
    return Notice(key, {"engine": failure.step, "by": by})


def _ask_or_notice(step: Fallback[In, Out], value: In, missing: str, not_yet: str | None = None) -> _Answer[Out | None]:
    """The answer, or a notice that it is `missing`; that it is `not_yet` there where its engine is still to come."""
    started = time.perf_counter()
    try:
        answer = _ask(step, value)
    except Exhausted as nobody:
        log.warning("%s", nobody)
        coming = not_yet and any(isinstance(failure, NotReady) for failure in nobody.failures[:1])
        return _Answer(None, (Notice(not_yet if coming and not_yet else missing),), time.perf_counter() - started)
    return _Answer(answer.result, answer.notices, answer.seconds)


def _translate(chain: Chain, caption: Caption, language: Language) -> _Answer[Translation | None]:
    if caption.in_language(language) is not None:
        return _Answer(None, (), 0.0)
    translator = chain.translators.get(language, Fallback[Untranslated, Translation]("translator", ()))
    return _ask_or_notice(translator, Untranslated(caption.text, language), "not_translated", "not_translated_yet")


def _sentence(caption: Caption, translation: Translation | None, language: Language) -> tuple[Language, str]:
    """The caption's words, and the language they turned out to be in."""
    if translation is not None:
        return language, translation.text
    own = caption.in_language(language)
    return ("en", caption.text) if own is None else (language, own)


def _count_faces(chain: Chain, photo: Photo) -> int:
    try:
        return chain.face_finder.run(photo).count
    except Exhausted as nobody:
        log.warning("%s", nobody)
        return 0


def _speak(speaker: Fallback[Utterance, Speech], utterance: Utterance, wanted: bool) -> _Answer[Speech | None]:
    return _ask_or_notice(speaker, utterance, "not_spoken") if wanted else _Answer(None, (), 0.0)
