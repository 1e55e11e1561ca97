"""Open the photo a person gives: whatever the format, upright, in RGB, and without trusting the file.

Pillow's own `Image.open` is not used, for two reasons. It decides by the process-wide
`Image.MAX_IMAGE_PIXELS` what is too large, and reports it partly as a Python warning, which cannot be
caught safely while several threads serve people; and it tells a damaged photo from a file that is no
photo at all by nothing but a message. So the plugins are asked here one by one, and the size is checked
between reading the header, which is cheap, and decoding, which is not.
"""

import hashlib
import io
import math
import re
import stat
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from PIL import Image, ImageCms, ImageFile
from PIL.ExifTags import Base
from PIL.Image import Transpose
from PIL.JpegImagePlugin import JpegImageFile

from pipelines.errors import InvalidPhoto
from pipelines.photo_quality import inspect
from pipelines.values import Photo

__all__ = ["LONGEST_SIDE", "MAX_BYTES", "MAX_PIXELS", "inspect", "open_photo"]

MAX_BYTES = 100_000_000
"""An uncompressed 24-megapixel photo is 72 MB; a 108-megapixel JPEG of a phone about 40 MB."""

MAX_PIXELS = 120_000_000
"""Phones send up to 108 megapixels. A transparent PNG of that size, the most costly, takes 4 s and 1.5 GB."""

LONGEST_SIDE = 2000
"""Pixels kept on the longest side. The describers look at 260 to 384, so it is the reading of small print
that decides: text 1% as high as the photo keeps 15 to 20 pixels, which is about what a reader of text needs.
"""

MAX_PIXELS_IN_PYTHON = 8_000_000
"""For formats whose decoder in Pillow is written in Python (QOI and others no camera writes): 8 million
pixels take it several seconds.
"""

SPARSE_PIXELS = 16_000_000
MAX_PIXELS_PER_BYTE = 10_000
"""Above `SPARSE_PIXELS`, a file that claims more pixels than this for each of its bytes is a trap or cut off.
Deflate at its best packs 8,256 one-bit pixels into a byte; real photos have fewer than 100.
"""

MAX_SCANS = 64
"""A progressive JPEG has about 10 passes over the whole picture. Each costs a few bytes in the file and a
full pass in the decoder, so that a small file could keep a processor busy for hours.
https://libjpeg-turbo.org/pmwiki/uploads/About/TwoIssueswiththeJPEGStandard.pdf
"""

SEGMENT = re.compile(rb"\xff[\x02-\xcf\xd9-\xfe]")
START_OF_SCAN, END_OF_PICTURE = 0xDA, 0xD9

REFUSED = MappingProxyType(
    {
        "EPS": "Pillow runs Ghostscript, another program, on it",
        "WMF": "drawn by the operating system, where at all",
        "BUFR": "recognised but not decoded",
        "GRIB": "recognised but not decoded",
        "HDF5": "recognised but not decoded",
        "MPEG": "a video, recognised but not decoded",
    }
)

SIGNED = frozenset({"AVIF", "BMP", "GIF", "HEIF", "ICO", "JPEG", "JPEG2000", "PNG", "PSD", "TIFF", "WEBP"})
"""A file that opens with the signature of one of these and cannot be read is a damaged photo. The signatures
of the others are so short that ordinary text and source code has them too.
"""

HOSTILE = (
    OSError,
    SyntaxError,
    ValueError,
    LookupError,
    ArithmeticError,
    AttributeError,
    TypeError,
    AssertionError,
    RuntimeError,
    EOFError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Warning,
)
"""What Pillow and pillow-heif raise on damaged and hostile files, found by reading and by mutating valid files
of each format. Warnings are raised only where the interpreter is told to (`-W error`).
"""

