from pathlib import Path

import pytest

from app.feedback import FeedbackLog
from app.handlers import Handlers
from app.messages import say
from app.model_table import MODELS
from app.model_words import megabytes, progress_lines
from pipelines.models import State, Status
from pipelines.values import Language
from tests.fakes import FakeModels, chain_of

BLIP, NLLB = MODELS["blip"], MODELS["nllb"]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Downloading the describer BLIP: 396 of 990 megabytes are here."),
        ("ko", "BLIP 설명기를 내려받는 중입니다. 990메가바이트 가운데 396메가바이트를 받았습니다."),
    ],
)
def test_how_far_a_download_is_and_who_describes_meanwhile(language: Language, line: str) -> None:
    lines = progress_lines([Status(BLIP, State.DOWNLOADING, 396_000_000, 990_000_000)], language)
    builtin = {"en": "the built-in describer", "ko": "내장 설명기"}[language]
    assert lines == [line, say("models_meanwhile", language, engine=builtin)]


def test_the_best_describer_is_named_once_it_is_ready_while_its_translator_still_comes() -> None:
    ready, coming = Status(BLIP, State.READY), Status(NLLB, State.DOWNLOADING)
    first, second = progress_lines([ready, coming], "en")
    assert first == "Starting to download the translator NLLB."
    assert second == "Photos are described by the describer BLIP."


def test_why_a_model_cannot_be_used_is_told() -> None:
    line, meanwhile = progress_lines([Status(BLIP, State.FAILED, reason="hub_unreachable")], "en")
    assert line == f"The describer BLIP cannot be used. {say('hub_unreachable', 'en')}"
    assert "built-in" in meanwhile


@pytest.mark.parametrize("state", [State.ABSENT, State.PRESENT])
def test_nothing_is_said_where_nothing_happens(state: State) -> None:
    assert progress_lines([Status(BLIP, state)], "ko") == []


@pytest.mark.parametrize(("size", "words"), [(0, "0.0"), (1_240_000, "1.2"), (9_990_000, "10.0"), (989_700_000, "990")])
def test_sizes_are_as_a_person_would_say_them(size: int, words: str) -> None:
    assert megabytes(size) == words


@pytest.mark.parametrize(
    ("state", "may_come", "settled"),
    [
        (State.READY, True, True),
        (State.ABSENT, True, False),
        (State.ABSENT, False, True),
        (State.DOWNLOADING, True, False),
        (State.PRESENT, False, False),
    ],
)
def test_the_page_looks_again_until_nothing_more_can_come(
    tmp_path: Path, state: State, may_come: bool, settled: bool
) -> None:
    models = FakeModels(may_come=may_come)
    models.shown = [Status(BLIP, state)]
    chain = chain_of(captioners=[], readers=[], speakers=[])
    handlers = Handlers(chain, FeedbackLog(tmp_path / "feedback.csv"), models, rate=1.0)
    assert handlers.progress("ko").settled is settled
