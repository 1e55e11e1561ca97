"""The built-in voice, with the real eSpeak NG and with stand-ins that misbehave."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
import wave
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from pipelines.errors import StepFailed
from pipelines.speech.espeak import MAXIMUM_CHARACTERS, EspeakSpeaker, espeak_command
from pipelines.values import Language, Speech, Utterance

REPOSITORY = Path(__file__).parent.parent
KOREAN = "사진이 어둡습니다. 불을 켜고 다시 찍어 주십시오. 가운데에 얼굴이 하나 보입니다."
KOREAN_SYLLABLES = 33
SILENCE_AROUND = 0.3


@pytest.fixture
def speaker(tmp_path: Path) -> Iterator[EspeakSpeaker]:
    speaker = EspeakSpeaker(tmp_path / "sounds")
    yield speaker
    speaker.close()


def samples(speech: Speech) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    with wave.open(str(speech.path), "rb") as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 22050)
        content = sound.readframes(sound.getnframes())
        assert sound.getnframes() / sound.getframerate() == pytest.approx(speech.seconds)
    assert speech.path.stat().st_size == 44 + len(content)
    return np.frombuffer(content, "<i2").astype(np.float64)


def decibels(value: float) -> float:
    return float(20 * np.log10(value / 32768))


IN_EACH: dict[Language, str] = {
    "en": "A cat is sitting on a mat.",
    "es": "Un gato está sentado en una alfombra.",
    "fr": "Un chat est assis sur un tapis.",
    "de": "Eine Katze sitzt auf einer Matte.",
    "zh": "一只猫坐在垫子上。",
    "ja": "ねこがマットのうえにすわっています。",
    "vi": "Một con mèo đang ngồi trên tấm thảm.",
}


@pytest.mark.parametrize("language", IN_EACH)
def test_every_language_is_spoken_in_its_own_voice(speaker: EspeakSpeaker, language: Language) -> None:
    speech = speaker.run(Utterance(IN_EACH[language], language))
    assert 1 < speech.seconds < 6
    in_another = speaker.run(Utterance(IN_EACH[language], "en" if language != "en" else "de"))
    assert speech.path.read_bytes() != in_another.path.read_bytes()


def test_kanji_are_not_said_in_chinese(speaker: EspeakSpeaker) -> None:
    with pytest.raises(StepFailed):
        speaker.run(Utterance("猫が座っています。", "ja"))


def gone(process: int, seconds: float = 5) -> bool:
    """Whether that process ends within `seconds`; a zombie has not ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def stand_in(tmp_path: Path, body: str) -> list[str]:
    """A command whose process notes its id in `ids` and then runs `body` instead of eSpeak."""
    script = tmp_path / "stand_in.py"
    start = f"import os, struct, sys, time\nopen({str(tmp_path / 'ids')!r}, 'a').write(f'{{os.getpid()}}\\n')\n"
    script.write_text(start + textwrap.dedent(body), encoding="utf-8")
    return [sys.executable, "-I", "-S", str(script)]


def started(tmp_path: Path) -> list[int]:
    return [int(line) for line in (tmp_path / "ids").read_text().split()]


def noting(tmp_path: Path, first: str) -> list[str]:
    """The real process, noted in `ids`; the first one started runs `first` instead."""
    body = f"""
        if len(open({str(tmp_path / "ids")!r}).read().split()) == 1:
            {first}
        command = {list(espeak_command())!r}
        os.execv(command[0], command)
    """
    return stand_in(tmp_path, body)


@pytest.mark.parametrize(
    ("text", "language", "shortest", "longest"),
    [
        (KOREAN, "ko", 6.0, 9.0),
        ("글자가 있습니다. 출구, EXIT.", "ko", 2.5, 5.0),
        ("Probably a photo of a cat.", "en", 1.4, 3.0),
        ("There is text: 출구 EXIT", "en", 1.5, 4.0),
        ("<speak>a & b</speak> \x01 😀", "en", 0.8, 3.0),
    ],
)
def test_speech_is_a_wav_of_sensible_length_and_loudness(
    speaker: EspeakSpeaker, text: str, language: Language, shortest: float, longest: float
) -> None:
    speech = speaker.run(Utterance(text, language))
    sound = samples(speech)
    assert speech.engine == speaker.name == "espeak-ng"
    assert shortest < speech.seconds < longest
    assert decibels(np.abs(sound).max()) == pytest.approx(-1, abs=0.1)
    assert -23 < decibels(np.sqrt(np.mean(sound**2))) < -14


