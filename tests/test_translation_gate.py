import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import StepFailed
from pipelines.translation.gate import Gated
from pipelines.values import Language, Translation, Untranslated
from tests.fakes import Answers

CAT = "A cat sitting on a couch."
GOOD: list[tuple[Language, str, str]] = [
    ("ko", CAT, "소파에 앉아 있는 고양이."),
    ("ko", CAT, "고양이가 소파에 앉아 있습니다."),
    ("ko", "A bus.", "버스 한 대."),
    ("ko", "A man in a suit and tie standing in front of a TV.", "정장과 넥타이를 입은 남자가 TV 앞에 서 있습니다."),
    ("ko", "Two people riding bicycles down a street at night.", "밤에 거리를 따라 자전거를 타는 두 사람."),
    ("ko", "A very very tall building.", "아주 아주 높은 건물."),
    ("ko", "A clock that shows 10 to 12.", "12시 10분 전을 가리키는 시계."),
    ("es", CAT, "Un gato sentado en un sofá."),
    ("es", "A plate of food on a table.", "Un plato de comida sobre una mesa."),
    ("fr", CAT, "Un chat assis sur un canapé."),
    ("fr", "A taxi in the street.", "Un taxi dans la rue."),
    ("fr", "A group of people standing on top of a beach.", "Un groupe de personnes debout sur une plage."),
    ("de", CAT, "Eine Katze, die auf einer Couch sitzt."),
    ("de", "A bus is parked in front of a restaurant.", "Ein Bus steht vor einem Restaurant."),
    ("zh", CAT, "一只猫坐在沙发上。"),
    ("zh", "A red car.", "一辆红色的汽车。"),
    ("ja", CAT, "ソファに座っている猫。"),
    ("ja", "A red car.", "赤い車。"),
    ("ja", "A plate of food on a wooden table.", "木製のテーブルの上の料理の皿。"),
    ("vi", CAT, "Một con mèo đang ngồi trên ghế sofa."),
    ("vi", "Green trees.", "Những cây xanh xanh."),
]
BAD: list[tuple[Language, str, str]] = [
    ("ko", CAT, CAT),
    ("ko", CAT, "Un gato sentado en un sofá."),
    ("ko", CAT, "고양이"),
    ("ko", CAT, "네"),
    ("ko", CAT, "..."),
    ("ko", CAT, "고양이 고양이 고양이 고양이 고양이"),
    ("ko", CAT, "소파에 앉아 소파에 앉아 소파에 앉아 있는"),
    ("ko", CAT, "ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ"),
    (
        "ko",
        CAT,
        "고양이가 소파에 앉아 있습니다. 그리고 그는 집에 가서 밥을 먹고 잠을 잤습니다. 다음 날 아침에 일어났습니다.",
    ),
    ("ko", CAT, "kor_Hang 소파에 앉아 있는 고양이."),
    ("ko", CAT, "__ko__ 소파에 앉아 있는 고양이."),
    ("ko", CAT, "<unk> 소파에 앉아 있는 고양이."),
    ("ko", CAT, "소파에 앉아 있는 고양이 &quot;나비&quot;"),
    ("ko", CAT, "소파에 앉아 있는 � 고양이."),
    ("ko", CAT, "소파에 앉아 있는 고양이\n3마리."),
    ("ko", CAT, "소파에 앉아 있는 고양이 3마리."),
    ("ko", CAT, "一只猫坐在沙发上,一只猫。"),
    ("es", CAT, CAT),
    ("es", CAT, "The cat sitting on the couch."),
    ("es", CAT, "소파에 앉아 있는 고양이."),
    ("es", CAT, "Un gato un gato un gato un gato."),
    ("de", CAT, "Katze"),
    ("zh", CAT, "ソファに座っている猫。"),
    ("zh", CAT, "一只猫一只猫一只猫一只猫"),
    ("zh", CAT, "A cat 坐."),
    ("ja", CAT, "一只猫坐在沙发上一只白色的小猫睡觉"),
    ("vi", CAT, "Кошка сидит на диване, дорогой."),
]


def gated(language: Language, text: str) -> Gated:
    return Gated(Answers("fake", Translation(text, language, "fake")))


@pytest.mark.parametrize(("language", "source", "text"), GOOD)
def test_a_good_translation_passes(language: Language, source: str, text: str) -> None:
    assert gated(language, text).run(Untranslated(source, language)).text == text


@pytest.mark.parametrize(("language", "source", "text"), BAD)
def test_what_is_no_translation_is_held_back(language: Language, source: str, text: str) -> None:
    with pytest.raises(StepFailed):
        gated(language, text).run(Untranslated(source, language))


@given(st.text(max_size=120), st.text(max_size=120), st.sampled_from(["ko", "es", "fr", "de", "zh", "ja", "vi"]))
def test_whatever_comes_is_passed_or_held_back(source: str, text: str, language: Language) -> None:
    try:
        passed = gated(language, text).run(Untranslated(source, language))
    except StepFailed:
        return
    assert passed.text == text
    assert any(character.isalpha() for character in text)
