"""How long the large models take, each against the built-in describer in the same run.

`python -m tests.checkpoints FOLDER` writes them in their full sizes with random weights, whose words mean nothing, but
which take the time of real ones or more: `python -m tests.benchmarks.large_models FOLDER`.
"""

import contextlib
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import psutil

from pipelines.captioning.blip import load_blip
from pipelines.captioning.builtin.captioner import load_builtin_captioner
from pipelines.captioning.vit_gpt2 import load_vit_gpt2
from pipelines.errors import StepFailed
from pipelines.photo import open_photo
from pipelines.translation.nllb import load_nllb
from pipelines.values import Untranslated
from tests.checkpoints import BLIP, VIT_GPT2
from tests.translation_checkpoints import NLLB

PHOTO: Final = Path(__file__).parent.parent.parent / "assets" / "examples" / "cat.jpg"
CAPTION: Final = Untranslated("A cat sitting on a wooden table next to a cup of coffee.", "ko")
ROUNDS: Final = 5


def main() -> None:
    """Print a line for each model."""
    folder, photo = Path(sys.argv[1]), open_photo(PHOTO)
    builtin = measure("builtin", load_builtin_captioner, photo, 0.0)
    measure("blip", lambda: load_blip(folder / BLIP), photo, builtin)
    measure("vit-gpt2", lambda: load_vit_gpt2(folder / VIT_GPT2), photo, builtin)
    measure("nllb", lambda: load_nllb(folder / NLLB), CAPTION, builtin)


def measure(name: str, load: Callable[[], Any], value: object, builtin: float) -> float:
    """Load the engine and ask it; returns the median seconds of an answer."""
    started = time.perf_counter()
    engine = load()
    loaded = time.perf_counter() - started
    seconds = statistics.median(answer(engine, value) for _ in range(ROUNDS))
    ratio = f"{seconds / builtin:.1f} times the built-in" if builtin else ""
    memory = psutil.Process().memory_info().rss / 1e9
    print(f"{name:9} loads in {loaded:.1f} s, answers in {seconds:.2f} s {ratio} (the process: {memory:.1f} GB)")
    return seconds


def answer(engine: Any, value: object) -> float:
    """Seconds that one answer takes; words of random weights are refused after they have been written."""
    started = time.perf_counter()
    with contextlib.suppress(StepFailed):
        engine.run(value)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
