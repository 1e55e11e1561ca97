"""What is said about the photo itself. A wrong "your photo is blurred" is worse than none."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from pipelines.photo import inspect, open_photo
from pipelines.values import Hint, Photo

EXAMPLES = sorted((Path(__file__).parent.parent / "assets" / "examples").glob("*.jpg"))
each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


def hints(image: Image.Image) -> list[Hint]:
    return list(inspect(Photo("photo", image, image.width, image.height, "")))


def exposed(image: Image.Image, gain: float) -> Image.Image:
    """As if the shutter had been open for `gain` times as long."""
    light = (np.asarray(image) / 255) ** 2.2 * gain
    return Image.fromarray((np.clip(light, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8))


def plain(colour: tuple[int, int, int], *, noise: float = 4, slope: float = 0) -> Image.Image:
    pixels = np.random.default_rng(1).normal(colour, noise, (900, 1200, 3)) + np.linspace(0, slope, 1200)[None, :, None]
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def page(paper: int, ink: int, lines: int) -> Image.Image:
    image = Image.new("RGB", (1400, 2000), (paper,) * 3)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(36)
    for line in range(lines):
        draw.text((120, 150 + 60 * line), "The meeting is at three on Tuesday, room 204.", (ink,) * 3, font)
    return image


@each_example
def test_good_photos_are_left_in_peace(path: Path) -> None:
    assert inspect(open_photo(path)) == ()


@each_example
@pytest.mark.parametrize("share", [1 / 128, 1 / 60])
def test_a_blurred_photo_is_noticed(path: Path, share: float) -> None:
    image = Image.open(path).convert("RGB")
    assert hints(image.filter(ImageFilter.GaussianBlur(max(image.size) * share))) == [Hint.VERY_BLURRED]


def test_a_little_blur_is_told_from_much() -> None:
    image = Image.open(EXAMPLES[0]).convert("RGB")
    assert hints(image.filter(ImageFilter.GaussianBlur(1.5))) == [Hint.BLURRED]


def test_a_sharp_subject_before_a_soft_background_is_not_blurred() -> None:
    image = Image.open(EXAMPLES[0].with_name("flower.jpg")).convert("RGB")
    soft = image.filter(ImageFilter.GaussianBlur(8))
    subject = (230, 130, 410, 310)
    soft.paste(image.crop(subject), subject[:2])
    assert hints(soft) == []


@each_example
def test_a_photo_taken_in_the_dark_is_noticed_and_not_called_blurred(path: Path) -> None:
    image = Image.open(path).convert("RGB")
    assert hints(exposed(image, 0.01)) == [Hint.DARK]
    assert not {Hint.BLURRED, Hint.VERY_BLURRED} & set(hints(exposed(image, 0.2)))


def test_a_lit_sign_at_night_is_not_too_dark() -> None:
    night = Image.new("RGB", (1200, 900), (8, 8, 14))
    night.paste(page(235, 20, 3).crop((100, 130, 500, 300)), (400, 300))
    assert hints(night) == []


@pytest.mark.parametrize("lines", [1, 8, 28])
@pytest.mark.parametrize(("paper", "ink"), [(255, 0), (250, 110), (20, 235)], ids=["print", "pencil", "dark screen"])
def test_a_page_of_text_is_nothing_to_complain_of(lines: int, paper: int, ink: int) -> None:
    assert hints(page(paper, ink, lines)) == []


def test_a_burnt_out_photo_is_too_bright() -> None:
    image = Image.open(EXAMPLES[0]).convert("RGB").filter(ImageFilter.GaussianBlur(0.7))
    assert hints(exposed(image, 16)) == [Hint.BRIGHT]


@pytest.mark.parametrize("colour", [(3, 3, 3), (40, 14, 10), (150, 60, 50), (205, 200, 190), (255, 255, 255)])
@pytest.mark.parametrize("slope", [0, 25])
def test_a_covered_lens_or_a_bare_wall_is_blank(colour: tuple[int, int, int], slope: float) -> None:
    assert hints(plain(colour, slope=slope)) == [Hint.BLANK]


def test_a_small_thing_on_a_bare_wall_is_not_blank() -> None:
    wall = plain((205, 200, 190))
    wall.paste((90, 90, 90), (500, 400, 560, 460))
    assert hints(wall) == []


@pytest.mark.parametrize("size", [(1, 1), (32, 32), (60, 60), (3000, 10)])
def test_too_small_to_tell(size: tuple[int, int]) -> None:
    assert hints(Image.open(EXAMPLES[0]).convert("RGB").resize(size)) == [Hint.TINY]


def test_the_size_that_counts_is_the_files_own() -> None:
    image = Image.open(EXAMPLES[0]).convert("RGB").resize((64, 64))
    assert Hint.TINY not in inspect(Photo("photo", image, 64, 64, ""))


@settings(max_examples=60, deadline=None)
@given(
    size=st.tuples(st.integers(1, 300), st.integers(1, 300)),
    level=st.integers(0, 255),
    noise=st.floats(0, 120),
    seed=st.integers(0, 99),
)
def test_no_photo_gets_hints_that_contradict_each_other(
    size: tuple[int, int], level: int, noise: float, seed: int
) -> None:
    pixels = np.random.default_rng(seed).normal(level, noise, (*size, 3))
    assert len(hints(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)))) <= 1
