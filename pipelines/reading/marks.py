"""What two engines read on the same line, put together into one text. Pure functions, no engine in them."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.values import TextLine

# A syllable is about as wide as the line of writing in its crop is high, less the crop's margin.
SYLLABLE = 0.8
# A line must be this sure. Chosen on drawn signs (tests/benchmarks/signs.py) and on 48 photos, most without any text:
# textures and patterns stay below, signs read right stay above. Hangul stands out from texture more than Latin does.
LEAST_CERTAINTY = 0.8
LEAST_CERTAINTY_HANGUL = 0.6
LEAST_CHARACTER = 0.5
LEAST_HANGUL = 0.45
# Hangul read as ideographs seldom has two of them, and those are hardly ever both this sure.
LEAST_CHINESE = 0.97
ODD_CHARACTER = 0.6


@dataclass(frozen=True, slots=True)
class Mark:
    """One character that an engine saw on a line.

    `start` and `end` are shares of the line's width (0 left, 1 right), `certainty` is 0 to 1, and
    `after_space` says that the engine saw a space before it.
    """

    text: str
    start: float
    end: float
    certainty: float
    after_space: bool = False

    @property
    def centre(self) -> float:
        """The middle, as a share of the line's width."""
        return (self.start + self.end) / 2


def is_hangul(character: str) -> bool:
    """Whether it is a whole Hangul syllable. Loose letters (ㅁ, ㅠ) on a sign are nearly always misread Latin."""
    return "가" <= character <= "힣"


def is_plain(character: str) -> bool:
    """Whether it is a character of everyday Latin writing: a letter, accented or not, or a digit."""
    return (character.isascii() and character.isalnum()) or character in "ÀÁÂÄÇÈÉÊËÌÍÎÏÑÒÓÔÖÙÚÛÜßàáâäçèéêëìíîïñòóôöùúûü"


def is_ideograph(character: str) -> bool:
    """Whether it is a common Chinese character (also a Korean Hanja)."""
    return "\u4e00" <= character <= "\u9fff"


def is_ordinary(character: str) -> bool:
    """Whether a sign may well have it: plain, or the punctuation of prices, times, addresses and sentences."""
    return is_plain(character) or character in ".,:;!?'\"()[]&@#%+-–—~/*=$€£₩¥°·…"


def weight(mark: Mark) -> float:
    """The certainty that counts against Hangul: the Latin engine sees ||, ł or a lone ideograph where Hangul stands."""
    return mark.certainty if is_ordinary(mark.text) else mark.certainty * ODD_CHARACTER


def mean(values: Iterable[float]) -> float:
    """The mean, 0 for nothing."""
    some = list(values)
    return math.fsum(some) / len(some) if some else 0.0


def covers(marks: Sequence[Mark], syllable: float, least: float = 0.8) -> bool:
    """Whether surely read Latin leaves no room on the line for a syllable that was passed over in silence.

    `syllable` is a syllable's width as a share of the line's; every character must be at least `least` sure.
    """
    chinese = sum(is_ideograph(mark.text) for mark in marks)
    least = max(least, LEAST_CHINESE) if chinese else least
    known = all(mark.certainty >= least and (is_ordinary(mark.text) or is_ideograph(mark.text)) for mark in marks)
    if not marks or chinese == 1 or not known:
        return False
    stops = [0.0, *(mark.centre for mark in marks), 1.0]
    room = [right - left for left, right in pairwise(stops)]
    spaced = [mark.after_space for mark in marks]
    inner = zip(room[1:-1], spaced[1:], strict=True)
    return max(room[0], room[-1]) < syllable and all(gap < syllable * (1.6 if space else 1.25) for gap, space in inner)


