"""Text in a photo: found and read by PP-OCR (Latin, Chinese), and read by Tesseract where it is Hangul.

PP-OCRv6's dictionary has no Hangul at all: it passes over syllables or reads them as ideographs. Tesseract finds
few lines in a photo but reads a straightened one well. So one engine finds the lines, both read them, and
`pipelines.reading.marks` puts the two together.
"""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np

from pipelines.errors import StepFailed
from pipelines.reading.boxes import Box, Pixels, cut_out, height, is_tall, reading_order, readings_of_tall, width
from pipelines.reading.marks import SYLLABLE, Mark, covers, merge, passed_over, to_line
from pipelines.values import Photo, TextInPhoto, TextLine

NAME = "ocr"
# A dense poster or a page of a newspaper would take many seconds, and nobody listens to all of it. Reading takes about
# 0.01 s of one core for a piece of line as wide as it is high; 200 such pieces are some 250 syllables or 450 letters.
MOST_LINES = 40
MOST_WRITING = 200.0
# A reading below this may be of a line that is upside down; turned round it has to be this much surer.
DOUBTFUL = 0.8
CLEARLY_SURER = 0.1
# Without the Korean engine, only this much tells Latin from misread Hangul.
SURE_ALONE = 0.95

log = logging.getLogger(__name__)


class LineFinder(Protocol):
    """Finds lines and reads what is not Hangul."""

    def find(self, pixels: Pixels) -> list[Box]:
        """The boxes of the lines, in pixels of the BGR image given."""
        ...

    def read(self, crops: Sequence[Pixels]) -> list[list[Mark]]:
        """The characters on each cut-out line."""
        ...


class LineReader(Protocol):
    """Reads Hangul."""

    def read(self, crop: Pixels) -> list[Mark]:
        """The characters on one cut-out line."""
        ...


class PhotoReader:
    """A reader of the text in a photo, in reading order.

    At most `MOST_LINES` lines and `MOST_WRITING` line heights of writing are read, larger writing first and writing
    of one size from the top; that the rest of a full page is left out is told by `more`. Without a Korean engine
    only lines that are surely Latin or Chinese are told, and `run` fails where there are lines but no such one:
    "no text" would be untrue.
    """

    name = NAME

    def __init__(self, latin: LineFinder, korean: LineReader | None) -> None:
        self._latin = latin
        self._korean = korean
        self._lock = threading.Lock()

    def run(self, photo: Photo, /) -> TextInPhoto:
        """The lines of text. Raises `StepFailed`."""
        pixels = np.ascontiguousarray(np.asarray(photo.image.convert("RGB"), np.uint8)[:, :, ::-1])
        with self._lock:
            found = self._latin.find(pixels)
            boxes = worth_reading(found)
            lines = self._read([cut_out(pixels, box) for box in boxes])
        if boxes and not lines and self._korean is None:
            raise StepFailed(self.name, "there is text, and the Korean engine that may be able to read it is missing")
        return TextInPhoto(tuple(lines), self.name, more=bool(lines) and len(boxes) < len(found))

    def _read(self, crops: Sequence[Pixels]) -> list[TextLine]:
        ways = [list(readings_of_tall(crop)) if is_tall(crop) else [crop] for crop in crops]
        marks = iter(self._latin.read([crop for some in ways for crop in some]))
        best = [surest(self._line(crop, next(marks)) for crop in some) for some in ways]
        doubtful = [
            at for at, line in enumerate(best) if not is_tall(crops[at]) and (not line or line.certainty < DOUBTFUL)
        ]
        turned = [np.ascontiguousarray(np.rot90(crops[at], 2)) for at in doubtful]
        for at, crop, seen in zip(doubtful, turned, self._latin.read(turned), strict=True):
            best[at] = right_way_up(best[at], self._line(crop, seen))
        return [line for line in best if line]

    def _line(self, crop: Pixels, latin: Sequence[Mark]) -> TextLine | None:
        syllable = SYLLABLE * crop.shape[0] / crop.shape[1]
        if self._korean is None:
            return to_line(latin) if covers(latin, syllable, SURE_ALONE) else None
        if covers(latin, syllable):
            return to_line(latin)
        korean = self._korean.read(crop)
        for start, end in passed_over(latin, korean):
            latin = self._look_again(crop, latin, start, end)
        return to_line(merge(latin, korean, syllable))

    def _look_again(self, crop: Pixels, latin: Sequence[Mark], start: float, end: float) -> list[Mark]:
        wide, margin = crop.shape[1], crop.shape[0] // 6
        left, right = max(0, round(start * wide) - margin), min(wide, round(end * wide) + margin)
        seen = self._latin.read([np.ascontiguousarray(crop[:, left:right])])[0]
        placed = [replace(mark, start=(left + mark.start * (right - left)) / wide) for mark in seen]
        placed = [replace(mark, end=mark.start) for mark in placed]
        outside = [mark for mark in latin if not left <= mark.centre * wide <= right]
        return sorted([*outside, *placed], key=lambda mark: mark.start)


def worth_reading(boxes: Sequence[Box]) -> list[Box]:
    """The boxes in reading order, without those that `MOST_LINES` and `MOST_WRITING` leave out."""
    ordered = [boxes[index] for index in reading_order(boxes)]
    kept: list[int] = []
    writing = 0.0
    for index in sorted(range(len(ordered)), key=lambda index: -size(ordered[index])):
        writing += max(width(ordered[index]), height(ordered[index])) / thickness(ordered[index])
        if kept and (writing > MOST_WRITING or len(kept) == MOST_LINES):
            break
        kept.append(index)
    return [ordered[index] for index in sorted(kept)]


def thickness(box: Box) -> float:
    """The height of the writing, whichever way it runs; never less than a pixel."""
    return max(1.0, min(width(box), height(box)))


def size(box: Box) -> int:
    """How large the writing is, in steps of about 1.4, so that lines of one paragraph count alike."""
    return round(2 * math.log2(thickness(box)))


def surest(lines: Iterable[TextLine | None]) -> TextLine | None:
    """The surest line there is, or None."""
    return max((line for line in lines if line), key=lambda line: line.certainty, default=None)


def right_way_up(upright: TextLine | None, turned: TextLine | None) -> TextLine | None:
    """The reading turned by 180° where it is clearly surer; else the upright one."""
    if turned is None or len(turned.text) < 3 or turned.certainty < DOUBTFUL:
        return upright
    return turned if not upright or turned.certainty > upright.certainty + CLEARLY_SURER else upright


def load_reader(tessdata: Path) -> PhotoReader:
    """The reader, with Tesseract's `kor.traineddata` from the folder `tessdata`.

    Without that file the reader still reads Latin. Raises `StepFailed` where the PP-OCR networks cannot be loaded.
    """
    from pipelines.reading.hangul import load_hangul
    from pipelines.reading.latin import load_latin

    latin = load_latin()
    try:
        return PhotoReader(latin, load_hangul(tessdata))
    except (ImportError, RuntimeError) as error:
        log.warning("Hangul cannot be read, no usable Korean data in %s: %s", tessdata, error)
        return PhotoReader(latin, None)
