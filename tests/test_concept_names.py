"""The data file of everyday concepts, read as plain text: a person hears every one of these names."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

FILE = Path(__file__).parent.parent / "pipelines" / "captioning" / "builtin" / "concepts.txt"
PEOPLE_WORDS = re.compile(
    r"\b(man|men|woman|women|boys?|girls?|male|female|groom|bride|lady|gentleman|child|children|baby|old|young)\b"
)
PEOPLE_SYLLABLES = (
    "남자",
    "여자",
    "남성",
    "여성",
    "소년",
    "소녀",
    "노인",
    "아기",
    "아이",
    "신랑",
    "신부",
    "젊은",
    "늙은",
)
VOWEL_SOUNDS = re.compile(r"(?!one-|uni|eu)[aeiou]|hour", re.IGNORECASE)
NOUNS_ENDING_IN_I = ("오토바이", "넥타이")


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    level: int
    english: str
    korean: str
    synset: str | None


def read_lines() -> list[Line]:
    lines = []
    for number, text in enumerate(FILE.read_text(encoding="utf-8").splitlines(), 1):
        if not text.lstrip().startswith("#"):
            english, korean, *synset = text.strip().split(" | ")
            lines.append(Line(number, len(text) - len(text.lstrip()), english, korean, synset[0] if synset else None))
    return lines


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return read_lines()


def with_ancestors(lines: list[Line]) -> list[tuple[Line, tuple[Line, ...]]]:
    paths: list[tuple[Line, tuple[Line, ...]]] = []
    path: list[Line] = []
    for line in lines:
        path = path[: line.level // 2]
        paths.append((line, tuple(path)))
        path = [*path, line]
    return paths


def ends_in_a_consonant(word: str) -> bool:
    return (ord(word[-1]) - ord("가")) % 28 != 0


def wrongly_joined(word: str) -> bool:
    """Whether a noun followed by 'or' has 나 where Korean says 이나, or the other way round."""
    if word.endswith("이나"):
        return not ends_in_a_consonant(word[:-2]) and word[:-1] not in NOUNS_ENDING_IN_I
    return word.endswith("나") and ends_in_a_consonant(word[:-1])


def test_every_line_is_two_names_and_for_a_class_its_id() -> None:
    node = re.compile(r"(  )*\S[^|]*\S \| [^|]*[^|\s]( \| n\d{8})?")
    bad = [
        text for text in FILE.read_text(encoding="utf-8").splitlines() if text[:1] != "#" and not node.fullmatch(text)
    ]
    assert bad == []


def test_there_are_a_thousand_classes_each_once(lines: list[Line]) -> None:
    synsets = [line.synset for line in lines if line.synset]
    assert len(synsets) == 1000
    assert [synset for synset, times in Counter(synsets).items() if times > 1] == []


def test_indent_grows_one_level_at_a_time_and_only_below_concepts(lines: list[Line]) -> None:
    for line, ancestors in with_ancestors(lines):
        assert line.level == 2 * len(ancestors), line
        assert all(ancestor.synset is None for ancestor in ancestors), line


def test_every_concept_holds_at_least_two(lines: list[Line]) -> None:
    held = Counter(ancestors[-1].number for _, ancestors in with_ancestors(lines) if ancestors)
    assert [line for line in lines if line.synset is None and held[line.number] < 2] == []


def test_below_the_top_no_concept_is_wider_than_130_classes(lines: list[Line]) -> None:
    covered = Counter(
        ancestor.number for line, ancestors in with_ancestors(lines) if line.synset for ancestor in ancestors[1:]
    )
    assert max(covered.values()) <= 130


def test_no_two_lines_share_a_name(lines: list[Line]) -> None:
    for names in ([line.english for line in lines], [line.korean for line in lines]):
        assert [name for name, times in Counter(names).items() if times > 1] == []


def test_korean_can_be_said_as_it_stands(lines: list[Line]) -> None:
    assert [line for line in lines if not re.fullmatch(r"[가-힣]+( [가-힣]+)*", line.korean)] == []


def test_english_can_be_said_as_it_stands(lines: list[Line]) -> None:
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z'-]+( [A-Za-z'-]+)*", line.english)] == []


def test_the_english_article_fits_the_sound(lines: list[Line]) -> None:
    for line in lines:
        if found := re.match(r"(an?) (.+)", line.english):
            assert found[1] == ("an" if VOWEL_SOUNDS.match(found[2]) else "a"), line


def test_korean_alternatives_are_joined_by_the_right_particle(lines: list[Line]) -> None:
    assert [line for line in lines if any(wrongly_joined(word) for word in line.korean.split()[:-1])] == []


@pytest.mark.parametrize("word", ["컵나", "스쿠터이나", "판다이나", "곰나"])
def test_the_particle_check_sees_a_wrong_particle(word: str) -> None:
    assert wrongly_joined(word)


@pytest.mark.parametrize("word", ["컵이나", "스쿠터나", "오토바이나", "고양이나", "바나나나"])
def test_the_particle_check_accepts_a_right_particle(word: str) -> None:
    assert not wrongly_joined(word)


def test_nothing_about_people_tells_gender_or_age(lines: list[Line]) -> None:
    people = [line for line, path in with_ancestors(lines) if "a person" in {node.english for node in (*path, line)}]
    assert len(people) == 4
    assert [line for line in people if PEOPLE_WORDS.search(line.english)] == []
    assert [line for line in people if any(word in line.korean for word in PEOPLE_SYLLABLES)] == []


def test_the_file_is_small() -> None:
    assert FILE.stat().st_size < 2_000_000
