"""Where lines stand in a photo: their order and their cut-outs. A box is a 4 × 2 array of pixel coordinates,
clockwise from the top left.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

Box = NDArray[np.float32]
Pixels = NDArray[np.uint8]

# A box this many times taller than wide is a line turned a quarter, or one written downwards.
TALL = 1.5
# The finder widens its boxes by about this share of their narrow side, on each side.
MARGIN = 0.2


def reading_order(boxes: Sequence[Box]) -> list[int]:
    """The indices of `boxes` as a person reads them: row after row from the top, each from left to right.

    Two boxes share a row where they overlap by more than half of the lower one's height, once the slant that most
    of the lines have in common is taken out. Does not depend on the order of `boxes`.
    """
    if not boxes:
        return []
    straight = unslanted(boxes)
    by_top = sorted(range(len(boxes)), key=lambda index: (*middle(straight[index])[::-1], *straight[index].flat))
    rows: list[list[int]] = []
    for index in by_top:
        row = next((row for row in rows if share_row(straight[row[0]], straight[index])), None)
        if row is None:
            rows.append([index])
        else:
            row.append(index)
    return [
        index for row in rows for index in sorted(row, key=lambda one: (middle(straight[one]), *straight[one].flat))
    ]


def unslanted(boxes: Sequence[Box]) -> list[Box]:
    """The boxes turned by the median slant of the wide ones."""
    slants = [slant(box) for box in boxes if width(box) > 1.5 * height(box)]
    angle = float(np.median(slants)) if slants else 0.0
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return [np.asarray(np.round(box @ turn, 3), np.float32) for box in boxes]


def slant(box: Box) -> float:
    """The angle of the upper edge, in radians."""
    along = box[1] - box[0]
    return float(np.arctan2(along[1], along[0]))


def middle(box: Box) -> tuple[float, float]:
    """The centre, x and y."""
    return float(box[:, 0].mean()), float(box[:, 1].mean())


def width(box: Box) -> float:
    """The length of the longer of the upper and lower edges."""
    return float(max(np.linalg.norm(box[1] - box[0]), np.linalg.norm(box[2] - box[3])))


def height(box: Box) -> float:
    """The length of the longer of the left and right edges."""
    return float(max(np.linalg.norm(box[3] - box[0]), np.linalg.norm(box[2] - box[1])))


def share_row(one: Box, other: Box) -> bool:
    """Whether the two overlap in height by more than half of the lower one."""
    top, bottom = max(one[:, 1].min(), other[:, 1].min()), min(one[:, 1].max(), other[:, 1].max())
    return bool(bottom - top > 0.5 * min(np.ptp(one[:, 1]), np.ptp(other[:, 1])))


def cut_out(pixels: Pixels, box: Box) -> Pixels:
    """The box straightened by perspective, as wide and high as its longer edges."""
    import cv2

    wide, high = max(1, round(width(box))), max(1, round(height(box)))
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    transform = cv2.getPerspectiveTransform(np.asarray(box, np.float32), corners)
    return np.asarray(
        cv2.warpPerspective(pixels, transform, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )


def is_tall(crop: Pixels) -> bool:
    """Whether the writing in it does not run from left to right."""
    return bool(crop.shape[0] >= TALL * crop.shape[1])


def readings_of_tall(crop: Pixels) -> Iterator[Pixels]:
    """The ways a tall line may have to be read: written downwards, turned to the left, turned to the right."""
    yield laid_out(crop)
    yield np.ascontiguousarray(np.rot90(crop, -1))
    yield np.ascontiguousarray(np.rot90(crop))


def laid_out(crop: Pixels) -> Pixels:
    """Characters written downwards, set side by side: cut where the fewest pixels of writing are cut through."""
    import cv2

    margin = round(crop.shape[1] * MARGIN)
    crop = crop[margin : crop.shape[0] - margin, margin : crop.shape[1] - margin]
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1] > 0
    ink = ~ink if ink.mean() > 0.5 else ink
    rows = np.flatnonzero(ink.any(axis=1))
    first, last = (int(rows[0]), int(rows[-1]) + 1) if rows.size else (0, crop.shape[0])
    square = (last - first) / crop.shape[1]
    counts = range(max(2, round(square / 1.4)), max(2, round(square * 1.35)) + 1)
    cuts = min(
        (np.linspace(first, last, count + 1).round().astype(int) for count in counts), key=lambda at: cut_ink(ink, at)
    )
    size = int(np.diff(cuts).max())
    cells = [cv2.resize(crop[top:bottom], (crop.shape[1], size)) for top, bottom in pairwise(cuts)]
    return np.asarray(np.hstack(cells), np.uint8)


def cut_ink(ink: NDArray[np.bool_], cuts: NDArray[np.int64]) -> float:
    """The share of writing on the rows at the inner cuts."""
    return float(np.mean([ink[max(0, at - 1) : at + 2].mean() for at in cuts[1:-1]]))
