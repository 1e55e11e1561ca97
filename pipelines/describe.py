"""The chain: a photo in, a description out. What survives a failure is decided here and nowhere else."""

import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

from pipelines.errors import Exhausted
from pipelines.fallback import Fallback
from pipelines.photo import inspect, open_photo
from pipelines.values import (
    Caption,
    Description,
    Hint,
    Language,
    Notice,
    Photo,
    Speech,
    TextInPhoto,
    Timings,
    Translation,
    Utterance,
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


@dataclass(frozen=True, slots=True)
class Findings:
    """All that is to be put into words, in `language`. `text_in_photo` is None where nobody could look for text."""

    language: Language
    sentence: str
    engine: str
    text_in_photo: TextInPhoto | None
    hints: tuple[Hint, ...]


Composer: TypeAlias = Callable[[Findings], str]


@dataclass(frozen=True, slots=True)
class Chain:
    """The engines of each step, and `compose`, which puts their findings into the words of a language.

    A language without an entry in `translators` is spoken by the captioners themselves or not at all.
    """

    captioner: Fallback[Photo, Caption]
    reader: Fallback[Photo, TextInPhoto]
    translators: Mapping[Language, Fallback[Caption, Translation]]
    speaker: Fallback[Utterance, Speech]
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
    text = chain.compose(Findings(language, sentence, caption.engine, read.result, hints))
    spoken = _speak(chain, Utterance(text, language, request.rate), request.speak)
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
    replaced = tuple(
        Notice("engine_replaced", {"engine": failure.step, "by": outcome.by}) for failure in outcome.failures
    )
    return _Answer(outcome.result, replaced, time.perf_counter() - started)


def _ask_or_notice(step: Fallback[In, Out], value: In, missing: str) -> _Answer[Out | None]:
    started = time.perf_counter()
    try:
        answer = _ask(step, value)
    except Exhausted as nobody:
        log.warning("%s", nobody)
        return _Answer(None, (Notice(missing),), time.perf_counter() - started)
    return _Answer(answer.result, answer.notices, answer.seconds)


def _translate(chain: Chain, caption: Caption, language: Language) -> _Answer[Translation | None]:
    if caption.in_language(language) is not None:
        return _Answer(None, (), 0.0)
    translator = chain.translators.get(language, Fallback[Caption, Translation]("translator", ()))
    return _ask_or_notice(translator, caption, "not_translated")


def _sentence(caption: Caption, translation: Translation | None, language: Language) -> tuple[Language, str]:
    """The caption's words, and the language they turned out to be in."""
    if translation is not None:
        return language, translation.text
    own = caption.in_language(language)
    return ("en", caption.text) if own is None else (language, own)


def _speak(chain: Chain, utterance: Utterance, wanted: bool) -> _Answer[Speech | None]:
    return _ask_or_notice(chain.speaker, utterance, "not_spoken") if wanted else _Answer(None, (), 0.0)
