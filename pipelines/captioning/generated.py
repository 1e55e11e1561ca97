"""A captioner that writes its sentence word by word: what BLIP and vit-gpt2 have in common."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pipelines.captioning.tidy import mentions_people, tidy, what_is_wrong
from pipelines.errors import StepFailed
from pipelines.large_models import failing_as
from pipelines.values import Caption, Photo

if TYPE_CHECKING:
    import torch
    from PIL import Image


CHANCE: Final = 0.01
"""Below this mean probability of a token (0 to 1) the words are no better than drawn by lot."""


class GeneratedCaptioner:
    """A `Captioner` over a loaded `model` of transformers.

    `see` makes of a picture what the model takes (1 × 3 × height × width), `write` makes words of what it gives, and
    `settings` are those of its `generate`. One photo at a time: others wait.
    """

    def __init__(
        self,
        name: str,
        model: Any,
        see: Callable[[Image.Image], torch.Tensor],
        write: Callable[[torch.Tensor], str],
        settings: Mapping[str, object],
    ) -> None:
        self.name = name
        self._model = model
        self._see = see
        self._write = write
        self._settings = dict(settings)
        self._turn = threading.Lock()

    def run(self, photo: Photo, /) -> Caption:
        """The caption. Its certainty is the geometric mean of the probabilities of its tokens.

        Raises `StepFailed`, also for a caption that is empty or repeats itself.
        """
        with self._turn, failing_as(self.name):
            words, certainty = self._generate(photo.image)
        if wrong := what_is_wrong(words):
            raise StepFailed(self.name, wrong)
        if not certainty >= CHANCE:
            raise StepFailed(self.name, f"a certainty of {certainty:.2g} is a guess: {words!r}")
        text = tidy(words)
        return Caption(text, self.name, certainty, tells_of_people=mentions_people(text))

    def _generate(self, image: Image.Image) -> tuple[str, float]:
        import torch

        with torch.inference_mode():
            pixels = self._see(image).to(self._model.device, self._model.dtype)
            written = self._model.generate(
                pixel_values=pixels, return_dict_in_generate=True, output_scores=True, **self._settings
            )
        # The score of a beam is the mean of its tokens' log-probabilities (length_penalty 1).
        score = float(written.sequences_scores[0])
        return self._write(written.sequences[0]), math.exp(min(score, 0.0)) if score == score else math.nan
