"""The natural voice against a server on this machine that does what servers and networks do."""

import socket
import ssl
import subprocess
import sys
import time
import wave
from pathlib import Path

import numpy as np
import pytest
import trustme
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import StepFailed, Unreachable
from pipelines.speech.gtts import SAMPLE_RATE, GttsSpeaker
from pipelines.speech.tempo import change_tempo
from pipelines.speech.waveform import Samples
from pipelines.values import Language, Utterance
from tests.local_google import Answer, LocalGoogle

ROOT = Path(__file__).parent.parent
HELLO = Utterance("안녕하세요. 고양이 사진입니다.", "ko")


def speaker(folder: Path, google: LocalGoogle) -> GttsSpeaker:
    return GttsSpeaker(folder, google.url, connect_seconds=0.5, read_seconds=0.5, seconds=1.0, pause_seconds=0.01)


def samples_of(path: Path) -> Samples:
    with wave.open(str(path)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, SAMPLE_RATE)
        return np.frombuffer(sound.readframes(sound.getnframes()), np.int16)


def pitch(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size)))
    return float(np.argmax(spectrum) * SAMPLE_RATE / samples.size)


def test_the_sound_is_a_file_of_its_own_with_a_comfortable_loudness(tmp_path: Path) -> None:
    with LocalGoogle() as google:
        first, second = (speaker(tmp_path, google).run(HELLO) for _ in range(2))
    assert first.path != second.path
    samples = samples_of(first.path)
    assert first.seconds == pytest.approx(samples.size / SAMPLE_RATE)
    assert 1.0 < first.seconds < 1.6
    assert 20 * np.log10(np.abs(samples).max() / 32767) == pytest.approx(-1, abs=0.1)
    assert pitch(samples) == pytest.approx(440, abs=3)


@pytest.mark.parametrize(("language", "code"), [("ko", "ko"), ("en", "en"), ("zh", "zh-CN"), ("vi", "vi")])
def test_it_asks_for_the_language_of_the_text(tmp_path: Path, language: Language, code: str) -> None:
    with LocalGoogle() as google:
        speaker(tmp_path, google).run(Utterance("hello", language))
    assert google.asked == [("hello", code)]


def test_a_long_text_is_asked_for_in_parts_and_said_whole(tmp_path: Path) -> None:
    text = " ".join(f"Sentence number {number} is here." for number in range(20))
    with LocalGoogle() as google:
        speech = speaker(tmp_path, google).run(Utterance(text, "en"))
    assert len(google.asked) > 4
    assert all(len(part) <= 100 for part, _ in google.asked)
    assert speech.seconds > len(google.asked)


@pytest.mark.parametrize(
    "answer",
    [answer for answer in Answer if answer is not Answer.GOOD],
    ids=lambda answer: str(answer.name).lower(),
)
def test_whatever_goes_wrong_ends_soon_and_leaves_no_file(tmp_path: Path, answer: Answer) -> None:
    started = time.monotonic()
    with LocalGoogle([answer]) as google, pytest.raises(Unreachable):
        speaker(tmp_path, google).run(HELLO)
    assert time.monotonic() - started < 10
    assert list(tmp_path.rglob("*.wav*")) == []
    assert "followed" not in str(google.asked)
    assert len(google.asked) == (2 if answer is Answer.BUSY else 1)


def test_a_busy_server_is_asked_once_more(tmp_path: Path) -> None:
    with LocalGoogle([Answer.BUSY, Answer.GOOD]) as google:
        assert speaker(tmp_path, google).run(HELLO).seconds > 1
    assert len(google.asked) == 2


def test_a_part_that_fails_fails_the_whole(tmp_path: Path) -> None:
    with LocalGoogle([Answer.GOOD, Answer.HTML]) as google, pytest.raises(Unreachable):
        speaker(tmp_path, google).run(Utterance("A sentence that goes on. " * 12, "en"))


def test_nobody_listening_is_unreachable(tmp_path: Path) -> None:
    with LocalGoogle() as google:
        pass
    with pytest.raises(Unreachable):
        speaker(tmp_path, google).run(HELLO)


def test_a_server_whose_certificate_nobody_vouches_for_is_not_spoken_to(tmp_path: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    with LocalGoogle(context=context) as google, pytest.raises(Unreachable, match="certificate"):
        speaker(tmp_path, google).run(HELLO)
    assert google.asked == []


@pytest.mark.parametrize("text", ["", "   ", "...", "?!", "🎉", "---", "\n"])
def test_a_text_with_nothing_to_say_asks_nobody(tmp_path: Path, text: str) -> None:
    with LocalGoogle() as google, pytest.raises(StepFailed) as caught:
        speaker(tmp_path, google).run(Utterance(text, "ko"))
    assert not isinstance(caught.value, Unreachable)
    assert google.asked == []


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_is_said_or_refused(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    folder = tmp_path_factory.getbasetemp()
    with pytest.raises(StepFailed):
        GttsSpeaker(folder, nobody).run(Utterance(text, "ko"))


@pytest.mark.parametrize("rate", [0.5, 0.75, 1.5, 2.0, 3.0])
def test_the_rate_changes_the_length_and_not_the_pitch(tmp_path: Path, rate: float) -> None:
    with LocalGoogle() as google:
        ordinary = speaker(tmp_path, google).run(Utterance("hello", "en"))
        changed = speaker(tmp_path, google).run(Utterance("hello", "en", rate))
    silence = 0.3
    assert (changed.seconds - silence) * rate == pytest.approx(ordinary.seconds - silence, rel=0.15)
    assert pitch(samples_of(changed.path)) == pytest.approx(440, abs=8)


def test_a_change_of_tempo_makes_no_clicks() -> None:
    time_axis = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    tone = np.rint(10_000 * np.sin(2 * np.pi * 220 * time_axis)).astype(np.int16)
    steepest = np.abs(np.diff(tone.astype(int))).max()
    for rate in (0.6, 1.3, 2.2):
        changed = change_tempo(tone, SAMPLE_RATE, rate).astype(int)
        assert np.abs(np.diff(changed)).max() < 1.5 * steepest
        assert np.abs(changed[2000:-2000]).max() == pytest.approx(10_000, rel=0.1)


def test_the_ordinary_tempo_leaves_every_sample_as_it_is() -> None:
    samples = np.random.default_rng(0).integers(-9000, 9000, SAMPLE_RATE).astype(np.int16)
    assert change_tempo(samples, SAMPLE_RATE, 1.0) is samples


def test_nothing_of_the_network_is_loaded_before_it_is_chosen() -> None:
    program = "import sys, pipelines.speech.gtts; print({'requests', 'gtts', 'miniaudio'} & sys.modules.keys())"
    finished = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert finished.stdout.strip() == "set()"
