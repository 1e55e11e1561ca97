import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.messages import say
from app.wording import HEARD_AT_MOST, compose, notice_text
from pipelines.describe import Findings
from pipelines.values import Hint, Language, Notice, TextInPhoto, TextLine


def findings(
    language: Language = "ko",
    lines: tuple[TextLine, ...] | None = (),
    hints: tuple[Hint, ...] = (),
    engine: str = "blip",
    certainty: float = 0.9,
    faces: int = 0,
) -> Findings:
    text = None if lines is None else TextInPhoto(lines, "ocr")
    sentence = {"ko": "소파에 앉은 고양이.", "en": "A cat on a couch."}.get(language, "Un gato en un sofá.")
    return Findings(language, sentence, engine, certainty, text, hints, faces)


def test_what_it_is_then_its_text_then_what_to_do_about_the_photo() -> None:
    said = compose(findings(lines=(TextLine("출구", 0.9), TextLine("EXIT", 0.95)), hints=(Hint.DARK,)))
    assert said == (
        "아마 이런 사진입니다. 소파에 앉은 고양이. 사진 속 글자는 이렇게 읽힙니다. 출구. EXIT. "
        "사진이 어둡습니다. 불을 켜고 다시 찍어 주십시오."
    )


def test_the_built_in_describer_says_who_it_is() -> None:
    assert compose(findings(engine="builtin")) == "소파에 앉은 고양이. 간단한 내장 설명기가 본 것입니다."
    assert compose(findings("en", engine="builtin")) == "A cat on a couch. This is from the simple built-in describer."


@pytest.mark.parametrize("engine", ["blip", "vit-gpt2"])
def test_a_caption_is_never_stated_flatly(engine: str) -> None:
    assert compose(findings("en", engine=engine, certainty=0.8)) == "Probably: A cat on a couch."
    assert compose(findings("en", engine=engine, certainty=0.3)) == "I am not sure, but perhaps: A cat on a couch."
    assert compose(findings("ko", engine=engine, certainty=0.8)) == "아마 이런 사진입니다. 소파에 앉은 고양이."
    assert "확실하지 않지만" in compose(findings("ko", engine=engine, certainty=0.3))


@pytest.mark.parametrize(("faces", "said"), [(0, ""), (1, " There also seems to be a face."), (4, " several faces.")])
def test_faces_are_told_where_the_caption_is_silent_of_them(faces: int, said: str) -> None:
    assert compose(findings("en", faces=faces)).endswith(said or "couch.")


@pytest.mark.parametrize("language", ["es", "fr", "de", "zh", "ja", "vi"])
@pytest.mark.parametrize("certainty", [0.9, 0.1])
def test_all_of_a_description_is_in_its_own_language(language: Language, certainty: float) -> None:
    lines = (TextLine("a long line " * 30, 0.9 if certainty > 0.5 else 0.3),)
    for hint in Hint:
        said = compose(findings(language, lines, (hint,), certainty=certainty, faces=2))
        english = compose(findings("en", lines, (hint,), certainty=certainty, faces=2))
        for sentence in re.findall(r"[A-Z][^.:]+[.:]", english.replace("a long line", "")):
            assert sentence not in said
    assert say("text_not_read", language) in compose(findings(language, None))


def test_a_doubtful_reading_is_said_to_be_doubtful() -> None:
    sure = compose(findings("en", lines=(TextLine("OPEN", 0.95),)))
    unsure = compose(findings("en", lines=(TextLine("OPEN", 0.6),)))
    assert "The text in the photo seems to read: OPEN." in sure
    assert "It may say: OPEN." in unsure


def test_a_letter_alone_in_the_photo_is_doubtful_however_sure_its_reading() -> None:
    assert "이런 글자 같습니다. 때." in compose(findings(lines=(TextLine("때", 0.95),)))
    assert "이렇게 읽힙니다. 3. 출구." in compose(findings(lines=(TextLine("3", 0.95), TextLine("출구", 0.95))))


def test_lines_that_nobody_read_are_not_kept_from_the_listener() -> None:
    text = TextInPhoto((TextLine("OPEN", 0.95),), "ocr", more=True)
    said = compose(Findings("en", "A cat on a couch.", "blip", 0.9, text, ()))
    assert said.endswith("OPEN. There is more text.")


def test_a_long_text_is_cut_for_the_ear_at_a_word_and_says_so() -> None:
    lines = tuple(TextLine(f"word{number} again", 0.9) for number in range(60))
    said = compose(findings("en", lines=lines))
    assert said.endswith("There is more text.")
    heard = said.removeprefix("Probably: A cat on a couch. The text in the photo seems to read: ").removesuffix(
        " There is more text."
    )
    assert len(heard) <= HEARD_AT_MOST + 1
    assert heard.split()[-1].rstrip(".") in {"again", *(f"word{number}" for number in range(60))}


@pytest.mark.parametrize(
    ("line", "said"), [("STOP!", "STOP!"), ("Open,", "Open."), ("정말?", "정말?"), ("12,000원", "12,000원.")]
)
def test_each_line_ends_so_that_the_voice_pauses(line: str, said: str) -> None:
    assert compose(findings(lines=(TextLine(line, 0.9),))).endswith(f"읽힙니다. {said}")


@given(st.lists(st.text(min_size=1, max_size=300), max_size=20), st.sampled_from(["ko", "en"]))
def test_no_text_makes_the_sentence_too_long_or_fails(texts: list[str], language: Language) -> None:
    said = compose(findings(language, lines=tuple(TextLine(text, 0.9) for text in texts)))
    assert len(said) < HEARD_AT_MOST + 120


def test_a_notice_calls_engines_what_people_call_them() -> None:
    notice = Notice("engine_replaced", {"engine": "espeak-ng", "by": "builtin"})
    assert notice_text(notice, "ko") == "내장 음성을 쓸 수 없어 내장 설명기가 대신했습니다."
