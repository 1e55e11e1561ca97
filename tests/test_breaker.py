import threading

import pytest

from pipelines.breaker import Breaker
from pipelines.deadline import Deadline
from pipelines.errors import StepFailed, Unreachable
from tests.fakes import Answers, Hangs


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Service:
    """Does to each call in turn what the test says, and then answers."""

    name = "service"

    def __init__(self, *failures: Exception) -> None:
        self.calls = 0
        self._failures = list(failures)

    def run(self, value: str, /) -> str:
        self.calls += 1
        if self._failures:
            raise self._failures.pop(0)
        return value


def test_a_service_that_answers_is_asked_every_time() -> None:
    service = Service()
    breaker = Breaker(service, 60)
    assert [breaker.run(word) for word in "abc"] == ["a", "b", "c"]
    assert service.calls == 3


def test_after_it_could_not_be_reached_it_is_left_alone_for_a_while() -> None:
    service, clock = Service(Unreachable("service", "hangs")), Clock()
    breaker = Breaker(service, 60, clock)
    for _ in range(3):
        with pytest.raises(Unreachable):
            breaker.run("a")
    assert service.calls == 1
    clock.now += 61
    assert (breaker.run("a"), breaker.run("b"), service.calls) == ("a", "b", 3)


def test_a_trial_that_fails_leaves_it_alone_again() -> None:
    service, clock = Service(*(Unreachable("service", "hangs") for _ in range(2))), Clock()
    breaker = Breaker(service, 60, clock)
    for moved in (0, 61, 0, 30):
        clock.now += moved
        with pytest.raises(Unreachable):
            breaker.run("a")
    assert service.calls == 2


def test_a_text_that_is_the_matter_does_not_count() -> None:
    service = Service(StepFailed("service", "nothing to say"))
    breaker = Breaker(service, 60)
    with pytest.raises(StepFailed):
        breaker.run("")
    assert (breaker.run("a"), service.calls) == ("a", 2)


def test_only_one_tries_again_while_the_others_go_on_at_once() -> None:
    hanging: Hangs[str, str] = Hangs("service")
    clock = Clock()
    breaker = Breaker(Deadline(hanging, 0.05), 60, clock)
    with pytest.raises(Unreachable):
        breaker.run("a")
    clock.now += 61
    slow = Breaker(hanging, 60, clock)
    slow._open = True
    trial = threading.Thread(target=refused, args=(slow,))
    trial.start()
    while slow._closed_from < clock.now:
        threading.Event().wait(0.005)
    with pytest.raises(Unreachable):
        slow.run("b")
    hanging.released.set()
    trial.join(10)


def refused(breaker: Breaker[str, str]) -> None:
    with pytest.raises(StepFailed):
        breaker.run("a")


def test_it_is_called_what_its_step_is_called() -> None:
    assert Breaker(Answers("gtts", "sound"), 1).name == "gtts"
