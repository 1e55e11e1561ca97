"""Opening photos: every format upright and in the colours it was taken in, and nothing that a file says believed."""

import contextlib
import io
import os
import struct
import subprocess
import sys
import threading
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from pipelines.errors import InvalidPhoto
from pipelines.photo import LONGEST_SIDE, open_photo

pillow_heif.register_heif_opener()

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "assets" / "examples"
RED, GREEN, BLUE, GREY = (220, 30, 30), (30, 160, 30), (30, 30, 200), (120, 120, 120)
SIZE = (96, 64)


def scene() -> Image.Image:
    """Red above left, green above right, blue below left, grey below right."""
    image = Image.new("RGB", SIZE, GREY)
    image.paste(RED, (0, 0, 48, 32))
    image.paste(GREEN, (48, 0, 96, 32))
    image.paste(BLUE, (0, 32, 48, 64))
    return image


def saved(folder: Path, image: Image.Image, name: str, **options: Any) -> Path:
    path = folder / name
    image.save(path, **options)
    return path


def refusal(path: Path, **limits: int) -> InvalidPhoto:
    with pytest.raises(InvalidPhoto) as refused:
        open_photo(path, **limits)
    return refused.value


def corners(image: Image.Image) -> list[str]:
    """The nearest colour in each quarter: above left, above right, below left, below right."""
    names = {"red": RED, "green": GREEN, "blue": BLUE, "grey": GREY}

    def nearest(pixel: tuple[int, ...]) -> str:
        return min(names, key=lambda name: sum((a - b) ** 2 for a, b in zip(names[name], pixel, strict=True)))

    width, height = image.size
    places = ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75))
    return [nearest(image.getpixel((int(width * x), int(height * y)))) for x, y in places]  # type: ignore[arg-type]


UPRIGHT = ["red", "green", "blue", "grey"]
FORMATS = ("jpg", "png", "webp", "heic", "avif", "gif", "tiff", "bmp", "jp2", "ppm", "tga", "pcx", "sgi", "qoi", "ico")


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_shows_the_same_scene(tmp_path: Path, ending: str) -> None:
    photo = open_photo(saved(tmp_path, scene(), f"photo.{ending}"))
    assert photo.name == f"photo.{ending}"
    assert photo.image.mode == "RGB"
    assert corners(photo.image) == UPRIGHT
    assert (photo.width, photo.height) == photo.image.size


def test_the_name_of_the_file_does_not_matter(tmp_path: Path) -> None:
    path = saved(tmp_path, scene(), "photo.png").rename(tmp_path / "사진.txt")
    assert corners(open_photo(path).image) == UPRIGHT


TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "heic", "avif", "tiff"])
@pytest.mark.parametrize("orientation", TURNED)
def test_a_turned_photo_stands_upright_once(tmp_path: Path, ending: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    sideways = scene().transpose(TURNED[orientation])
    photo = open_photo(saved(tmp_path, sideways, f"photo.{ending}", exif=exif.tobytes()))
    assert corners(photo.image) == UPRIGHT
    assert (photo.width, photo.height) == SIZE == photo.image.size


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_broken_exif_does_not_cost_the_photo(tmp_path: Path) -> None:
    path = saved(tmp_path, scene(), "photo.jpg", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff broken")
    assert corners(open_photo(path).image) == UPRIGHT


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_what_is_transparent_is_white(tmp_path: Path, mode: str) -> None:
    image = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 48, 64))
    ending = "tiff" if mode == "PA" else "png"
    path = saved(tmp_path, image.convert("P").convert(mode) if mode == "PA" else image.convert(mode), f"photo.{ending}")
    photo = open_photo(path)
    assert photo.image.getpixel((10, 30)) == (0, 0, 0)
    if mode != "PA":  # a conversion to PA keeps no alpha
        assert photo.image.getpixel((80, 30)) == (255, 255, 255)


@pytest.mark.parametrize(("mode", "transparent"), [("P", 0), ("L", 0), ("RGB", (0, 0, 0)), ("1", 0)])
def test_one_colour_that_means_transparent_is_white(
    tmp_path: Path, mode: str, transparent: int | tuple[int, ...]
) -> None:
    image = Image.new(mode, SIZE, 0)
    photo = open_photo(saved(tmp_path, image, "photo.png", transparency=transparent))
    assert photo.image.getpixel((80, 30)) == (255, 255, 255)


