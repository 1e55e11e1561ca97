"""The colours that dominate a picture, by their everyday names, and how light it is.

Measured in OKLab, where equal distances look about equally different (Björn Ottosson 2020,
https://bottosson.github.io/posts/oklab/): lightness 0 to 1, chroma 0 (grey) to about 0.3, hue in degrees (29 red,
70 orange, 110 yellow, 142 green, 195 cyan, 264 blue, 328 purple). The borders between names were set by hand against
the CSS named colours and the photos of scikit-image.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipelines.captioning.builtin.scene import Colour, Light, Look, Name
from pipelines.values import Photo

Floats: TypeAlias = NDArray[np.float32]
Mask: TypeAlias = NDArray[np.bool_]

BLACK = Name("black", "검은색")
GREY = Name("grey", "회색")
WHITE = Name("white", "흰색")
BEIGE = Name("beige", "베이지색")
BROWN = Name("brown", "갈색")
RED = Name("red", "빨간색")
ORANGE = Name("orange", "주황색")
YELLOW = Name("yellow", "노란색")
LIGHT_GREEN = Name("light green", "연두색")
GREEN = Name("green", "초록색")
BLUE_GREEN = Name("blue-green", "청록색")
LIGHT_BLUE = Name("light blue", "하늘색")
BLUE = Name("blue", "파란색")
DARK_BLUE = Name("dark blue", "남색")
PURPLE = Name("purple", "보라색")
PINK = Name("pink", "분홍색")

SAMPLE_SIDE = 128  # averaging down to this takes the noise out of dim photos

MOST_COLOURS = 3
SMALL_SHARE = 0.12
DOMINANT_SHARE = 0.5  # where the named colours together cover less, none of them dominates
UNIFORM_SHARE = 0.95
UNIFORM_DEVIATION = 20.0  # of grey, 0 to 255: a texture in all its greys is not "almost entirely grey"

# What is left of colour in a black-and-white photo saved as a colour JPEG; a faded colour photo has several times more.
GREY_CHROMA = 0.012
GREY_PERCENTILE = 99.5

# Standard deviation of grey, 0 to 255, after averaging: a covered lens or a bare wall in even light stays below.
BLANK_DEVIATION = 6.0

# Mean grey, 0 to 255. Under 40 and over 215 the light is a fault of the photo; inspect() in pipelines/photo.py gives
# the hint, and the words about the light are left to it.
DARK_FAULT, DARK, BRIGHT, BRIGHT_FAULT = 40.0, 75.0, 190.0, 215.0

LINEAR_RGB_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    np.float32,
)
CONES_TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    np.float32,
)


@dataclass(frozen=True, slots=True)
class Oklch:
    """Lightness (0 to 1), chroma and hue (degrees, 0 to 360) of each pixel, all of one shape."""

    lightness: Floats
    chroma: Floats
    hue: Floats

    def within(
        self,
        hue: tuple[float, float] = (0, 360),
        lightness: tuple[float, float] = (0, 2),
        chroma: tuple[float, float] = (0, 1),
    ) -> Mask:
        """Where all three lie in their half-open ranges. A range of hues may run through 360."""
        low, high = hue
        hues = _between(self.hue, low, high) if low < high else ~_between(self.hue, high, low)
        return hues & _between(self.lightness, *lightness) & _between(self.chroma, *chroma)


def _between(values: Floats, low: float, high: float) -> Mask:
    return (low <= values) & (values < high)


def to_oklch(rgb: NDArray[np.uint8]) -> Oklch:
    """sRGB, 0 to 255, its last axis of length 3, to lightness, chroma and hue."""
    share = rgb.astype(np.float32) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    lab = np.cbrt(linear @ LINEAR_RGB_TO_CONES.T) @ CONES_TO_OKLAB.T
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    hue = np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) % 360
    return Oklch(lab[..., 0], chroma, hue)


def name_masks(colour: Oklch) -> list[tuple[Name, Mask]]:
    """For each name the pixels it fits. Where several fit, the first in the list is the right one."""
    is_ = colour.within
    return [
        (BLACK, is_(lightness=(0, 0.17)) | is_(lightness=(0, 0.25), chroma=(0, 0.06))),
        (BLACK, is_(lightness=(0, 0.32), chroma=(0, 0.035))),
        # Shade and daylight tint a grey wall blue, lamps tint a white one yellow: more chroma is asked there.
        (
            WHITE,
            is_(lightness=(0.89, 2), chroma=(0, 0.028)) | is_(hue=(190, 310), lightness=(0.89, 2), chroma=(0, 0.035)),
        ),
        (GREY, is_(chroma=(0, 0.026)) | is_(hue=(190, 310), chroma=(0, 0.042))),
        (BEIGE, is_(hue=(45, 115), lightness=(0.7, 2), chroma=(0, 0.1))),
        (BEIGE, is_(hue=(30, 45), lightness=(0.7, 2), chroma=(0, 0.06))),
        (BROWN, is_(hue=(42, 100), lightness=(0, 0.7), chroma=(0, 0.13))),
        (BROWN, is_(hue=(42, 62), lightness=(0, 0.64)) | is_(hue=(62, 100), lightness=(0, 0.66))),
        (BROWN, is_(hue=(15, 42), lightness=(0, 0.52), chroma=(0, 0.13))),
        (PINK, is_(hue=(15, 36), lightness=(0.66, 2), chroma=(0, 0.175))),
        (PINK, is_(hue=(335, 15), lightness=(0.6, 2)) | is_(hue=(340, 5), lightness=(0.45, 2))),
        (PINK, is_(hue=(320, 335), lightness=(0.68, 2), chroma=(0.2, 1))),
        (ORANGE, is_(hue=(36, 42), lightness=(0.52, 2))),
        (RED, is_(hue=(340, 42))),
        (ORANGE, is_(hue=(42, 82))),
        (YELLOW, is_(hue=(82, 115), lightness=(0.66, 2))),
        (LIGHT_GREEN, is_(hue=(112, 155), lightness=(0.76, 2), chroma=(0.06, 0.26))),
        (GREEN, is_(hue=(82, 172)) | is_(hue=(172, 190), lightness=(0, 0.5))),
        (BLUE_GREEN, is_(hue=(172, 212))),
        (DARK_BLUE, is_(hue=(212, 290), lightness=(0, 0.38))),
        (LIGHT_BLUE, is_(hue=(212, 280), lightness=(0.7, 2))),
        (BLUE, is_(hue=(212, 285))),
        (PURPLE, is_(hue=(280, 345))),
    ]


def shares(rgb: NDArray[np.uint8]) -> list[Colour]:
    """Every colour name in the picture with its share, the largest first."""
    masks = name_masks(to_oklch(rgb))
    chosen = np.argmax(np.stack([mask for _, mask in masks]), axis=0)
    counts = np.bincount(chosen.ravel(), minlength=len(masks)) / chosen.size
    totals: dict[Name, float] = {}
    for (name, _), share in zip(masks, counts, strict=True):
        totals[name] = totals.get(name, 0.0) + float(share)
    return [Colour(name, share) for name, share in sorted(totals.items(), key=lambda item: -item[1]) if share > 0]


def look_at(photo: Photo) -> Look:
    """The picture's dominant colours and its light. Always answers."""
    sample = photo.image.convert("RGB")
    sample.thumbnail((SAMPLE_SIDE, SAMPLE_SIDE), Image.Resampling.BOX, reducing_gap=None)
    rgb = np.asarray(sample)
    grey = np.asarray(sample.convert("L"), np.float32)
    found = shares(rgb)
    deviation = float(grey.std())
    uniform = found[0].share >= UNIFORM_SHARE and deviation < UNIFORM_DEVIATION
    return Look(
        colours=tuple(found[:1]) if uniform else dominant(found),
        black_and_white=not uniform and is_black_and_white(rgb),
        uniform=uniform,
        blank=uniform and deviation < BLANK_DEVIATION,
        light=_light(float(grey.mean())),
    )


def dominant(found: list[Colour]) -> tuple[Colour, ...]:
    """At most three of the colours, small shares dropped; none where they cover less than half of the picture."""
    large = tuple(colour for colour in found[:MOST_COLOURS] if colour.share >= SMALL_SHARE)
    return large if sum(colour.share for colour in large) >= DOMINANT_SHARE else ()


def is_black_and_white(rgb: NDArray[np.uint8]) -> bool:
    """Whether the picture has greys only."""
    return bool(np.percentile(to_oklch(rgb).chroma, GREY_PERCENTILE) < GREY_CHROMA)


def _light(mean: float) -> Light | None:
    if DARK_FAULT <= mean < DARK:
        return Light.DARK
    return Light.BRIGHT if BRIGHT < mean <= BRIGHT_FAULT else None
