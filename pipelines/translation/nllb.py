"""NLLB-200 (https://arxiv.org/abs/2207.04672): leads for Korean. Its licence does not allow commercial use."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pipelines.large_models import failing_as, load_weights, quiet_transformers
from pipelines.translation.generated import GeneratedTranslator, begin_with
from pipelines.values import Language

NAME: Final = "nllb"

TOKENS: Final[dict[Language, str]] = {
    "ko": "kor_Hang",
    "es": "spa_Latn",
    "fr": "fra_Latn",
    "de": "deu_Latn",
    "zh": "zho_Hans",
    "ja": "jpn_Jpan",
    "vi": "vie_Latn",
}


def load_nllb(folder: Path) -> GeneratedTranslator:
    """NLLB from the files in `folder`. Raises `StepFailed` where they are missing, broken, or another model's."""
    with failing_as(NAME):
        library = quiet_transformers()
        tokenizer = library.NllbTokenizer.from_pretrained(folder, src_lang="eng_Latn", local_files_only=True)
    begin_with(NAME, tokenizer, "eng_Latn")
    model = load_weights(NAME, library.AutoModelForSeq2SeqLM, folder)
    return GeneratedTranslator(
        NAME, model, tokenizer, lambda language: begin_with(NAME, tokenizer, TOKENS.get(language))
    )
