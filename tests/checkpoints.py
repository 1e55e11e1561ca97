"""Checkpoints of the real architectures, made here, since no model can be fetched where the tests run.

The tiny ones have learned a single sentence by heart, so that what the engines say of them can be foretold. They are
saved with the files of the published repositories. `python -m tests.checkpoints FOLDER` writes the full-size
architectures with random weights instead, laid out as `owner/name/…`: for timings, their words mean nothing.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import torch
import transformers
from tokenizers import ByteLevelBPETokenizer

vendor: Any = transformers

CAPTION: Final = "a cat sitting on a mat"
BLIP: Final = "Salesforce/blip-image-captioning-base"
VIT_GPT2: Final = "nlpconnect/vit-gpt2-image-captioning"
IGNORED: Final = -100
MEAN: Final = [0.5, 0.5, 0.5]


def write_tiny_blip(folder: Path, caption: str | None = CAPTION) -> Path:
    """BLIP with images of 32 × 32 pixels that says `caption` of everything; random weights where it is None."""
    folder.mkdir(parents=True, exist_ok=True)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[DEC]", *sorted(set((caption or CAPTION).split())), "dog"]
    (folder / "vocab.txt").write_text("\n".join(words))
    tokenizer = vendor.BertTokenizer(str(folder / "vocab.txt"))
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = vendor.BlipForConditionalGeneration(_blip_config(len(words)))
        if caption:
            tokens = [5, *tokenizer(caption, add_special_tokens=False).input_ids, 3]
            learn(model, lambda: _blip_loss(model, tokens))
    vendor.BlipImageProcessor(size={"height": 32, "width": 32}).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return save(model, folder)


def write_tiny_vit_gpt2(folder: Path, caption: str | None = CAPTION) -> Path:
    """ViT and GPT-2 with images of 32 × 32 pixels that says `caption` of everything; random weights where None."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = _byte_pairs([caption or CAPTION])
    end = tokenizer.eos_token_id
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = vendor.VisionEncoderDecoderModel(_vit_gpt2_config(len(tokenizer), end))
        if caption:
            tokens = [*tokenizer(caption).input_ids, end]
            learn(model, lambda: model(pixel_values=_picture(), labels=torch.tensor([tokens])).loss)
    vendor.ViTImageProcessor(size={"height": 32, "width": 32}, image_mean=MEAN, image_std=MEAN).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return save(model, folder)


def write_full_blip(folder: Path) -> Path:
    """BLIP base in its published size, with random weights."""
    write_tiny_blip(folder, None)
    vendor.BlipImageProcessor(size={"height": 384, "width": 384}).save_pretrained(folder)
    config = vendor.BlipConfig(
        text_config=vendor.BlipTextConfig(
            vocab_size=30524, bos_token_id=5, pad_token_id=0, sep_token_id=3, eos_token_id=3
        ),
        vision_config=vendor.BlipVisionConfig(image_size=384, initializer_range=0.02),
    )
    return save(vendor.BlipForConditionalGeneration(config), folder)


def write_full_vit_gpt2(folder: Path) -> Path:
    """ViT base and GPT-2 in their published sizes, with random weights."""
    write_tiny_vit_gpt2(folder, None)
    vendor.ViTImageProcessor(image_mean=MEAN, image_std=MEAN).save_pretrained(folder)
    decoder = vendor.GPT2Config(add_cross_attention=True, is_decoder=True)
    config = vendor.VisionEncoderDecoderConfig.from_encoder_decoder_configs(vendor.ViTConfig(), decoder)
    config.decoder_start_token_id = config.pad_token_id = config.eos_token_id = decoder.eos_token_id
    return save(vendor.VisionEncoderDecoderModel(config), folder)


def _blip_config(words: int) -> Any:
    size = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
    text = vendor.BlipTextConfig(
        vocab_size=words,
        encoder_hidden_size=32,
        projection_dim=32,
        max_position_embeddings=64,
        bos_token_id=5,
        pad_token_id=0,
        eos_token_id=3,
        sep_token_id=3,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        **size,
    )
    # Its default range of 1e-10 leaves every picture looking the same.
    vision = vendor.BlipVisionConfig(image_size=32, patch_size=8, projection_dim=32, initializer_range=0.02, **size)
    return vendor.BlipConfig(text_config=text, vision_config=vision, projection_dim=32, image_text_hidden_size=32)


def _blip_loss(model: Any, tokens: Sequence[int]) -> torch.Tensor:
    written = torch.tensor([tokens])
    loss: torch.Tensor = model(pixel_values=_picture(), input_ids=written, labels=written).loss
    return loss


def _vit_gpt2_config(words: int, end: int) -> Any:
    encoder = vendor.ViTConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, image_size=32, patch_size=8
    )
    decoder = vendor.GPT2Config(
        vocab_size=words,
        n_positions=64,
        n_embd=32,
        n_layer=2,
        n_head=2,
        add_cross_attention=True,
        is_decoder=True,
        bos_token_id=end,
        eos_token_id=end,
        resid_pdrop=0.0,
        embd_pdrop=0.0,
        attn_pdrop=0.0,
    )
    config = vendor.VisionEncoderDecoderConfig.from_encoder_decoder_configs(encoder, decoder)
    config.decoder_start_token_id = config.pad_token_id = config.eos_token_id = end
    return config


def _byte_pairs(texts: Sequence[str]) -> Any:
    trained = ByteLevelBPETokenizer()
    trained.train_from_iterator([*texts] * 10, vocab_size=300, special_tokens=["<|endoftext|>"], show_progress=False)
    end = "<|endoftext|>"
    return vendor.PreTrainedTokenizerFast(
        tokenizer_object=trained._tokenizer, bos_token=end, eos_token=end, pad_token=end
    )


def _picture() -> torch.Tensor:
    """Another picture every time: what was learned does not depend on it."""
    return torch.randn(1, 3, 32, 32)


def learn(model: Any, loss: Callable[[], torch.Tensor], steps: int = 120) -> None:
    """Teach the model until it has its one sentence by heart."""
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for _ in range(steps):
        optimizer.zero_grad()
        loss().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    model.eval()


def save(model: Any, folder: Path) -> Path:
    """As the published repositories are: the weights in `pytorch_model.bin`."""
    model.save_pretrained(folder)
    (folder / "model.safetensors").unlink()
    torch.save(model.state_dict(), folder / "pytorch_model.bin")
    return folder


def main() -> None:
    """Write the full-size architectures."""
    from tests.translation_checkpoints import NLLB, write_full_nllb

    folder = Path(sys.argv[1])
    write_full_blip(folder / BLIP)
    write_full_vit_gpt2(folder / VIT_GPT2)
    write_full_nllb(folder / NLLB)


if __name__ == "__main__":
    main()
