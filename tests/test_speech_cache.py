import os
import stat
import time
from pathlib import Path

import numpy as np
import pytest

from pipelines.errors import StepFailed
from pipelines.speech.cache import DAY, CachedSpeaker
from pipelines.speech.sound_files import write_sound
from pipelines.speech.waveform import to_wav
from pipelines.values import Speech, Utterance

CAT = Utterance("고양이입니다.", "ko")


class Voice:
    """Speaks a sound of one second, different every time, and counts how often it was asked."""

    name = "voice"

    def __init__(self, folder: Path) -> None:
        self.asked = 0
        self._folder = folder

    def run(self, utterance: Utterance, /) -> Speech:
        self.asked += 1
        content = to_wav(np.full(1000, 1000 + self.asked, np.int16), 1000)
        return Speech(write_sound(self._folder, content), self.name, 1.0)


@pytest.fixture
def voice(tmp_path: Path) -> Voice:
    return Voice(tmp_path / "speech")


def cached(voice: Voice, tmp_path: Path, megabytes: float = 64) -> CachedSpeaker:
    return CachedSpeaker(voice, tmp_path / "kept", tmp_path / "speech", megabytes=megabytes)


def test_the_same_text_is_said_again_from_what_was_kept_in_a_file_of_its_own(voice: Voice, tmp_path: Path) -> None:
    first, second = (cached(voice, tmp_path).run(CAT) for _ in range(2))
    assert voice.asked == 1
    assert first.path != second.path
    assert second.path.parent == tmp_path / "speech"
    assert (second.path.read_bytes(), second.seconds, second.engine) == (first.path.read_bytes(), 1.0, "voice")


@pytest.mark.parametrize(
    "other", [Utterance("개입니다.", "ko"), Utterance("고양이입니다.", "en"), Utterance("고양이입니다.", "ko", 1.5)]
)
def test_another_text_language_or_rate_is_another_sound(voice: Voice, tmp_path: Path, other: Utterance) -> None:
    speaker = cached(voice, tmp_path)
    assert speaker.run(CAT).path.read_bytes() != speaker.run(other).path.read_bytes()


@pytest.mark.parametrize("damage", [b"", b"RIFF", b"not a sound", None])
def test_what_was_damaged_is_made_again(voice: Voice, tmp_path: Path, damage: bytes | None) -> None:
    speaker = cached(voice, tmp_path)
    speaker.run(CAT)
    (kept,) = (tmp_path / "kept").iterdir()
    kept.write_bytes(kept.read_bytes()[:-100] if damage is None else damage)
    assert speaker.run(CAT).seconds == 1.0
    assert voice.asked == 2


def test_nobody_else_can_listen(voice: Voice, tmp_path: Path) -> None:
    cached(voice, tmp_path).run(CAT)
    (kept,) = (tmp_path / "kept").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_a_failure_is_not_kept(voice: Voice, tmp_path: Path) -> None:
    class Mute(Voice):
        def run(self, utterance: Utterance, /) -> Speech:
            raise StepFailed("voice", "no")

    with pytest.raises(StepFailed):
        cached(Mute(tmp_path), tmp_path).run(CAT)
    assert not (tmp_path / "kept").exists()


def test_a_folder_that_cannot_be_written_only_keeps_nothing(voice: Voice, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file stands where the folder should be")
    speaker = cached(voice, tmp_path)
    assert [speaker.run(CAT).seconds for _ in range(2)] == [1.0, 1.0]
    assert voice.asked == 2


def test_the_oldest_go_when_there_are_too_many(voice: Voice, tmp_path: Path) -> None:
    speaker = cached(voice, tmp_path, megabytes=0.0045)  # a sound takes 2,044 bytes
    for number in range(5):
        speaker.run(Utterance(f"{number}", "ko"))
        for file in (tmp_path / "kept").iterdir():
            os.utime(file, (file.stat().st_atime - 10, file.stat().st_mtime - 10))
    assert len(list((tmp_path / "kept").iterdir())) == 2
    speaker.run(Utterance("4", "ko"))
    assert voice.asked == 5


def test_what_is_too_old_is_made_again(voice: Voice, tmp_path: Path) -> None:
    speaker = cached(voice, tmp_path)
    speaker.run(CAT)
    (kept,) = (tmp_path / "kept").iterdir()
    os.utime(kept, (time.time(), time.time() - 8 * DAY))
    speaker.run(CAT)
    assert voice.asked == 2
