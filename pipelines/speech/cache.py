"""Sounds kept, so that the same text is not sent over the network twice."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import time
import wave
from pathlib import Path
from typing import Final

from pipelines.errors import StepFailed
from pipelines.speech.sound_files import write_privately, write_sound
from pipelines.step import Speaker
from pipelines.values import Speech, Utterance

DAY: Final = 86_400
MEGABYTE: Final = 1_000_000


class CachedSpeaker:
    """A `Speaker` that says again from `folder` what it has said before, by the same voice.

    Each answer is a file of its own in `speech_folder`. At most `megabytes` are kept, each for at most `days`; a folder
    that cannot be written to only means that nothing is kept. Several programs may share it.
    """

    def __init__(
        self, speaker: Speaker, folder: Path, speech_folder: Path, *, megabytes: float = 64, days: float = 7
    ) -> None:
        self.name = speaker.name
        self._speaker = speaker
        self._folder = folder
        self._speech_folder = speech_folder
        self._limit = megabytes * MEGABYTE
        self._seconds = days * DAY

    def run(self, utterance: Utterance, /) -> Speech:
        """The sound, kept or new. Raises `StepFailed`."""
        kept = self._folder / f"{_key(self.name, utterance)}.wav"
        content = _read(kept, self._seconds)
        if content is None:
            speech = self._speaker.run(utterance)
            self._keep(speech.path, kept)
            return speech
        try:
            path = write_sound(self._speech_folder, content)
        except OSError as error:
            raise StepFailed(self.name, f"cannot write the sound file: {error}") from error
        return Speech(path, self.name, _length(content))

    def _keep(self, sound: Path, kept: Path) -> None:
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_privately(kept, sound.read_bytes())
            self._make_room()

    def _make_room(self) -> None:
        """Delete what is too old, and of the rest the oldest beyond the limit."""
        room, oldest = self._limit, time.time() - self._seconds
        with os.scandir(self._folder) as entries:
            found = [(entry.stat().st_mtime, entry.stat().st_size, entry.path) for entry in entries if entry.is_file()]
        for written, size, path in sorted(found, reverse=True):
            room -= size
            if room < 0 or written < oldest:
                Path(path).unlink(missing_ok=True)


def _key(voice: str, utterance: Utterance) -> str:
    said = json.dumps([voice, utterance.language, round(utterance.rate, 2), utterance.text])
    return hashlib.sha256(said.encode()).hexdigest()


def _read(kept: Path, seconds: float) -> bytes | None:
    """What is kept, None where there is nothing, or nothing that is a sound."""
    try:
        if kept.stat().st_mtime < time.time() - seconds:
            return None
        content = kept.read_bytes()
        return content if _length(content) > 0 else None
    except (OSError, EOFError, wave.Error):
        return None


def _length(content: bytes) -> float:
    """Seconds of a WAV file that is whole. Raises `wave.Error` or `EOFError`."""
    with wave.open(io.BytesIO(content)) as sound:
        frames = sound.getnframes()
        if len(sound.readframes(frames)) < frames * sound.getsampwidth():
            raise EOFError
        return float(frames / sound.getframerate())
