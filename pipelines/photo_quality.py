"""What a person can mend by taking the photo again: light, blur, a covered lens.

A wrong warning is worse than none, so everything is judged by what is best in the photo, not by its average:
a portrait before a soft background is sharp, a page of print is not too bright, a street at night is not too
dark as long as something in it stands out.

The limits were set on 131 good photos (scikit-image, scikit-learn, foolbox, OpenCV, Tux Paint, MATE), and hold for no
more than those: without a fault of theirs, one was called dark (jellyfish in a dark tank) and none anything else.
Blurred by σ = 2 pixels of 512 and saved as JPEG, 82% were noticed, by σ = 1.5 64%, by σ = 1 12%; motion in
one direction seldom; under-exposed 20 times 79%; over-exposed 16 times at most 10%, since what is still crisp passes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipelines.values import Hint, Photo

Grey = NDArray[np.float32]

MEASURED_SIDE = 512
TILE = 64

TINY_AREA = 64 * 64
TINY_SIDE = 16
"""People need about 32 × 32 pixels to tell what a scene is (Torralba 2009, doi:10.1017/S0952523808080930); the
describers, which learnt on 224 and more, need twice that at the least. Nothing else can be judged in so few.
"""

BLANK_CONTRAST = 4.0
BLANK_SPREAD = 12.0

DARK_MEAN, DARK_HIGHLIGHT = 40.0, 100.0
BRIGHT_MEAN, BURNT, BURNT_SHARE = 215.0, 250, 0.5
CRISP = 500.0

VERY_BLURRED_BELOW, BLURRED_BELOW = 30.0, 90.0
ORDINARY_SPREAD = 50.0
LEAST_SPREAD = 20.0
"""Below the least spread a soft photo may be a sharp one of something soft: a wall, mist, the sky. Up to the ordinary
one, half of all photos, the sharpness is judged in proportion to the contrast there is, or dim photos would be
called blurred.
"""


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured in a photo of greys from 0 to 255, its longest side 512 pixels or less.

    `sharpness` is the variance of the Laplacian (Pech-Pacheco 2000) in the third sharpest tile of 64 × 64 pixels: not
    of the whole photo, or every soft background is a blur, and not of the sharpest tile, or one speck is a
    sharp photo. `highlight` is the brightness that 2% of the photo exceed, `burnt` the share that is as good as
    white, `contrast` the greatest standard deviation within a tile, `spread` that of the whole.
    """

    mean: float
    spread: float
    highlight: float
    burnt: float
    contrast: float
    sharpness: float


def inspect(photo: Photo) -> tuple[Hint, ...]:
    """What is wrong with the photo itself: at most one hint, the one to mend first, and none where it cannot be told.

    Each leaves the next untold: what is dark cannot be seen to be blurred, what is blurred has no crisp print that
    would excuse a white page.
    """
    if photo.width * photo.height < TINY_AREA or min(photo.image.size) < TINY_SIDE:
        return (Hint.TINY,)
    hint = _hint(_measure(photo.image))
    return (hint,) if hint else ()


def _hint(measures: Measures) -> Hint | None:
    if measures.contrast < BLANK_CONTRAST and measures.spread < BLANK_SPREAD:
        return Hint.BLANK
    crisp = measures.sharpness >= CRISP
    if measures.mean < DARK_MEAN and measures.highlight < DARK_HIGHLIGHT and not crisp:
        return Hint.DARK
    bright = measures.mean > BRIGHT_MEAN and measures.burnt > BURNT_SHARE and not crisp
    return _blur(measures) or (Hint.BRIGHT if bright else None)


def _blur(measures: Measures) -> Hint | None:
    if measures.spread < LEAST_SPREAD:
        return None
    sharpness = measures.sharpness * max(1.0, ORDINARY_SPREAD / measures.spread) ** 2
    if sharpness < VERY_BLURRED_BELOW:
        return Hint.VERY_BLURRED
    return Hint.BLURRED if sharpness < BLURRED_BELOW else None


def _measure(image: Image.Image) -> Measures:
    small = image.convert("L")
    small.thumbnail((MEASURED_SIDE, MEASURED_SIDE), Image.Resampling.LANCZOS)
    grey = np.asarray(small, dtype=np.float32)
    return Measures(
        mean=float(grey.mean()),
        spread=float(grey.std()),
        highlight=float(np.percentile(grey, 98)),
        burnt=float((grey >= BURNT).mean()),
        contrast=max(float(tile.std()) for tile in _tiles(grey)),
        sharpness=sorted(float(tile.var()) for tile in _tiles(_laplacian(grey)))[-3:][0],
    )


def _laplacian(grey: Grey) -> Grey:
    """The 4-neighbour Laplacian, one pixel less on each side."""
    inner = grey[1:-1, 1:-1]
    return grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * inner


def _tiles(values: Grey) -> Iterator[Grey]:
    """The tiles of about 64 × 64 that cover all of `values`; a narrow photo has one across."""
    for rows in np.array_split(values, max(1, round(values.shape[0] / TILE)), axis=0):
        yield from np.array_split(rows, max(1, round(values.shape[1] / TILE)), axis=1)