def test_half_transparent_is_half_white(tmp_path: Path) -> None:
    photo = open_photo(saved(tmp_path, Image.new("RGBA", SIZE, (200, 0, 0, 128)), "photo.webp", lossless=True))
    red, green, _ = photo.image.getpixel((5, 5))  # type: ignore[misc]
    assert red == pytest.approx(227, abs=3)
    assert green == pytest.approx(127, abs=3)


@pytest.mark.parametrize(
    ("mode", "ending"), [("CMYK", "jpg"), ("CMYK", "tiff"), ("YCbCr", "jpg"), ("P", "png"), ("RGBX", "tiff")]
)
def test_colours_survive_their_encoding(tmp_path: Path, mode: str, ending: str) -> None:
    assert corners(open_photo(saved(tmp_path, scene().convert(mode), f"photo.{ending}")).image) == UPRIGHT


def test_lab_colours_come_out_as_they_were(tmp_path: Path) -> None:
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    image = ImageCms.applyTransform(scene(), to_lab)
    assert image is not None
    assert corners(open_photo(saved(tmp_path, image, "photo.tiff")).image) == UPRIGHT


def test_one_bit_is_black_and_white(tmp_path: Path) -> None:
    image = Image.new("1", SIZE, 1)
    image.paste(0, (0, 0, 48, 64))
    photo = open_photo(saved(tmp_path, image, "photo.tiff", compression="group4"))
    assert [photo.image.getpixel((x, 5)) for x in (5, 80)] == [(0, 0, 0), (255, 255, 255)]


@pytest.mark.parametrize(
    ("kind", "white"),
    [("<u2", 65535), ("<u2", 4095), ("<u2", 255), ("<i4", 65535), ("<i4", 255), ("<f4", 1), ("<f4", 255)],
)
def test_deep_greys_keep_their_brightness(tmp_path: Path, kind: str, white: int) -> None:
    values = np.full((64, 96), white / 2, dtype=kind)
    values[:, :48] = white
    photo = open_photo(saved(tmp_path, Image.fromarray(values), "photo.tiff"))
    assert photo.image.getpixel((5, 5)) == (255, 255, 255)
    assert photo.image.getpixel((90, 5))[0] == pytest.approx(127, abs=1)  # type: ignore[index]


def test_values_beyond_every_scale_are_stretched(tmp_path: Path) -> None:
    values = np.tile(np.linspace(-5000, 900_000, 96, dtype="<f4"), (64, 1))
    photo = open_photo(saved(tmp_path, Image.fromarray(values), "photo.tiff"))
    assert [photo.image.getpixel((x, 5)) for x in (0, 95)] == [(0, 0, 0), (255, 255, 255)]


def test_values_that_are_not_numbers_are_black(tmp_path: Path) -> None:
    image = Image.new("F", SIZE, float("nan"))
    image.paste(1.0, (0, 0, 48, 64))
    photo = open_photo(saved(tmp_path, image, "photo.tiff"))
    assert [photo.image.getpixel((x, 5)) for x in (5, 90)] == [(255, 255, 255), (0, 0, 0)]


@pytest.mark.parametrize("ending", ["gif", "png", "webp", "tiff"])
def test_an_animation_is_its_first_frame(tmp_path: Path, ending: str) -> None:
    others = [Image.new("RGB", SIZE, colour) for colour in (GREEN, BLUE)]
    photo = open_photo(saved(tmp_path, scene(), f"photo.{ending}", save_all=True, append_images=others))
    assert corners(photo.image) == UPRIGHT


