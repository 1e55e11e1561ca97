"""What BLIP, vit-gpt2 and the translators share: how they are loaded from a folder, and how they fail."""

from __future__ import annotations

import contextlib
import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.errors import StepFailed

if TYPE_CHECKING:
    import torch


@contextlib.contextmanager
def failing_as(name: str) -> Iterator[None]:
    """What torch and transformers raise for broken files, odd inputs and exhausted memory leaves as `StepFailed`.

    A `TypeError` or an `AttributeError` is a bug of ours and surfaces.
    """
    try:
        yield
    except _vendor_errors() as error:
        raise StepFailed(name, f"{type(error).__name__}: {error}") from error


def quiet_transformers() -> Any:
    """The library, which otherwise writes progress bars and advice to a person's terminal."""
    import transformers

    transformers.utils.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    # It would ask the hub to convert the weights, though the folder is all that is wanted.
    os.environ["DISABLE_SAFETENSORS_CONVERSION"] = "1"
    return transformers


def require(name: str, folder: Path, *files: str) -> None:
    """Raises `StepFailed` where `folder` lacks one of `files`: transformers makes up what it does not find."""
    if missing := [file for file in files if not (folder / file).is_file()]:
        raise StepFailed(name, f"{folder} has no {missing[0]}")


def load_weights(name: str, architecture: Any, folder: Path) -> Any:
    """A model of transformers' class `architecture` from `folder`, in evaluation mode, on the best device there is.

    Half precision on a graphics card, full precision on a processor, where half is slower. Raises `StepFailed` where
    the files are broken or weights are missing: transformers would fill these with random numbers and only warn.
    """
    require(name, folder, "config.json")
    with failing_as(name):
        model, found = architecture.from_pretrained(
            folder,
            dtype=_precision(),
            device_map="auto",
            local_files_only=True,
            weights_only=True,
            output_loading_info=True,
        )
    if missing := [*found["missing_keys"], *found["mismatched_keys"]]:
        raise StepFailed(name, f"{len(missing)} weights are missing, such as {missing[0]}")
    return model.eval()


def _vendor_errors() -> tuple[type[Exception], ...]:
    from huggingface_hub.errors import StrictDataclassError
    from safetensors import SafetensorError

    broken = (pickle.UnpicklingError, SafetensorError, StrictDataclassError, EOFError)
    return (OSError, ValueError, RuntimeError, LookupError, ImportError, MemoryError, *broken)


def _precision() -> torch.dtype:
    import torch

    return torch.float16 if torch.cuda.is_available() or torch.backends.mps.is_available() else torch.float32
