"""Where one run of the page keeps what visitors leave, photos and the sounds made of them. Gone when it ends."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

PREFIX: Final = "visitors-"
LOCK: Final = "in-use.lock"


@contextlib.contextmanager
def folder_for_visitors(data_dir: Path) -> Iterator[Path]:
    """A new folder in `data_dir` for this run alone, readable by its owner only; deleted at the end.

    What a run that was killed left behind is deleted first. Raises `OSError` where nothing can be saved.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(data_dir)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=data_dir, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with FileLock(folder / LOCK):
            yield folder


def _sweep(data_dir: Path) -> None:
    """A lock dies with its process, whatever killed it: a folder whose lock is free belongs to nobody."""
    for folder in data_dir.glob(f"{PREFIX}*"):
        with contextlib.suppress(Timeout, OSError), FileLock(folder / LOCK, timeout=0):
            shutil.rmtree(folder, ignore_errors=True)
