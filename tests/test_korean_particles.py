"""The particle after a Korean word, a number, a foreign word; what a reader would stumble over if it were wrong."""

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.korean import PARTICLES, ParticleFormatter, with_particle


@pytest.mark.parametrize(
    ("word", "particle", "expected"),
    [
        ("고양이", "은/는", "고양이는"),
        ("책", "은/는", "책은"),
        ("고양이", "이/가", "고양이가"),
        ("책", "이/가", "책이"),
        ("고양이", "을/를", "고양이를"),
        ("책", "을/를", "책을"),
        ("고양이", "과/와", "고양이와"),
        ("책", "과/와", "책과"),
        ("고양이", "이나/나", "고양이나"),
        ("책", "이나/나", "책이나"),
        ("고양이", "이에요/예요", "고양이예요"),
        ("책", "이에요/예요", "책이에요"),
    ],
)
def test_a_particle_follows_the_final_consonant(word: str, particle: str, expected: str) -> None:
    assert with_particle(word, particle) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("서울", "서울로"),
        ("물", "물로"),
        ("집", "집으로"),
        ("학교", "학교로"),
        ("1", "1로"),
        ("8", "8로"),
        ("3", "3으로"),
    ],
)
def test_ro_comes_straight_after_rieul(word: str, expected: str) -> None:
    assert with_particle(word, "으로/로") == expected


@pytest.mark.parametrize(
    "word", ["0", "1", "3", "6", "7", "8", "10", "20", "100", "1000", "10000", "1,000", "3.0", "100000000"]
)
def test_numbers_that_end_in_a_consonant(word: str) -> None:
    assert with_particle(word, "을/를") == word + "을"


@pytest.mark.parametrize(
    "word", ["2", "4", "5", "9", "12", "105", "1,234", "3.5", "007.2", "1000000000000", "50%", "25℃", "２"]
)
def test_numbers_that_end_in_a_vowel(word: str) -> None:
    assert with_particle(word, "을/를") == word + "를"


@pytest.mark.parametrize(
    "word", ["HTML", "URL", "PNM", "LAN", "USB-N", "apple", "hotel", "phone", "game", "book", "internet", "web", "shop"]
)
def test_latin_words_that_koreans_end_in_a_consonant(word: str) -> None:
    assert with_particle(word, "이/가") == word + "이"


@pytest.mark.parametrize(
    "word", ["PDF", "USB", "JPG", "png", "server", "photo", "café", "cake", "Gradio", "cat.jpg", "EXIT2"]
)
def test_latin_words_that_koreans_end_in_a_vowel(word: str) -> None:
    assert with_particle(word, "이/가") == word + "가"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ('"책"', '"책"을'),
        ("‘고양이’", "‘고양이’를"),
        ("「책」", "「책」을"),
        ("(책)", "(책)을"),
        ("고양이(cat)", "고양이(cat)를"),
        ("책 (book2)", "책 (book2)을"),
        ("정말?!", "정말?!을"),
        ("cat.jpeg", "cat.jpeg을"),
    ],
)
def test_closing_marks_make_no_sound(word: str, expected: str) -> None:
    assert with_particle(word, "을/를") == expected


def test_file_names_of_a_mac_are_read_like_any_other() -> None:
    decomposed = unicodedata.normalize("NFD", "책")

    assert with_particle(decomposed, "을/를") == decomposed + "을"


@pytest.mark.parametrize("word", ["😀", "漢", "", "?!"])
def test_both_forms_are_written_where_the_sound_is_unknown(word: str) -> None:
    assert with_particle(word, "을/를") == word + "을(를)"
    assert with_particle(word, "으로/로") == word + "(으)로"


def test_a_particle_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="는/은"):
        with_particle("책", "는/은")


def test_a_template_may_ask_for_a_particle() -> None:
    sentence = ParticleFormatter().format(
        "{name:을/를} 열지 못했습니다. {size:.1f} MB, {0!r:>5}, {{}}", "a", name="사진", size=2
    )

    assert sentence == "사진을 열지 못했습니다. 2.0 MB,   'a', {}"


@given(st.text(), st.sampled_from(PARTICLES))
def test_any_text_keeps_its_letters_and_gains_a_particle(word: str, particle: str) -> None:
    result = with_particle(word, particle)

    assert result.startswith(word)
    assert set(result[len(word) :]) - set("()") <= set(particle)
    assert len(result) > len(word)


@given(st.integers(0, 10**16 - 1))
def test_a_number_takes_the_particle_of_its_korean_reading(number: int) -> None:
    reading = _read(number)

    assert with_particle(str(number), "으로/로").removeprefix(str(number)) == with_particle(
        reading, "으로/로"
    ).removeprefix(reading)


def _read(number: int) -> str:
    if number == 0:
        return "영"
    groups = []
    for unit in ("", "만", "억", "조"):
        number, group = divmod(number, 10_000)
        digits = zip(f"{group:04}", ("천", "백", "십", ""), strict=True)
        words = "".join("영일이삼사오육칠팔구"[int(digit)] + place for digit, place in digits if digit != "0")
        groups.append(words + unit if words else "")
    return "".join(reversed(groups))


@given(st.text(string.ascii_uppercase, min_size=1, max_size=5))
def test_capitals_are_spelled_out(letters: str) -> None:
    vowel_sound = letters[-1] not in "LRMN"

    assert with_particle(letters, "은/는") == letters + ("는" if vowel_sound or letters == "OK" else "은")
