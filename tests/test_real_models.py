"""The whole chain as it is wired, over tiny checkpoints of the real architectures and a hub that fails as hubs do."""

import contextlib
import json
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.handlers import Handlers, Shown
from app.messages import say
from app.settings import Settings
from app.wiring import Engines, build_engines
from app.wording import notice_text
from pipelines import download as download_module
from pipelines.describe import Request, describe
from pipelines.errors import Exhausted
from pipelines.models import Shelf, State
from pipelines.values import Description, Language
from tests.checkpoints import BLIP, CAPTION, VIT_GPT2
from tests.local_hub import Behaviour, Fault, LocalHub
from tests.test_command_line import objects, soribom
from tests.translation_checkpoints import M2M100, NLLB, TRANSLATIONS, write_tiny_nllb

CAT = Path(__file__).parent.parent / "assets" / "examples" / "cat.jpg"
SENTENCE = f"{CAPTION.capitalize()}."
PATIENCE = 60.0
WHOLE_ANSWER = 10.0
"""Seconds within which a photo is described, whatever a hub or a network does (the issue's own number)."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    return folder


@pytest.fixture
def give(tiny_models: Path, folder: Path) -> Callable[..., None]:
    """Put models into the folder that the settings name."""

    def copy(*repositories: str) -> None:
        for repository in repositories:
            shutil.copytree(tiny_models / repository, folder / repository)

    return copy


@pytest.fixture
def settings(tmp_path: Path, folder: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", language="en", models_dir=folder, offline=True)


def described(settings: Settings, language: Language = "en") -> Description:
    engines = build_engines(settings, settings.data_dir / "speech", patient=True)
    return describe(engines.chain, Request(CAT, language, speak=False))


def notices(description: Description) -> list[tuple[str, object]]:
    return [(notice.key, notice.details.get("engine")) for notice in description.notices]


def spoil(folder: Path) -> None:
    """Half of the weights, as after a disk ran full."""
    weights = folder / "pytorch_model.bin"
    weights.write_bytes(weights.read_bytes()[: weights.stat().st_size // 2])


def test_blip_describes_where_it_is(settings: Settings, give: Callable[..., None]) -> None:
    give(BLIP)
    description = described(settings)
    assert (description.caption.engine, description.caption.text) == ("blip", SENTENCE)
    assert description.text.startswith(f"{say('caption_sure', 'en')} {SENTENCE}")
    assert notices(description) == []


@pytest.mark.parametrize("damage", [shutil.rmtree, spoil], ids=["deleted", "corrupt"])
def test_without_blip_vit_gpt2_describes_and_without_that_the_built_in_one(
    settings: Settings, folder: Path, give: Callable[..., None], damage: Callable[[Path], object]
) -> None:
    gone = "model_missing" if damage is shutil.rmtree else "engine_replaced"
    give(BLIP, VIT_GPT2)
    damage(folder / BLIP)
    description = described(settings)
    assert (description.caption.engine, notices(description)) == ("vit-gpt2", [(gone, "blip")])
    damage(folder / VIT_GPT2)
    description = described(settings, "ko")
    assert description.caption.engine == "builtin"
    assert notices(description)[0] == (gone, "blip")
    assert (len(notices(description)) == 2) is (damage is spoil)  # a spare that was never here is no news
    assert "고양이" in description.text


@pytest.mark.parametrize("engine", ["blip", "vit-gpt2"])
def test_an_engine_alone_that_is_missing_is_an_error(settings: Settings, engine: Any) -> None:
    with pytest.raises(Exhausted):
        described(replace(settings, engine=engine))


def test_korean_comes_from_nllb(settings: Settings, give: Callable[..., None]) -> None:
    give(BLIP, NLLB, M2M100)
    description = described(settings, "ko")
    assert description.translation is not None
    assert (description.translation.engine, description.language) == ("nllb", "ko")
    assert TRANSLATIONS["ko"] in description.text
    assert notices(description) == []


def test_where_licences_must_allow_commercial_use_korean_comes_from_m2m100(
    settings: Settings, give: Callable[..., None]
) -> None:
    give(BLIP, NLLB, M2M100)
    description = described(replace(settings, licences="commercial"), "ko")
    assert description.translation is not None
    assert description.translation.engine == "m2m100"


@pytest.mark.parametrize("garbage", ["고양이 고양이 고양이 고양이 고양이", "a cat sitting on a mat", "猫がいる"])
def test_garbage_is_never_heard_the_next_translates_and_else_the_english_stands(
    settings: Settings, folder: Path, give: Callable[..., None], garbage: str
) -> None:
    give(BLIP, M2M100)
    write_tiny_nllb(folder / NLLB, {"ko": garbage})
    description = described(settings, "ko")
    assert description.translation is not None
    assert description.translation.engine == "m2m100"
    assert notices(description) == [("engine_replaced", "nllb")]
    shutil.rmtree(folder / M2M100)
    description = described(settings, "ko")
    assert (description.translation, description.language) == (None, "en")
    assert SENTENCE in description.text
    assert notices(description) == [("not_translated", None)]
    assert notice_text(description.notices[0], "ko") == say("not_translated", "ko")


def test_without_a_translator_the_english_stands_and_that_is_told(
    settings: Settings, give: Callable[..., None]
) -> None:
    give(BLIP)
    description = described(settings, "ko")
    assert (description.language, notices(description)) == ("en", [("not_translated_yet", None)])


def test_the_built_in_describer_s_korean_is_never_translated(settings: Settings, give: Callable[..., None]) -> None:
    give(NLLB, M2M100)
    description = described(settings, "ko")
    assert (description.translation, description.language) == (None, "ko")
    assert "고양이" in description.text


def test_spanish_comes_from_marian_whoever_described(settings: Settings, tiny_models: Path) -> None:
    description = described(replace(settings, models_dir=tiny_models), "es")
    assert description.translation is not None
    assert (description.translation.engine, description.language) == ("marian-es", "es")
    assert description.text.startswith(say("caption_sure", "es"))


def test_the_command_line_tells_which_engine_it_was(tiny_models: Path) -> None:
    options = ["--json", "--language", "ko", "--offline"]
    finished = soribom("describe", CAT, *options, SORIBOM_MODELS_DIR=str(tiny_models))
    (cat,) = objects(finished.stdout)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert (cat["caption"]["engine"], cat["translation"]["engine"]) == ("blip", "nllb")
    assert cat["caption"]["certainty"] > 0.5
    assert TRANSLATIONS["ko"] in cat["description"]


# A hub


@pytest.fixture
def hub(tiny_models: Path) -> Iterator[LocalHub]:
    with LocalHub(tiny_models) as hub:
        yield hub


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What HF_HOME sets where it is there before the client is imported; and a client that loses patience soon."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(download_module, "ASKING_SECONDS", 0.5)
    monkeypatch.setattr(download_module, "READING_SECONDS", 1.0)
    return tmp_path / "cache"


def point_client_at(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What HF_ENDPOINT sets where it is there before the client is imported."""
    template = url + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", url)
    monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)


