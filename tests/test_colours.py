"""Colours by the names people use, on patches of known colour and on pictures made of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipelines.captioning.builtin import colours
from pipelines.captioning.builtin.scene import Light, Look
from pipelines.values import Photo

Rgb = tuple[int, int, int]

SHADES: dict[str, list[Rgb]] = {
    "black": [(0, 0, 0), (20, 20, 30), (35, 32, 30)],
    "grey": [(128, 128, 128), (90, 92, 95), (190, 188, 185)],
    "white": [(255, 255, 255), (245, 248, 250), (250, 246, 240)],
    "beige": [(245, 245, 220), (210, 180, 140), (236, 224, 200)],
    "brown": [(139, 69, 19), (101, 67, 33), (160, 110, 70)],
    "red": [(255, 0, 0), (178, 34, 34), (220, 20, 60)],
    "orange": [(255, 165, 0), (255, 140, 0), (240, 120, 40)],
    "yellow": [(255, 255, 0), (255, 215, 0), (240, 220, 90)],
    "light green": [(154, 205, 50), (144, 238, 144), (180, 230, 100)],
    "green": [(0, 128, 0), (34, 139, 34), (85, 107, 47)],
    "blue-green": [(0, 128, 128), (64, 224, 208), (0, 150, 160)],
    "light blue": [(135, 206, 235), (173, 216, 230), (120, 180, 240)],
    "blue": [(0, 0, 255), (65, 105, 225), (30, 100, 190)],
    "dark blue": [(0, 0, 128), (25, 25, 112), (15, 30, 80)],
    "purple": [(128, 0, 128), (138, 43, 226), (150, 110, 190)],
    "pink": [(255, 192, 203), (255, 105, 180), (240, 128, 128)],
}


def photo_of(pixels: np.ndarray) -> Photo:
    image = Image.fromarray(pixels.astype(np.uint8), "RGB")
    return Photo("test.png", image, image.width, image.height, "0" * 64)


def stripes(*bands: tuple[Rgb, int]) -> Photo:
    """Horizontal bands of a colour and a height, 128 pixels in all so that nothing is averaged."""
    return photo_of(np.concatenate([np.full((height, 128, 3), rgb) for rgb, height in bands]))


def names(look: Look) -> list[str]:
    return [colour.name.english for colour in look.colours]


@pytest.mark.parametrize(("name", "rgb"), [(name, rgb) for name, shades in SHADES.items() for rgb in shades])
def test_a_shade_has_its_everyday_name(name: str, rgb: Rgb) -> None:
    assert names(colours.look_at(stripes((rgb, 128)))) == [name]


@pytest.mark.parametrize("rgb", [(150, 158, 170), (120, 130, 150), (140, 150, 165), (110, 120, 130)])
def test_a_grey_wall_in_the_shade_is_grey(rgb: Rgb) -> None:
    assert names(colours.look_at(stripes((rgb, 128)))) == ["grey"]


def test_every_colour_has_a_name_of_its_own_in_korean() -> None:
    found = {
        colour.name
        for shades in SHADES.values()
        for rgb in shades
        for colour in colours.shares(np.array([[rgb]], np.uint8))
    }

    assert len(found) == len(SHADES) == len({name.korean for name in found})
    assert all(name.korean.endswith("색") for name in found)


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_every_colour_there_is_has_a_name(rgb: Rgb) -> None:
    (colour,) = colours.shares(np.array([[rgb]], np.uint8))

    assert colour.share == 1


@pytest.mark.parametrize(
    ("rgb", "lightness", "chroma", "hue"),
    [((255, 0, 0), 0.628, 0.258, 29.2), ((0, 255, 0), 0.866, 0.295, 142.5), ((0, 0, 255), 0.452, 0.313, 264.1)],
)
def test_oklab_agrees_with_its_published_values(rgb: Rgb, lightness: float, chroma: float, hue: float) -> None:
    colour = colours.to_oklch(np.array([rgb], np.uint8))

    assert colour.lightness[0] == pytest.approx(lightness, abs=0.001)
    assert colour.chroma[0] == pytest.approx(chroma, abs=0.001)
    assert colour.hue[0] == pytest.approx(hue, abs=0.1)


def test_the_largest_come_first_and_specks_are_dropped() -> None:
    look = colours.look_at(stripes(((0, 128, 0), 40), ((0, 0, 255), 78), ((255, 0, 0), 10)))

    assert names(look) == ["blue", "green"]
    assert look.colours[0].share == pytest.approx(78 / 128, abs=0.01)
    assert not look.uniform


def test_at_most_three_are_named() -> None:
    look = colours.look_at(stripes(((0, 128, 0), 40), ((0, 0, 255), 36), ((255, 0, 0), 28), ((255, 255, 0), 24)))

    assert names(look) == ["green", "blue", "red"]


def test_none_is_named_where_none_dominates() -> None:
    shades = [shades[0] for shades in SHADES.values()]

    assert names(colours.look_at(stripes(*[(rgb, 8) for rgb in shades]))) == []


def test_greys_alone_are_a_black_and_white_photo() -> None:
    ramp = np.repeat(np.linspace(0, 255, 128)[:, None, None], 128, axis=1).repeat(3, axis=2)

    assert colours.look_at(photo_of(ramp)).black_and_white


def test_a_tint_is_not_black_and_white() -> None:
    ramp = np.repeat(np.linspace(0, 200, 128)[:, None, None], 128, axis=1).repeat(3, axis=2) + np.array([40, 20, 0])

    assert not colours.look_at(photo_of(ramp)).black_and_white


def test_a_covered_lens_is_blank() -> None:
    noise = np.random.default_rng(0).integers(0, 12, (300, 400, 3))

    look = colours.look_at(photo_of(noise))

    assert names(look) == ["black"]
    assert look.uniform
    assert look.blank


def test_a_lamp_in_the_dark_is_almost_all_black_but_not_blank() -> None:
    night = np.zeros((128, 128, 3))
    night[60:64, 60:68] = 255

    look = colours.look_at(photo_of(night))

    assert names(look) == ["black"]
    assert look.uniform
    assert not look.blank


@pytest.mark.parametrize(
    ("grey", "light"), [(30, None), (60, Light.DARK), (128, None), (200, Light.BRIGHT), (230, None)]
)
def test_light_is_left_to_the_hint_where_it_is_a_fault(grey: int, light: Light | None) -> None:
    assert colours.look_at(stripes(((grey, grey, grey), 128))).light is light


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1)])
def test_any_size_is_looked_at(size: tuple[int, int]) -> None:
    assert names(colours.look_at(photo_of(np.full((*size, 3), (255, 0, 0))))) == ["red"]
