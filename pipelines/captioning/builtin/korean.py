"""A scene in Korean: at most three short sentences, written to be heard, none saying more than is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipelines.captioning.builtin.scene import COUNTED_FACES, Degree, Distance, Light, Look, Scene, Side, arrange
from pipelines.korean import ParticleFormatter, with_particle

SUBJECT = {
    Degree.PROBABLY: "아마 {name} 사진입니다.",
    Degree.PERHAPS: "{name} 사진일 수도 있습니다.",
}
SUBJECT_AFTER_FACES = {
    Degree.PROBABLY: "{name}도 함께 찍힌 것 같습니다.",
    Degree.PERHAPS: "{name}도 함께 찍혔을 수 있습니다.",
}
UNSURE = "무엇을 찍은 사진인지 확실하지 않습니다."

FACES = "얼굴이"
SEEN = {True: "보입니다.", False: "있는 것 같습니다."}
NUMBERS = {1: "하나", 2: "둘", 3: "셋", 4: "넷", 5: "다섯"}
SEVERAL = "여럿"
ALTOGETHER = "모두 {number}"
SIDES = {Side.LEFT: "왼쪽에", Side.CENTRE: "가운데에", Side.RIGHT: "오른쪽에"}
DISTANCES = {Distance.NEAR: "가까이", Distance.FAR: "멀리"}

UNIFORM = "화면이 거의 모두 {colour}입니다."
BLACK_AND_WHITE = "흑백 사진입니다."
LIT_BLACK_AND_WHITE = {
    Light.DARK: "전체적으로 어두운 흑백 사진입니다.",
    Light.BRIGHT: "전체적으로 밝은 흑백 사진입니다.",
}
COLOURS = "주로 {colours:이/가} 보입니다."
LIT_COLOURS = {
    Light.DARK: "전체적으로 어둡고, 주로 {colours:이/가} 보입니다.",
    Light.BRIGHT: "전체적으로 밝고, 주로 {colours:이/가} 보입니다.",
}
LIT = {Light.DARK: "전체적으로 어둡습니다.", Light.BRIGHT: "전체적으로 밝습니다."}

FORMATTER = ParticleFormatter()


def render(scene: Scene) -> str:
    """The scene in words."""
    return arrange(
        scene,
        subject=_subject(scene, SUBJECT),
        subject_after_faces=_subject(scene, SUBJECT_AFTER_FACES),
        unsure=UNSURE,
        faces=_faces(scene),
        look=_look(scene.look),
    )


def _subject(scene: Scene, templates: dict[Degree, str]) -> str:
    if scene.subject is None or scene.degree not in templates:
        return ""
    return FORMATTER.format(templates[scene.degree], name=scene.subject.name.korean)


def _faces(scene: Scene) -> str:
    if not scene.faces:
        return ""
    number = NUMBERS.get(len(scene.faces), SEVERAL)
    distance = DISTANCES[scene.common_distance] if scene.common_distance else ""
    counts = Counter(face.side for face in scene.faces)
    if len(counts) == 1:
        words = [SIDES[scene.faces[0].side], distance, FACES, number]
    elif len(scene.faces) > COUNTED_FACES:
        words = [distance, FACES, number]
    else:
        words = [distance, FACES, _places(counts), ALTOGETHER.format(number=number)]
    return " ".join(word for word in (*words, SEEN[scene.faces_clear]) if word)


def _places(counts: Counter[Side]) -> str:
    return " ".join(f"{SIDES[side]} {NUMBERS[counts[side]]}," for side in Side if side in counts)


def _look(look: Look) -> str:
    names = [colour.name.korean for colour in look.colours]
    if look.uniform and names:
        return UNIFORM.format(colour=names[0])
    if look.black_and_white:
        return LIT_BLACK_AND_WHITE[look.light] if look.light else BLACK_AND_WHITE
    if not names:
        return LIT[look.light] if look.light else ""
    template = LIT_COLOURS[look.light] if look.light else COLOURS
    return FORMATTER.format(template, colours=_list(names))


def _list(names: Sequence[str]) -> str:
    if len(names) == 2:
        return f"{with_particle(names[0], '과/와')} {names[1]}"
    return ", ".join(names)
