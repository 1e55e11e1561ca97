"""Each large model as a thing of its own: where it comes from, where it lies, and how far it is.

A model is looked for in a folder given by setting, then in the Hugging Face client's cache. Neither look uses a
network: `pipelines.download` does, and never on the way of a photo.
"""

import contextlib
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

WEIGHTS: Final = ("model.safetensors", "pytorch_model.bin")
PUBLISHED: Final = "main"
"""The branch to take where a repository no longer has the revision that was chosen."""


@dataclass(frozen=True, slots=True)
class Model:
    """A checkpoint on the hub. `megabytes` is the size of its download.

    Of each group in `needs` one file must be there for the model to be whole, beside its weights and `config.json`.
    `commercial` says whether its licence allows commercial use.
    """

    name: str
    repository: str
    revision: str
    licence: str
    megabytes: int
    needs: tuple[tuple[str, ...], ...] = ()
    commercial: bool = True

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """All groups of files of which one each is needed."""
        return (("config.json",), *self.needs, WEIGHTS)

    @property
    def revisions(self) -> tuple[str, ...]:
        """The revisions to look for, best first."""
        return tuple(dict.fromkeys((self.revision, PUBLISHED)))


class State(StrEnum):
    """How far a model is."""

    ABSENT = "absent"
    DOWNLOADING = "downloading"
    PRESENT = "present"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Status:
    """How far `model` is: `done` of `total` bytes while it is downloaded, and the `place` where it lies.

    `reason` names a sentence in `app/messages.py` where it failed.
    """

    model: Model
    state: State
    done: int = 0
    total: int = 0
    place: Path | None = None
    reason: str = ""


class Shelf:
    """What is known of every model: the one place where engines, downloads and the page meet. Thread-safe.

    `folder` is laid out as `owner/name/…` and is looked in before the client's `cache`, which is the client's own
    where none is given.
    """

    def __init__(self, folder: Path | None = None, cache: Path | None = None) -> None:
        self._folder = folder
        self._cache = cache
        self._lock = threading.Lock()
        self._news: dict[str, Status] = {}

    def find(self, model: Model) -> Path | None:
        """The folder with all that `model` needs, None where it is not here or not whole. Asks no network."""
        own = self._folder / model.repository if self._folder else None
        if own and all(any((own / name).is_file() for name in group) for group in model.groups):
            return own
        return self._find_in_cache(model)

    def is_downloaded(self, model: Model, folder: Path) -> bool:
        """Whether `folder` is what a download would bring anew."""
        return folder == self._find_in_cache(model)

    def partly_downloaded(self, model: Model) -> int:
        """Bytes of files of `model` that a download has begun and not ended."""
        unfinished = 0
        with contextlib.suppress(OSError):
            parts = repository_in_cache(model, self._cache).glob("blobs/*.incomplete")
            unfinished = sum(part.stat().st_size for part in parts)
        return unfinished

    def _find_in_cache(self, model: Model) -> Path | None:
        for revision in model.revisions:
            found = [self._any_of(model.repository, group, revision) for group in model.groups]
            if all(found):
                return Path(str(found[0])).parent
        return None

    def _any_of(self, repository: str, group: tuple[str, ...], revision: str) -> str | None:
        from huggingface_hub import try_to_load_from_cache

        paths = (try_to_load_from_cache(repository, name, self._cache, revision) for name in group)
        return next((path for path in paths if isinstance(path, str)), None)

    def report(self, status: Status) -> None:
        """Remember how far a model is."""
        with self._lock:
            self._news[status.model.name] = status

    def status(self, model: Model) -> Status:
        """How far `model` is now."""
        with self._lock:
            news = self._news.get(model.name)
        if news and news.state not in (State.ABSENT, State.PRESENT):
            return news
        place = self.find(model)
        return Status(model, State.PRESENT if place else State.ABSENT, place=place)

    def statuses(self, models: Iterable[Model]) -> list[Status]:
        """The status of each."""
        return [self.status(model) for model in models]


def repository_in_cache(model: Model, cache: Path | None = None) -> Path:
    """Where the client's cache keeps `model`, whether it does or not."""
    from huggingface_hub.constants import HF_HUB_CACHE

    return (cache or Path(HF_HUB_CACHE)) / f"models--{model.repository.replace('/', '--')}"
