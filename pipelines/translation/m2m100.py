"""M2M100 (https://arxiv.org/abs/2010.11125): for Korean where the licence must allow commercial use."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pipelines.large_models import failing_as, load_weights, quiet_transformers, require
from pipelines.translation.generated import GeneratedTranslator, begin_with

NAME: Final = "m2m100"


def load_m2m100(folder: Path) -> GeneratedTranslator:
    """M2M100 from the files in `folder`. Raises `StepFailed` where they are missing, broken, or another model's."""
    require(NAME, folder, "vocab.json", "sentencepiece.bpe.model")
    with failing_as(NAME):
        library = quiet_transformers()
        tokenizer = library.M2M100Tokenizer.from_pretrained(folder, src_lang="en", local_files_only=True)
    model = load_weights(NAME, library.M2M100ForConditionalGeneration, folder)
    return GeneratedTranslator(
        NAME,
        model,
        tokenizer,
        lambda language: begin_with(NAME, tokenizer, None if language == "en" else f"__{language}__"),
    )