def test_korean_has_a_comfortable_pace(speaker: EspeakSpeaker) -> None:
    assert 4 < KOREAN_SYLLABLES / speaker.run(Utterance(KOREAN, "ko")).seconds < 5


def test_rate_changes_the_length(speaker: EspeakSpeaker) -> None:
    seconds = [speaker.run(Utterance(KOREAN, "ko", rate)).seconds for rate in (0.1, 0.5, 1.0, 2.0, 3.0, 9.0)]
    assert seconds[0] == pytest.approx(seconds[1], rel=0.01)
    assert seconds[4] == pytest.approx(seconds[5], rel=0.01)
    assert seconds[3] > 1.2 * seconds[4]
    assert seconds[1] > 1.6 * seconds[2] > 2.4 * seconds[3]


@pytest.mark.parametrize(
    ("sentence", "language", "characters"),
    [
        (KOREAN + " ", "ko", 5000),
        ("가나다라마바사 ", "ko", 1500),
        ("강낙단람", "ko", 1500),
        ("얼굴이 하나, 고양이 하나, ", "ko", 1500),
        ("a red tomato ", "en", 5000),
        ("tomato", "en", 1500),
    ],
)
def test_a_very_long_text_is_said_whole(
    speaker: EspeakSpeaker, sentence: str, language: Language, characters: int
) -> None:
    def seconds_each(times: int) -> float:
        return (speaker.run(Utterance(sentence * times, language, 2.0)).seconds - SILENCE_AROUND) / times

    assert seconds_each(characters // len(sentence)) > 0.8 * seconds_each(4)


@pytest.mark.parametrize("text", ["", " \n", "…?!", "😀", "<>"])
def test_nothing_to_say_fails(speaker: EspeakSpeaker, text: str) -> None:
    with pytest.raises(StepFailed, match="nothing to say"):
        speaker.run(Utterance(text, "ko"))


def test_too_long_a_text_fails(speaker: EspeakSpeaker) -> None:
    with pytest.raises(StepFailed, match="too many"):
        speaker.run(Utterance("가" * (MAXIMUM_CHARACTERS + 1), "ko"))


def test_eight_people_at_once_each_get_their_own_file(speaker: EspeakSpeaker) -> None:
    texts = ["고양이 " * count for count in range(1, 17)]
    alone = [speaker.run(Utterance(text, "ko")).seconds for text in texts]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: speaker.run(Utterance(text, "ko")), texts))
    assert [speech.seconds for speech in together] == pytest.approx(alone, rel=0.02)
    assert len({speech.path for speech in together}) == len(texts)
    assert [len(samples(speech)) / 22050 for speech in together] == pytest.approx(alone, rel=0.02)


def test_old_files_go_when_a_new_one_comes(tmp_path: Path) -> None:
    speaker = EspeakSpeaker(tmp_path, keep_seconds=60)
    old = speaker.run(Utterance("하나", "ko")).path
    os.utime(old, (time.time() - 61, time.time() - 61))
    new = speaker.run(Utterance("둘", "ko")).path
    speaker.close()
    assert list(tmp_path.iterdir()) == [new]


def test_a_folder_that_cannot_be_written_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    speaker = EspeakSpeaker(tmp_path / "file")
    with pytest.raises(StepFailed, match="cannot write"):
        speaker.run(Utterance("안녕하세요", "ko"))
    speaker.close()