@contextlib.contextmanager
def running(folder: Path) -> Iterator[tuple[Handlers, Engines]]:
    """The page's actions, without a page, with everything that it does in the background."""
    settings = Settings(data_dir=folder / "data", language="en")
    with contextlib.closing(build_engines(settings, folder / "speech", patient=False)) as engines:
        yield Handlers(engines.chain, engines.feedback, engines.models, 1.0), engines


@pytest.fixture
def page(tmp_path: Path, cache: Path) -> Iterator[tuple[Handlers, Engines]]:
    with running(tmp_path) as page:
        yield page


def until(reached: Callable[[], bool], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def engine_of(shown: Shown) -> str:
    assert shown.visit is not None
    return shown.visit.description.caption.engine


def state_of(engines: Engines, name: str = "blip") -> State:
    return {status.model.name: status.state for status in engines.models.all_statuses()}[name]


FAULTS = {
    "never answers": Behaviour(Fault.SILENT),
    "drips": Behaviour(bytes_per_second=1),
    "cuts": Behaviour(Fault.CUTTING, bytes_per_second=100_000),
    "wrong length": Behaviour(Fault.SHORT, bytes_per_second=100_000),
    "wrong content": Behaviour(Fault.WRONG_CONTENT),
    "a login page": Behaviour(Fault.HTML),
    "401": Behaviour(status=401),
    "404": Behaviour(status=404),
    "429": Behaviour(status=429),
    "500": Behaviour(status=500),
}


@pytest.mark.parametrize("behaviour", FAULTS.values(), ids=FAULTS)
def test_whatever_the_hub_does_a_photo_is_described_and_blip_comes_when_the_hub_is_well(
    page: tuple[Handlers, Engines],
    hub: LocalHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    behaviour: Behaviour,
) -> None:
    handlers, engines = page
    point_client_at(hub.url, monkeypatch)
    hub.behaviour = behaviour
    engines.models.prepare("en")
    started = time.monotonic()
    shown = handlers.describe(CAT, "en", "offline")
    assert time.monotonic() - started < WHOLE_ANSWER
    assert engine_of(shown) == "builtin"
    assert shown.notices[0] in (
        say(key, "en", engine="the describer BLIP", by="the built-in describer")
        for key in ("model_missing", "model_downloading")
    )
    hub.behaviour = Behaviour()
    engines.close()
    with running(tmp_path) as (handlers, engines):  # what was begun is gone on with by the next start
        engines.models.prepare("en")
        until(lambda: state_of(engines) is State.READY or engine_of(handlers.describe(CAT, "en", "offline")) == "blip")
        assert engine_of(handlers.describe(CAT, "en", "offline")) == "blip"


def test_a_hub_that_refuses_connections_keeps_nobody_waiting(
    page: tuple[Handlers, Engines], monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers, engines = page
    with socket.create_server(("127.0.0.1", 0)) as free:
        point_client_at(f"http://127.0.0.1:{free.getsockname()[1]}", monkeypatch)
    engines.models.prepare("en")
    started = time.monotonic()
    assert engine_of(handlers.describe(CAT, "en", "offline")) == "builtin"
    assert time.monotonic() - started < WHOLE_ANSWER
    until(lambda: state_of(engines) is State.FAILED)
    assert any(say("hub_unreachable", "en") in line for line in handlers.progress("en").lines)


def test_the_first_photo_is_the_built_in_describer_s_and_later_ones_are_blip_s(
    page: tuple[Handlers, Engines], hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers, engines = page
    point_client_at(hub.url, monkeypatch)
    hub.behaviour = Behaviour(bytes_per_second=200_000)
    engines.models.prepare("ko")
    assert engine_of(handlers.describe(CAT, "ko", "offline")) == "builtin"
    until(lambda: state_of(engines) is State.DOWNLOADING)
    assert any("BLIP" in line for line in handlers.progress("ko").lines)
    hub.behaviour = Behaviour()
    until(lambda: state_of(engines, "nllb") is State.READY)
    shown = handlers.describe(CAT, "ko", "offline")
    assert (engine_of(shown), shown.language, shown.notices) == ("blip", "ko", ())
    assert handlers.progress("ko").settled


def test_where_the_hub_has_no_blip_vit_gpt2_is_brought_instead(
    page: tuple[Handlers, Engines], tiny_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers, engines = page
    shutil.copytree(tiny_models / VIT_GPT2, tmp_path / "hub" / VIT_GPT2)
    with LocalHub(tmp_path / "hub") as hub:
        point_client_at(hub.url, monkeypatch)
        engines.models.prepare("en")
        until(lambda: engine_of(handlers.describe(CAT, "en", "offline")) == "vit-gpt2")


def test_a_damaged_download_is_brought_anew_and_used(
    page: tuple[Handlers, Engines], hub: LocalHub, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers, _ = page
    point_client_at(hub.url, monkeypatch)
    blip = Settings().models["blip"]
    download_module.download(blip, lambda done, total: None)
    found = Shelf(None, cache).find(blip)
    assert found is not None
    spoil_cached(found)
    until(lambda: engine_of(handlers.describe(CAT, "en", "offline")) == "blip")
    assert json.loads((found / "config.json").read_text())["architectures"] == ["BlipForConditionalGeneration"]


def spoil_cached(folder: Path) -> None:
    weights = (folder / "pytorch_model.bin").resolve()
    weights.write_bytes(weights.read_bytes()[: weights.stat().st_size // 2])


# `python -m app models`


def models_command(*arguments: str, hub: LocalHub, home: Path, **environment: str) -> Any:
    return soribom("models", *arguments, HF_ENDPOINT=hub.url, HF_HOME=str(home), LC_ALL="C", **environment)


def test_the_table_shows_every_model_and_download_brings_and_verifies(hub: LocalHub, tmp_path: Path) -> None:
    command = partial(models_command, hub=hub, home=tmp_path / "home")
    rows = command().stdout.splitlines()
    assert [row.split()[0] for row in rows[1:]] == list(Settings().models)
    assert all("absent" in row for row in rows[1:])
    brought = command("download", "blip", "marian-es")
    assert brought.returncode == 0
    assert [line.split()[0] for line in brought.stdout.splitlines()] == ["blip", "marian-es"]
    assert "blip: 100%" in brought.stderr
    (row,) = (row for row in command("status").stdout.splitlines() if row.startswith("blip"))
    assert "present" in row
    assert str(tmp_path / "home") in row
    blob = (Path(row.split()[-1]) / "pytorch_model.bin").resolve()
    blob.write_bytes(bytes(blob.stat().st_size))
    hub.requests.clear()
    assert command("download", "blip").returncode == 0
    assert blob.read_bytes().strip(b"\0")


def test_without_a_name_what_the_language_needs_is_brought(hub: LocalHub, tmp_path: Path) -> None:
    brought = models_command("download", "--language", "ko", hub=hub, home=tmp_path / "home")
    assert [line.split()[0] for line in brought.stdout.splitlines()] == ["blip", "nllb"]


@pytest.mark.parametrize(
    ("status", "key"), [(401, "hub_refused"), (404, "hub_not_found"), (429, "hub_busy"), (500, "hub_error")]
)
def test_a_download_that_fails_says_why(hub: LocalHub, tmp_path: Path, status: int, key: str) -> None:
    hub.behaviour = Behaviour(status=status)
    failed = models_command("download", "blip", hub=hub, home=tmp_path / "home")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert say(key, "en") in failed.stderr
    assert "Traceback" not in failed.stderr


def test_offline_nothing_is_asked_for(hub: LocalHub, tmp_path: Path) -> None:
    failed = models_command("download", "blip", hub=hub, home=tmp_path / "home", SORIBOM_OFFLINE="1")
    assert failed.returncode == 1
    assert say("hub_offline", "en") in failed.stderr
    assert hub.requests == []


def test_a_name_that_is_no_model_is_a_usage_error(hub: LocalHub, tmp_path: Path) -> None:
    failed = models_command("download", "blop", hub=hub, home=tmp_path / "home")
    assert failed.returncode == 2
    assert "vit-gpt2" in failed.stderr
