"""A scene in English: at most three short sentences, written to be heard, none saying more than is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipelines.captioning.builtin.scene import COUNTED_FACES, Degree, Distance, Light, Look, Scene, Side, arrange

SUBJECT = {
    Degree.PROBABLY: "Probably a photo of {name}.",
    Degree.PERHAPS: "Perhaps a photo of {name}.",
}
SUBJECT_AFTER_FACES = {
    Degree.PROBABLY: "The photo probably also shows {name}.",
    Degree.PERHAPS: "The photo may also show {name}.",
}
UNSURE = "I am not sure what this is."

ONE_FACE = {True: "There is one face", False: "There seems to be one face"}
MANY_FACES = {True: "There are {number} faces", False: "There seem to be {number} faces"}
NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}
SEVERAL = "several"
SIDES = {Side.LEFT: "on the left", Side.CENTRE: "in the centre", Side.RIGHT: "on the right"}
DISTANCES = {Distance.NEAR: "near", Distance.FAR: "far away"}

UNIFORM = "The picture is almost entirely {colour}."
BLACK_AND_WHITE = "The photo is in black and white."
LIT_BLACK_AND_WHITE = "The photo is in black and white, and mostly {light}."
ONE_COLOUR = "The main colour is {colours}."
MANY_COLOURS = "The main colours are {colours}."
LIT_ONE_COLOUR = "The picture is mostly {light}, and the main colour is {colours}."
LIT_MANY_COLOURS = "The picture is mostly {light}, and the main colours are {colours}."
LIT = "The picture is mostly {light}."
LIGHTS = {Light.DARK: "dark", Light.BRIGHT: "bright"}


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
    return templates[scene.degree].format(name=scene.subject.name.english)


def _faces(scene: Scene) -> str:
    count = len(scene.faces)
    if count == 0:
        return ""
    opening = ONE_FACE if count == 1 else MANY_FACES
    parts = [opening[scene.faces_clear].format(number=NUMBERS.get(count, SEVERAL)), _places(scene), _distance(scene)]
    return ", ".join(part for part in parts if part) + "."


def _places(scene: Scene) -> str:
    counts = Counter(face.side for face in scene.faces)
    if len(counts) == 1:
        return SIDES[scene.faces[0].side]
    if len(scene.faces) > COUNTED_FACES:
        return ""
    return _list([f"{NUMBERS[counts[side]]} {SIDES[side]}" for side in Side if side in counts])


def _distance(scene: Scene) -> str:
    distance = scene.common_distance
    return DISTANCES[distance] if distance else ""


def _look(look: Look) -> str:
    names = [colour.name.english for colour in look.colours]
    if look.uniform and names:
        return UNIFORM.format(colour=names[0])
    light = LIGHTS[look.light] if look.light else ""
    if look.black_and_white:
        template = LIT_BLACK_AND_WHITE if light else BLACK_AND_WHITE
    elif not names:
        template = LIT if light else ""
    elif len(names) == 1:
        template = LIT_ONE_COLOUR if light else ONE_COLOUR
    else:
        template = LIT_MANY_COLOURS if light else MANY_COLOURS
    return template.format(light=light, colours=_list(names))


def _list(items: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))
