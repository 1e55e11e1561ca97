"""BLIP (Li et al. 2022, https://arxiv.org/abs/2201.12086): the captioner that most people hear."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pipelines.captioning.generated import GeneratedCaptioner
from pipelines.large_models import failing_as, load_weights, quiet_transformers

NAME: Final = "blip"

SETTINGS: Final = {"num_beams": 3, "min_length": 5, "max_new_tokens": 20, "length_penalty": 1.0, "do_sample": False}
"""As its authors caption COCO (configs/caption_coco.yaml): 3 beams, 5 to 20 tokens."""


def load_blip(folder: Path) -> GeneratedCaptioner:
    """BLIP from the files in `folder`. Raises `StepFailed` where they are missing, broken, or another model's."""
    with failing_as(NAME):
        library = quiet_transformers()
        processor = library.BlipProcessor.from_pretrained(folder, local_files_only=True)
    model = load_weights(NAME, library.BlipForConditionalGeneration, folder)
    return GeneratedCaptioner(
        NAME,
        model,
        see=lambda image: processor.image_processor(image, return_tensors="pt").pixel_values,
        write=lambda tokens: str(processor.decode(tokens, skip_special_tokens=True)),
        settings=SETTINGS,
    )
