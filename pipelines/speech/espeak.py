"""The built-in voice: eSpeak NG, which ships with its Korean in a package and speaks without a network.

It is a C library with global state, under the GPL-3: it runs in a process of its own (`espeak_process`), which this
program only talks to.
"""

import sys
import weakref
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from pipelines.errors import StepFailed
from pipelines.speech import espeak_process
from pipelines.speech.sound_files import remove_older_than, write_sound
from pipelines.speech.spoken_text import Piece, can_be_said, pieces
from pipelines.speech.waveform import Samples, make_comfortable, to_wav
from pipelines.speech.worker import Sound, Worker, WorkerFailed
from pipelines.values import Speech, Utterance

MINIMUM_WORDS_PER_MINUTE, MAXIMUM_WORDS_PER_MINUTE = 80, 450
MINIMUM_RATE, MAXIMUM_RATE = 0.5, 3.0
MAXIMUM_CHARACTERS = 10_000

_NAME = "espeak-ng"
_SECONDS_PER_CHARACTER = 0.005


class EspeakSpeaker:
    """Speaks every language of descriptions, Japanese only in kana, into WAV files in `folder`, which it makes.

    Each file has a name of its own; those older than `keep_seconds` are deleted whenever another is written.
    `words_per_minute` is the speed at rate 1: at 150 it says about 4.4 Korean syllables a second, pauses included.
    `Utterance.rate` is taken between 0.5 and 3.0, and the speed that comes of it between 80 and 450 words per minute.
    An attempt may take `patience_seconds` and five milliseconds more for each character; there are two.
    `command` starts the process, eSpeak's own where it is not given. Raises `StepFailed` where that is not installed.
    """

    name = _NAME

    def __init__(
        self,
        folder: Path,
        words_per_minute: int = 150,
        *,
        keep_seconds: float = 3600,
        patience_seconds: float = 10,
        command: Sequence[str] | None = None,
    ) -> None:
        self._folder = folder
        self._words_per_minute = words_per_minute
        self._keep_seconds = keep_seconds
        self._patience_seconds = patience_seconds
        self._worker = Worker(command or espeak_command())
        self._finalizer = weakref.finalize(self, self._worker.close)

    def run(self, utterance: Utterance, /) -> Speech:
        """The text as a sound file. Raises `StepFailed`, also for nothing to say and for over 10,000 characters."""
        if len(utterance.text) > MAXIMUM_CHARACTERS:
            raise StepFailed(self.name, f"{len(utterance.text)} characters are too many")
        if not can_be_said(utterance.text, utterance.language):
            raise StepFailed(self.name, f"no voice for all of this text in {utterance.language}")
        said = pieces(utterance.text, utterance.language)
        if not said:
            raise StepFailed(self.name, "nothing to say")
        sound = self._ask(said, self._speed(utterance.rate))
        samples = self._comfortable(sound)
        path = self._write(to_wav(samples, sound.sample_rate))
        return Speech(path, self.name, samples.size / sound.sample_rate)

    def warm_up(self) -> None:
        """Start the process now, so that the first sentence need not wait for it. Raises `StepFailed`."""
        self._ask([], self._words_per_minute)

    def close(self) -> None:
        """End the process; what is asked afterwards fails. Also done when the program ends."""
        self._finalizer()

    def _speed(self, rate: float) -> int:
        speed = round(self._words_per_minute * min(MAXIMUM_RATE, max(MINIMUM_RATE, rate)))
        return min(MAXIMUM_WORDS_PER_MINUTE, max(MINIMUM_WORDS_PER_MINUTE, speed))

    def _ask(self, said: Sequence[Piece], words_per_minute: int) -> Sound:
        request = {"words_per_minute": words_per_minute, "pieces": [asdict(piece) for piece in said]}
        characters = sum(len(piece.text) for piece in said)
        try:
            return self._worker.ask(request, self._patience_seconds + characters * _SECONDS_PER_CHARACTER)
        except WorkerFailed as error:
            raise StepFailed(self.name, str(error)) from error

    def _comfortable(self, sound: Sound) -> Samples:
        try:
            return make_comfortable(np.frombuffer(sound.samples, np.int16), sound.sample_rate)
        except ValueError as error:  # `Unusable`, and numpy's for half a sample
            raise StepFailed(self.name, f"bad sound: {error}") from error

    def _write(self, content: bytes) -> Path:
        try:
            path = write_sound(self._folder, content)
        except OSError as error:
            raise StepFailed(self.name, f"cannot write the sound file: {error}") from error
        remove_older_than(self._folder, self._keep_seconds)
        return path


def espeak_command() -> tuple[str, ...]:
    """What starts `espeak_process`. Isolated and without site packages: it needs none, and so starts sooner.

    Raises `StepFailed` where the package `espeakng-loader` or its data is missing.
    """
    try:
        import espeakng_loader

        library, data = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    except (ImportError, RuntimeError) as error:
        raise StepFailed(_NAME, f"espeakng-loader is not installed: {error}") from error
    return (sys.executable, "-I", "-S", espeak_process.__file__, library, str(Path(data).parent))
