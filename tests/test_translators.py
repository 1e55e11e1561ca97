"""NLLB, M2M100 and Marian, on tiny checkpoints of the real architectures, loaded as the real ones are."""

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch

from pipelines.errors import StepFailed
from pipelines.step import Translator
from pipelines.translation.gate import Gated
from pipelines.translation.m2m100 import load_m2m100
from pipelines.translation.marian import load_marian
from pipelines.translation.nllb import load_nllb
from pipelines.values import Language, Translation, Untranslated
from tests.translation_checkpoints import SOURCE, TRANSLATIONS, WRITERS, write_tiny_nllb

LOADERS: dict[str, Callable[[Path], Translator]] = {
    "nllb": load_nllb,
    "m2m100": load_m2m100,
    "marian-es": lambda folder: load_marian(folder, "es", "marian-es"),
}
NEEDED = {
    "nllb": ("config.json", "pytorch_model.bin", "tokenizer.json"),
    "m2m100": ("config.json", "pytorch_model.bin", "vocab.json", "sentencepiece.bpe.model"),
    "marian-es": ("config.json", "pytorch_model.bin", "vocab.json", "source.spm", "target.spm"),
}


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("translators")
    for name, write in WRITERS.items():
        write(folder / name)
    return folder


@pytest.fixture
def copy(checkpoints: Path, tmp_path: Path) -> Callable[[str], Path]:
    return lambda name: Path(shutil.copytree(checkpoints / name, tmp_path / name))


@pytest.mark.parametrize(
    ("name", "language"), [("marian-es", "es"), *((name, word) for name in ("nllb", "m2m100") for word in TRANSLATIONS)]
)
def test_it_translates_into_the_language_that_is_wanted(checkpoints: Path, name: str, language: Language) -> None:
    translation = Gated(LOADERS[name](checkpoints / name)).run(Untranslated(SOURCE, language))
    assert translation == Translation(TRANSLATIONS[language], language, name)


@pytest.mark.parametrize(("name", "language"), [("nllb", "en"), ("m2m100", "en"), ("marian-es", "ko")])
def test_a_language_that_it_does_not_serve_is_a_failure(checkpoints: Path, name: str, language: Language) -> None:
    with pytest.raises(StepFailed):
        LOADERS[name](checkpoints / name).run(Untranslated(SOURCE, language))


@pytest.mark.parametrize("name", LOADERS)
def test_texts_that_arrive_together_are_each_translated(checkpoints: Path, name: str) -> None:
    translator = LOADERS[name](checkpoints / name)
    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(lambda _: translator.run(Untranslated(SOURCE, "es")).text, range(4)))
    assert texts == [TRANSLATIONS["es"]] * 4


@pytest.mark.parametrize(("name", "file"), [(name, file) for name, files in NEEDED.items() for file in files])
@pytest.mark.parametrize("damage", ["gone", "empty", "text", "half"])
def test_a_damaged_file_is_a_failure_and_never_a_translation(
    copy: Callable[[str], Path], name: str, file: str, damage: str
) -> None:
    path = copy(name) / file
    content = path.read_bytes()
    path.write_bytes({"half": content[: len(content) // 2], "text": b"Not found"}.get(damage, b""))
    if damage == "gone":
        path.unlink()
    with pytest.raises(StepFailed):
        Gated(LOADERS[name](path.parent)).run(Untranslated(SOURCE, "es"))


@pytest.mark.parametrize("name", LOADERS)
def test_weights_that_are_missing_are_not_made_up(copy: Callable[[str], Path], name: str) -> None:
    path = copy(name) / "pytorch_model.bin"
    weights = torch.load(path, weights_only=True)
    weights.pop(next(key for key in weights if "fc1" in key))
    torch.save(weights, path)
    with pytest.raises(StepFailed, match="missing"):
        LOADERS[name](path.parent)


def test_a_tokenizer_that_knows_no_languages_is_refused(tmp_path: Path) -> None:
    """A folder in which every language is "unknown" would translate into whatever the model likes."""
    folder = write_tiny_nllb(tmp_path)
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    tokenizer["added_tokens"] = [token for token in tokenizer["added_tokens"] if "_" not in token["content"]]
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    settings = json.loads((folder / "tokenizer_config.json").read_text())
    settings["extra_special_tokens"] = []
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    with pytest.raises(StepFailed, match="does not know"):
        load_nllb(folder).run(Untranslated(SOURCE, "ko"))


@pytest.mark.parametrize("garbage", ["매트 매트 매트 매트 매트 매트 매트", "el el el el el el el el el el"])
def test_a_translator_that_has_learned_nonsense_is_held_back(tmp_path: Path, garbage: str) -> None:
    translator = Gated(load_nllb(write_tiny_nllb(tmp_path, {"ko": garbage})))
    with pytest.raises(StepFailed):
        translator.run(Untranslated(SOURCE, "ko"))
