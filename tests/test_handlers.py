import csv
from pathlib import Path

import pytest
from PIL import Image

from app.feedback import FeedbackLog
from app.handlers import Handlers
from app.messages import engine_name, say
from pipelines.errors import NotReady, StepFailed
from pipelines.step import Captioner
from pipelines.values import Caption, Language, Photo
from tests.fakes import CAT, EXIT, Answers, FakeModels, Raises, SilentSpeaker, chain_of

INSIDES = "Traceback: weights.bin is corrupt"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    Image.effect_noise((200, 150), 80).convert("RGB").save(path)
    return path


def handlers(folder: Path, captioner: Captioner | None = None) -> Handlers:
    chain = chain_of(
        captioners=[captioner or Answers("fake", CAT)],
        readers=[Answers("fake-reader", EXIT)],
        speakers=[SilentSpeaker(folder)],
    )
    return Handlers(chain, FeedbackLog(folder / "data" / "feedback.csv"), FakeModels(), rate=1.0)


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "data" / "feedback.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_photo_is_shown_said_and_ready_to_be_judged(photo: Path, tmp_path: Path) -> None:
    shown = handlers(tmp_path).describe(photo, "ko", "offline")
    assert shown.text == "아마 고양이 사진입니다. 출구 EXIT"
    assert shown.lines == ("출구", "EXIT")
    assert shown.speech is not None
    assert shown.visit is not None


@pytest.mark.parametrize("language", ["ko", "en"])
def test_without_a_photo_a_person_is_told_to_choose_one(tmp_path: Path, language: Language) -> None:
    shown = handlers(tmp_path).describe(None, language, "offline")
    assert (shown.text, shown.visit) == (say("no_photo", language), None)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_file_that_is_no_photo_is_told_as_such(tmp_path: Path, language: Language) -> None:
    text = tmp_path / "notes.jpg"
    text.write_text("not a photo")
    shown = handlers(tmp_path).describe(text, language, "offline")
    assert (shown.text, shown.speech, shown.visit) == (say("not_an_image", language), None, None)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_failing_captioner_is_never_read_aloud(photo: Path, tmp_path: Path, language: Language) -> None:
    broken = Raises[Photo, Caption]("broken", StepFailed("broken", INSIDES))
    shown = handlers(tmp_path, broken).describe(photo, language, "offline")
    assert shown.text == say("engine_failed", language, engine="broken")
    assert shown.speech is None


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_engine_alone_whose_model_is_missing_says_how_to_get_it(
    photo: Path, tmp_path: Path, language: Language
) -> None:
    absent = Raises[Photo, Caption]("blip", NotReady("blip", "not here", "model_missing"))
    shown = handlers(tmp_path, absent).describe(photo, language, "offline")
    assert "python -m app models download blip" in shown.text
    coming = Raises[Photo, Caption]("blip", NotReady("blip", "coming", "model_downloading"))
    shown = handlers(tmp_path, coming).describe(photo, language, "offline")
    assert shown.text == say("engine_coming", language, engine=engine_name("blip", language))


def test_a_thumb_is_on_disk_before_thank_you_is_said(photo: Path, tmp_path: Path) -> None:
    page = handlers(tmp_path)
    visit = page.describe(photo, "ko", "offline").visit
    judged = page.judge(visit, "up", " 고양이가 맞아요 ", "ko", "session-1")
    assert judged.text == say("thanks", "ko")
    (row,) = rows(tmp_path)
    assert (row["verdict"], row["comment"], row["session"], row["language"]) == (
        "up",
        "고양이가 맞아요",
        "session-1",
        "ko",
    )
    assert (row["caption"], row["caption_engine"], row["certainty"]) == (CAT.text, "fake", "0.93")
    assert row["speech_engine"] == "fake-voice"
    assert visit is not None
    assert row["photo_sha256"] == visit.description.photo_sha256


def test_the_same_answer_is_saved_once_and_a_change_of_mind_again(photo: Path, tmp_path: Path) -> None:
    page = handlers(tmp_path)
    judged = page.judge(page.describe(photo, "ko", "offline").visit, "up", "", "ko", "s")
    again = page.judge(judged.visit, "up", "", "ko", "s")
    assert again.text == say("already_answered", "ko")
    changed = page.judge(again.visit, "down", "", "ko", "s")
    assert changed.text == say("thanks", "ko")
    assert [row["verdict"] for row in rows(tmp_path)] == ["up", "down"]


def test_there_is_nothing_to_judge_before_a_description(tmp_path: Path) -> None:
    judged = handlers(tmp_path).judge(None, "up", "", "en", "s")
    assert judged.text == say("nothing_to_judge", "en")
    assert not (tmp_path / "data" / "feedback.csv").exists()


def test_an_answer_that_could_not_be_saved_is_not_thanked_for(photo: Path, tmp_path: Path) -> None:
    page = handlers(tmp_path)
    visit = page.describe(photo, "ko", "offline").visit
    (tmp_path / "data").write_text("a file stands where the folder should be")
    judged = page.judge(visit, "up", "", "ko", "s")
    assert judged.text == say("feedback_not_saved", "ko")
    (tmp_path / "data").unlink()
    assert page.judge(judged.visit, "up", "", "ko", "s").text == say("thanks", "ko")
