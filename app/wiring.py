"""The composition root: the only module that names concrete engines and the places where their data lies."""

import logging
import threading
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
from pipelines.values import Caption, Photo, TextInPhoto

ASSETS: Final = Path(__file__).parent.parent / "assets"

READING_SECONDS: Final = 20.0
"""A page full of small print may take long; after this the rest of the description goes on without its text."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Engines:
    """All that a command line or a page needs, built but not yet loaded."""

    chain: Chain
    feedback: FeedbackLog
    captioner: Lazy[Photo, Caption]
    reader: Lazy[Photo, TextInPhoto]

    def warm_up(self) -> None:
        """Load in the background what the first photo will need."""
        for engine in (self.captioner, self.reader):
            threading.Thread(target=_load, args=(engine,), name=f"load-{engine.name}", daemon=True).start()


def build_engines(settings: Settings, speech_folder: Path) -> Engines:
    """Wire the chain for these settings, its sound files in `speech_folder`. Touches no model and no file."""
    captioner = Lazy("builtin", load_builtin_captioner)
    reader = Lazy("ocr", partial(load_reader, ASSETS / "tessdata"))
    speaker = Lazy("espeak-ng", partial(EspeakSpeaker, speech_folder))
    chain = Chain(
        captioner=Fallback("captioner", [captioner]),
        reader=Fallback("reader", [Deadline(reader, READING_SECONDS)]),
        translators={},
        speaker=Fallback("speaker", [speaker]),
        compose=compose,
    )
    return Engines(chain, FeedbackLog(settings.data_dir / "feedback.csv"), captioner, reader)


def _load(engine: Lazy[Photo, Caption] | Lazy[Photo, TextInPhoto]) -> None:
    try:
        engine.load()
    except StepFailed as failure:
        log.warning("%s could not be loaded ahead: %s", engine.name, failure)
