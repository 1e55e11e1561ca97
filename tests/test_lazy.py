import threading
import time
from functools import partial

import pytest

from pipelines.errors import StepFailed
from pipelines.lazy import Lazy
from tests.fakes import Answers


def test_nothing_is_loaded_before_it_is_needed_and_then_only_once() -> None:
    loads: list[int] = []

    def load() -> Answers[str, str]:
        loads.append(1)
        return Answers("engine", "word")

    lazy = Lazy("engine", load)
    assert loads == []
    assert [lazy.run("a"), lazy.run("b")] == ["word", "word"]
    assert loads == [1]


def test_visitors_who_come_at_once_wait_for_one_load() -> None:
    loads: list[int] = []

    def load() -> Answers[str, str]:
        loads.append(1)
        time.sleep(0.05)
        return Answers("engine", "word")

    lazy = Lazy("engine", load)
    visitors = [threading.Thread(target=lazy.run, args=("a",)) for _ in range(8)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert loads == [1]


def test_steps_that_share_a_turn_load_one_after_the_other_and_then_run_freely() -> None:
    loading: list[str] = []
    at_once: list[int] = []

    def load(name: str) -> Answers[str, str]:
        loading.append(name)
        at_once.append(len(loading))
        time.sleep(0.05)
        loading.remove(name)
        return Answers(name, name)

    turn = threading.Lock()
    first, second = (Lazy(name, partial(load, name), turn) for name in ("first", "second"))
    visitors = [threading.Thread(target=lazy.run, args=("a",)) for lazy in (first, second)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert at_once == [1, 1]
    with turn:
        assert first.run("a") == "first"


def test_what_was_missing_may_have_been_mended() -> None:
    attempts: list[int] = []

    def load() -> Answers[str, str]:
        attempts.append(1)
        if len(attempts) == 1:
            raise StepFailed("engine", "its file is missing")
        return Answers("engine", "word")

    lazy = Lazy("engine", load)
    with pytest.raises(StepFailed, match="missing"):
        lazy.run("a")
    assert lazy.run("a") == "word"
