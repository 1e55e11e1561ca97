"""`python -m app describe`: one description for each photo, on standard output."""

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
from app.wording import notice_text
from pipelines.describe import Request, describe
from pipelines.errors import Exhausted, InvalidPhoto
from pipelines.values import Description, Language, Notice

ALL_DESCRIBED: Final = 0
SOME_NOT_DESCRIBED: Final = 1


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a photo could not be described, as a key of the catalogue."""

    key: str
    details: dict[str, object]


def describe_photos(settings: Settings, photos: Sequence[Path], *, speech: Path | None, as_json: bool) -> int:
    """Describe each photo in turn and print it at once; returns the exit status.

    `speech` is the sound file of the first photo. The second photo's has `-2` before its ending, and so on:
    no description is ever written over another one.
    """
    status = ALL_DESCRIBED
    with tempfile.TemporaryDirectory(prefix="soribom-", ignore_cleanup_errors=True) as folder:
        engines = build_engines(settings, speech_folder=Path(folder))
        for number, photo in enumerate(photos, start=1):
            answer = _describe(engines, settings, photo, speak=speech is not None)
            if isinstance(answer, _Failure):
                status = SOME_NOT_DESCRIBED
                _print_failure(str(photo), answer, settings.language, as_json)
            else:
                _print_description(str(photo), *_keep_speech(answer, speech, number), as_json)
    return status


def _describe(engines: Engines, settings: Settings, photo: Path, speak: bool) -> Description | _Failure:
    try:
        return describe(engines.chain, Request(photo, settings.language, speak, settings.rate))
    except InvalidPhoto as invalid:
        return _Failure(invalid.key, dict(invalid.details))
    except Exhausted:
        return _Failure("no_description", {})


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


def _print_description(photo: str, description: Description, file: Path | None, as_json: bool) -> None:
    for notice in description.notices:
        print(f"{photo}: {notice_text(notice, description.language)}", file=sys.stderr)
    if as_json:
        _print_object(description_object(photo, description, file))
    else:
        print(f"{photo}: {description.text}", flush=True)


def _print_failure(photo: str, failure: _Failure, language: Language, as_json: bool) -> None:
    print(f"{photo}: {say(failure.key, language, **failure.details)}", file=sys.stderr)
    if as_json:
        _print_object(error_object(photo, failure.key, language, **failure.details))


def _print_object(value: dict[str, object]) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)
