"""ViT and GPT-2 joined (https://huggingface.co/nlpconnect/vit-gpt2-image-captioning), for where BLIP cannot load."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pipelines.captioning.generated import GeneratedCaptioner
from pipelines.large_models import failing_as, load_weights, quiet_transformers

NAME: Final = "vit-gpt2"

SETTINGS: Final = {"num_beams": 4, "max_length": 16, "length_penalty": 1.0, "do_sample": False}
"""As its card captions: 4 beams, 16 tokens."""


def load_vit_gpt2(folder: Path) -> GeneratedCaptioner:
    """The captioner from the files in `folder`. Raises `StepFailed` where they are missing, broken, or another's."""
    with failing_as(NAME):
        library = quiet_transformers()
        processor = library.ViTImageProcessor.from_pretrained(folder, local_files_only=True)
        tokenizer = library.AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = load_weights(NAME, library.VisionEncoderDecoderModel, folder)
    return GeneratedCaptioner(
        NAME,
        model,
        see=lambda image: processor(image, return_tensors="pt").pixel_values,
        write=lambda tokens: str(tokenizer.decode(tokens, skip_special_tokens=True)),
        settings=SETTINGS,
    )
