"""The built-in describer as a whole: its parts made up, and once with the real ones on an example photo."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipelines.captioning.builtin import captioner
from pipelines.captioning.builtin.captioner import BuiltinCaptioner, load_builtin_captioner
from pipelines.captioning.builtin.scene import Distance, Face, Name, Side, Subject
from pipelines.errors import StepFailed
from pipelines.step import Captioner
from pipelines.values import Photo

EXAMPLES = Path(__file__).parent.parent / "assets" / "examples"
CAT = Subject(Name("a cat", "고양이"), 0.93)
FACE = Face(Side.LEFT, Distance.NEAR, 0.88)


@dataclass(frozen=True)
class Classifies:
    answer: Subject | Exception | None

    def classify(self, photo: Photo, /) -> Subject | None:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@dataclass(frozen=True)
class Finds:
    answer: tuple[Face, ...] | Exception

    def find(self, photo: Photo, /) -> tuple[Face, ...]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


BROKEN = StepFailed("part", "broken: Traceback (most recent call last)")
NO_FACES = Finds(())


def photo_of(image: Image.Image) -> Photo:
    return Photo("test.png", image, image.width, image.height, "0" * 64)


def garden() -> Photo:
    """Half green, half light blue."""
    picture = np.zeros((120, 120, 3), np.uint8)
    picture[:60], picture[60:] = (135, 206, 235), (34, 139, 34)
    return photo_of(Image.fromarray(picture))


def test_it_says_the_subject_and_the_colours_in_both_languages() -> None:
    engine: Captioner = BuiltinCaptioner(Classifies(CAT), NO_FACES)

    caption = engine.run(garden())

    assert caption.text == "Probably a photo of a cat. The main colours are green and light blue."
    assert caption.in_language("ko") == "아마 고양이 사진입니다. 주로 초록색과 하늘색이 보입니다."
    assert caption.engine == engine.name == "builtin"
    assert caption.certainty == 0.93


def test_a_near_face_comes_first_and_its_score_is_the_certainty() -> None:
    caption = BuiltinCaptioner(Classifies(CAT), Finds((FACE,))).run(garden())

    assert caption.text.startswith("There is one face, on the left, near.")
    assert caption.certainty == 0.88


@pytest.mark.parametrize("face_detector", [None, Finds(BROKEN)])
def test_without_a_face_detector_nothing_is_said_about_faces(face_detector: Finds | None) -> None:
    caption = BuiltinCaptioner(Classifies(CAT), face_detector).run(garden())

    assert caption.text.startswith("Probably a photo of a cat.")
    assert "face" not in caption.text
    assert "얼굴" not in caption.renderings["ko"]


@pytest.mark.parametrize("classifier", [None, Classifies(BROKEN)])
def test_without_a_classifier_the_faces_are_still_told(classifier: Classifies | None) -> None:
    caption = BuiltinCaptioner(classifier, Finds((FACE,))).run(garden())

    assert caption.text.startswith("There is one face, on the left, near.")


@pytest.mark.parametrize("classifier", [None, Classifies(BROKEN)])
@pytest.mark.parametrize("face_detector", [None, Finds(BROKEN)])
def test_with_neither_there_is_no_caption(classifier: Classifies | None, face_detector: Finds | None) -> None:
    with pytest.raises(StepFailed) as failure:
        BuiltinCaptioner(classifier, face_detector).run(garden())

    assert failure.value.step == "builtin"


@pytest.mark.parametrize(
    "engine",
    [
        BuiltinCaptioner(Classifies(ZeroDivisionError()), NO_FACES),
        BuiltinCaptioner(Classifies(CAT), Finds(ZeroDivisionError())),
    ],
)
def test_a_bug_surfaces(engine: BuiltinCaptioner) -> None:
    with pytest.raises(ZeroDivisionError):
        engine.run(garden())


def test_no_failure_reaches_the_words() -> None:
    caption = BuiltinCaptioner(Classifies(BROKEN), NO_FACES).run(garden())

    assert "broken" not in caption.text + caption.renderings["ko"]
    assert caption.text.startswith("I am not sure what this is.")
    assert caption.certainty == 0


def test_nothing_is_seen_in_a_covered_lens_whatever_the_networks_see() -> None:
    covered = photo_of(Image.new("RGB", (400, 300), (4, 3, 5)))

    caption = BuiltinCaptioner(Classifies(CAT), Finds((FACE,))).run(covered)

    assert caption.text == "The picture is almost entirely black."
    assert caption.in_language("ko") == "화면이 거의 모두 검은색입니다."
    assert caption.certainty == 0


@pytest.fixture(scope="module")
def real() -> BuiltinCaptioner:
    return load_builtin_captioner()


def test_the_real_one_knows_a_cat(real: BuiltinCaptioner) -> None:
    with Image.open(EXAMPLES / "cat.jpg") as image:
        caption = real.run(photo_of(image.convert("RGB")))

    assert re.match(r"Probably a photo of a .*cat\.", caption.text)
    assert re.match(r"아마 .*고양이 사진입니다\.", caption.renderings["ko"])
    assert "face" not in caption.text


def test_the_real_one_goes_on_without_faces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.captioning.builtin.faces.find_spec", lambda name: None)

    with Image.open(EXAMPLES / "cat.jpg") as image:
        caption = captioner.load_builtin_captioner().run(photo_of(image.convert("RGB")))

    assert "cat" in caption.text
