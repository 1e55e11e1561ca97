"""`python -m app describe`: one description for each photo, on standard output."""

import contextlib
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.messages import say
from app.report import description_object, error_object
from app.settings import Settings
from app.wiring import Engines, build_engines
from app.wording import nobody_key, nobody_text, notice_text
from pipelines.describe import Request, describe
from pipelines.errors import Exhausted, InvalidPhoto
from pipelines.values import Description, Language, Notice

ALL_DESCRIBED: Final = 0
SOME_NOT_DESCRIBED: Final = 1


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a photo could not be described, for a script and for a person."""

    key: str
    text: str


def describe_photos(settings: Settings, photos: Sequence[Path], *, speech: Path | None, as_json: bool) -> int:
    """Describe each photo in turn and print it at once; returns the exit status.

    `speech` is the sound file of the first photo. The second photo's has `-2` before its ending, and so on:
    no description is ever written over another one.
    """
    status = ALL_DESCRIBED
    with contextlib.ExitStack() as at_the_end:
        folder = at_the_end.enter_context(tempfile.TemporaryDirectory(prefix="soribom-", ignore_cleanup_errors=True))
        engines = at_the_end.enter_context(contextlib.closing(build_engines(settings, Path(folder), patient=True)))
        for number, photo in enumerate(photos, start=1):
            answer = _describe(engines, settings, photo, speak=speech is not None)
            if isinstance(answer, _Failure):
                status = SOME_NOT_DESCRIBED
                _print_failure(str(photo), answer, as_json)
            else:
                _print_description(str(photo), *_keep_speech(answer, speech, number), settings.language, as_json)
    return status


def _describe(engines: Engines, settings: Settings, photo: Path, speak: bool) -> Description | _Failure:
    try:
        return describe(engines.chain, Request(photo, settings.language, speak, settings.rate, settings.voice))
    except InvalidPhoto as invalid:
        return _Failure(invalid.key, say(invalid.key, settings.language, **invalid.details))
    except Exhausted as nobody:
        return _Failure(nobody_key(nobody), nobody_text(nobody, settings.language))


def _keep_speech(description: Description, wanted: Path | None, number: int) -> tuple[Description, Path | None]:
    """Put the sound where it was asked for; where that fails, the description stands and says so."""
    if description.speech is None or wanted is None:
        return description, None
    file = wanted if number == 1 else wanted.with_stem(f"{wanted.stem}-{number}")
    try:
        shutil.copyfile(description.speech.path, file)
    except OSError:
        return _without_speech(description, file), None
    return description, file


def _without_speech(description: Description, file: Path) -> Description:
    unsaved = Notice("speech_not_saved", {"file": str(file)})
    return replace(description, speech=None, notices=(*description.notices, unsaved))


def _print_description(
    photo: str, description: Description, file: Path | None, language: Language, as_json: bool
) -> None:
    for notice in description.notices:
        print(f"{photo}: {notice_text(notice, language)}", file=sys.stderr)
    if as_json:
        _print_object(description_object(photo, description, file, language))
    else:
        print(f"{photo}: {description.text}", flush=True)


def _print_failure(photo: str, failure: _Failure, as_json: bool) -> None:
    print(f"{photo}: {failure.text}", file=sys.stderr)
    if as_json:
        _print_object(error_object(photo, failure.key, failure.text))


def _print_object(value: dict[str, object]) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)