def swapped_profile() -> bytes:
    """A real RGB profile whose red and green have changed places, so that only who reads it sees the true colours."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack_from(">I", profile, 128)[0]
    entries = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, green = entries[b"rXYZ"], entries[b"gXYZ"]
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def test_a_colour_profile_is_followed(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.new("RGB", SIZE, (255, 0, 0)), "photo.png", icc_profile=swapped_profile())
    assert open_photo(path).image.getpixel((5, 5)) == pytest.approx((0, 255, 0), abs=3)


@pytest.mark.parametrize("profile", [b"no profile at all", swapped_profile()[:200]])
def test_a_broken_colour_profile_does_not_cost_the_photo(tmp_path: Path, profile: bytes) -> None:
    assert corners(open_photo(saved(tmp_path, scene(), "photo.png", icc_profile=profile)).image) == UPRIGHT


def test_a_profile_for_other_colours_is_ignored(tmp_path: Path) -> None:
    path = saved(tmp_path, scene().convert("CMYK"), "photo.jpg", icc_profile=swapped_profile())
    assert corners(open_photo(path).image) == UPRIGHT


@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_a_large_photo_is_made_smaller_and_its_size_remembered(tmp_path: Path, ending: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    sideways = scene().transpose(Image.Transpose.ROTATE_90).resize((3024, 4032))
    photo = open_photo(saved(tmp_path, sideways, f"photo.{ending}", exif=exif.tobytes()))
    assert (photo.width, photo.height) == (4032, 3024)
    assert photo.image.size == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)
    assert corners(photo.image) == UPRIGHT


def test_a_very_long_photo_keeps_a_pixel_across(tmp_path: Path) -> None:
    photo = open_photo(saved(tmp_path, Image.new("RGB", (9000, 1), RED), "photo.jpg"))
    assert photo.image.size == (LONGEST_SIDE, 1)
    assert (photo.width, photo.height) == (9000, 1)


def test_the_digest_is_of_the_pixels_alone(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    one = open_photo(saved(tmp_path, scene(), "one.png"))
    same = open_photo(saved(tmp_path, scene(), "two.bmp"))
    with_data = open_photo(saved(tmp_path, scene(), "three.png", exif=exif))
    other = open_photo(saved(tmp_path, scene().transpose(Image.Transpose.ROTATE_180), "four.png"))
    assert one.sha256 == same.sha256 == with_data.sha256 != other.sha256
    assert len(one.sha256) == 64


def test_the_digest_knows_the_shape(tmp_path: Path) -> None:
    wide = open_photo(saved(tmp_path, Image.new("RGB", (100, 50), RED), "wide.png"))
    high = open_photo(saved(tmp_path, Image.new("RGB", (50, 100), RED), "high.png"))
    assert wide.sha256 != high.sha256


# What cannot be opened, and the reason a person is told


def test_a_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.jpg").key == "photo_missing"
    assert refusal(tmp_path / "no\0file.jpg").key == "photo_missing"
    (tmp_path / "dangling").symlink_to(tmp_path / "none.jpg")
    assert refusal(tmp_path / "dangling").key == "photo_missing"


def test_a_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path).key == "photo_is_folder"


def test_a_link_to_a_photo_is_a_photo(tmp_path: Path) -> None:
    (tmp_path / "link.jpg").symlink_to(EXAMPLES / "cat.jpg")
    assert open_photo(tmp_path / "link.jpg").name == "link.jpg"


def test_a_name_too_long_for_the_system_is_unreadable_not_a_crash(tmp_path: Path) -> None:
    assert refusal(tmp_path / ("사" * 400)).key == "photo_unreadable"


OPEN_AS_NOBODY = """
import os, sys
from pathlib import Path
from pipelines.errors import InvalidPhoto
from pipelines.photo import open_photo
if os.geteuid() == 0:  # the administrator may read everything
    os.setuid(65534)
try:
    open_photo(Path(sys.argv[1]))
