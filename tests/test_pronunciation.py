"""Korean as it is said: 표준 발음법, where eSpeak NG does not know it itself."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.speech.korean_numbers import read_count, read_digits, read_number, spell_out
from pipelines.speech.pronunciation import FINALS, INITIALS, MEDIALS, join_syllable, respell, split_syllable
from pipelines.speech.spoken_text import (
    MAXIMUM_CLAUSE_BYTES,
    MAXIMUM_WORD_LENGTH,
    clean,
    pieces,
    split_to_fit,
)
from pipelines.values import Language

LANGUAGES: tuple[Language, ...] = ("ko", "en")
HANGUL = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("습니다", "슴니다"),
        ("국물", "궁물"),
        ("독립", "동닙"),
        ("신라", "실라"),
        ("칼날", "칼랄"),
        ("종로", "종노"),
        ("담력", "담녁"),
        ("협력", "혐녁"),
        ("앞문", "암문"),
        ("꽃망울", "꼰망울"),
        ("놓는", "논는"),
        ("없는", "엄는"),
        ("밟는", "밤는"),
        ("뚫는", "뚤른"),
        ("좋습니다", "조씀니다"),
        ("놓고", "노코"),
        ("많소", "만쏘"),
        ("못합니다", "모탐니다"),
        ("밝히다", "발키다"),
        ("앉히다", "안치다"),
        ("닫히다", "다치다"),
        ("닫혀", "다처"),
        ("핥이다", "할치다"),
        ("넋이", "넉씨"),
        ("여덟", "여덜"),
        ("넓다", "널따"),
        ("읽고", "일꼬"),
        ("닭과", "닭과"),
        ("젊다", "점따"),
        ("삶도", "삼도"),
        ("가져", "가저"),
        ("희망", "히망"),
        ("꽃잎", "꼰닢"),
        ("나뭇잎", "나문닢"),
        ("풀잎", "풀맆"),
        ("글자", "글짜"),
        ("식용유", "식용뉴"),
        ("등산로", "등산노"),
        ("볼 수 있습니다", "볼 쑤 있슴니다"),
        ("할 것입니다", "할 껏임니다"),
    ],
)
def test_korean_is_respelled_as_it_is_said(written: str, said: str) -> None:
    assert respell(written) == said


@pytest.mark.parametrize(
    "word", ["학교", "국밥", "같이", "굳이", "있어요", "앉아", "고양이", "가운데", "사람 수", "책 수"]
)
def test_what_espeak_already_says_right_stays(word: str) -> None:
    assert respell(word) == word


@pytest.mark.parametrize("final", FINALS)
@pytest.mark.parametrize("initial", INITIALS)
def test_respelling_twice_changes_nothing_more(final: str, initial: str) -> None:
    for medial in "ㅏㅣㅕ":
        once = respell(join_syllable("ㅁ", "ㅏ", final) + join_syllable(initial, medial, "ㅇ"))
        assert respell(once) == once


@given(HANGUL)
def test_no_syllable_is_lost(word: str) -> None:
    assert len(respell(word)) == len(word)


@given(st.text(st.characters(max_codepoint=0xABFF)))
def test_what_is_not_hangul_stays(text: str) -> None:
    assert respell(text) == text


@given(st.sampled_from(INITIALS), st.sampled_from(MEDIALS), st.sampled_from(FINALS))
def test_letters_join_and_split(initial: str, medial: str, final: str) -> None:
    assert split_syllable(join_syllable(initial, medial, final)) == (initial, medial, final)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12,000원", "만 이천원"),
        ("₩5,000", "오천 원"),
        ("3번 출구", "삼번 출구"),
        ("2026년 11월", "이천이십육년 십일월"),
        ("6월 10월", "유월 시월"),
        ("2026.11.3", "이천이십육년 십일월 삼일"),
        ("3개", "세 개"),
        ("20 명", "스무 명"),
        ("3개월", "삼개월"),
        ("20대", "이십대"),
        ("5달러", "오달러"),
        ("제3장", "제삼장"),
        ("3시 30분", "세 시 삼십분"),
        ("13시", "십삼시"),
        ("09:00~18:30", "아홉 시에서 십팔 시 삼십 분"),
        ("02-123-4567", "공이, 일이삼, 사오육칠"),
        ("1588-1234", "일오팔팔, 일이삼사"),
        ("50%", "오십 퍼센트"),
        ("5km", "오 킬로미터"),
        ("60km/h", "시속 육십 킬로미터"),
        ("5G", "오G"),
        ("-5도", "마이너스 오도"),
        ("3.5", "삼 점 오"),
        ("1.05", "일 점 영오"),
        ("A&B", "A 앤드 B"),
        ("www.naver.com", "www 닷 naver 닷 com"),
    ],
)
def test_numbers_and_signs_are_read_as_korean_people_read_them(written: str, read: str) -> None:
    assert spell_out(written).strip() == read


@pytest.mark.parametrize(
    ("digits", "read"),
    [
        ("0", "영"),
        ("10", "십"),
        ("16", "십육"),
        ("110", "백십"),
        ("1000", "천"),
        ("10000", "만"),
        ("110000", "십일만"),
        ("100000000", "일억"),
        ("20260000", "이천이십육만"),
        ("007", "공공칠"),
        ("1" * 25, "일" * 25),
    ],
)
def test_whole_numbers(digits: str, read: str) -> None:
    assert read_number(digits) == read


def test_counting_and_digit_by_digit() -> None:
    assert [read_count(number) for number in (1, 4, 10, 20, 23, 99)] == ["한", "네", "열", "스무", "스물세", "아흔아홉"]
    assert read_digits("0102") == "공일공이"


@given(st.text())
def test_no_arabic_digit_is_left_in_korean(text: str) -> None:
    assert not any(character in "0123456789" for piece in pieces(text, "ko") for character in piece.text)


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_becomes_pieces_without_control_characters(text: str, language: Language) -> None:
    for piece in pieces(text, language):
        assert piece.text.isprintable()
        assert any(character.isalnum() for character in piece.text)


def test_decomposed_and_wide_letters_are_the_same_text() -> None:
    assert clean(unicodedata.normalize("NFD", "출구 ＥＸＩＴ")) == "출구 EXIT"


@pytest.mark.parametrize("text", ["", "   ", "…!?", "😀🎉", "\x00\x01\x02", "< > / |", "❤️"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_to_say(text: str, language: Language) -> None:
    assert pieces(text, language) == []


def test_markup_and_commands_are_only_words() -> None:
    assert [piece.text.split() for piece in pieces("<break/> [[haI]] \x0150s", "en")] == [["break", "haI", "50s"]]


def test_each_script_has_a_voice_that_knows_it() -> None:
    said = [(piece.voice, piece.text, piece.pause) for piece in pieces("出口 カフェ. 출구 EXIT", "ko")]
    assert said == [("cmn", "出口", False), ("ja", "カフェ", True), ("ko", "출구 EXIT", True)]
    assert [piece.voice for piece in pieces("Exit 비상 출구", "en")] == ["en-us", "ko"]
    assert [piece.voice for piece in pieces("Salida 출구", "es")] == ["es", "ko"]


WORDS = st.lists(st.sampled_from(["가각", "tomato", "얼굴이,", "x" * 70, "값" * 200, "끝;"]), max_size=120)


@given(WORDS.map(" ".join))
def test_long_text_is_cut_without_losing_a_letter(text: str) -> None:
    stretches = split_to_fit(text)
    assert "".join("".join(stretches).split()) == "".join(text.split())
    for stretch in stretches:
        assert len(unicodedata.normalize("NFD", stretch).encode()) <= MAXIMUM_CLAUSE_BYTES
        assert all(len(word) <= MAXIMUM_WORD_LENGTH for word in stretch.split())
