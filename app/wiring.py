"""The composition root: the only module that names concrete engines and the places where their data lies."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from app.feedback import FeedbackLog
from app.settings import Settings
from app.wording import compose
from pipelines.captioning.builtin.captioner import load_builtin_captioner
from pipelines.deadline import Deadline
from pipelines.describe import Chain
from pipelines.errors import StepFailed
from pipelines.fallback import Fallback
from pipelines.lazy import Lazy
from pipelines.reading.ocr import load_reader
from pipelines.speech.espeak import EspeakSpeaker

ASSETS: Final = Path(__file__).parent.parent / "assets"

READING_SECONDS: Final = 20.0
"""A page full of small print may take long; after this the rest of the description goes on without its text."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Engines:
    """All that a command line or a page needs, built but not yet loaded. `loads` load the engines ahead of need."""

    chain: Chain
    feedback: FeedbackLog
    loads: tuple[Callable[[], object], ...]

    def warm_up(self) -> None:
        """Load in the background what the first photo will need."""
        for load in self.loads:
            threading.Thread(target=_ahead, args=(load,), daemon=True).start()


def build_engines(settings: Settings, speech_folder: Path) -> Engines:
    """Wire the chain for these settings, its sound files in `speech_folder`. Touches no model and no file."""
    turn = threading.Lock()  # two threads that import at the same time hinder each other: together they take longer
    captioner = Lazy("builtin", load_builtin_captioner, turn)
    reader = Lazy("ocr", partial(load_reader, ASSETS / "tessdata"), turn)
    speaker = Lazy("espeak-ng", partial(_load_speaker, speech_folder))
    chain = Chain(
        captioner=Fallback("captioner", [captioner]),
        reader=Fallback("reader", [Deadline(reader, READING_SECONDS)]),
        translators={},
        speaker=Fallback("speaker", [speaker]),
        compose=compose,
    )
    feedback = FeedbackLog(settings.data_dir / "feedback.csv")
    return Engines(chain, feedback, (captioner.load, reader.load, speaker.load))


def _load_speaker(folder: Path) -> EspeakSpeaker:
    speaker = EspeakSpeaker(folder)
    speaker.warm_up()
    return speaker


def _ahead(load: Callable[[], object]) -> None:
    try:
        load()
    except StepFailed as failure:
        log.warning("an engine could not be loaded ahead: %s", failure)
