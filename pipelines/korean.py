"""The right particle after any word: 고양이를, 책을, 3을, 2를, PDF를, "cat"을.

A particle follows the sound, so digits count by their Korean reading and Latin letters by how Koreans read them.
Only the end of the word matters. Where its sound cannot be known (an emoji, a Chinese character) both forms are
written, as Korean forms do: "😀을(를)".

Sources: 한글 맞춤법 and the answers of 국립국어원 on particles after digits, foreign words and brackets (the particle
follows the word before a closing round bracket's contents: "고양이(cat)를").
"""

from __future__ import annotations

import re
import string
import unicodedata
from enum import Enum

PARTICLES = ("은/는", "이/가", "을/를", "과/와", "으로/로", "이나/나", "이라/라", "이랑/랑", "이에요/예요")

HANGUL_SYLLABLES = range(0xAC00, 0xD7A4)
FINALS = 28
FINAL_RIEUL = 8

DIGITS_ENDING_IN_RIEUL = "178"
DIGITS_ENDING_IN_VOWEL = "2459"
VOWEL_GROUPS = (3, 5)  # 조 is 10 to the 12th, 해 to the 20th; 만, 억, 경 end in a consonant

SYMBOLS_ENDING_IN_VOWEL = "%°"  # 퍼센트, 도
LAST_SYLLABLES = {"jpeg": "펙", "ok": "이"}  # words in daily use that the rules below would read otherwise

SILENT_END = re.compile(r"(?:[^\w%°]|_)+$")
GLOSS = re.compile(r"(?<=\w)\s*\([^()]*\)\W*$")
NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?$")
LATIN = re.compile(r"[A-Za-z]+$")
SHUT_WITH_RIEUL = re.compile(r"(?:l|[^y]le)$")
SHUT_WITH_NASAL = re.compile(r"(?:[mn]|ng|[aeiou][mn]e)$")
SHUT_WITH_STOP = re.compile(r"(?:^|[^aeiou])[aeiou](?:ck|[cpkt])$|ook$|[^aeiou]eb$")


class Ending(Enum):
    """How a word ends to the ear."""

    VOWEL = "vowel"
    RIEUL = "ㄹ"
    CONSONANT = "another consonant"
    UNKNOWN = "unknown"


def with_particle(word: str, particle: str) -> str:
    """`word` with the form of `particle` that fits it. `particle` is one of `PARTICLES`, the form after a consonant
    first. Raises `ValueError` for any other.
    """
    if particle not in PARTICLES:
        raise ValueError(f"{particle!r} is none of {', '.join(PARTICLES)}")
    after_consonant, after_vowel = particle.split("/")
    ending = ending_of(word)
    if ending is Ending.UNKNOWN:
        return word + _both(after_consonant, after_vowel)
    takes_vowel_form = ending is Ending.VOWEL or (ending is Ending.RIEUL and particle == "으로/로")
    return word + (after_vowel if takes_vowel_form else after_consonant)


def ending_of(word: str) -> Ending:
    """How `word` ends to a Korean ear, closing quotes, brackets and punctuation left aside."""
    heard = SILENT_END.sub("", GLOSS.sub("", unicodedata.normalize("NFKC", word)))
    if not heard:
        return Ending.UNKNOWN
    last = heard[-1]
    if ord(last) in HANGUL_SYLLABLES:
        return _ending_of_syllable(last)
    if number := NUMBER.search(heard):
        return _ending_of_number(number[0], decimal=number[1] is not None)
    if latin := LATIN.search(_without_accents(heard)):
        return _ending_of_latin(latin[0])
    return Ending.VOWEL if last in SYMBOLS_ENDING_IN_VOWEL else Ending.UNKNOWN


def _ending_of_syllable(syllable: str) -> Ending:
    final = (ord(syllable) - HANGUL_SYLLABLES.start) % FINALS
    if final == 0:
        return Ending.VOWEL
    return Ending.RIEUL if final == FINAL_RIEUL else Ending.CONSONANT


def _ending_of_number(digits: str, *, decimal: bool) -> Ending:
    significant = digits.rstrip("0,")
    zeros = digits[len(significant) :].count("0")
    if zeros == 0:
        return _ending_of_digit(digits[-1])
    if decimal or not significant.strip("0,"):
        return Ending.CONSONANT  # the last zero is read by itself, 영 or 공
    return Ending.VOWEL if zeros // 4 in VOWEL_GROUPS else Ending.CONSONANT  # 십, 백, 천, 만, 억


def _ending_of_digit(digit: str) -> Ending:
    if digit in DIGITS_ENDING_IN_VOWEL:
        return Ending.VOWEL
    return Ending.RIEUL if digit in DIGITS_ENDING_IN_RIEUL else Ending.CONSONANT


def _ending_of_latin(letters: str) -> Ending:
    lower = letters.lower()
    if lower in LAST_SYLLABLES:
        return _ending_of_syllable(LAST_SYLLABLES[lower])
    spelled_out = letters.isupper() or not re.search("[aeiouy]", lower)
    return _ending_of_letter_name(lower[-1]) if spelled_out else _ending_of_latin_word(lower)


def _ending_of_letter_name(letter: str) -> Ending:
    if letter in "lr":  # 엘, 알
        return Ending.RIEUL
    return Ending.CONSONANT if letter in "mn" else Ending.VOWEL  # 엠, 엔


def _ending_of_latin_word(word: str) -> Ending:
    """By its usual spelling in Hangul: 호텔, 애플; 폰, 크롬, 게임; 북, 캣, 인터넷, 웹; but 서버, 케이크, 포토."""
    if SHUT_WITH_RIEUL.search(word):
        return Ending.RIEUL
    if SHUT_WITH_NASAL.search(word) or SHUT_WITH_STOP.search(word):
        return Ending.CONSONANT
    return Ending.VOWEL


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _both(after_consonant: str, after_vowel: str) -> str:
    if after_consonant.endswith(after_vowel):
        return f"({after_consonant.removesuffix(after_vowel)}){after_vowel}"
    return f"{after_consonant}({after_vowel})"


class ParticleFormatter(string.Formatter):
    """`str.format` with one thing more: "{name:을/를}" is the value followed by the particle that fits it."""

    def format_field(self, value: object, format_spec: str) -> str:
        """The value in its format, or with its particle where the format is one of `PARTICLES`."""
        if format_spec in PARTICLES:
            return with_particle(str(value), format_spec)
        return str(super().format_field(value, format_spec))
