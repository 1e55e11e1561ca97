"""What the built-in describer knows about one photo, before any of it is put into words.

What is said first, how sure it sounds and what is left unsaid is decided here, once for both languages; the
grammars in `english` and `korean` only choose the words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

PROBABLE = 0.85
POSSIBLE = 0.5  # below an even chance even "perhaps" would mislead
CLEAR_FACE = 0.8
COUNTED_FACES = 5


@dataclass(frozen=True, slots=True)
class Name:
    """A noun phrase in both languages, ready to stand in a sentence: "a cat" (with its article) and "고양이"."""

    english: str
    korean: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What the photo mainly shows.

    `certainty` runs from 0 to 1 and is a calibrated probability: of all photos given 0.8, about 8 in 10 show it.
    `like_a_person` marks what a person could be mistaken for, and which is therefore never said of a face.
    """

    name: Name
    certainty: float
    like_a_person: bool = False


class Side(StrEnum):
    """The third of the photo's width in which the middle of a face lies."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Distance(StrEnum):
    """How far away a face seems, where its size tells."""

    NEAR = "near"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Face:
    """A face of any kind, drawn and sculpted ones too. `distance` is None between near and far.

    `certainty` is the detector's score from 0 to 1. It orders faces, it is not a probability.
    """

    side: Side
    distance: Distance | None
    certainty: float


@dataclass(frozen=True, slots=True)
class Colour:
    """One of the colours that dominate. `name` has no article; `share` is its part of the photo, 0 to 1."""

    name: Name
    share: float


class Light(StrEnum):
    """How light the picture is as a whole, where that is worth a word and no fault of the photo."""

    DARK = "dark"
    BRIGHT = "bright"


@dataclass(frozen=True, slots=True)
class Look:
    """The picture as a whole.

    `colours` are at most three, the largest share first, and none where no colours dominate.
    `black_and_white` says that the picture has greys only, `uniform` that one colour fills almost all of it,
    `blank` that beyond this there is nothing to be seen at all: a covered lens, a bare wall. A blank picture is
    uniform.
    """

    colours: tuple[Colour, ...] = ()
    black_and_white: bool = False
    uniform: bool = False
    blank: bool = False
    light: Light | None = None


class Degree(StrEnum):
    """How sure the words about the subject may sound."""

    PROBABLY = "probably"
    PERHAPS = "perhaps"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Scene:
    """All that is known about one photo. No faces means that none were found or that nobody looked: in
    either case nothing may be said about them.
    """

    subject: Subject | None = None
    faces: tuple[Face, ...] = ()
    look: Look = field(default=Look())

    @property
    def degree(self) -> Degree:
        """How sure the words about the subject may sound."""
        certainty = self.subject.certainty if self.subject else 0.0
        if certainty >= PROBABLE:
            return Degree.PROBABLY
        return Degree.PERHAPS if certainty >= POSSIBLE else Degree.UNSURE

    @property
    def faces_lead(self) -> bool:
        """Whether the faces are told first: they are surer than a doubtful subject, and a near face outweighs a
        sure one, which then tends to be something worn or held.
        """
        near = any(face.distance is Distance.NEAR for face in self.faces)
        return bool(self.faces) and (near or self.degree is not Degree.PROBABLY)

    @property
    def common_distance(self) -> Distance | None:
        """The distance that all faces share."""
        distances = {face.distance for face in self.faces}
        return distances.pop() if len(distances) == 1 else None

    @property
    def faces_certainty(self) -> float:
        """The score of the least sure face that the count leans on; 0 without faces.

        Up to `COUNTED_FACES` faces are counted out loud, so all must be there; "several" needs one more.
        """
        scores = sorted((face.certainty for face in self.faces), reverse=True)
        return scores[: COUNTED_FACES + 1][-1] if scores else 0.0

    @property
    def faces_clear(self) -> bool:
        """Whether the faces may be told without "seems"."""
        return self.faces_certainty >= CLEAR_FACE

    @property
    def certainty(self) -> float:
        """How sure the leading statement about what is shown is, 0 to 1: the subject's probability or, where faces
        lead, their score. 0 where nothing is said to be shown, since colours and light are measured, not guessed.
        """
        if self.faces_lead:
            return self.faces_certainty
        return self.subject.certainty if self.subject and self.degree is not Degree.UNSURE else 0.0


def arrange(scene: Scene, *, subject: str, subject_after_faces: str, unsure: str, faces: str, look: str) -> str:
    """The sentences about a scene, each in words of one language or empty, in the order in which they are said."""
    if scene.faces_lead:
        said = (faces, subject_after_faces, look)
    else:
        said = (subject or ("" if scene.look.blank else unsure), faces, look)
    return " ".join(sentence for sentence in said if sentence)
