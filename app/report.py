"""A description as the JSON object that other people's scripts lean on (see `describe --json` in the README)."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.wording import notice_text
from pipelines.values import Description, Language, Speech, Translation


def description_object(photo: str, description: Description, speech: Path | None, language: Language) -> dict[str, Any]:
    """The object for one photo. `photo` is its name as it was given, `speech` the file the sound was put into.

    The notices come in `language`, which was asked for: that of the description may be another.
    """
    text = description.text_in_photo
    return {
        "photo": photo,
        "language": description.language,
        "description": description.text,
        "caption": {
            "text": description.caption.text,
            "engine": description.caption.engine,
            "certainty": round(description.caption.certainty, 2),
        },
        "translation": _translation(description.translation),
        "text_in_photo": [line.text for line in text.lines] if text else [],
        "hints": [hint.value for hint in description.hints],
        "speech": _speech(description.speech, speech),
        "notices": [{"key": notice.key, "text": notice_text(notice, language)} for notice in description.notices],
        "seconds": {step: round(seconds, 3) for step, seconds in asdict(description.seconds).items()},
    }


def error_object(photo: str, key: str, text: str) -> dict[str, Any]:
    """The object for a photo that could not be described: a key for scripts, a sentence for a person."""
    return {"photo": photo, "error": {"key": key, "text": text}}


def _translation(translation: Translation | None) -> dict[str, str] | None:
    return {"text": translation.text, "engine": translation.engine} if translation else None


def _speech(speech: Speech | None, file: Path | None) -> dict[str, Any] | None:
    if speech is None or file is None:
        return None
    return {"file": str(file), "engine": speech.engine, "seconds": round(speech.seconds, 2)}
