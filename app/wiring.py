"""The composition root: the only module that names concrete engines and the places where their data lies."""

import contextlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from app.feedback import FeedbackLog
from app.model_table import CAPTIONERS, translators_for
from app.settings import LANGUAGES, Engine, Settings
from app.wording import compose
from pipelines.breaker import Breaker
from pipelines.captioning.blip import load_blip
from pipelines.captioning.builtin.captioner import load_builtin_captioner
from pipelines.captioning.builtin.faces import load_face_counter
from pipelines.captioning.vit_gpt2 import load_vit_gpt2
from pipelines.deadline import Deadline
from pipelines.describe import Chain
from pipelines.download import download
from pipelines.download_queue import DownloadQueue
from pipelines.errors import StepFailed
from pipelines.fallback import Fallback
from pipelines.lazy import Lazy
from pipelines.model_step import ModelStep
from pipelines.models import Model, Shelf, State, Status
from pipelines.reading.ocr import load_reader
from pipelines.speech.cache import CachedSpeaker
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.speech.gtts import GttsSpeaker
from pipelines.step import Captioner, Speaker, Step, Translator
from pipelines.translation.gate import Gated
from pipelines.translation.m2m100 import load_m2m100
from pipelines.translation.marian import load_marian
from pipelines.translation.nllb import load_nllb
from pipelines.values import Language, Speech, Utterance, Voice

In = TypeVar("In")
Out = TypeVar("Out")

ASSETS: Final = Path(__file__).parent.parent / "assets"

READING_SECONDS: Final = 20.0
"""A page full of small print may take long; after this the rest of the description goes on without its text."""

ANSWERING_SECONDS: Final = 30.0
"""A large model that takes longer for one photo is not waited for, and not asked again for `RESTING_SECONDS`."""

NATURAL_VOICE_SECONDS: Final = 6.0
RESTING_SECONDS: Final = 60.0

LEADING: Final[Mapping[Engine, str | None]] = {"auto": "blip", "blip": "blip", "vit-gpt2": "vit-gpt2", "builtin": None}
"""The large model that describes, where there is one."""

SPARES: Final = {"blip": "vit-gpt2", "nllb": "m2m100"}
"""What is downloaded instead where the hub does not give the first."""

BUSY: Final = (State.DOWNLOADING, State.LOADING, State.FAILED)

_LOADERS: Final[Mapping[str, Callable[[Path, str], Step[Any, Any]]]] = {
    "blip": lambda folder, name: load_blip(folder),
    "vit": lambda folder, name: load_vit_gpt2(folder),
    "nllb": lambda folder, name: load_nllb(folder),
    "m2m100": lambda folder, name: load_m2m100(folder),
    "marian": lambda folder, name: load_marian(folder, cast(Language, name.rpartition("-")[2]), name),
}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Engines:
    """All that a command line or a page needs, built but not yet loaded.

    `loads` load the engines ahead of need, each of its rows one after the other. `models` knows how far the large
    models are and brings them. `ends` is what must be ended with the program.
    """

    chain: Chain
    feedback: FeedbackLog
    loads: tuple[tuple[Callable[[], object], ...], ...]
    models: "Models"
    ends: contextlib.ExitStack

    def close(self) -> None:
        """Bring no more models, and end the voice's process."""
        self.ends.close()

    def warm_up(self) -> None:
        """Load in the background what the first photo will need."""
        for row in self.loads:
            threading.Thread(target=_ahead, args=(row,), daemon=True).start()


