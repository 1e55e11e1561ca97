import re
import string
from pathlib import Path
from typing import get_args

import pytest

from app.messages import ENGINE_NAMES, MESSAGES, SPOKEN, Message, engine_name, say
from pipelines.models import State
from pipelines.values import Hint, Language, Voice

ROOT = Path(__file__).parent.parent
OWN_NAMES = {f"language_{language}" for language in get_args(Language)}
NOT_KOREAN = OWN_NAMES - {"language_ko"}
SAME_IN_BOTH = OWN_NAMES


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", MESSAGES)
def test_both_languages_say_the_same_things(key: str) -> None:
    message = MESSAGES[key]
    assert placeholders(message.ko) == placeholders(message.en)


@pytest.mark.parametrize(("key", "message"), [*MESSAGES.items(), *ENGINE_NAMES.items()])
def test_korean_is_korean_and_english_is_english(key: str, message: Message) -> None:
    assert key in NOT_KOREAN or re.search("[가-힣]", message.ko)
    assert key in SAME_IN_BOTH or not re.search("[가-힣]", message.en)


@pytest.mark.parametrize("key", [key for key in MESSAGES if not key.startswith("cli_")])
def test_korean_sentences_are_polite(key: str) -> None:
    for sentence in re.findall(r"[^.]+(?=\.(?:\s|$))", MESSAGES[key].ko):
        assert re.search(r"(다|오|까)$", sentence.strip()), sentence


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("key", MESSAGES)
def test_every_sentence_can_be_filled(key: str, language: str) -> None:
    details = dict.fromkeys(placeholders(MESSAGES[key].ko), "3")
    sentence = say(key, "ko" if language == "ko" else "en", **details)
    assert sentence
    assert "{" not in sentence


CALLS = r"(?:say|Notice|InvalidPhoto|_error|_Failure|_heading|_ask_or_notice|FeedbackNotSaved)"
KEY_IN_CALL = re.compile(CALLS + r"""\((?:[^"()]*?,\s*)?"([a-z_]+)" """.rstrip())


KEY_IN_COMPOSE = re.compile(r'"((?:caption|faces|text|said)_[a-z_]+)"')
WRITTEN_ONLY = {"text_in_photo"}


def used_keys() -> set[str]:
    paths = [path for folder in ("app", "pipelines") for path in (ROOT / folder).rglob("*.py")]
    return {key for path in paths for key in KEY_IN_CALL.findall(path.read_text(encoding="utf-8"))}


def test_every_key_in_the_code_is_in_the_catalogue() -> None:
    used = used_keys()
    assert len(used) > 30
    assert used <= MESSAGES.keys()


def test_every_hint_has_a_sentence() -> None:
    assert {f"hint_{hint.value}" for hint in Hint} == {key for key in MESSAGES if key.startswith("hint_")}


def test_no_sentence_is_left_that_nobody_says() -> None:
    paths = [path for folder in ("app", "pipelines") for path in (ROOT / folder).rglob("*.py")]
    sources = "".join(path.read_text(encoding="utf-8") for path in paths if path.name != "messages.py")
    by_rule = {f"hint_{hint.value}" for hint in Hint} | OWN_NAMES
    by_rule |= {f"state_{state.value}" for state in State} | {f"voice_{voice}" for voice in get_args(Voice)}
    assert {key for key in MESSAGES if f'"{key}"' not in sources} <= by_rule


def test_what_is_said_with_a_description_stands_in_every_language() -> None:
    others = set(get_args(Language)) - {"ko", "en"}
    assert SPOKEN.keys() == others
    spoken = set(KEY_IN_COMPOSE.findall((ROOT / "app" / "wording.py").read_text(encoding="utf-8")))
    spoken |= {f"hint_{hint.value}" for hint in Hint}
    for language in others:
        assert SPOKEN[language].keys() == spoken - WRITTEN_ONLY, language
        for key, sentence in SPOKEN[language].items():
            assert placeholders(sentence) == placeholders(MESSAGES[key].en)


def test_particles_follow_the_last_sound() -> None:
    assert say("engine_replaced", "ko", engine="BLIP", by=engine_name("builtin", "ko")).endswith(
        "내장 설명기가 대신했습니다."
    )


def test_an_engine_without_a_name_in_the_catalogue_keeps_its_own() -> None:
    assert engine_name("centerface", "ko") == "centerface"
    assert engine_name("marian-es", "en") == engine_name("marian", "en")
