"""Finding lines of any script, and reading Latin and Chinese on them, by the PP-OCR networks in RapidOCR's wheel."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.errors import StepFailed
from pipelines.reading.boxes import Box, Pixels
from pipelines.reading.marks import Mark

if TYPE_CHECKING:
    from rapidocr import RapidOCR

# Lines are looked for in the photo shrunk to this longest side. Finding takes time by the pixel; writing of 10 pixels
# is still found.
SEARCHED_SIDE = 1024
THREADS = 2


class LatinReader:
    """Finds lines, and reads them where they are not Hangul. Not thread-safe: whoever owns it has to lock."""

    name = "ppocr"

    def __init__(self, engine: RapidOCR) -> None:
        self._engine = engine

    def find(self, pixels: Pixels) -> list[Box]:
        """The boxes of the lines in a BGR image, in its pixels. Raises `StepFailed`."""
        import cv2

        scale = min(1.0, SEARCHED_SIDE / max(pixels.shape[:2]))
        size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
        small = pixels if scale == 1 else cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        # All three flags every time: the engine remembers those of the call before.
        try:
            found = self._engine(small, use_det=True, use_cls=False, use_rec=False)
        except Exception as error:  # RapidOCR, onnxruntime and OpenCV raise errors of many roots
            raise StepFailed(self.name, f"lines could not be looked for: {error}") from error
        boxes = getattr(found, "boxes", None)
        return [] if boxes is None else [np.asarray(box, np.float32) / np.float32(scale) for box in boxes]

    def read(self, crops: Sequence[Pixels]) -> list[list[Mark]]:
        """The characters on each cut-out line, from left to right. `crops` are BGR images, one line each.

        Raises `StepFailed`.
        """
        if not crops:
            return []
        try:
            read = self._engine.recognize_txt(list(crops))
        except Exception as error:  # RapidOCR, onnxruntime and OpenCV raise errors of many roots
            raise StepFailed(self.name, f"lines could not be read: {error}") from error
        return [to_marks(text, word) for text, word in zip(read.txts or (), read.word_results, strict=True)]


def to_marks(text: str, words: Any) -> list[Mark]:
    """RapidOCR's words (columns of the network's output, one certainty for each character, spaces included) as marks.

    The network knows a character's column, not its width: start and end are the same.
    """
    columns = iter(column for word in words.word_cols for column in word)
    marks: list[Mark] = []
    for position, (character, certainty) in enumerate(zip(text, words.confs, strict=False)):
        if not character.isspace():
            place = (next(columns) + 0.5) / words.line_txt_len
            after_space = position > 0 and text[position - 1].isspace()
            marks.append(Mark(character, place, place, certainty, after_space))
    return marks


def load_latin() -> LatinReader:
    """The networks in RapidOCR's own package. Their paths are given, so that it never tries to download them.

    Raises `StepFailed` where they are missing or broken.
    """
    try:
        import rapidocr
    except ImportError as error:
        raise StepFailed(LatinReader.name, f"rapidocr cannot be imported: {error}") from error
    models = Path(rapidocr.__file__).parent / "models"
    parameters = {
        "Global.log_level": "critical",
        "Global.use_preprocess_img": False,
        "Global.return_word_box": True,
        "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
        "Det.limit_type": "max",
        "Det.limit_side_len": SEARCHED_SIDE,
        "Rec.rec_img_shape": [3, 48, 160],
        "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
        "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
    }
    try:
        reader = LatinReader(rapidocr.RapidOCR(params=parameters))
    except Exception as error:  # RapidOCR and OmegaConf raise errors of many roots
        raise StepFailed(LatinReader.name, f"RapidOCR cannot be set up: {error}") from error
    # The engine loads its networks on first use: use them now, so that a broken one is known at once.
    blank = np.full((64, 64, 3), 255, np.uint8)
    reader.find(blank)
    reader.read([blank])
    return reader
