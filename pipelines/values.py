"""What travels between the steps: frozen values, with nothing of any engine in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL import Image

Language = Literal["ko", "en", "es", "fr", "de", "zh", "ja", "vi"]
"""The languages of descriptions, those that the page offers first standing first."""

Voice = Literal["natural", "offline"]
"""`natural` sends the text to a service over the network, `offline` does not."""


class Hint(StrEnum):
    """Something about the photo itself that a person can mend by taking it again."""

    BLANK = "blank"
    VERY_BLURRED = "very_blurred"
    BLURRED = "blurred"
    DARK = "dark"
    BRIGHT = "bright"
    TINY = "tiny"


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """A decoded photo, upright and in RGB.

    `image` may be smaller than the file's own `width` × `height` (pixels, after rotation): no engine
    needs all of a 50-megapixel photo. `sha256` is the digest of the pixels in `image`, so that the same
    picture under another name or with other metadata is known again.
    """

    name: str
    image: Image.Image
    width: int
    height: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Caption:
    """What is in the photo, in English, and how sure the engine is (0 to 1).

    `renderings` holds the same caption in other languages where the engine speaks them itself; such a
    rendering is never machine-translated. `tells_of_people` is false where people may be in the photo and the caption
    has no word of them.
    """

    text: str
    engine: str
    certainty: float
    renderings: Mapping[Language, str] = field(default_factory=dict)
    tells_of_people: bool = True

    def in_language(self, language: Language) -> str | None:
        """The engine's own words in `language`, or None where they would have to be translated."""
        return self.text if language == "en" else self.renderings.get(language)


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text found in the photo and how sure the reading is (0 to 1)."""

    text: str
    certainty: float


@dataclass(frozen=True, slots=True)
class TextInPhoto:
    """The lines found, in reading order. No lines means that no text was found.

    `more` says that there were too many lines to read them all, so that what was left out is not taken for nothing.
    """

    lines: tuple[TextLine, ...]
    engine: str
    more: bool = False


@dataclass(frozen=True, slots=True)
class Faces:
    """How many faces were found, those that are sure enough to be spoken of."""

    count: int
    engine: str


@dataclass(frozen=True, slots=True)
class Untranslated:
    """An English text, and the language that it is wanted in."""

    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class Translation:
    """A caption in another language, by an engine."""

    text: str
    language: Language
    engine: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text to be said. `rate` is relative to the voice's ordinary speed: 0.5 is half, 2.0 is twice as fast."""

    text: str
    language: Language
    rate: float = 1.0


@dataclass(frozen=True, slots=True)
class Speech:
    """A sound file of its own (nobody else's request writes to it) and its length in seconds."""

    path: Path
    engine: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the person should know about how the description came about.

    `key` names a sentence in `app/messages.py` and `details` fills its placeholders.
    """

    key: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds that each step took. Caption and reading run side by side, so they do not add up."""

    open: float = 0.0
    caption: float = 0.0
    read: float = 0.0
    translate: float = 0.0
    speak: float = 0.0


@dataclass(frozen=True, slots=True)
class Description:
    """All that is known about one photo. `text` is exactly what is shown and said, in `language`.

    `text_in_photo` is None where no reader could answer, which is not the same as "there is no text".
    """

    photo_name: str
    photo_sha256: str
    language: Language
    text: str
    caption: Caption
    translation: Translation | None
    text_in_photo: TextInPhoto | None
    hints: tuple[Hint, ...]
    speech: Speech | None
    notices: tuple[Notice, ...]
    seconds: Timings
