from pathlib import Path

import pytest
from PIL import Image

from app.wording import compose
from pipelines.describe import Findings, Request, describe
from pipelines.errors import Exhausted, InvalidPhoto, NotReady, PipelineError, StepFailed
from pipelines.fallback import Fallback
from pipelines.step import Captioner
from pipelines.values import Caption, Faces, Language, Photo, Speech, TextInPhoto, Translation, Untranslated, Utterance
from tests.fakes import CAT, EXIT, NO_TEXT, Answers, Raises, SilentSpeaker, chain_of

INSIDES = "Traceback: /home/maintainer/models weights.bin is corrupt"
LANGUAGES: tuple[Language, ...] = ("ko", "en")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    Image.effect_noise((200, 150), 80).convert("RGB").save(path)
    return path


def captioner() -> Answers[Photo, Caption]:
    return Answers("fake", CAT)


def reader(text: TextInPhoto = NO_TEXT) -> Answers[Photo, TextInPhoto]:
    return Answers("fake-reader", text)


def test_korean_is_the_engine_s_own_and_never_translated(photo: Path, tmp_path: Path) -> None:
    translator = Answers[Untranslated, Translation]("fake-translator", Translation("번역", "ko", "fake-translator"))
    chain = chain_of(
        captioners=[captioner()],
        readers=[reader(EXIT)],
        speakers=[SilentSpeaker(tmp_path)],
        translators={"ko": Fallback("translator", [translator])},
    )
    description = describe(chain, Request(photo, "ko"))
    assert description.text == "아마 고양이 사진입니다. 출구 EXIT"
    assert (description.language, description.translation, translator.asked) == ("ko", None, [])


def test_what_is_said_is_exactly_what_is_shown(photo: Path, tmp_path: Path) -> None:
    chain = chain_of(captioners=[captioner()], readers=[reader(EXIT)], speakers=[SilentSpeaker(tmp_path)])
    description = describe(chain, Request(photo, "en"))
    assert description.speech is not None
    assert description.speech.path.read_text(encoding="utf-8") == description.text


def test_a_caption_that_speaks_no_korean_is_translated(photo: Path, tmp_path: Path) -> None:
    english = Answers[Photo, Caption]("fake", Caption("a cat", "fake", 0.9))
    korean = Answers[Untranslated, Translation]("fake-translator", Translation("고양이", "ko", "fake-translator"))
    chain = chain_of(
        captioners=[english],
        readers=[reader()],
        speakers=[SilentSpeaker(tmp_path)],
        translators={"ko": Fallback("translator", [korean])},
    )
    description = describe(chain, Request(photo, "ko"))
    assert (description.language, description.text) == ("ko", "고양이")


def test_without_a_translator_the_english_stands_and_says_so(photo: Path, tmp_path: Path) -> None:
    english = Answers[Photo, Caption]("fake", Caption("a cat", "fake", 0.9))
    chain = chain_of(captioners=[english], readers=[reader()], speakers=[SilentSpeaker(tmp_path)])
    description = describe(chain, Request(photo, "ko"))
    assert (description.language, description.text) == ("en", "a cat")
    assert [notice.key for notice in description.notices] == ["not_translated"]


