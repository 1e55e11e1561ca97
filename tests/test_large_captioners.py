"""BLIP and vit-gpt2, on tiny checkpoints of the real architectures, loaded by the code that loads the real ones."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from PIL import Image

from pipelines.captioning.blip import load_blip
from pipelines.captioning.generated import GeneratedCaptioner
from pipelines.captioning.vit_gpt2 import load_vit_gpt2
from pipelines.errors import StepFailed
from pipelines.values import Photo
from tests.checkpoints import CAPTION, write_tiny_blip, write_tiny_vit_gpt2

Load = Callable[[Path], GeneratedCaptioner]
LOADERS: dict[str, Load] = {"blip": load_blip, "vit-gpt2": load_vit_gpt2}
WRITERS = {"blip": write_tiny_blip, "vit-gpt2": write_tiny_vit_gpt2}
NEEDED = [
    *(("blip", name) for name in ("config.json", "preprocessor_config.json", "pytorch_model.bin")),
    *(
        ("vit-gpt2", name)
        for name in ("config.json", "preprocessor_config.json", "pytorch_model.bin", "tokenizer.json")
    ),
]


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkpoints")
    for name, write in WRITERS.items():
        write(folder / name)
    return folder


@pytest.fixture
def copy(checkpoints: Path, tmp_path: Path) -> Callable[[str], Path]:
    return lambda name: Path(shutil.copytree(checkpoints / name, tmp_path / name))


def photo(size: tuple[int, int] = (320, 240)) -> Photo:
    image = Image.effect_noise(size, 60).convert("RGB")
    return Photo("noise", image, *size, sha256="")


@pytest.mark.parametrize("name", LOADERS)
def test_it_says_what_it_has_learned_and_how_sure_it_is(checkpoints: Path, name: str) -> None:
    caption = LOADERS[name](checkpoints / name).run(photo())
    assert (caption.text, caption.engine) == (f"{CAPTION.capitalize()}.", name)
    assert 0.5 < caption.certainty <= 1
    assert not caption.tells_of_people


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 2)])
def test_no_shape_of_a_photo_is_too_odd(checkpoints: Path, name: str, size: tuple[int, int]) -> None:
    assert LOADERS[name](checkpoints / name).run(photo(size)).text


@pytest.mark.parametrize("name", LOADERS)
def test_photos_that_arrive_together_each_get_a_caption(checkpoints: Path, name: str) -> None:
    captioner = LOADERS[name](checkpoints / name)
    with ThreadPoolExecutor(4) as pool:
        captions = list(pool.map(lambda _: captioner.run(photo()).text, range(4)))
    assert captions == [f"{CAPTION.capitalize()}."] * 4


@pytest.mark.parametrize("name", LOADERS)
def test_people_in_a_caption_are_noticed(tmp_path: Path, name: str) -> None:
    WRITERS[name](tmp_path, "a woman holding an umbrella")
    assert LOADERS[name](tmp_path).run(photo()).tells_of_people


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize("words", ["cat cat cat cat cat cat cat", "a of the"], ids=["runs", "nothing"])
def test_a_caption_that_is_none_is_a_failure(tmp_path: Path, name: str, words: str) -> None:
    WRITERS[name](tmp_path, words)
    with pytest.raises(StepFailed):
        LOADERS[name](tmp_path).run(photo())


@pytest.mark.parametrize("name", LOADERS)
def test_safe_weights_are_read_too(copy: Callable[[str], Path], name: str) -> None:
    from safetensors.torch import save_file

    folder = copy(name)
    weights = torch.load(folder / "pytorch_model.bin", weights_only=True)
    save_file({key: value.clone() for key, value in weights.items()}, folder / "model.safetensors", {"format": "pt"})
    (folder / "pytorch_model.bin").unlink()
    assert LOADERS[name](folder).run(photo()).text == f"{CAPTION.capitalize()}."


@pytest.mark.parametrize(("name", "file"), NEEDED)
@pytest.mark.parametrize("damage", ["gone", "empty", "text", "half"])
def test_a_damaged_file_is_a_failure_and_never_a_caption(
    copy: Callable[[str], Path], name: str, file: str, damage: str
) -> None:
    path = copy(name) / file
    content = path.read_bytes()
    path.write_bytes({"half": content[: len(content) // 2], "text": b"Not found"}.get(damage, b""))
    if damage == "gone":
        path.unlink()
    with pytest.raises(StepFailed):
        LOADERS[name](path.parent)


@pytest.mark.parametrize("name", LOADERS)
def test_weights_that_are_missing_are_not_made_up(copy: Callable[[str], Path], name: str) -> None:
    path = copy(name) / "pytorch_model.bin"
    weights = torch.load(path, weights_only=True)
    weights.pop(next(key for key in weights if "attention" in key or "attn" in key))
    torch.save(weights, path)
    with pytest.raises(StepFailed, match="missing"):
        LOADERS[name](path.parent)


@pytest.mark.parametrize("name", LOADERS)
def test_a_tokenizer_without_words_is_a_failure(copy: Callable[[str], Path], name: str) -> None:
    folder = copy(name)
    for file in ("tokenizer.json", "vocab.txt"):
        (folder / file).unlink(missing_ok=True)
    with pytest.raises(StepFailed):
        LOADERS[name](folder).run(photo())


@pytest.mark.parametrize(("name", "other"), [("blip", "vit-gpt2"), ("vit-gpt2", "blip")])
def test_another_model_s_folder_is_a_failure(checkpoints: Path, name: str, other: str) -> None:
    with pytest.raises(StepFailed):
        LOADERS[name](checkpoints / other)


@pytest.mark.parametrize("name", LOADERS)
def test_weights_that_would_run_a_program_are_not_loaded(
    copy: Callable[[str], Path], tmp_path: Path, name: str
) -> None:
    class Intruder:
        def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
            return Path.touch, (tmp_path / "intruded",)

    folder = copy(name)
    torch.save({"weights": Intruder()}, folder / "pytorch_model.bin")
    with pytest.raises(StepFailed):
        LOADERS[name](folder)
    assert not (tmp_path / "intruded").exists()
