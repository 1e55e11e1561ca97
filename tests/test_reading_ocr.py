"""Text in photos, with the real engines on drawn signs. Fonts: the package koreanize-matplotlib (requirements-dev)."""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipelines.errors import StepFailed
from pipelines.reading.boxes import Box, Pixels
from pipelines.reading.marks import Mark
from pipelines.reading.ocr import MOST_LINES, MOST_WRITING, PhotoReader, load_reader, worth_reading
from pipelines.values import Photo
from tests.benchmarks.signs import draw_signs, korean_fonts, score

TESSDATA = Path(__file__).parents[1] / "assets" / "tessdata"


@pytest.fixture(scope="module")
def reader() -> PhotoReader:
    return load_reader(TESSDATA)


def photo(image: Image.Image) -> Photo:
    return Photo("sign.png", image, *image.size, sha256="")


def sign(*lines: str, ink: str = "black", ground: str = "white") -> Image.Image:
    font = ImageFont.truetype(korean_fonts()[0], 44)
    wide = round(max(font.getlength(line) for line in lines))
    image = Image.new("RGB", (wide + 120, 90 * len(lines) + 60), ground)
    for row, line in enumerate(lines):
        ImageDraw.Draw(image).text((60, 45 + 90 * row), line, font=font, fill=ink)
    return image


def read(reader: PhotoReader, image: Image.Image) -> list[str]:
    return [line.text for line in reader.run(photo(image)).lines]


@pytest.mark.parametrize(
    "lines",
    [
        ("출입금지", "관계자외 출입금지"),
        ("Emergency exit", "Mind the gap"),
        ("출구 EXIT 2", "커피 12,000원", "문의 02-271-3801"),
        ("오늘은 도서관이 쉬는 날입니다 Open 9:30",),
    ],
)
def test_korean_english_and_mixed_signs_are_read(reader: PhotoReader, lines: tuple[str, ...]) -> None:
    assert [line.replace(" ", "") for line in read(reader, sign(*lines))] == [line.replace(" ", "") for line in lines]


def test_white_on_red_is_read(reader: PhotoReader) -> None:
    assert read(reader, sign("접근 금지", ink="white", ground="#c01e23")) == ["접근 금지"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_photo_held_the_wrong_way_is_read(reader: PhotoReader, turn: int) -> None:
    assert set(read(reader, sign("Emergency exit", "화장실은 왼쪽").rotate(turn, expand=True))) == {
        "Emergency exit",
        "화장실은 왼쪽",
    }


def test_certainties_are_shares(reader: PhotoReader) -> None:
    found = reader.run(photo(sign("출구 EXIT")))
    assert found.engine == reader.name
    assert all(0.6 <= line.certainty <= 1 for line in found.lines)


@pytest.mark.parametrize("kind", ["plain", "noise", "stripes", "checks", "tiny", "sliver"])
def test_a_photo_without_text_has_no_lines(reader: PhotoReader, kind: str) -> None:
    rows, columns = np.mgrid[0:300, 0:400]
    images = {
        "plain": Image.new("RGB", (400, 300), "grey"),
        "noise": Image.fromarray(np.random.default_rng(1).integers(0, 256, (300, 400, 3), dtype=np.uint8)),
        "stripes": Image.fromarray((columns // 10 % 2 * 255).astype(np.uint8)),
        "checks": Image.fromarray(((rows // 25 + columns // 25) % 2 * 255).astype(np.uint8)),
        "tiny": Image.new("RGB", (1, 1)),
        "sliver": Image.new("RGB", (3000, 2), "white"),
    }
    assert read(reader, images[kind]) == []


def test_drawn_signs_of_all_kinds_are_read_with_few_errors(reader: PhotoReader) -> None:
    scores = [score(one, read(reader, one.image), 0) for one in draw_signs(12, 5, korean_fonts())]
    assert sum(one.wrong for one in scores) / sum(one.length for one in scores) < 0.05


def test_two_people_at_once_get_the_same_answers_as_one(reader: PhotoReader) -> None:
    images = [sign("출입금지", "커피 4,500원"), sign("Ticket office")]
    alone = [read(reader, image) for image in images]
    together: list[list[str]] = [[], []]
    threads = [
        threading.Thread(target=lambda at=at: together.__setitem__(at, read(reader, images[at]))) for at in (0, 1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone


def test_without_korean_data_latin_is_read_and_hangul_is_not_made_up(tmp_path: Path) -> None:
    without = load_reader(tmp_path)
    assert read(without, sign("Emergency exit", "김치찌개")) == ["Emergency exit"]
    assert read(without, Image.new("RGB", (300, 200), "white")) == []
    with pytest.raises(StepFailed, match="Korean"):
        without.run(photo(sign("김치찌개 떡볶이")))


def test_nothing_is_printed(reader: PhotoReader, capfd: pytest.CaptureFixture[str]) -> None:
    read(reader, sign("출구 EXIT"))
    read(reader, Image.new("RGB", (300, 200), "white"))
    assert capfd.readouterr() == ("", "")


class Crowd:
    """A finder that sees many lines, and says the same on each."""

    def find(self, pixels: Pixels) -> list[Box]:
        return [np.array([[0, y], [90, y], [90, y + 8], [0, y + 8]], np.float32) for y in range(0, pixels.shape[0], 10)]

    def read(self, crops: Sequence[Pixels]) -> list[list[Mark]]:
        return [
            [Mark(letter, at, at, 0.99) for letter, at in zip("WORDS", (0.1, 0.3, 0.5, 0.7, 0.9), strict=True)]
            for _ in crops
        ]


class Dumb:
    """A Korean reader that sees nothing."""

    def read(self, crop: Pixels) -> list[Mark]:
        del crop
        return []


def test_a_page_full_of_text_is_cut_from_below_and_says_so() -> None:
    page = photo(Image.new("RGB", (100, 1000), "white"))
    text = PhotoReader(Crowd(), Dumb()).run(page)
    assert text.more
    assert not PhotoReader(Crowd(), Dumb()).run(photo(Image.new("RGB", (100, 30), "white"))).more
    read_lines = len(text.lines)
    assert 0 < read_lines <= MOST_LINES
    assert read_lines * 90 / 8 <= MOST_WRITING


def test_of_too_many_lines_the_larger_ones_are_kept_in_reading_order() -> None:
    small = [np.array([[0, y], [90, y], [90, y + 8], [0, y + 8]], np.float32) for y in range(0, 400, 10)]
    large = np.array([[0, 500], [300, 500], [300, 550], [0, 550]], np.float32)
    kept = worth_reading([*small, large])
    assert kept[-1] is large
    assert [box is first for box, first in zip(kept, small, strict=False)][:-1] == [True] * (len(kept) - 1)


class Broken(Crowd):
    """An engine that fails."""

    def find(self, pixels: Pixels) -> list[Box]:
        raise StepFailed("ppocr", "out of memory")


def test_a_failing_engine_is_a_failed_step() -> None:
    with pytest.raises(StepFailed, match="out of memory"):
        PhotoReader(Broken(), Dumb()).run(photo(Image.new("RGB", (10, 10))))