def test_the_next_captioner_answers_and_the_notice_names_both(photo: Path, tmp_path: Path) -> None:
    broken = Raises[Photo, Caption]("broken", StepFailed("broken", INSIDES))
    chain = chain_of(captioners=[broken, captioner()], readers=[reader()], speakers=[SilentSpeaker(tmp_path)])
    description = describe(chain, Request(photo, "ko"))
    assert description.caption is CAT
    assert [(notice.key, dict(notice.details)) for notice in description.notices] == [
        ("engine_replaced", {"engine": "broken", "by": "fake"})
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_that_could_not_be_read_is_not_the_same_as_no_text(
    photo: Path, tmp_path: Path, language: Language
) -> None:
    broken = Raises[Photo, TextInPhoto]("broken", StepFailed("broken", INSIDES))
    chain = chain_of(captioners=[captioner()], readers=[broken], speakers=[SilentSpeaker(tmp_path)], compose=compose)
    unread = describe(chain, Request(photo, language))
    assert unread.text_in_photo is None
    assert [notice.key for notice in unread.notices] == ["text_not_read"]
    chain = chain_of(captioners=[captioner()], readers=[reader()], speakers=[SilentSpeaker(tmp_path)], compose=compose)
    assert unread.text != describe(chain, Request(photo, language)).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("failing", ["reader", "speaker"])
def test_no_exception_text_reaches_what_is_said(photo: Path, tmp_path: Path, failing: str, language: Language) -> None:
    unread = Raises[Photo, TextInPhoto]("broken", StepFailed("broken", INSIDES))
    mute = Raises[Utterance, Speech]("broken", StepFailed("broken", INSIDES))
    chain = chain_of(
        captioners=[captioner()],
        readers=[unread if failing == "reader" else reader()],
        speakers=[mute if failing == "speaker" else SilentSpeaker(tmp_path)],
        compose=compose,
    )
    description = describe(chain, Request(photo, language))
    assert INSIDES not in str(description)
    assert "broken" not in description.text
    assert (description.speech is None) == (failing == "speaker")


def test_nobody_can_say_what_it_is(photo: Path, tmp_path: Path) -> None:
    broken = Raises[Photo, Caption]("broken", StepFailed("broken", INSIDES))
    chain = chain_of(captioners=[broken], readers=[reader()], speakers=[SilentSpeaker(tmp_path)])
    with pytest.raises(Exhausted):
        describe(chain, Request(photo, "ko"))


@pytest.mark.parametrize("part", ["captioner", "reader", "speaker"])
def test_a_bug_in_any_engine_surfaces(photo: Path, tmp_path: Path, part: str) -> None:
    bug = TypeError("a bug")
    chain = chain_of(
        captioners=[Raises("bug", bug) if part == "captioner" else captioner()],
        readers=[Raises("bug", bug) if part == "reader" else reader()],
        speakers=[Raises("bug", bug) if part == "speaker" else SilentSpeaker(tmp_path)],
    )
    with pytest.raises(TypeError):
        describe(chain, Request(photo, "ko"))


def test_nothing_is_asked_of_an_engine_when_there_is_no_photo(tmp_path: Path) -> None:
    asked = captioner()
    chain = chain_of(captioners=[asked], readers=[reader()], speakers=[SilentSpeaker(tmp_path)])
    with pytest.raises(InvalidPhoto) as caught:
        describe(chain, Request(tmp_path / "missing.jpg", "ko"))
    assert (caught.value.key, asked.asked) == ("photo_missing", [])


def test_no_sound_is_made_unless_it_is_wanted(photo: Path, tmp_path: Path) -> None:
    mute = Raises[Utterance, Speech]("broken", StepFailed("broken", INSIDES))
    chain = chain_of(captioners=[captioner()], readers=[reader()], speakers=[mute])
    description = describe(chain, Request(photo, "ko", speak=False))
    assert (description.speech, description.notices) == (None, ())


def test_everything_a_pipeline_raises_on_purpose_has_one_root() -> None:
    assert issubclass(InvalidPhoto, PipelineError)
    assert issubclass(StepFailed, PipelineError)
    assert issubclass(Exhausted, StepFailed)


def missing(name: str, notice: str = "model_missing") -> Raises[Photo, Caption]:
    return Raises(name, NotReady(name, "not here", notice))


@pytest.mark.parametrize("notice", ["model_missing", "model_downloading", "model_loading"])
def test_the_engine_that_is_still_to_come_is_told_of_and_its_absent_spare_is_not(
    photo: Path, tmp_path: Path, notice: str
) -> None:
    captioners: list[Captioner] = [missing("blip", notice), missing("vit-gpt2"), captioner()]
    chain = chain_of(captioners=captioners, readers=[reader()], speakers=[SilentSpeaker(tmp_path)])
    told = [(note.key, dict(note.details)) for note in describe(chain, Request(photo, "ko")).notices]
    assert told == [(notice, {"engine": "blip", "by": "fake"})]


def test_a_spare_that_fails_is_told_of_too(photo: Path, tmp_path: Path) -> None:
    broken = Raises[Photo, Caption]("vit-gpt2", StepFailed("vit-gpt2", INSIDES))
    chain = chain_of(
        captioners=[missing("blip"), broken, captioner()], readers=[reader()], speakers=[SilentSpeaker(tmp_path)]
    )
    told = [note.key for note in describe(chain, Request(photo, "ko")).notices]
    assert told == ["model_missing", "engine_replaced"]


def test_a_translator_that_is_still_to_come_is_not_said_to_be_unable(photo: Path, tmp_path: Path) -> None:
    english = Answers[Photo, Caption]("fake", Caption("A cat.", "fake", 0.9))
    absent = Raises[Untranslated, Translation]("nllb", NotReady("nllb", "not here", "model_missing"))
    chain = chain_of(
        captioners=[english],
        readers=[reader()],
        speakers=[SilentSpeaker(tmp_path)],
        translators={"ko": Fallback("translator", [absent])},
    )
    description = describe(chain, Request(photo, "ko"))
    assert (description.language, [note.key for note in description.notices]) == ("en", ["not_translated_yet"])


def test_the_translator_is_told_the_words_and_the_language(photo: Path, tmp_path: Path) -> None:
    translator = Answers[Untranslated, Translation]("marian-es", Translation("Un gato.", "es", "marian-es"))
    chain = chain_of(
        captioners=[captioner()],
        readers=[reader()],
        speakers=[SilentSpeaker(tmp_path)],
        translators={"es": Fallback("translator", [translator])},
    )
    description = describe(chain, Request(photo, "es"))
    assert translator.asked == [Untranslated(CAT.text, "es")]
    assert (description.language, description.text) == ("es", "Un gato.")


@pytest.mark.parametrize(("tells", "asked", "faces"), [(True, 0, 0), (False, 1, 2)])
def test_faces_are_counted_only_where_the_caption_has_no_word_of_people(
    photo: Path, tmp_path: Path, tells: bool, asked: int, faces: int
) -> None:
    finder = Answers[Photo, Faces]("fake-faces", Faces(2, "fake-faces"))
    said: list[Findings] = []

    def remember(findings: Findings) -> str:
        said.append(findings)
        return findings.sentence

    chain = chain_of(
        captioners=[Answers("fake", Caption("A room.", "fake", 0.9, tells_of_people=tells))],
        readers=[reader()],
        speakers=[SilentSpeaker(tmp_path)],
        face_finders=[finder],
        compose=remember,
    )
    describe(chain, Request(photo, "en"))
    assert (len(finder.asked), said[0].faces) == (asked, faces)


def test_without_a_face_finder_the_rest_is_told(photo: Path, tmp_path: Path) -> None:
    broken = Raises[Photo, Faces]("broken", StepFailed("broken", INSIDES))
    chain = chain_of(
        captioners=[Answers("fake", Caption("A room.", "fake", 0.9, tells_of_people=False))],
        readers=[reader()],
        speakers=[SilentSpeaker(tmp_path)],
        face_finders=[broken],
    )
    assert describe(chain, Request(photo, "en")).text == "A room."


def test_the_voice_that_was_chosen_speaks(photo: Path, tmp_path: Path) -> None:
    natural = Answers[Utterance, Speech]("natural", Speech(tmp_path / "a.wav", "natural", 1.0))
    chain = chain_of(
        captioners=[captioner()], readers=[reader()], speakers=[SilentSpeaker(tmp_path)], natural=[natural]
    )
    spoken = describe(chain, Request(photo, "ko", voice="natural")).speech
    assert spoken is not None
    assert spoken.engine == "natural"
    spoken = describe(chain, Request(photo, "ko")).speech
    assert spoken is not None
    assert spoken.engine == "fake-voice"