class Models:
    """The large models under these settings: their engines, how far each is, and their downloads.

    `patient` is that of `ModelStep`; only an impatient program downloads in the background.
    """

    def __init__(self, settings: Settings, *, patient: bool) -> None:
        self._settings = settings
        self._patient = patient
        self._shelf = Shelf(settings.models_dir)
        self._turn = threading.Lock()
        self._steps: dict[str, ModelStep[Any, Any]] = {}
        spares = {name: settings.models[spare] for name, spare in SPARES.items()}
        background = settings.may_download and not patient
        self._downloads = (
            DownloadQueue(self._shelf, download, spares=spares, on_present=self._load_ahead) if background else None
        )

    @property
    def may_come(self) -> bool:
        """Whether models that are not here are brought."""
        return self._downloads is not None

    def step(self, name: str) -> ModelStep[Any, Any]:
        """The engine on the model of that name."""
        if name not in self._steps:
            self._steps[name] = ModelStep(
                self._settings.models[name],
                self._shelf,
                partial(_load_rested, _LOADERS[name.partition("-")[0]], name),
                turn=self._turn,
                patient=self._patient,
                on_damage=self._bring,
            )
        return self._steps[name]

    def wanted(self, language: Language) -> list[Model]:
        """What these settings call for to describe in `language`, best first."""
        settings = self._settings
        captioner = LEADING[settings.engine]
        models = [settings.models[captioner]] if captioner else []
        if captioner or language != "ko":  # the built-in captioner has Korean of its own
            models += self.translators(language)[:1]
        return models

    def translators(self, language: Language) -> list[Model]:
        """The translators into `language`, best first; none for English."""
        return translators_for(language, self._settings.models, commercial=self._settings.licences == "commercial")

    def prepare(self, language: Language) -> None:
        """Begin to bring what `language` needs and what is not here. Returns at once."""
        for model in self.wanted(language):
            spares = self.translators(language) if model.name not in CAPTIONERS else [model]
            if not any(self._shelf.find(spare) for spare in spares):
                self._bring(model)

    def statuses(self, language: Language) -> list[Status]:
        """How far each model is that `language` needs, or that something is happening to."""
        wanted = self.wanted(language)
        others = [model for model in self._settings.models.values() if model not in wanted]
        busy = [status for status in self._shelf.statuses(others) if status.state in BUSY]
        return [*self._shelf.statuses(wanted), *busy]

    def all_statuses(self) -> list[Status]:
        """How far every model is that there is to choose."""
        return self._shelf.statuses(self._settings.models.values())

    def partly_downloaded(self, model: Model) -> int:
        """Bytes of a download that was interrupted."""
        return self._shelf.partly_downloaded(model)

    def place(self, model: Model) -> Path | None:
        """Where the model lies, None where it is not here."""
        return self._shelf.find(model)

    def close(self) -> None:
        """Bring nothing more."""
        if self._downloads:
            self._downloads.close()

    def _bring(self, model: Model) -> None:
        if self._downloads:
            self._downloads.fetch(model)

    def _load_ahead(self, model: Model) -> None:
        if step := self._steps.get(model.name):
            threading.Thread(target=_ahead, args=((step.load,),), daemon=True).start()


def build_engines(settings: Settings, speech_folder: Path, *, patient: bool) -> Engines:
    """Wire the chain for these settings, its sound files in `speech_folder`. Touches no model and no file.

    `patient` is for a command line, which waits for a model to be loaded; a page never does.
    """
    models = Models(settings, patient=patient)
    ends = contextlib.ExitStack()
    ends.callback(models.close)
    turn = threading.Lock()  # two threads that import at the same time hinder each other: together they take longer
    builtin = Lazy("builtin", load_builtin_captioner, turn)
    reader = Lazy("ocr", partial(load_reader, ASSETS / "tessdata"), turn)
    espeak = Lazy("espeak-ng", partial(_load_espeak, speech_folder, ends))
    chain = Chain(
        captioner=Fallback("captioner", _captioners(settings.engine, models, builtin)),
        reader=Fallback("reader", [Deadline(reader, READING_SECONDS)]),
        face_finder=Fallback("face finder", [Lazy("centerface", load_face_counter, turn)]),
        translators={language: Fallback("translator", _translators(models, language)) for language in LANGUAGES},
        speakers=_speakers(settings, speech_folder, espeak),
        compose=compose,
    )
    ahead = [models.step(model.name).load for model in models.wanted(settings.language)]
    loads = ((builtin.load, reader.load, *ahead), (espeak.load,))
    return Engines(chain, FeedbackLog(settings.data_dir / "feedback.csv"), loads, models, ends)


def _captioners(engine: Engine, models: Models, builtin: Captioner) -> list[Captioner]:
    if engine == "auto":
        return [*(models.step(name) for name in CAPTIONERS), builtin]
    return [builtin if engine == "builtin" else models.step(engine)]


def _translators(models: Models, language: Language) -> list[Translator]:
    return [Gated(models.step(model.name)) for model in models.translators(language)]


def _speakers(settings: Settings, folder: Path, espeak: Speaker) -> Mapping[Voice, Fallback[Utterance, Speech]]:
    offline = Fallback("speaker", [espeak])
    if settings.offline:
        return {"natural": offline, "offline": offline}
    google = GttsSpeaker(folder, settings.voice_server)
    careful = Breaker(Deadline(google, NATURAL_VOICE_SECONDS), RESTING_SECONDS)
    cached = CachedSpeaker(careful, settings.data_dir / "speech-cache", folder)
    return {"natural": Fallback("speaker", [cached, espeak]), "offline": offline}


def _load_rested(loader: Callable[[Path, str], Step[In, Out]], name: str, folder: Path) -> Step[In, Out]:
    """An engine that is not waited for too long, and left alone for a while after it hung."""
    return Breaker(Deadline(loader(folder, name), ANSWERING_SECONDS), RESTING_SECONDS)


def _load_espeak(folder: Path, ends: contextlib.ExitStack) -> EspeakSpeaker:
    speaker = EspeakSpeaker(folder)
    ends.callback(speaker.close)
    speaker.warm_up()
    return speaker


def _ahead(row: Sequence[Callable[[], object]]) -> None:
    for load in row:
        try:
            load()
        except StepFailed as failure:
            log.warning("an engine could not be loaded ahead: %s", failure)
