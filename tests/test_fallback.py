import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.deadline import Deadline
from pipelines.errors import Exhausted, StepFailed
from pipelines.fallback import Fallback
from pipelines.step import Step
from tests.fakes import Answers, Hangs, Raises


def refusing(name: str) -> Step[str, str]:
    return Raises(name, StepFailed(name, "refused"))


def always(word: str) -> Step[str, str]:
    return Answers(word, word)


def broken(error: Exception) -> Step[str, str]:
    return Raises("broken", error)


def words(*steps: Step[str, str]) -> Fallback[str, str]:
    return Fallback("words", steps)


def test_the_first_engine_that_answers_is_the_one_heard() -> None:
    outcome = words(Answers("a", "one"), Answers("b", "two")).attempt("say")
    assert (outcome.result, outcome.by, outcome.failures) == ("one", "a", ())


def test_a_refusal_moves_on_and_is_kept() -> None:
    outcome = words(refusing("a"), Answers("b", "two")).attempt("say")
    assert (outcome.result, outcome.by) == ("two", "b")
    assert [failure.step for failure in outcome.failures] == ["a"]


def test_a_failure_deep_inside_an_engine_goes_by_the_engine_s_own_name() -> None:
    part = Raises[str, str]("a", StepFailed("a's tokenizer", "refused"))
    (failure,) = words(part, always("two")).attempt("say").failures
    assert failure.step == "a"
    assert "a's tokenizer: refused" in failure.reason


def test_an_engine_that_hangs_is_left_behind() -> None:
    hanging: Hangs[str, str] = Hangs("a")
    started = time.monotonic()
    outcome = words(Deadline(hanging, 0.05), Answers("b", "two")).attempt("say")
    hanging.released.set()
    assert outcome.result == "two"
    assert time.monotonic() - started < 10


def test_a_bug_is_not_a_failure_and_surfaces() -> None:
    with pytest.raises(TypeError, match="a bug"):
        words(Raises("a", TypeError("a bug")), Answers("b", "two")).run("say")


def test_nobody_left_names_every_failure() -> None:
    with pytest.raises(Exhausted) as caught:
        words(refusing("a"), refusing("b")).run("say")
    assert [failure.step for failure in caught.value.failures] == ["a", "b"]


def test_a_fallback_is_itself_a_step() -> None:
    assert words(words(refusing("a")), Answers("b", "two")).run("say") == "two"


@given(st.lists(st.booleans(), max_size=6))
def test_the_answer_is_always_that_of_the_first_engine_that_works(works: list[bool]) -> None:
    steps = [always(str(i)) if work else refusing(str(i)) for i, work in enumerate(works)]
    if any(works):
        assert words(*steps).attempt("say").by == str(works.index(True))
    else:
        with pytest.raises(Exhausted):
            words(*steps).run("say")


def test_a_deadline_passes_on_answers_and_errors() -> None:
    assert Deadline(always("one"), 5).run("say") == "one"
    with pytest.raises(StepFailed, match="refused"):
        Deadline(refusing("a"), 5).run("say")
    with pytest.raises(TypeError):
        Deadline(broken(TypeError("a bug")), 5).run("say")


def test_a_time_out_inside_the_engine_is_not_taken_for_the_deadline() -> None:
    with pytest.raises(TimeoutError, match="its own"):
        Deadline(broken(TimeoutError("its own")), 5).run("say")