def merge(latin: Sequence[Mark], korean: Sequence[Mark], syllable: float) -> list[Mark]:
    """The line out of both readings, from left to right.

    Hangul comes from the Korean engine, everything else from the Latin one, except for digits that only the
    Korean engine saw. A run of Hangul has to be surer than what the Latin engine read in the same place: both
    certainties are near 1 where the engine is at home and fall where it is not, so they can be compared once
    characters that no Latin line has are discounted (`weight`).
    """
    korean = spread(korean)
    claimed: list[Mark] = []
    left = list(latin)
    for run in hangul_runs(korean):
        rivals = [mark for mark in left if within(mark, run, 0.3 * syllable)]
        sureness = mean(mark.certainty for mark in run)
        if (
            sureness < LEAST_HANGUL
            or sureness <= rival_certainty(rivals, run)
            or not has_room(run, left, rivals, syllable)
        ):
            continue
        claimed += run
        left = [
            mark for mark in left if mark not in rivals and not (unsure(mark) and within(mark, run, -0.3 * syllable))
        ]
    left = [mark for mark in left if not (odd(mark) and mark.certainty < LEAST_CHINESE)]
    digits = [mark for mark in korean if lone_digit(mark, left, claimed, syllable)]
    spaces = [mark.start for mark in (*latin, *korean) if mark.after_space]
    return in_order(left, [mark for mark in korean if mark in claimed or mark in digits], spaces)


def passed_over(latin: Sequence[Mark], korean: Sequence[Mark]) -> list[tuple[float, float]]:
    """The stretches of the line where the Korean engine saw words without Hangul, and the Latin one too few letters.

    In a line that is mostly Hangul the Latin engine passes over words that it reads well when they stand alone.
    """
    stretches: list[list[Mark]] = []
    for word in words_of(korean):
        if any(is_hangul(mark.text) for mark in word):
            stretches.append([])
        else:
            stretches = [*stretches[:-1], [*(stretches[-1] if stretches else []), *word]]
    if len(stretches) < 2 and not any(is_hangul(mark.text) for mark in korean):
        return []
    ends = [(stretch[0].start, max(mark.end for mark in stretch), len(stretch)) for stretch in stretches if stretch]
    return [(start, end) for start, end, count in ends if letters_between(latin, start, end) < 0.7 * count]


def letters_between(latin: Sequence[Mark], start: float, end: float) -> int:
    """How many characters were surely read there."""
    return sum(start <= mark.centre <= end and not unsure(mark) for mark in latin)