except InvalidPhoto as invalid:
    print(invalid.key)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_no_permission(tmp_path: Path) -> None:
    path = saved(tmp_path, scene(), "photo.png")
    path.chmod(0)
    finished = subprocess.run(
        [sys.executable, "-c", OPEN_AS_NOBODY, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert finished.stdout.strip() == "photo_unreadable", finished.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_pipe_that_nobody_writes_to_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    answers: list[str] = []
    thread = threading.Thread(target=lambda: answers.append(refusal(tmp_path / "pipe.jpg").key), daemon=True)
    thread.start()
    thread.join(5)
    assert answers == ["not_an_image"]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device")
def test_a_device_without_an_end_is_not_read() -> None:
    assert refusal(Path("/dev/zero")).key == "not_an_image"


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").touch()
    assert refusal(tmp_path / "photo.jpg").key == "photo_empty"


@pytest.mark.parametrize(
    "content",
    [
        b"a",
        b"hello, this is text\n" * 50,
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41" + bytes(200),
        b"#define WIDTH 10\nint main(void) { return 0; }\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"\xd7\xcd\xc6\x9a" + bytes(60),
    ],
    ids=["one letter", "text", "svg", "pdf", "video", "C source", "PostScript", "Windows metafile"],
)
def test_what_is_no_photo(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(content)
    assert refusal(path).key == "not_an_image"


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "heic", "avif", "gif", "tiff", "bmp", "jp2"])
@pytest.mark.parametrize("share", [0.2, 0.6, 0.9])
@pytest.mark.filterwarnings("ignore")
def test_a_photo_that_is_cut_off_is_broken(tmp_path: Path, ending: str, share: float) -> None:
    photo = Image.open(EXAMPLES / "cat.jpg")
    content = saved(tmp_path, photo, f"whole.{ending}").read_bytes()
    path = tmp_path / f"cut.{ending}"
    path.write_bytes(content[: int(len(content) * share)])
    assert refusal(path).key == "photo_broken"


def test_too_many_bytes_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    with path.open("wb") as file:
        file.truncate(10**12)
    error = refusal(path)
    assert error.key == "photo_too_large"
    assert error.details == {"megabytes": 1_000_000, "limit": 100}


def png(width: int, height: int, *, pad: int = 0, extra: bytes = b"") -> bytes:
    """A file that claims to be a PNG of this size, with hardly any pixels in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + header + extra + pixels + chunk(b"IEND", b"") + bytes(pad)


@pytest.mark.parametrize("size", [(11_000, 11_000), (60_000, 60_000), (2_000_000_000, 1)])
def test_too_many_pixels_are_not_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    path = tmp_path / "bomb.png"
    path.write_bytes(png(*size, pad=20_000))
    error = refusal(path)
    assert error.key == "photo_too_many_pixels"
    assert error.details["limit"] == 120
    assert error.details["megapixels"] == -(-size[0] * size[1] // 1_000_000)


def test_a_few_bytes_that_claim_a_large_photo_are_not_decoded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png(10_000, 10_000))
    assert refusal(path).key == "photo_broken"


def test_the_limit_is_ours_and_not_pillows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    path = saved(tmp_path, scene(), "photo.png")
    assert corners(open_photo(path).image) == UPRIGHT
    assert Image.MAX_IMAGE_PIXELS == 100
    assert refusal(path, max_pixels=6143).details == {"megapixels": 1, "limit": 0}
    assert open_photo(path, max_pixels=6144).width == 96


def test_text_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    text = b"Comment\0\0" + zlib.compress(bytes(80_000_000), 9)
    chunk = struct.pack(">I", len(text)) + b"zTXt" + text + struct.pack(">I", zlib.crc32(b"zTXt" + text))
    path = tmp_path / "bomb.png"
    path.write_bytes(png(10, 10, extra=chunk))
    assert refusal(path).key == "photo_broken"


def test_a_jpeg_with_thousands_of_passes_is_refused_at_once(tmp_path: Path) -> None:
    content = saved(tmp_path, scene(), "photo.jpg", progressive=True).read_bytes()
    last = content[content.rindex(b"\xff\xda") : -2]
    path = tmp_path / "bomb.jpg"
    path.write_bytes(content[:-2] + last * 5000 + content[-2:])
    assert refusal(path).key == "photo_broken"
    path.write_bytes(content + last * 5000)  # behind the end of the picture, as the video of a motion photo is
    assert corners(open_photo(path).image) == UPRIGHT


def test_a_photo_that_only_python_could_decode_may_not_be_large(tmp_path: Path) -> None:
    path = tmp_path / "photo.qoi"
    path.write_bytes(b"qoif" + struct.pack(">IIBB", 4000, 3000, 3, 0) + b"\xfd" * 200_000 + bytes(7) + b"\1")
    assert refusal(path).details == {"megapixels": 12, "limit": 8}


@cache
def seeds() -> tuple[bytes, ...]:
    files = []
    for format_name in ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "HEIF", "AVIF", "JPEG2000", "ICO", "PPM", "TGA"):
        buffer = io.BytesIO()
        scene().save(buffer, format_name)
        files.append(buffer.getvalue())
    return tuple(files)


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_file_whatever_brings_it_down(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(seeds()) | st.binary(max_size=200)))
    for at, byte in data.draw(st.lists(st.tuples(st.integers(0, len(content)), st.binary(max_size=5)), max_size=8)):
        content[at : at + len(byte)] = byte
    path = tmp_path / "photo"
    path.write_bytes(content)
    with contextlib.suppress(InvalidPhoto):
        photo = open_photo(path)
        assert photo.image.mode == "RGB"
        assert max(photo.image.size) <= LONGEST_SIDE
