"""Tiny translators of the real architectures that have learned one sentence by heart in some languages, and NLLB in its
full size with random weights. See `tests.checkpoints`.
"""

import io
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import sentencepiece
import torch
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from pipelines.translation.nllb import TOKENS
from pipelines.values import Language
from tests.checkpoints import learn, save

vendor: Any = transformers

NLLB: Final = "facebook/nllb-200-distilled-600M"
M2M100: Final = "facebook/m2m100_418M"
MARIAN_ES: Final = "Helsinki-NLP/opus-mt-en-es"

SOURCE: Final = "A cat sitting on a mat."
TRANSLATIONS: Final[dict[Language, str]] = {
    "ko": "매트 위에 앉아 있는 고양이.",
    "es": "Un gato sentado en una alfombra.",
    "ja": "マットの上に座っている猫。",
}
SPECIAL: Final = ["<s>", "<pad>", "</s>", "<unk>"]


def write_tiny_nllb(folder: Path, translations: Mapping[Language, str] = TRANSLATIONS) -> Path:
    """NLLB that translates everything into the same sentence, one for each language."""
    tokenizer = _nllb_tokenizer([SOURCE, *translations.values()])
    labels = [
        [tokenizer.convert_tokens_to_ids(TOKENS[language]), *_tokens(tokenizer, text), tokenizer.eos_token_id]
        for language, text in translations.items()
    ]
    tokenizer.save_pretrained(folder)
    return _taught(vendor.M2M100ForConditionalGeneration, _m2m_config(len(tokenizer)), tokenizer, labels, folder)


def write_tiny_m2m100(folder: Path, translations: Mapping[Language, str] = TRANSLATIONS) -> Path:
    """M2M100 that translates everything into the same sentence, one for each language."""
    folder.mkdir(parents=True, exist_ok=True)
    pieces = _train_pieces(folder / "sentencepiece.bpe.model", [SOURCE, *translations.values()])
    vocabulary = [*SPECIAL, *(piece for piece in pieces if piece not in SPECIAL)]
    (folder / "vocab.json").write_text(json.dumps({piece: number for number, piece in enumerate(vocabulary)}))
    tokenizer = vendor.M2M100Tokenizer(
        str(folder / "vocab.json"), str(folder / "sentencepiece.bpe.model"), src_lang="en", tgt_lang="ko"
    )
    labels = [
        [tokenizer.get_lang_id(language), *_tokens(tokenizer, text), tokenizer.eos_token_id]
        for language, text in translations.items()
    ]
    tokenizer.save_pretrained(folder)
    return _taught(vendor.M2M100ForConditionalGeneration, _m2m_config(len(vocabulary) + 120), tokenizer, labels, folder)


def write_tiny_marian(folder: Path, translation: str = TRANSLATIONS["es"]) -> Path:
    """Marian that translates everything into `translation`."""
    folder.mkdir(parents=True, exist_ok=True)
    source = _train_pieces(folder / "source.spm", [SOURCE], bos_id=-1, eos_id=0, unk_id=1, pad_id=-1)
    target = _train_pieces(folder / "target.spm", [translation], bos_id=-1, eos_id=0, unk_id=1, pad_id=-1)
    vocabulary = list(dict.fromkeys(["</s>", "<unk>", *source, *target, "<pad>"]))
    (folder / "vocab.json").write_text(json.dumps({piece: number for number, piece in enumerate(vocabulary)}))
    tokenizer = vendor.MarianTokenizer(
        source_spm=str(folder / "source.spm"), target_spm=str(folder / "target.spm"), vocab=str(folder / "vocab.json")
    )
    tokenizer.save_pretrained(folder)
    labels = [tokenizer(text_target=translation).input_ids]
    pad = tokenizer.pad_token_id
    config = vendor.MarianConfig(
        vocab_size=len(vocabulary), pad_token_id=pad, decoder_start_token_id=pad, eos_token_id=0, **_sizes()
    )
    return _taught(vendor.MarianMTModel, config, tokenizer, labels, folder)


def write_full_nllb(folder: Path) -> Path:
    """NLLB-200-distilled-600M in its published size, with random weights."""
    tokenizer = _nllb_tokenizer([SOURCE, *TRANSLATIONS.values()])
    tokenizer.save_pretrained(folder)
    config = _m2m_config(256_206, d_model=1024, layers=12, heads=16, inner=4096)
    return save(vendor.M2M100ForConditionalGeneration(config), folder)


def _taught(architecture: Any, config: Any, tokenizer: Any, labels: list[list[int]], folder: Path) -> Path:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = architecture(config)
        source = tokenizer(SOURCE, return_tensors="pt")

        def loss() -> torch.Tensor:
            losses = [model(**source, labels=torch.tensor([written])).loss for written in labels]
            return torch.stack(losses).sum()

        learn(model, loss)
    return save(model, folder)


def _nllb_tokenizer(texts: Iterable[str]) -> Any:
    trained = Tokenizer(models.BPE(unk_token=SPECIAL[3], fuse_unk=True))
    trained.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    trainer = trainers.BpeTrainer(vocab_size=200, special_tokens=SPECIAL, show_progress=False)
    trained.train_from_iterator([*texts] * 5, trainer)
    learned = json.loads(trained.to_str())["model"]
    merges = [tuple(merge) for merge in learned["merges"]]
    return vendor.NllbTokenizer(vocab=learned["vocab"], merges=merges, src_lang="eng_Latn")


def _train_pieces(file: Path, texts: Iterable[str], **numbers: Any) -> list[str]:
    """Write a sentencepiece model; returns its pieces."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([*texts] * 5),
        model_writer=written,
        vocab_size=150,
        hard_vocab_limit=False,
        character_coverage=1.0,
        minloglevel=2,
        **numbers,
    )
    file.write_bytes(written.getvalue())
    trained = sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())
    return [trained.id_to_piece(number) for number in range(trained.get_piece_size())]


def _tokens(tokenizer: Any, text: str) -> list[int]:
    numbers: list[int] = tokenizer(text, add_special_tokens=False).input_ids
    return numbers


def _m2m_config(words: int, **sizes: int) -> Any:
    return vendor.M2M100Config(
        vocab_size=words,
        bos_token_id=0,
        pad_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=2,
        encoder_layerdrop=0.0,
        decoder_layerdrop=0.0,
        **_sizes(**sizes),
    )


def _sizes(d_model: int = 32, layers: int = 2, heads: int = 2, inner: int = 64) -> dict[str, Any]:
    return {
        "d_model": d_model,
        "encoder_layers": layers,
        "decoder_layers": layers,
        "encoder_attention_heads": heads,
        "decoder_attention_heads": heads,
        "encoder_ffn_dim": inner,
        "decoder_ffn_dim": inner,
        "max_position_embeddings": 1024 if d_model > 32 else 128,
        "dropout": 0.0,
        "attention_dropout": 0.0,
        "activation_dropout": 0.0,
    }


WRITERS: Final[dict[str, Callable[[Path], Path]]] = {
    "nllb": write_tiny_nllb,
    "m2m100": write_tiny_m2m100,
    "marian-es": write_tiny_marian,
}
