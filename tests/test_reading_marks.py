"""Two readings of a line put together: what is kept, what is dropped, what is cleaned."""

import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.marks import Mark, clean, covers, is_hangul, merge, passed_over, to_line


def latin(text: str, start: float, step: float, certainty: float = 0.99) -> list[Mark]:
    """What PP-OCR reports: points without a width."""
    places = [(start + index * step, character) for index, character in enumerate(text)]
    spaced = [index > 0 and text[index - 1] == " " for index in range(len(text))]
    marks = (Mark(character, at, at, certainty, space) for (at, character), space in zip(places, spaced, strict=True))
    return [mark for mark in marks if mark.text != " "]


def korean(text: str, start: float, step: float, certainty: float = 0.93) -> list[Mark]:
    """What Tesseract reports: boxes."""
    spaced = [index > 0 and text[index - 1] == " " for index in range(len(text))]
    return [
        Mark(character, start + index * step, start + (index + 1) * step, certainty, spaced[index])
        for index, character in enumerate(text)
        if character != " "
    ]


def text_of(marks: list[Mark]) -> str | None:
    line = to_line(marks)
    return line.text if line else None


def test_hangul_that_the_latin_engine_passed_over_is_taken() -> None:
    assert text_of(merge([], korean("출입금지", 0, 0.25), 0.2)) == "출입금지"


def test_a_syllable_alone_must_be_surer_than_a_word() -> None:
    assert text_of(korean("약", 0, 0.9, 0.92)) == "약"
    assert to_line(korean("수", 0, 0.9, 0.81)) is None
    assert text_of(korean("출구", 0, 0.4, 0.81)) == "출구"


def test_hangul_misread_as_ideographs_is_replaced() -> None:
    assert text_of(merge(latin("召大||", 0.1, 0.2, 0.8), korean("김치찌개", 0, 0.25), 0.2)) == "김치찌개"


def test_latin_misread_as_hangul_stays_latin() -> None:
    assert text_of(merge(latin("CLOSED", 0.1, 0.15), korean("이0560", 0, 0.2, 0.75), 0.2)) == "CLOSED"


def test_a_price_keeps_its_digits_and_its_currency() -> None:
    assert text_of(merge(latin("12,000", 0.07, 0.12), korean("12,000원", 0, 0.135), 0.2)) == "12,000원"


def test_a_mixed_line_takes_each_word_from_its_own_engine_with_a_space_between() -> None:
    both = merge(
        latin("EXIT", 0.45, 0.1), [*korean("출구 ", 0, 0.2), Mark("8", 0.42, 0.85, 0.1, after_space=True)], 0.15
    )
    assert text_of(both) == "출구 EXIT"


def test_a_syllable_has_no_place_between_letters_that_leave_no_room() -> None:
    both = merge(latin("LED", 0.2, 0.06), [Mark("냐", 0.2, 0.26, 0.9)], 0.2)
    assert text_of(both) == "LED"


def test_a_digit_that_only_the_korean_engine_saw_is_kept() -> None:
    assert text_of(merge([], korean("2월 23일", 0, 0.16), 0.2)) == "2월 23일"


def test_loose_jamo_are_dropped() -> None:
    assert to_line(merge([], korean("ㅁㅠㅇ", 0, 0.3), 0.2)) is None


def test_surely_read_chinese_is_not_given_to_the_korean_engine() -> None:
    assert covers(latin("北京大學", 0.12, 0.25), 0.24)


def test_a_lone_ideograph_may_be_hangul() -> None:
    assert not covers(latin("号", 0.5, 0.1), 0.6)


def test_latin_with_room_for_a_passed_over_syllable_does_not_cover_the_line() -> None:
    assert covers(latin("Open daily", 0.08, 0.09), 0.13)
    assert not covers(latin("12,000", 0.05, 0.12), 0.2)


def test_words_passed_over_in_a_hangul_line_are_found() -> None:
    line = korean("쉬는날 0060", 0, 0.125)
    assert passed_over([], line) == [(0.5, 1.0)]
    assert passed_over(latin("Open", 0.55, 0.1), line) == []
    assert passed_over([], korean("0060", 0, 0.25)) == []


@pytest.mark.parametrize("text", ["|", "--", "...", "///|", "I", "0", "口", ""])
def test_stray_symbols_are_no_text(text: str) -> None:
    assert to_line(latin(text, 0.1, 0.1, 0.9)) is None


@pytest.mark.parametrize("text", ["EXIT", "7", "B2", "$5"])
def test_short_but_sure_text_is_kept(text: str) -> None:
    assert text_of(latin(text, 0.1, 0.2)) == text


@pytest.mark.parametrize("certainty", [math.nan, 0.0, 0.3, -1.0])
def test_an_unsure_line_is_dropped(certainty: float) -> None:
    assert to_line(latin("EXIT", 0.1, 0.2, certainty)) is None


def test_one_certainty_that_is_not_a_number_drops_the_line() -> None:
    assert to_line([*latin("EXIT", 0.1, 0.2), Mark("S", 0.9, 0.9, math.nan)]) is None


def test_hangul_in_pieces_is_put_together_and_invisible_characters_go() -> None:
    assert clean(unicodedata.normalize("NFD", "\u202e한국\u200b\t\n어 \x00")) == "한국 어"


@given(st.text())
def test_cleaned_text_is_clean(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == " ".join(cleaned.split())
    assert not any(unicodedata.category(character).startswith("C") for character in cleaned)
    assert clean(cleaned) == cleaned


marks = st.lists(
    st.builds(
        Mark,
        st.sampled_from([*"aB7,가힣|北ㅁ\u202e"]),
        st.floats(0, 1),
        st.floats(0, 1),
        st.one_of(st.floats(0, 1), st.just(math.nan)),
        st.booleans(),
    ),
    max_size=8,
)


@given(marks, marks, st.floats(0.01, 1))
def test_whatever_was_seen_a_line_is_in_bounds_or_none(one: list[Mark], other: list[Mark], syllable: float) -> None:
    line = to_line(merge(one, other, syllable))
    if line is not None:
        assert 0 <= line.certainty <= 1
        assert line.text == clean(line.text)
        assert any(character.isalnum() for character in line.text)


@given(marks, st.floats(0.01, 1))
def test_no_hangul_is_invented_by_the_latin_engine(one: list[Mark], syllable: float) -> None:
    only_latin = [mark for mark in one if not is_hangul(mark.text)]
    assert not any(is_hangul(mark.text) for mark in merge(only_latin, [], syllable))