def test_a_full_disk_fails_and_leaves_nothing(tmp_path: Path) -> None:
    """A limit on the size of a file stands in for the full disk: the write stops half-way with an error too."""
    program = f"""
        import resource, signal, sys
        sys.path.insert(0, {str(REPOSITORY)!r})
        from pathlib import Path
        from pipelines.errors import StepFailed
        from pipelines.speech.espeak import EspeakSpeaker
        from pipelines.values import Utterance
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
        try:
            EspeakSpeaker(Path("sounds")).run(Utterance("안녕하세요", "ko"))
        except StepFailed as failure:
            print(failure)
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "cannot write the sound file" in done.stdout
    assert list((tmp_path / "sounds").iterdir()) == []


def test_a_process_killed_between_two_sentences_is_replaced(tmp_path: Path) -> None:
    speaker = EspeakSpeaker(tmp_path, command=noting(tmp_path, "pass"))
    before = speaker.run(Utterance("안녕하세요", "ko")).seconds
    os.kill(started(tmp_path)[0], signal.SIGKILL)
    assert speaker.run(Utterance("안녕하세요", "ko")).seconds == pytest.approx(before, rel=0.02)
    first, second = started(tmp_path)
    speaker.close()
    assert gone(first)
    assert gone(second)


@pytest.mark.parametrize(
    "first",
    ["sys.stdin.buffer.read(4); os.kill(os.getpid(), 9)", "os._exit(3)", "time.sleep(60)", "os.write(1, b'x' * 99)"],
)
def test_a_process_that_fails_once_costs_nobody_their_speech(tmp_path: Path, first: str) -> None:
    speaker = EspeakSpeaker(tmp_path, patience_seconds=1, command=noting(tmp_path, first))
    assert speaker.run(Utterance("안녕하세요", "ko")).seconds > 0.5
    speaker.close()
    assert len(started(tmp_path)) == 2
    assert all(gone(process) for process in started(tmp_path))


HEADER = "b'{\"sample_rate\": 22050}'"
MISBEHAVIOURS = {
    "hangs": "time.sleep(60)",
    "hangs in the middle": "sys.stdout.buffer.write(b'\\0\\0\\0\\x16{'); sys.stdout.flush(); time.sleep(60)",
    "exits": "os._exit(0)",
    "answers garbage": "print('garbage ' * 10)",
    "answers a promise": "sys.stdout.buffer.write(b'\\xff\\xff\\xff\\xff')",
    "answers no JSON": "sys.stdout.buffer.write(b'\\0\\0\\0\\1{\\0\\0\\0\\0')",
    "answers other JSON": "sys.stdout.buffer.write(b'\\0\\0\\0\\2[]\\0\\0\\0\\0')",
    "answers an error": 'sys.stdout.buffer.write(b\'\\0\\0\\0\\x0e{"error": "x"}\\0\\0\\0\\0\')',
    "answers short": f"sys.stdout.buffer.write(struct.pack('>I', 22) + {HEADER} + struct.pack('>I', 9999) + bytes(9))",
    "answers nothing": f"sys.stdout.buffer.write(struct.pack('>I', 22) + {HEADER} + struct.pack('>I', 0))",
    "answers silence": f"sys.stdout.buffer.write(struct.pack('>I', 22) + {HEADER} + struct.pack('>I', 8) + bytes(8))",
    "answers a click": (
        f"sys.stdout.buffer.write(struct.pack('>I', 22) + {HEADER} + struct.pack('>I', 8) + b'\\x11' * 8)"
    ),
    "answers half a sample": (
        f"sys.stdout.buffer.write(struct.pack('>I', 22) + {HEADER} + struct.pack('>I', 3) + b'\\x11' * 3)"
    ),
}


@pytest.mark.parametrize("misbehaviour", MISBEHAVIOURS)
def test_a_process_that_keeps_failing_fails_the_step_in_time(tmp_path: Path, misbehaviour: str) -> None:
    sounds = tmp_path / "sounds"
    command = stand_in(tmp_path, MISBEHAVIOURS[misbehaviour])
    speaker = EspeakSpeaker(sounds, patience_seconds=0.5, command=command)
    start = time.monotonic()
    with pytest.raises(StepFailed):
        speaker.run(Utterance("안녕하세요", "ko"))
    assert time.monotonic() - start < 4
    speaker.close()
    assert all(gone(process) for process in started(tmp_path))
    assert not sounds.exists()


def test_a_command_that_is_not_there_fails(tmp_path: Path) -> None:
    speaker = EspeakSpeaker(tmp_path, command=[str(tmp_path / "nothing")])
    with pytest.raises(StepFailed, match="cannot start"):
        speaker.run(Utterance("안녕하세요", "ko"))


def test_missing_voice_data_is_told(tmp_path: Path) -> None:
    command = espeak_command()
    speaker = EspeakSpeaker(tmp_path, command=[*command[:-1], str(tmp_path)])
    with pytest.raises(StepFailed, match="espeak_Initialize returned"):
        speaker.run(Utterance("안녕하세요", "ko"))


def test_voice_data_at_the_end_of_a_long_path_is_found(tmp_path: Path) -> None:
    command = espeak_command()
    folder = tmp_path.joinpath(*["한글 이름" * 8] * 4)
    folder.parent.mkdir(parents=True)
    folder.symlink_to(command[-1])
    speaker = EspeakSpeaker(tmp_path, command=[*command[:-1], str(folder)])
    assert speaker.run(Utterance("안녕하세요", "ko")).seconds > 0.5
    speaker.close()


def test_closing_ends_the_process_and_later_requests_fail(tmp_path: Path) -> None:
    speaker = EspeakSpeaker(tmp_path, command=noting(tmp_path, "pass"))
    speaker.warm_up()
    speaker.close()
    speaker.close()
    assert gone(started(tmp_path)[0])
    with pytest.raises(StepFailed, match="closed"):
        speaker.run(Utterance("안녕하세요", "ko"))


def test_closing_interrupts_a_sentence_under_way(tmp_path: Path) -> None:
    speaker = EspeakSpeaker(tmp_path, patience_seconds=60, command=stand_in(tmp_path, "time.sleep(60)"))
    threading.Timer(0.5, speaker.close).start()
    start = time.monotonic()
    with pytest.raises(StepFailed, match="closed"):
        speaker.run(Utterance("안녕하세요", "ko"))
    assert time.monotonic() - start < 10


def run_elsewhere(tmp_path: Path, ending: str) -> "subprocess.Popen[str]":
    """A program in another folder that speaks once, prints the child's id and goes on with `ending`."""
    program = f"""
        import os, sys, time
        sys.path.insert(0, {str(REPOSITORY)!r})
        from pathlib import Path
        from pipelines.speech.espeak import EspeakSpeaker
        from pipelines.values import Utterance
        speaker = EspeakSpeaker(Path("sounds"), command={noting(tmp_path, "pass")!r})
        speaker.run(Utterance("안녕하세요", "ko"))
        print("ready", flush=True)
        {ending}
    """
    script = tmp_path / "program.py"
    script.write_text(textwrap.dedent(program), encoding="utf-8")
    command = [sys.executable, "-W", "error", str(script)]
    return subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def kill(program: "subprocess.Popen[str]") -> None:
    program.kill()


