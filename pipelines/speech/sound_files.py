"""Sound files in a folder: each of its own, never seen half-written, gone after a while."""

import os
import re
import secrets
import stat
import time
from contextlib import suppress
from pathlib import Path

_NAME = re.compile(r"\.?speech-[0-9a-f]{32}\.wav(\.([0-9a-f]{8}\.)?part)?")


def write_sound(folder: Path, content: bytes) -> Path:
    """A new file of that content, for its owner's eyes only, under a name that cannot be guessed.

    Makes the folder where there is none. Raises `OSError`, and then nothing is left behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"speech-{secrets.token_hex(16)}.wav"
    write_privately(path, content)
    return path


def write_privately(path: Path, content: bytes) -> None:
    """The file `path` with that content, for its owner's eyes only.

    It is written under another name first, so nobody finds half of it. Raises `OSError`, and then nothing is left
    behind.
    """
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with open(unfinished, "xb", opener=_open_privately) as file:
            file.write(content)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def remove_older_than(folder: Path, seconds: float) -> None:
    """Delete what `write_sound` put there more than `seconds` ago, and nothing else.

    A file that another process deletes at the same time, or that cannot be deleted, is passed over.
    """
    oldest = time.time() - seconds
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _NAME.fullmatch(entry.name):
                _remove_if_older(entry, oldest)


def _open_privately(path: str, flags: int) -> int:
    return os.open(path, flags, stat.S_IRUSR | stat.S_IWUSR)


def _remove_if_older(entry: os.DirEntry[str], oldest: float) -> None:
    with suppress(OSError):
        if entry.is_file(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_mtime < oldest:
            Path(entry.path).unlink()
