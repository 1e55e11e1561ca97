"""Nobody reads or hears a translation that has not passed this gate."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from pipelines.errors import StepFailed
from pipelines.step import Translator
from pipelines.values import Language, Translation, Untranslated

LETTERS_IN_SCRIPT: Final = 0.6
"""The share of letters (0 to 1) that must be of the language's own script: names and "TV" may stay Latin."""

LENGTHS: Final[dict[Language, tuple[float, float]]] = {
    "ko": (0.2, 1.2),
    "ja": (0.15, 1.2),
    "zh": (0.1, 0.9),
    "es": (0.5, 2.2),
    "fr": (0.5, 2.2),
    "de": (0.5, 2.2),
    "vi": (0.5, 2.2),
}
"""Characters of a translation for one of its English source, at least and at most: about half and twice what captions
have, which is 0.5 in Korean and Japanese, 0.3 in Chinese and 1.1 in the others."""

FEW: Final = 12
"""Characters that a translation may have above its share: a short source can have a long translation."""

REPEATED: Final = 3
"""How often a phrase may follow upon itself before the model has run away; words like "very very" do so twice."""

_NOT_FOR_PEOPLE: Final = re.compile(r"[<>{}\[\]|\\�]|__\w+__|\b[a-z]{3}_[A-Z][a-z]{3}\b|&\w+;|https?:|@")
_RUN_AWAY: Final = re.compile(rf"(.{{2,40}}?)\1{{{REPEATED - 1}}}", re.DOTALL)
_RUN_AWAY_LETTER: Final = re.compile(r"([^\W\d])\1{3}")


class Gated:
    """A `Translator` whose translations are held back where they are not in the target script, are the source given
    back, repeat themselves, have a length out of proportion, name a number that the source does not, or hold what is
    not for people.
    """

    def __init__(self, translator: Translator) -> None:
        self.name = translator.name
        self._translator = translator

    def run(self, untranslated: Untranslated, /) -> Translation:
        """The translation. Raises `StepFailed` where it is of no use."""
        translation = self._translator.run(untranslated)
        for wrong, found in _FAULTS.items():
            if found(untranslated, translation.text):
                raise StepFailed(self.name, f"{wrong}: {translation.text!r} for {untranslated.text!r}")
        return translation


def _is_not_for_people(source: Untranslated, text: str) -> bool:
    return bool(_NOT_FOR_PEOPLE.search(text)) or any(
        unicodedata.category(character) in ("Cc", "Cf", "Co", "Cn", "Cs") for character in text
    )


def _is_not_in_the_language(source: Untranslated, text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    own = [letter for letter in letters if _SCRIPTS[source.language].match(letter)]
    if len(own) < max(1, LETTERS_IN_SCRIPT * len(letters)):
        return True
    if source.language == "zh":
        return bool(_KANA.search(text))
    return source.language == "ja" and len(own) > FEW and not _KANA.search(text)


def _is_the_source(source: Untranslated, text: str) -> bool:
    words, english = (set(re.findall(r"\w+", part.lower())) for part in (text, source.text))
    return len(english) > 1 and len(words & english) > len(words) / 2


def _repeats_itself(source: Untranslated, text: str) -> bool:
    plain = re.sub(r"[\s.,!?…。、，]+", " ", text.lower()).strip()
    together = plain.replace(" ", "")
    return any(_RUN_AWAY.search(part) or _RUN_AWAY_LETTER.search(part) for part in (f"{plain} ", together))


def _is_out_of_proportion(source: Untranslated, text: str) -> bool:
    least, most = LENGTHS[source.language]
    return not least * len(source.text) <= len(text) <= most * len(source.text) + FEW


def _names_another_number(source: Untranslated, text: str) -> bool:
    return not set(re.findall(r"\d+", text)) <= set(re.findall(r"\d+", source.text))


_KANA: Final = re.compile(r"[\u3041-\u30ff]")
_LATIN: Final = re.compile(r"[a-zA-Z\u00aa-\u024f\u0300-\u036f\u1e00-\u1eff]")
_SCRIPTS: Final[dict[Language, re.Pattern[str]]] = {
    "ko": re.compile(r"[\uac00-\ud7a3]"),
    "ja": re.compile(r"[\u3041-\u30ff\u3400-\u9fff々]"),
    "zh": re.compile(r"[\u3400-\u9fff]"),
    **dict.fromkeys(("es", "fr", "de", "vi"), _LATIN),
}

_FAULTS: Final[dict[str, Callable[[Untranslated, str], bool]]] = {
    "not for people": _is_not_for_people,
    "not in the language": _is_not_in_the_language,
    "the source itself": _is_the_source,
    "repeats itself": _repeats_itself,
    "out of proportion": _is_out_of_proportion,
    "another number": _names_another_number,
}
