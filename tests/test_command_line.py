"""The command line as other people's scripts use it: a process of its own, read by its output and its exit status."""

import json
import os
import socket
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import pytest

from tests.local_google import Answer, LocalGoogle

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "assets" / "examples"

KEYS = {
    "photo",
    "language",
    "description",
    "caption",
    "translation",
    "text_in_photo",
    "hints",
    "speech",
    "notices",
    "seconds",
}


def soribom(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )


def objects(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def seconds_of(file: Path) -> float:
    with wave.open(str(file)) as sound:
        return float(sound.getnframes() / sound.getframerate())


def test_each_photo_gives_one_object_in_the_contract_s_form_and_a_sound_file_of_its_own(tmp_path: Path) -> None:
    photos = [EXAMPLES / "cat.jpg", EXAMPLES / "korean-sign.jpg"]
    options = ["--language", "ko", "--engine", "builtin", "--speech", tmp_path / "out.wav", "--json", "--offline"]
    finished = soribom("describe", *photos, *options)
    assert (finished.returncode, finished.stderr) == (0, "")
    cat, sign = objects(finished.stdout)
    for described, photo in zip((cat, sign), photos, strict=True):
        assert described.keys() == KEYS
        assert (described["photo"], described["language"]) == (str(photo), "ko")
        assert described["caption"].keys() == {"text", "engine", "certainty"}
        assert described["caption"]["engine"] == "builtin"
        assert 0 <= described["caption"]["certainty"] <= 1
        assert described["seconds"].keys() == {"open", "caption", "read", "translate", "speak"}
        assert described["translation"] is None
        assert described["speech"]["engine"] == "espeak-ng"
        assert seconds_of(Path(described["speech"]["file"])) == pytest.approx(described["speech"]["seconds"], abs=0.01)
    assert "고양이" in cat["description"]
    assert cat["text_in_photo"] == []
    assert "출구" in " ".join(sign["text_in_photo"])
    assert (cat["speech"]["file"], sign["speech"]["file"]) == (
        str(tmp_path / "out.wav"),
        str(tmp_path / "out-2.wav"),
    )


def test_a_person_gets_plain_words(tmp_path: Path) -> None:
    finished = soribom("describe", EXAMPLES / "cat.jpg", "--language", "en")
    assert finished.returncode == 0
    assert finished.stdout.startswith(f"{EXAMPLES / 'cat.jpg'}: ")
    assert "cat" in finished.stdout.removeprefix(str(EXAMPLES / "cat.jpg"))


def test_what_cannot_be_described_says_why_and_the_rest_goes_on(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes((EXAMPLES / "cat.jpg").read_bytes()[:2000])
    finished = soribom("describe", tmp_path / "gone.jpg", broken, EXAMPLES / "cat.jpg", "--json", "--language", "en")
    gone, damaged, cat = objects(finished.stdout)
    assert finished.returncode == 1
    assert gone == {"photo": str(tmp_path / "gone.jpg"), "error": gone["error"]}
    assert (gone["error"]["key"], damaged["error"]["key"]) == ("photo_missing", "photo_broken")
    assert gone["error"]["text"] in finished.stderr
    assert cat.keys() == KEYS


def test_a_sound_that_cannot_be_saved_leaves_the_words(tmp_path: Path) -> None:
    nowhere = tmp_path / "no such folder" / "out.wav"
    finished = soribom("describe", EXAMPLES / "cat.jpg", "--speech", nowhere, "--json")
    (cat,) = objects(finished.stdout)
    assert finished.returncode == 0
    assert cat["speech"] is None
    assert [notice["key"] for notice in cat["notices"]] == ["model_missing", "speech_not_saved"]
    assert str(nowhere) in finished.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="file names that are not UTF-8 exist on Linux alone")
def test_a_file_name_that_is_not_utf_8_is_still_named(tmp_path: Path) -> None:
    name = tmp_path / os.fsdecode(b"caf\xe9.jpg")
    finished = soribom("describe", name, "--json")
    (error,) = objects(finished.stdout)
    assert error["photo"] == str(name)


@pytest.mark.parametrize(
    "arguments",
    [["describe"], ["describe", "a.jpg", "--language", "klingon"], ["--port", "many"], ["nonsense"]],
)
def test_what_cannot_be_meant_is_a_usage_error(arguments: list[str]) -> None:
    finished = soribom(*arguments)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert "Traceback" not in finished.stderr


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    finished = soribom("describe", EXAMPLES / "cat.jpg", SORIBOM_RATE="fast", LC_ALL="ko_KR.UTF-8")
    assert finished.returncode == 2
    assert "SORIBOM_RATE" in finished.stderr
    assert "설정" in finished.stderr


def test_who_described_in_the_place_of_the_missing_model_is_told() -> None:
    finished = soribom("describe", EXAMPLES / "cat.jpg", "--json", "--language", "en", "--offline")
    (cat,) = objects(finished.stdout)
    (notice,) = cat["notices"]
    assert (finished.returncode, cat["caption"]["engine"], notice["key"]) == (0, "builtin", "model_missing")
    assert notice["text"] in finished.stderr


@pytest.mark.parametrize("engine", ["blip", "vit-gpt2"])
def test_an_engine_that_was_asked_for_alone_and_is_not_here_is_an_error(engine: str) -> None:
    finished = soribom("describe", EXAMPLES / "cat.jpg", "--json", "--language", "en", "--offline", "--engine", engine)
    (error,) = objects(finished.stdout)
    assert (finished.returncode, error["error"]["key"]) == (1, "engine_missing")
    assert f"models download {engine}" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_the_natural_voice_is_not_tried_offline(tmp_path: Path) -> None:
    with LocalGoogle() as google:
        finished = soribom(
            *("describe", EXAMPLES / "cat.jpg", "--json", "--speech", tmp_path / "out.wav", "--offline"),
            *("--voice", "natural", "--engine", "builtin"),
            SORIBOM_VOICE_SERVER=google.url,
        )
        assert google.asked == []
    (cat,) = objects(finished.stdout)
    assert (cat["speech"]["engine"], cat["notices"]) == ("espeak-ng", [])


def test_the_natural_voice_speaks_where_it_was_asked_for(tmp_path: Path) -> None:
    with LocalGoogle() as google:
        finished = soribom(
            *("describe", EXAMPLES / "cat.jpg", "--json", "--speech", tmp_path / "out.wav"),
            *("--voice", "natural", "--engine", "builtin"),
            SORIBOM_VOICE_SERVER=google.url,
        )
    (cat,) = objects(finished.stdout)
    assert cat["speech"]["engine"] == "gtts"
    assert seconds_of(tmp_path / "out.wav") == pytest.approx(cat["speech"]["seconds"], abs=0.01)
    assert {language for _, language in google.asked} == {"ko"}
    assert "".join(text for text, _ in google.asked).replace(" ", "") == cat["description"].replace(" ", "")


def test_a_voice_that_fails_is_replaced_and_that_is_told(tmp_path: Path) -> None:
    with LocalGoogle([Answer.HTML]) as google:
        finished = soribom(
            *("describe", EXAMPLES / "cat.jpg", "--json", "--speech", tmp_path / "out.wav", "--language", "en"),
            *("--voice", "natural", "--engine", "builtin"),
            SORIBOM_VOICE_SERVER=google.url,
        )
    (cat,) = objects(finished.stdout)
    assert (cat["speech"]["engine"], cat["notices"][0]["key"]) == ("espeak-ng", "engine_replaced")


def test_a_name_without_a_password_is_a_usage_error() -> None:
    finished = soribom("--auth", "somebody", LC_ALL="C")
    assert finished.returncode == 2
    assert "NAME:PASSWORD" in finished.stderr


def test_help_shows_both_commands_in_the_language_of_the_terminal() -> None:
    english, korean = soribom("--help", LC_ALL="C"), soribom("--help", LC_ALL="ko_KR.UTF-8")
    assert (english.returncode, korean.returncode) == (0, 0)
    assert "Serve the page" in english.stdout
    assert "페이지를 엽니다" in korean.stdout


@pytest.mark.parametrize("place", [["--port", "99999"], ["--host", "nowhere.invalid"]])
def test_a_place_where_no_page_can_be_is_said(place: list[str]) -> None:
    finished = soribom(*place)
    assert finished.returncode == 1
    assert "--host" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_folder_where_nothing_can_be_saved_is_said_before_anyone_needs_it(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a folder")
    finished = soribom(SORIBOM_DATA_DIR=str(tmp_path / "data"))
    assert finished.returncode == 1
    assert "SORIBOM_DATA_DIR" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        finished = soribom("--port", taken.getsockname()[1])
    assert finished.returncode == 1
    assert "--port" in finished.stderr
    assert "Traceback" not in finished.stderr
