"""What is said about a scene, word for word in both languages, and what must hold for any scene."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.captioning.builtin import colours as c
from pipelines.captioning.builtin import english, korean
from pipelines.captioning.builtin.scene import Colour, Distance, Face, Light, Look, Name, Scene, Side, Subject

CAT = Name("a cat", "고양이")
BOOK = Name("a book", "책")
SUIT = Name("a suit", "정장")
PLAIN = Look()


def colours(*names: Name) -> tuple[Colour, ...]:
    return tuple(Colour(name, 0.3) for name in names)


def faces(*sides: Side, distance: Distance | None = None, score: float = 0.9) -> tuple[Face, ...]:
    return tuple(Face(side, distance, score) for side in sides)


LEFT, CENTRE, RIGHT = Side.LEFT, Side.CENTRE, Side.RIGHT
NEAR, FAR = Distance.NEAR, Distance.FAR
BLACK_WALL = Look(colours(c.BLACK), uniform=True, blank=True)

SCENES = {
    "sure": (Scene(Subject(CAT, 0.93)), "Probably a photo of a cat.", "아마 고양이 사진입니다."),
    "just sure": (Scene(Subject(CAT, 0.85)), "Probably a photo of a cat.", "아마 고양이 사진입니다."),
    "doubtful": (Scene(Subject(BOOK, 0.84)), "Perhaps a photo of a book.", "책 사진일 수도 있습니다."),
    "too doubtful": (
        Scene(Subject(BOOK, 0.49)),
        "I am not sure what this is.",
        "무엇을 찍은 사진인지 확실하지 않습니다.",
    ),
    "nothing": (Scene(), "I am not sure what this is.", "무엇을 찍은 사진인지 확실하지 않습니다."),
    "one near face": (
        Scene(faces=faces(CENTRE, distance=NEAR)),
        "There is one face, in the centre, near.",
        "가운데에 가까이 얼굴이 하나 보입니다.",
    ),
    "one face, not clear": (
        Scene(faces=faces(LEFT, score=0.75)),
        "There seems to be one face, on the left.",
        "왼쪽에 얼굴이 하나 있는 것 같습니다.",
    ),
    "two faces on one side": (
        Scene(faces=faces(RIGHT, RIGHT, distance=FAR)),
        "There are two faces, on the right, far away.",
        "오른쪽에 멀리 얼굴이 둘 보입니다.",
    ),
    "two faces apart": (
        Scene(faces=faces(RIGHT, LEFT)),
        "There are two faces, one on the left and one on the right.",
        "얼굴이 왼쪽에 하나, 오른쪽에 하나, 모두 둘 보입니다.",
    ),
    "two faces, one not clear": (
        Scene(faces=faces(RIGHT, LEFT)[:1] + faces(LEFT, score=0.71)),
        "There seem to be two faces, one on the left and one on the right.",
        "얼굴이 왼쪽에 하나, 오른쪽에 하나, 모두 둘 있는 것 같습니다.",
    ),
    "five faces": (
        Scene(faces=faces(LEFT, LEFT, CENTRE, RIGHT, RIGHT, distance=FAR)),
        "There are five faces, two on the left, one in the centre and two on the right, far away.",
        "멀리 얼굴이 왼쪽에 둘, 가운데에 하나, 오른쪽에 둘, 모두 다섯 보입니다.",
    ),
    "seven faces": (
        Scene(faces=faces(LEFT, LEFT, CENTRE, CENTRE, RIGHT, RIGHT, RIGHT)),
        "There are several faces.",
        "얼굴이 여럿 보입니다.",
    ),
    "seven faces, the last not clear": (
        Scene(faces=faces(*[LEFT] * 6) + faces(LEFT, score=0.7)),
        "There are several faces, on the left.",
        "왼쪽에 얼굴이 여럿 보입니다.",
    ),
    "a near face leads a sure subject": (
        Scene(Subject(SUIT, 0.9), faces(CENTRE, distance=NEAR)),
        "There is one face, in the centre, near. The photo probably also shows a suit.",
        "가운데에 가까이 얼굴이 하나 보입니다. 정장도 함께 찍힌 것 같습니다.",
    ),
    "a face leads a doubtful subject": (
        Scene(Subject(SUIT, 0.7), faces(CENTRE)),
        "There is one face, in the centre. The photo may also show a suit.",
        "가운데에 얼굴이 하나 보입니다. 정장도 함께 찍혔을 수 있습니다.",
    ),
    "a far face follows a sure subject": (
        Scene(Subject(CAT, 0.9), faces(LEFT, distance=FAR)),
        "Probably a photo of a cat. There is one face, on the left, far away.",
        "아마 고양이 사진입니다. 왼쪽에 멀리 얼굴이 하나 보입니다.",
    ),
    "one colour": (
        Scene(Subject(CAT, 0.9), look=Look(colours(c.BROWN))),
        "Probably a photo of a cat. The main colour is brown.",
        "아마 고양이 사진입니다. 주로 갈색이 보입니다.",
    ),
    "two colours": (
        Scene(look=Look(colours(c.BROWN, c.WHITE))),
        "I am not sure what this is. The main colours are brown and white.",
        "무엇을 찍은 사진인지 확실하지 않습니다. 주로 갈색과 흰색이 보입니다.",
    ),
    "three colours in the dark": (
        Scene(look=Look(colours(c.DARK_BLUE, c.BLUE, c.GREY), light=Light.DARK)),
        "I am not sure what this is. The picture is mostly dark, and the main colours are dark blue, blue and grey.",
        "무엇을 찍은 사진인지 확실하지 않습니다. 전체적으로 어둡고, 주로 남색, 파란색, 회색이 보입니다.",
    ),
    "one colour, bright": (
        Scene(Subject(CAT, 0.9), look=Look(colours(c.WHITE), light=Light.BRIGHT)),
        "Probably a photo of a cat. The picture is mostly bright, and the main colour is white.",
        "아마 고양이 사진입니다. 전체적으로 밝고, 주로 흰색이 보입니다.",
    ),
    "light alone": (
        Scene(Subject(CAT, 0.9), look=Look(light=Light.BRIGHT)),
        "Probably a photo of a cat. The picture is mostly bright.",
        "아마 고양이 사진입니다. 전체적으로 밝습니다.",
    ),
    "black and white": (
        Scene(Subject(CAT, 0.9), look=Look(colours(c.GREY, c.BLACK), black_and_white=True)),
        "Probably a photo of a cat. The photo is in black and white.",
        "아마 고양이 사진입니다. 흑백 사진입니다.",
    ),
    "dark black and white": (
        Scene(Subject(CAT, 0.9), look=Look(colours(c.BLACK), black_and_white=True, light=Light.DARK)),
        "Probably a photo of a cat. The photo is in black and white, and mostly dark.",
        "아마 고양이 사진입니다. 전체적으로 어두운 흑백 사진입니다.",
    ),
    "almost one colour": (
        Scene(look=Look(colours(c.WHITE), uniform=True, light=Light.BRIGHT)),
        "I am not sure what this is. The picture is almost entirely white.",
        "무엇을 찍은 사진인지 확실하지 않습니다. 화면이 거의 모두 흰색입니다.",
    ),
    "blank": (Scene(look=BLACK_WALL), "The picture is almost entirely black.", "화면이 거의 모두 검은색입니다."),
}


@pytest.mark.parametrize("case", SCENES)
def test_a_scene_in_english(case: str) -> None:
    scene, expected, _ = SCENES[case]

    assert english.render(scene) == expected


@pytest.mark.parametrize("case", SCENES)
def test_a_scene_in_korean(case: str) -> None:
    scene, _, expected = SCENES[case]

    assert korean.render(scene) == expected


@pytest.mark.parametrize(
    ("scene", "certainty"),
    [
        (Scene(Subject(CAT, 0.93)), 0.93),
        (Scene(Subject(CAT, 0.93), faces(LEFT, distance=NEAR)), 0.9),
        (Scene(Subject(CAT, 0.93), faces(LEFT, distance=FAR)), 0.93),
        (Scene(faces=faces(LEFT, score=0.95) + faces(RIGHT, score=0.72)), 0.72),
        (Scene(Subject(CAT, 0.4)), 0.0),
        (Scene(look=BLACK_WALL), 0.0),
    ],
)
def test_the_certainty_is_that_of_what_is_said_first(scene: Scene, certainty: float) -> None:
    assert scene.certainty == certainty


NAMES = (CAT, BOOK, SUIT, Name("a motorcycle or scooter", "오토바이나 스쿠터"), Name("water", "물"))
COLOURS = (c.BLACK, c.GREY, c.WHITE, c.BEIGE, c.BROWN, c.RED, c.ORANGE, c.LIGHT_BLUE, c.PINK)

subjects = st.builds(Subject, st.sampled_from(NAMES), st.floats(0, 1))
any_face = st.builds(Face, st.sampled_from(Side), st.none() | st.sampled_from(Distance), st.floats(0.7, 1))
main_colours = st.lists(st.sampled_from(COLOURS), max_size=3, unique=True).map(lambda names: colours(*names))
colourful = st.builds(Look, main_colours, st.booleans(), light=st.none() | st.sampled_from(Light))
uniform = st.builds(lambda name: Look(colours(name), uniform=True), st.sampled_from(COLOURS))
scenes = st.builds(
    Scene,
    st.none() | subjects,
    st.lists(any_face, max_size=9).map(tuple),
    st.one_of(st.just(PLAIN), colourful, uniform),
)


@given(scenes)
def test_english_is_always_sentences(scene: Scene) -> None:
    text = english.render(scene)

    assert re.fullmatch(r"([A-Z][a-zA-Z, -]+\.)( [A-Z][a-zA-Z, -]+\.){0,2}", text)
    assert "None" not in text
    assert not re.search(r"  | ,| \.|,,|\ba [aeiou]", text)


@given(scenes)
def test_korean_is_always_polite_sentences_in_hangul(scene: Scene) -> None:
    text = korean.render(scene)

    assert re.fullmatch(r"([가-힣 ,]+니다\.)( [가-힣][가-힣 ,]+니다\.){0,2}", text)
    assert not re.search(r"  | ,| \.|,,|^ ", text)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["카키"], "주로 카키가 보입니다."),
        (["카키", "흰색"], "주로 카키와 흰색이 보입니다."),
        (["흰색", "카키"], "주로 흰색과 카키가 보입니다."),
    ],
)
def test_korean_particles_follow_whatever_the_colour_is_called(names: list[str], expected: str) -> None:
    look = Look(colours(*[Name("any", name) for name in names]))

    assert korean.render(Scene(look=look)).endswith(expected)


@given(scenes)
def test_both_languages_know_the_same(scene: Scene) -> None:
    in_english, in_korean = english.render(scene), korean.render(scene)

    assert in_english.count(".") == in_korean.count(".")
    assert ("face" in in_english) == ("얼굴" in in_korean) == bool(scene.faces)
    for name in NAMES:
        assert (f" {name.english}." in in_english) == (
            f"{name.korean} 사진" in in_korean or f"{name.korean}도" in in_korean
        )


@given(scenes)
def test_a_subject_below_an_even_chance_is_never_named(scene: Scene) -> None:
    if scene.subject and scene.subject.certainty < 0.5:
        assert scene.subject.name.english not in english.render(scene).replace("a photo", "")
        assert scene.subject.name.korean not in korean.render(scene)


@given(scenes)
def test_no_person_is_ever_claimed(scene: Scene) -> None:
    assert not re.search(r"\b(person|people|man|woman|boy|girl|child)\b", english.render(scene))
    assert not re.search(r"사람|남자|여자|아이|명", korean.render(scene))
