"""Marian (https://arxiv.org/abs/1804.00344): small translators, each of which knows one language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pipelines.errors import StepFailed
from pipelines.large_models import failing_as, load_weights, quiet_transformers, require
from pipelines.translation.generated import GeneratedTranslator
from pipelines.values import Language

PREFIXES: Final[dict[Language, str]] = {"zh": ">>cmn_Hans<<", "vi": ">>vie<<", "ko": ">>kor<<"}
"""What a checkpoint that knows several varieties of a language must be told. Those that know one have no such token."""


def load_marian(folder: Path, language: Language, name: str) -> GeneratedTranslator:
    """The translator into `language` from the files in `folder`, to be called `name`.

    Raises `StepFailed` where the files are missing, broken, or another model's.
    """
    require(name, folder, "vocab.json", "source.spm", "target.spm")
    with failing_as(name):
        library = quiet_transformers()
        tokenizer = library.MarianTokenizer.from_pretrained(folder, local_files_only=True)
    model = load_weights(name, library.MarianMTModel, folder)
    prefix = PREFIXES.get(language, "")

    def settings(wanted: Language) -> Mapping[str, object]:
        if wanted != language:
            raise StepFailed(name, f"it translates into {language}, not into {wanted}")
        return {}

    known = prefix in tokenizer.get_vocab()
    return GeneratedTranslator(name, model, tokenizer, settings, f"{prefix} " if known else "")