def hangul_runs(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Neighbouring syllables of one word each."""
    runs: list[list[Mark]] = []
    previous = ""
    for mark in marks:
        if is_hangul(mark.text):
            if previous and is_hangul(previous) and not mark.after_space:
                runs[-1].append(mark)
            else:
                runs.append([mark])
        previous = mark.text
    return runs


def within(mark: Mark, run: Sequence[Mark], margin: float) -> bool:
    """Whether the mark's middle lies on the run, `margin` away from its ends (never asking more than a third of it)."""
    start, end = run[0].start, max(one.end for one in run)
    margin = min(margin, (end - start) / 3)
    return start + margin <= mark.centre <= end - margin


def has_room(run: Sequence[Mark], latin: Sequence[Mark], rivals: Sequence[Mark], syllable: float) -> bool:
    """Whether the surely read Latin on both sides leaves room for so many syllables."""
    sure = [mark.centre for mark in latin if mark not in rivals and not unsure(mark)]
    middle = (run[0].start + run[-1].end) / 2
    left = max((place for place in sure if place <= middle), default=0.0)
    right = min((place for place in sure if place > middle), default=1.0)
    return right - left >= 0.75 * syllable * (len(run) + 0.25)


def rival_certainty(rivals: Sequence[Mark], run: Sequence[Mark]) -> float:
    """How sure the Latin reading in the run's place is; a few letters in the room of many syllables count less."""
    return mean(weight(mark) for mark in rivals) * min(1.0, len(rivals) / len(run))


def spread(marks: Sequence[Mark]) -> list[Mark]:
    """The marks with each word's room shared out by the usual widths of its characters.

    Tesseract's network knows where a word stands; its boxes of single characters overlap and stray.
    """
    words = words_of(marks)
    starts = [min(mark.start for mark in word) for word in words]
    ends = [max(mark.end for mark in word) for word in words]
    limits = [min(end, following) for end, following in zip(ends, [*starts[1:], math.inf], strict=False)]
    return [
        mark for word, start, end in zip(words, starts, limits, strict=True) for mark in spread_word(word, start, end)
    ]


def words_of(marks: Sequence[Mark]) -> list[list[Mark]]:
    """The marks between spaces."""
    words: list[list[Mark]] = []
    for mark in marks:
        if not words or mark.after_space:
            words.append([])
        words[-1].append(mark)
    return words


def spread_word(word: Sequence[Mark], start: float, end: float) -> list[Mark]:
    """One word's marks, side by side between its ends."""
    shares = [usual_width(mark.text) for mark in word]
    unit = max(0.0, end - start) / math.fsum(shares)
    edges = [start + unit * math.fsum(shares[:index]) for index in range(len(word) + 1)]
    return [replace(mark, start=left, end=right) for mark, (left, right) in zip(word, pairwise(edges), strict=True)]


def usual_width(character: str) -> float:
    """Roughly, in Hangul syllables."""
    return 1.0 if is_hangul(character) else 0.55 if character.isalnum() else 0.35


def unsure(mark: Mark) -> bool:
    """Whether the Latin engine may have seen a piece of Hangul."""
    return odd(mark) or mark.certainty < 0.9


def odd(mark: Mark) -> bool:
    """Whether the Latin engine read something that stands in no ordinary Latin line."""
    return not is_ordinary(mark.text)


def lone_digit(mark: Mark, latin: Sequence[Mark], claimed: Sequence[Mark], syllable: float) -> bool:
    """Whether the Korean engine surely saw a digit beside Hangul where the Latin engine saw nothing."""
    if not (mark.text.isdecimal() and mark.certainty >= 0.75 and claimed):
        return False
    return all(abs(other.centre - mark.centre) > 0.4 * syllable for other in latin)


def in_order(latin: Sequence[Mark], korean: Sequence[Mark], spaces: Sequence[float]) -> list[Mark]:
    """Both from left to right, with a space where an engine saw one: at `spaces`, where the engine changes."""
    line: list[Mark] = []
    for mark in sorted((*latin, *korean), key=lambda one: one.centre):
        same = not line or (mark in latin) == (line[-1] in latin)
        between = not same and any(line[-1].centre < space <= mark.centre for space in spaces)
        line.append(replace(mark, after_space=mark.after_space or between))
    return line


def to_line(marks: Sequence[Mark]) -> TextLine | None:
    """The marks as a line, or None where they are too unsure or make no sense."""
    sure = [mark for mark in marks if mark.certainty >= LEAST_CHARACTER or is_hangul(mark.text) or is_plain(mark.text)]
    text = clean("".join((" " if mark.after_space else "") + mark.text for mark in sure))
    certainty = min(1.0, max(0.0, mean(mark.certainty for mark in sure)))
    least = LEAST_CERTAINTY_HANGUL if any(map(is_hangul, text)) else LEAST_CERTAINTY
    if any(math.isnan(mark.certainty) for mark in marks) or certainty < least:
        return None
    return TextLine(text, certainty) if makes_sense(text, certainty) else None


def makes_sense(text: str, certainty: float) -> bool:
    """Whether it is worth saying: a word, a number or a Hangul syllable, and no texture read as letters.

    A single Latin letter or ideograph must be very sure: bricks and grass are full of I, O and 口. A single syllable
    is a word in Korean (약, 책), and signs of one were read at 0.90 and above, a piece of a Latin letter at 0.81.
    """
    letters = [character for character in text if character.isalnum()]
    if not letters or len(letters) * 2 < len(text.replace(" ", "")):
        return False
    if len(set(letters)) == 1 and not is_hangul(letters[0]):
        return certainty >= 0.99 and len(letters) <= 3
    if len(letters) == 1:
        return certainty >= 0.88
    return True


def clean(text: str) -> str:
    """NFC, single spaces, without control, format (bidirectional marks, zero-width) and unassigned characters."""
    kept = (" " if character.isspace() else character for character in unicodedata.normalize("NFC", text))
    return " ".join("".join(one for one in kept if one == " " or unicodedata.category(one)[0] != "C").split())
