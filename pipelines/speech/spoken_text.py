"""What of a text is said, by which voice, and in pieces that eSpeak NG says whole."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.speech.korean_numbers import spell_out
from pipelines.speech.pronunciation import MEDIALS, respell
from pipelines.values import Language

# A clause over 800 bytes, counted in Hangul letters as eSpeak NG 1.52 does, loses its end; so does a word over about
# 45 syllables. Both were found by the length of the sound; these limits keep well under.
MAXIMUM_CLAUSE_BYTES = 600
MAXIMUM_WORD_LENGTH = 30

_VOICES: dict[Language, str] = {
    "ko": "ko",
    "en": "en-us",
    "es": "es",
    "fr": "fr",
    "de": "de",
    "zh": "cmn",
    "ja": "ja",
    "vi": "vi",
}
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_KANA = "\u3040-\u30ff\u31f0-\u31ff"
_HANGUL = "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3"
# eSpeak's other voices say "Chinese letter" or "Korean letter" for each of these.
_OTHER_VOICES = {
    "cmn": re.compile(f"[{_HAN}]"),
    "ja": re.compile(f"[{_KANA}]"),
    "ko": re.compile(f"[{_HANGUL}]"),
}
_KOREAN_RUNS = re.compile(f"[{_HAN}]+|[{_KANA}]+|[^{_HAN}{_KANA}]+")
_RUNS = re.compile(rf"[{_HAN}]+|[{_KANA}]+|[{_HANGUL}]+(?:\s+[{_HANGUL}]+)*|[^{_HAN}{_KANA}{_HANGUL}]+")

_NOT_SAID = re.compile(r"[/⁄|\\_*^`<>{}\[\]=·•~]")
_SENTENCE_END = re.compile(r"(?<=[.!?。！？…])\s+|\s*\n\s*")
_CLAUSE_END = re.compile(r"(?<=[,;:、，])\s+")
_LETTER_NAMES = dict(zip(MEDIALS, "아애야얘어에여예오와왜외요우워웨위유으의이", strict=True)) | {
    "ㄱ": "기역",
    "ㄲ": "쌍기역",
    "ㄴ": "니은",
    "ㄷ": "디귿",
    "ㄸ": "쌍디귿",
    "ㄹ": "리을",
    "ㅁ": "미음",
    "ㅂ": "비읍",
    "ㅃ": "쌍비읍",
    "ㅅ": "시옷",
    "ㅆ": "쌍시옷",
    "ㅇ": "이응",
    "ㅈ": "지읒",
    "ㅉ": "쌍지읒",
    "ㅊ": "치읓",
    "ㅋ": "키읔",
    "ㅌ": "티읕",
    "ㅍ": "피읖",
    "ㅎ": "히읗",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch for one voice, short enough to be said whole. `pause` is true where a sentence ends after it."""

    voice: str
    text: str
    pause: bool


def pieces(text: str, language: Language) -> list[Piece]:
    """`text` as it is to be said. Empty when it holds no letter and no number. Never raises."""
    text = clean(text)
    if language == "ko":
        text = spell_out(text)
    text = _NOT_SAID.sub(" ", text)
    said = [piece for sentence in _SENTENCE_END.split(text) for piece in _sentence(sentence, _VOICES[language])]
    return [piece for piece in said if _has_something_to_say(piece.text)]


def can_be_said(text: str, language: Language) -> bool:
    """Whether eSpeak can say it: of Japanese it knows kana only, and would say each kanji in Chinese."""
    return language != "ja" or not _OTHER_VOICES["cmn"].search(text)


def clean(text: str) -> str:
    """`text` in composed Hangul and plain signs, without emoji and control characters. Lone letters are named."""
    return "".join(map(_plain, unicodedata.normalize("NFC", text)))


def split_to_fit(text: str) -> list[str]:
    """`text` in stretches that eSpeak says whole: clauses, else words, else parts of a word. No letter is lost."""
    if _fits(text):
        return [text]
    stretches: list[str] = []
    for part in _CLAUSE_END.split(text):
        stretches.extend([part] if _fits(part) else _gather_words(part))
    return stretches


def _plain(character: str) -> str:
    if character in _LETTER_NAMES:
        return f" {_LETTER_NAMES[character]} "
    if "\uac00" <= character <= "\ud7a3":
        return character
    return "".join(map(_visible, unicodedata.normalize("NFKC", character)))


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if character == "\n" or category == "Zl" or category == "Zp":
        return "\n"
    if category == "Cf" or "\ufe00" <= character <= "\ufe0f":
        return ""
    if category[0] in "CZ" or category == "Sk" or (category == "So" and character != "°"):
        return " "
    return character


def _has_something_to_say(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _sentence(text: str, voice: str) -> Iterator[Piece]:
    stretches = [
        (_voice_of(run, voice), stretch)
        for run in (_KOREAN_RUNS if voice == _VOICES["ko"] else _RUNS).findall(text)
        for stretch in split_to_fit(respell(run.strip()))
        if _has_something_to_say(stretch)
    ]
    for number, (own_voice, stretch) in enumerate(stretches, start=1):
        yield Piece(own_voice, stretch, pause=number == len(stretches))


def _voice_of(run: str, otherwise: str) -> str:
    return next((voice for voice, letters in _OTHER_VOICES.items() if letters.match(run)), otherwise)


def _fits(text: str) -> bool:
    return _bytes(text) <= MAXIMUM_CLAUSE_BYTES and all(len(word) <= MAXIMUM_WORD_LENGTH for word in text.split())


def _bytes(text: str) -> int:
    return len(unicodedata.normalize("NFD", text).encode("utf-8", "replace"))


def _gather_words(text: str) -> Iterator[str]:
    gathered = ""
    for word in _short_words(text):
        longer = f"{gathered} {word}".strip()
        if gathered and not _fits(longer):
            yield gathered
            longer = word
        gathered = longer
    if gathered:
        yield gathered


def _short_words(text: str) -> Iterator[str]:
    for word in text.split():
        for start in range(0, len(word), MAXIMUM_WORD_LENGTH):
            yield word[start : start + MAXIMUM_WORD_LENGTH]
