"""The photos that ship with Soribom: each may be shipped, and is described in words in both languages."""

import re
import tomllib
from pathlib import Path

import pytest
from PIL import Image

FOLDER = Path(__file__).parent.parent / "assets" / "examples"
LISTED = tomllib.loads((FOLDER / "examples.toml").read_text(encoding="utf-8"))["photo"]
FREE = {"CC0-1.0", "CC-BY-2.0", "public domain"}
MOST_BYTES = 300_000


def test_every_photo_in_the_folder_is_listed_once() -> None:
    names = [photo["file"] for photo in LISTED]
    assert sorted(names) == sorted(path.name for path in FOLDER.iterdir() if path.suffix != ".toml")


@pytest.mark.parametrize("photo", LISTED, ids=lambda photo: photo["file"])
def test_each_is_free_and_says_where_it_is_from(photo: dict[str, str]) -> None:
    assert photo["licence"] in FREE
    assert photo["author"]
    assert photo["source"]


@pytest.mark.parametrize("photo", LISTED, ids=lambda photo: photo["file"])
def test_each_has_words_in_both_languages(photo: dict[str, dict[str, str]]) -> None:
    assert re.search("[가-힣]", photo["alt"]["ko"])
    assert re.search("[A-Za-z]{3}", photo["alt"]["en"])
    assert max(map(len, photo["alt"].values())) <= 125  # screen readers break off, or stop for breath, at about this


@pytest.mark.parametrize("photo", LISTED, ids=lambda photo: photo["file"])
def test_each_opens_and_is_small_enough_to_clone(photo: dict[str, str]) -> None:
    path = FOLDER / photo["file"]
    assert path.stat().st_size <= MOST_BYTES
    with Image.open(path) as image:
        image.load()
        assert image.format == "JPEG"
        assert min(image.size) >= 300
        assert not image.getexif().get_ifd(0x8825), "it says where it was taken"
