"""What the built-in classifier says of real photos, of no photo at all, and of broken weights."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from pipelines.captioning.builtin.classifier import (
    NAMED,
    SIDE,
    SURE,
    Classifier,
    Views,
    certainty,
    load_classifier,
    mass,
)
from pipelines.captioning.builtin.concepts import Concept, load_concepts
from pipelines.errors import StepFailed
from pipelines.photo import open_photo
from pipelines.values import Photo

EXAMPLES = Path(__file__).resolve().parents[1] / "assets" / "examples"


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return load_classifier()  # once: it takes torch with it


def photo_of(image: Image.Image) -> Photo:
    return Photo("photo.png", image, *image.size, "0" * 64)


def plain(width: int = 320, height: int = 240, colour: str = "grey") -> Photo:
    return photo_of(Image.new("RGB", (width, height), colour))


def answering(scores: npt.NDArray[np.float32]) -> Callable[[Views], npt.NDArray[np.float32]]:
    return lambda views: np.repeat(scores[None], len(views), axis=0)


def scores_of(**shares: float) -> npt.NDArray[np.float32]:
    scores = np.full(1000, -20.0, dtype=np.float32)
    for index, share in shares.items():
        scores[int(index.removeprefix("class_"))] = np.log(share)
    return scores


def concept(name: str) -> Concept:
    return next(concept for concept in load_concepts().concepts if concept.name.english == name)


def test_a_cat_is_a_cat(classifier: Classifier) -> None:
    subject = classifier.classify(open_photo(EXAMPLES / "cat.jpg"))
    assert subject is not None
    assert concept("a cat").covers(concept(subject.name.english))
    assert subject.certainty >= SURE


def test_a_cup_of_coffee_is_something_to_drink_or_what_holds_it(classifier: Classifier) -> None:
    subject = classifier.classify(open_photo(EXAMPLES / "coffee.jpg"))
    assert subject is not None
    assert concept("food or kitchenware").covers(concept(subject.name.english))


def test_several_people_are_served_at_once(classifier: Classifier) -> None:
    photos = [open_photo(EXAMPLES / name) for name in ("cat.jpg", "coffee.jpg")] * 2
    alone = [classifier.classify(photo) for photo in photos[:2]] * 2
    with ThreadPoolExecutor(4) as people:
        together = list(people.map(classifier.classify, photos))
    assert [subject and subject.name for subject in together] == [subject and subject.name for subject in alone]


@pytest.mark.parametrize("colour", ["black", "white", "grey", "navy", "tomato"])
def test_nothing_is_said_of_a_blank_picture(classifier: Classifier, colour: str) -> None:
    assert classifier.classify(plain(colour=colour)) is None


@pytest.mark.parametrize("spread", [5, 20, 40])
def test_nothing_is_said_of_a_sensors_noise(classifier: Classifier, spread: float) -> None:
    noise = np.random.default_rng(7).normal(60, spread, (1200, 1600, 3)).clip(0, 255).astype(np.uint8)
    assert classifier.classify(photo_of(Image.fromarray(noise))) is None


def test_nothing_is_said_of_a_gradient(classifier: Classifier) -> None:
    assert classifier.classify(photo_of(Image.linear_gradient("L").resize((400, 300)).convert("RGB"))) is None


def test_any_shape_of_photo_is_looked_at(classifier: Classifier) -> None:
    for width, height in ((1, 1), (2000, 3), (3, 2000), (259, 261)):
        classifier.classify(plain(width, height))


def test_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    load_classifier().classify(plain())
    assert capsys.readouterr() == ("", "")


def test_the_network_sees_the_middle_and_the_whole() -> None:
    seen: list[Views] = []

    def network(views: Views) -> npt.NDArray[np.float32]:
        seen.append(views)
        return np.zeros((len(views), 1000), dtype=np.float32)

    image = Image.new("RGB", (400, 200), "black")
    ImageDraw.Draw(image).rectangle((0, 0, 99, 199), fill="red")
    Classifier(network, load_concepts()).classify(photo_of(image))
    (middle, whole) = seen[0]
    assert middle.shape == whole.shape == (3, SIDE, SIDE)
    assert middle.max() == pytest.approx(-127 / 128)
    assert whole[0, :, :50] == pytest.approx(1.0)
    assert whole[1:].max() == pytest.approx(-127 / 128)


def test_a_sure_cat_goes_before_a_doubtful_tabby() -> None:
    network = answering(scores_of(class_281=0.5, class_283=0.5 - 0.03, class_849=0.03))
    subject = Classifier(network, load_concepts()).classify(plain())
    assert subject is not None
    assert (subject.name.english, subject.name.korean) == ("a cat", "고양이")
    assert subject.certainty >= SURE


def test_a_doubtful_fish_goes_before_a_sure_animal() -> None:
    fish = next(index for index in concept("a fish").classes)
    network = answering(scores_of(**{f"class_{fish}": 0.46, "class_281": 0.36, "class_849": 0.18}))
    subject = Classifier(network, load_concepts()).classify(plain())
    assert subject is not None
    assert concept("a fish").covers(concept(subject.name.english))
    assert NAMED <= subject.certainty < SURE


def test_many_faint_classes_make_no_animal() -> None:
    network = answering(scores_of(**{f"class_{index}": 1.0 for index in range(398)}))
    assert Classifier(network, load_concepts()).classify(plain()) is None


def test_a_named_concept_is_certain_enough() -> None:
    network = answering(scores_of(class_283=0.6, class_849=0.4))
    subject = Classifier(network, load_concepts()).classify(plain())
    assert subject is not None
    assert NAMED <= subject.certainty <= 1


def test_a_cat_or_a_teapot_is_neither() -> None:
    network = answering(scores_of(**{f"class_{index}": 1.0 for index in range(0, 1000, 7)}))
    assert Classifier(network, load_concepts()).classify(plain()) is None


@pytest.mark.parametrize("poison", [np.nan, np.inf])
def test_scores_that_are_no_numbers_fail(poison: float) -> None:
    scores = np.zeros(1000, dtype=np.float32)
    scores[5] = poison
    with pytest.raises(StepFailed, match="no numbers"):
        Classifier(answering(scores), load_concepts()).classify(plain())


@given(st.floats(0.01, 0.99))
def test_mass_and_certainty_are_each_others_inverse(share: float) -> None:
    assert mass(certainty(share)) == pytest.approx(share)


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_mass_is_more_certainty(one: float, other: float) -> None:
    less, more = sorted((certainty(one), certainty(other)))
    assert 0 <= less <= more <= 1
    assert (certainty(one) <= certainty(other)) if one <= other else (certainty(one) >= certainty(other))


@pytest.mark.parametrize("content", [b"", b"<html>not found</html>", b"PK\x03\x04" + bytes(1000)])
def test_broken_weights_fail_in_words(tmp_path: Path, content: bytes) -> None:
    weights = tmp_path / "weights.pth"
    weights.write_bytes(content)
    with pytest.raises(StepFailed, match="weights are not the ones"):
        load_classifier(weights)


def test_missing_weights_fail_in_words(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match="cannot be loaded"):
        load_classifier(tmp_path / "weights.pth")
