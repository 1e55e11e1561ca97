"""The large models there are to choose from, and which of them serves which language, with the reasons."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from pipelines.models import PUBLISHED, Model
from pipelines.values import Language

_IMAGES: Final = ("preprocessor_config.json", "processor_config.json")
_WORD_PIECES: Final = ("tokenizer.json", "vocab.txt")
_BYTE_PAIRS: Final = ("tokenizer.json", "vocab.json")
_MARIAN: Final = (("source.spm",), ("target.spm",), ("vocab.json",))

NAMED_BY_MAINTAINER: Final = "?"
"""Stands for a licence that the maintainer, who chose the checkpoint, knows."""

_REPOSITORY: Final = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


def _marian(language: str, repository: str, revision: str, licence: str, megabytes: int) -> Model:
    return Model(f"marian-{language}", repository, revision, licence, megabytes, _MARIAN)


_KNOWN: Final = (
    Model(
        "blip",
        "Salesforce/blip-image-captioning-base",
        "82a37760796d32b1411fe092ab5d4e227313294b",
        "BSD-3-Clause",
        990,
        (_IMAGES, _WORD_PIECES),
    ),
    Model(
        "vit-gpt2",
        "nlpconnect/vit-gpt2-image-captioning",
        "dc68f91c06a1ba6f15268e5b9c13ae7a7c514084",
        "Apache-2.0",
        982,
        (_IMAGES, _BYTE_PAIRS),
    ),
    Model(
        "nllb",
        "facebook/nllb-200-distilled-600M",
        "f8d333a098d19b4fd9a8b18f94170487ad3f821d",
        "CC-BY-NC-4.0",
        2480,
        (("tokenizer.json",),),
        commercial=False,
    ),
    Model(
        "m2m100",
        "facebook/m2m100_418M",
        "55c2e61bbf05dfb8d7abccdc3fae6fc8512fd636",
        "MIT",
        1940,
        (("vocab.json",), ("sentencepiece.bpe.model",)),
    ),
    _marian("es", "Helsinki-NLP/opus-mt-en-es", PUBLISHED, "Apache-2.0", 312),
    _marian("fr", "Helsinki-NLP/opus-mt-en-fr", PUBLISHED, "Apache-2.0", 301),
    _marian("de", "Helsinki-NLP/opus-mt-en-de", PUBLISHED, "CC-BY-4.0", 298),
    _marian("zh", "Helsinki-NLP/opus-mt-en-zh", PUBLISHED, "Apache-2.0", 312),
    # opus-mt-en-jap was trained on little but the Bible; this one is Marian as well.
    _marian("ja", "staka/fugumt-en-ja", PUBLISHED, "CC-BY-SA-4.0", 245),
    _marian("vi", "Helsinki-NLP/opus-mt-en-vi", PUBLISHED, "Apache-2.0", 289),
)

MODELS: Final[Mapping[str, Model]] = {model.name: model for model in _KNOWN}

MODEL_NAMES: Final = (*MODELS, "marian-ko")
"""Every name that a model can be chosen by. There is no Marian for Korean unless the maintainer names one."""

CAPTIONERS: Final = ("blip", "vit-gpt2")

_TRANSLATORS: Final[Mapping[Language, Sequence[str]]] = {
    # NLLB leads (BLEU 25.4 from English). Of the two Marian checkpoints one does not exist and the other writes
    # nonsense (OPUS-MT-train #81).
    "ko": ("nllb", "m2m100", "marian-ko"),
    # A Marian checkpoint knows one pair of languages, and knows it well in an eighth of NLLB's size.
    "es": ("marian-es", "nllb", "m2m100"),
    "fr": ("marian-fr", "nllb", "m2m100"),
    "de": ("marian-de", "nllb", "m2m100"),
    "zh": ("marian-zh", "nllb", "m2m100"),
    "ja": ("marian-ja", "nllb", "m2m100"),
    "vi": ("marian-vi", "nllb", "m2m100"),
}


def chosen_models(named: Mapping[str, str]) -> dict[str, Model]:
    """All models, those in `named` with the checkpoint that the maintainer names: `owner/name` or
    `owner/name@revision`. Raises `ValueError` for what cannot be meant.
    """
    models = dict(MODELS)
    for name, checkpoint in named.items():
        if name not in MODEL_NAMES:
            raise ValueError(name)
        models[name] = _named(name, checkpoint)
    return models


def translators_for(language: Language, models: Mapping[str, Model], *, commercial: bool) -> list[Model]:
    """The translators to ask for `language`, best first; with `commercial` only those whose licence allows that."""
    models_here = (models[name] for name in _TRANSLATORS.get(language, ()) if name in models)
    return [model for model in models_here if model.commercial or not commercial]


def _named(name: str, checkpoint: str) -> Model:
    repository, _, revision = checkpoint.partition("@")
    if not _REPOSITORY.fullmatch(repository):
        raise ValueError(checkpoint)
    known = MODELS.get(name) or _marian("ko", repository, PUBLISHED, NAMED_BY_MAINTAINER, 0)
    return replace(
        known,
        repository=repository,
        revision=revision or PUBLISHED,
        licence=NAMED_BY_MAINTAINER,
        megabytes=0,
        commercial=True,
    )
