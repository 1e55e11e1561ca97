import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.errors import NotReady, StepFailed
from pipelines.model_step import ModelStep
from pipelines.models import Model, Shelf, State, Status
from pipelines.step import Step
from tests.fakes import Answers

MODEL = Model("tiny", "owner/tiny", "main", "MIT", 1)
PATIENCE = 10.0


class Loader:
    """Loads an engine when the test lets it, or fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.loads = 0
        self.may_end = threading.Event()
        self.may_end.set()
        self._failures = failures

    def __call__(self, folder: Path) -> Step[str, str]:
        self.loads += 1
        assert self.may_end.wait(PATIENCE)
        if self.loads <= self._failures:
            raise StepFailed("tiny", "broken weights")
        return Answers("tiny", "an answer")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "owner" / "tiny"
    folder.mkdir(parents=True)
    for name in ("config.json", "pytorch_model.bin"):
        (folder / name).write_text(name)
    return folder


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path, tmp_path / "cache")


def step_on(
    shelf: Shelf, loader: Loader, *, patient: bool, on_damage: Callable[[Model], object] = lambda model: None
) -> ModelStep[str, str]:
    return ModelStep(MODEL, shelf, loader, turn=threading.Lock(), patient=patient, on_damage=on_damage)


def until(shelf: Shelf, state: State) -> None:
    for _ in range(int(PATIENCE * 100)):
        if shelf.status(MODEL).state is state:
            return
        threading.Event().wait(0.01)
    pytest.fail(f"{shelf.status(MODEL)} did not become {state}")


def test_a_command_line_waits_for_the_model(shelf: Shelf, folder: Path) -> None:
    assert step_on(shelf, Loader(), patient=True).run("a photo") == "an answer"
    assert shelf.status(MODEL) == Status(MODEL, State.READY, place=folder)


def test_a_page_does_not_wait_and_uses_it_when_it_is_ready(shelf: Shelf, folder: Path) -> None:
    loader = Loader()
    loader.may_end.clear()
    step = step_on(shelf, loader, patient=False)
    for _ in range(3):
        with pytest.raises(NotReady) as caught:
            step.run("a photo")
        assert caught.value.notice == "model_loading"
    until(shelf, State.LOADING)
    loader.may_end.set()
    until(shelf, State.READY)
    assert (step.run("a photo"), loader.loads) == ("an answer", 1)


@pytest.mark.parametrize("patient", [True, False])
def test_a_model_that_is_not_here_is_said_to_be_missing(shelf: Shelf, patient: bool) -> None:
    with pytest.raises(NotReady) as caught:
        step_on(shelf, Loader(), patient=patient).run("a photo")
    assert caught.value.notice == "model_missing"


def test_a_model_on_its_way_is_said_to_be_on_its_way(shelf: Shelf) -> None:
    shelf.report(Status(MODEL, State.DOWNLOADING, 1, 2))
    with pytest.raises(NotReady) as caught:
        step_on(shelf, Loader(), patient=False).run("a photo")
    assert caught.value.notice == "model_downloading"


def test_a_damaged_model_is_not_loaded_again_until_its_files_change(shelf: Shelf, folder: Path) -> None:
    loader = Loader(failures=1)
    step = step_on(shelf, loader, patient=True)
    for _ in range(3):
        with pytest.raises(StepFailed):
            step.run("a photo")
    assert loader.loads == 1
    assert shelf.status(MODEL) == Status(MODEL, State.FAILED, place=folder, reason="model_damaged")
    (folder / "pytorch_model.bin").write_text("whole weights")
    assert (step.run("a photo"), loader.loads) == ("an answer", 2)


def test_only_a_damaged_model_of_the_cache_is_brought_anew(shelf: Shelf, folder: Path, tmp_path: Path) -> None:
    damaged: list[Model] = []
    with pytest.raises(StepFailed):
        step_on(shelf, Loader(failures=1), patient=True, on_damage=damaged.append).run("a photo")
    assert damaged == []
    snapshot = tmp_path / "cache" / "models--owner--tiny" / "snapshots" / "b"
    snapshot.parent.mkdir(parents=True)
    folder.rename(snapshot)
    refs = snapshot.parent.parent / "refs"
    refs.mkdir()
    (refs / "main").write_text("b")
    with pytest.raises(StepFailed):
        step_on(shelf, Loader(failures=1), patient=True, on_damage=damaged.append).run("a photo")
    assert damaged == [MODEL]


def test_photos_that_arrive_together_load_it_once(shelf: Shelf, folder: Path) -> None:
    loader = Loader()
    step = step_on(shelf, loader, patient=True)
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(step.run("a photo"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert (answers, loader.loads) == (["an answer"] * 8, 1)