def interrupt(program: "subprocess.Popen[str]") -> None:
    program.send_signal(signal.SIGINT)


def wait(program: "subprocess.Popen[str]") -> None:
    program.wait(10)


@pytest.mark.parametrize(
    ("ending", "end"),
    [("time.sleep(60)", kill), ("time.sleep(60)", interrupt), ("pass", wait)],
    ids=["killed", "interrupted", "finished"],
)
def test_the_child_ends_with_its_parent(
    tmp_path: Path, ending: str, end: Callable[["subprocess.Popen[str]"], None]
) -> None:
    with run_elsewhere(tmp_path, ending) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        assert program.stdout.readline() == "ready\n"
        end(program)
        assert "espeak_process" not in program.stderr.read()
        program.wait(10)
    assert gone(started(tmp_path)[0])


def test_the_child_ignores_ctrl_c(tmp_path: Path) -> None:
    speaker = EspeakSpeaker(tmp_path, command=noting(tmp_path, "pass"))
    speaker.warm_up()
    os.kill(started(tmp_path)[0], signal.SIGINT)
    speaker.run(Utterance("안녕하세요", "ko"))
    speaker.close()
    assert len(started(tmp_path)) == 1


def test_the_child_notices_the_end_of_its_parent_while_it_speaks() -> None:
    text = b"\xea\xb0\x80 " * 300_000
    request = b'{"words_per_minute": 80, "pieces": [{"voice": "ko", "pause": true, "text": "' + text + b'"}]}'
    child = subprocess.Popen(espeak_command(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert child.stdin is not None
    child.stdin.write(len(request).to_bytes(4, "big") + request)
    child.stdin.close()
    assert child.wait(10) == 0


def test_importing_the_voice_is_light() -> None:
    program = "import sys, pipelines.speech.espeak; print({'torch', 'onnxruntime', 'gradio', 'cv2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