UPRIGHT = MappingProxyType(
    {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
)
"""What undoes each EXIF orientation (Exif 2.32, tag 0x0112)."""

QUARTER_TURNS = frozenset({5, 6, 7, 8})


def open_photo(path: Path, *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS) -> Photo:
    """The photo in the file, or its first frame, upright, in sRGB, transparency over white.

    The image is at most `LONGEST_SIDE` pixels long; `width` and `height` are the file's own, upright. Raises
    `InvalidPhoto` with one of the keys photo_missing, photo_is_folder, photo_unreadable, photo_empty,
    photo_too_large (megabytes, limit), photo_too_many_pixels (megapixels, limit), not_an_image, photo_broken.
    """
    data = _read(path, max_bytes)
    image = _identify(data)
    try:
        _check_size(image, len(data), max_pixels)
        _check_scans(image, data)
        upright, (width, height) = _decode(image)
    except HOSTILE as error:
        raise InvalidPhoto("photo_broken") from error
    digest = hashlib.sha256(b"%dx%d " % upright.size + upright.tobytes())
    return Photo(name=path.name, image=upright, width=width, height=height, sha256=digest.hexdigest())


def _read(path: Path, max_bytes: int) -> bytes:
    try:
        status = path.stat()
        _check_file(status.st_mode, status.st_size, max_bytes)
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:  # ValueError: a name no file can have
        raise InvalidPhoto("photo_missing") from error
    except OSError as error:
        raise InvalidPhoto("photo_unreadable") from error
    _check_file(status.st_mode, len(data), max_bytes)
    if not data:
        raise InvalidPhoto("photo_empty")
    return data


def _check_file(mode: int, size: int, max_bytes: int) -> None:
    """Raises `InvalidPhoto` for what must not be opened: reading a pipe or a device may never end."""
    if stat.S_ISDIR(mode):
        raise InvalidPhoto("photo_is_folder")
    if not stat.S_ISREG(mode):
        raise InvalidPhoto("not_an_image")
    if size > max_bytes:
        raise InvalidPhoto("photo_too_large", megabytes=math.ceil(size / 1e6), limit=max_bytes // 1_000_000)


@cache
def _plugins() -> tuple[tuple[str, Callable[..., ImageFile.ImageFile], Callable[[bytes], bool | str] | None], ...]:
    """(format, opener, test of the first 16 bytes) of every format that is read, as Pillow registers them."""
    from pillow_heif import register_heif_opener  # loads a C library: only once there is a photo to open

    Image.init()
    register_heif_opener()
    return tuple((name, *Image.OPEN[name]) for name in Image.ID if name not in REFUSED)


def _identify(data: bytes) -> ImageFile.ImageFile:
    """The image with its header read and nothing decoded. Raises `InvalidPhoto`."""
    damaged: Exception | None = None
    for name, opener, accepts in _plugins():
        try:
            if accepts is None or accepts(data[:16]) is True:  # a string means that the library for it is missing
                return opener(io.BytesIO(data), "")
        except HOSTILE as error:
            damaged = error if name in SIGNED else damaged
    if damaged is not None:
        raise InvalidPhoto("photo_broken") from damaged
    raise InvalidPhoto("not_an_image")


def _check_size(image: ImageFile.ImageFile, size_in_bytes: int, max_pixels: int) -> None:
    pixels = image.width * image.height
    in_python = any(tile[0] in Image.DECODERS for tile in image.tile)
    limit = min(max_pixels, MAX_PIXELS_IN_PYTHON) if in_python else max_pixels
    if pixels > limit:
        raise InvalidPhoto("photo_too_many_pixels", megapixels=math.ceil(pixels / 1e6), limit=limit // 1_000_000)
    if pixels > SPARSE_PIXELS and pixels > size_in_bytes * MAX_PIXELS_PER_BYTE:
        raise InvalidPhoto("photo_broken")


def _check_scans(image: ImageFile.ImageFile, data: bytes) -> None:
    if isinstance(image, JpegImageFile) and next(islice(_scans(data), MAX_SCANS, None), None) is not None:
        raise InvalidPhoto("photo_broken")


def _scans(data: bytes) -> Iterator[int]:
    """Where each pass of a JPEG begins, up to the end of its first picture (ITU-T T.81, annex B)."""
    position = 2
    while found := SEGMENT.search(data, position):
        start = found.start()
        if data[start + 1] == END_OF_PICTURE:
            return
        if data[start + 1] == START_OF_SCAN:
            yield start
        position = start + 2 + int.from_bytes(data[start + 2 : start + 4], "big")


def _decode(image: ImageFile.ImageFile) -> tuple[Image.Image, tuple[int, int]]:
    """The upright RGB image at its working size, and the upright size of the original."""
    original = image.size
    if isinstance(image, JpegImageFile):
        shrink = max(original) / LONGEST_SIDE
        image.draft(None, (max(1, int(original[0] / shrink)), max(1, int(original[1] / shrink))))
    image.load()
    if not isinstance(image, JpegImageFile):
        original = image.size  # an icon or a HEIC may turn out otherwise than its header says
    orientation = _orientation(image)
    profile = image.info.get("icc_profile")
    upright = _in_srgb(_flat(image), profile)
    if orientation in UPRIGHT:
        upright = upright.transpose(UPRIGHT[orientation])
    return upright, original[::-1] if orientation in QUARTER_TURNS else original


def _orientation(image: Image.Image) -> Any:
    """The EXIF orientation, 1 where it is missing or broken. TIFF and HEIC are upright by now and say so."""
    try:
        return image.getexif().get(Base.Orientation, 1)
    except HOSTILE:
        return 1


def _flat(image: Image.Image) -> Image.Image:
    """The image at its working size, without transparency, in one of the modes L, RGB, CMYK, LAB."""
    if image.mode.startswith(("I", "F")):
        return _shrunk(_in_eight_bits(image))
    if image.has_transparency_data:
        solid = {"La": "LA", "RGBa": "RGBA"}.get(image.mode, image.mode)
        picture = _shrunk(image.convert(solid).convert("RGBA"))
        return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    if image.mode == "1":
        return _shrunk(image.convert("L"))
    return _shrunk(image if image.mode in {"L", "RGB", "CMYK", "LAB"} else image.convert("RGB"))


def _shrunk(image: Image.Image) -> Image.Image:
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BICUBIC, reducing_gap=3.0)
    return image


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Greys of 16 or 32 bits or fractions, in 8 bits.

    Files seldom say what their white is, so it is the least usual one that holds every value: 1 (fractions), 255,
    4095 (12-bit sensors), 65535. Values beyond all of them are stretched from the least to the greatest.
    """
    values = np.array(image, dtype=np.float32)
    np.nan_to_num(values, copy=False, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    whites = (1.0, 255.0, 4095.0, 65535.0) if image.mode == "F" else (255.0, 4095.0, 65535.0)
    white = next((white for white in whites if low >= 0 and high <= white), None)
    black, span = (0.0, white) if white else (low, high - low or 1.0)
    values -= black  # in place: a photo at the limit is half a gigabyte here
    values *= 255.0 / span
    return Image.fromarray(np.rint(values, out=values).astype(np.uint8))


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """The image in sRGB by its colour profile, or by Pillow's plain conversion where that is missing or broken.

    Phones photograph in wider colours than sRGB: read as sRGB they look dull, and red turns to brown.
    """
    try:
        source = ImageCms.createProfile("LAB") if image.mode == "LAB" else _profile(profile, image.mode)
        if source is None:
            return image.convert("RGB")
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, *HOSTILE):
        if image.mode == "LAB":
            raise
        return image.convert("RGB")
    return converted if converted is not None else image


def _profile(profile: object, mode: str) -> ImageCms.ImageCmsProfile | None:
    if not isinstance(profile, bytes):
        return None
    parsed = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    meant_for = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}[mode]
    return parsed if parsed.profile.xcolor_space.strip() == meant_for else None
