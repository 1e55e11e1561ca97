"""Bring a model from the Hugging Face hub into its client's cache: resumed where it stopped, and verified.

The client asks the hub; the files are streamed here, because the client (2.4) deletes what it has of a file whenever it
is interrupted (huggingface_hub #4228), and a gigabyte must not start anew. What is written is the client's own cache
layout, so that every other program finds it too: https://huggingface.co/docs/huggingface_hub/guides/manage-cache
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final, TypeAlias

from filelock import FileLock

from pipelines.errors import PipelineError
from pipelines.models import PUBLISHED, Model, repository_in_cache

Progress: TypeAlias = Callable[[int, int], None]
"""Called with the bytes that are here and the bytes in all."""

ASKING_SECONDS: Final = 3.0
READING_SECONDS: Final = 10.0
FRUITLESS_ATTEMPTS: Final = 3
SMALL_FILES: Final = (".json", ".txt", ".model", ".spm")
ROOM_TO_SPARE: Final = 200_000_000
"""Bytes that stay free on the disk: a full one harms more than a missing model."""


class DownloadFailed(PipelineError):
    """The model is not here. `key` names a sentence in `app/messages.py`; `transient` says whether to try again."""

    def __init__(self, key: str, reason: str, *, transient: bool) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.transient = transient


@dataclass(frozen=True, slots=True)
class _File:
    """A file on the hub: its address, its size in bytes, and the tag that it is known by, most often its digest."""

    name: str
    address: str
    size: int
    tag: str


def download(model: Model, progress: Progress, *, endpoint: str | None = None, cache: Path | None = None) -> None:
    """Bring every file that `model` needs, small ones first, and verify those that are here already.

    `endpoint` is the hub's address and `cache` the folder of the client's cache, each the client's own where it is not
    given. Raises `DownloadFailed`; what had been received by then is kept, and the next call goes on from there.
    """
    with _failures_named():
        commit, revision, names = _listing(model, endpoint)
        files = sorted(
            (_file(model, commit, name, endpoint) for name in _wanted(model, names)), key=lambda file: file.size
        )
        folder = repository_in_cache(model, cache)
        (folder / "blobs").mkdir(parents=True, exist_ok=True)
        _check_room(folder, files)
        total, done = sum(file.size for file in files), 0
        for file in files:
            _bring(folder, commit, file, lambda here, before=done: progress(before + here, total))  # type: ignore[misc]
            done += file.size
        _name_commit(folder, revision, commit)
        progress(total, total)


def _listing(model: Model, endpoint: str | None) -> tuple[str, str, list[str]]:
    """The commit, the revision that led to it, and the names of its files."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

    api, revision = HfApi(endpoint), model.revision
    try:
        info = api.model_info(model.repository, revision=revision, timeout=ASKING_SECONDS)
    except HfHubHTTPError as error:
        if error.response.status_code != HTTPStatus.NOT_FOUND:
            raise
        revision = PUBLISHED
        info = api.model_info(model.repository, revision=revision, timeout=ASKING_SECONDS)
    return str(info.sha), revision, [sibling.rfilename for sibling in info.siblings or ()]


def _wanted(model: Model, names: Sequence[str]) -> list[str]:
    """One file of each group, and the small files beside them; not the weights for other frameworks."""
    wanted = {name for name in names if name.endswith(SMALL_FILES) and "/" not in name}
    for group in model.groups:
        chosen = next((name for name in group if name in names), None)
        if chosen is None:
            raise DownloadFailed("hub_not_found", f"none of {group} in {model.repository}", transient=False)
        wanted.add(chosen)
    return sorted(wanted)


def _file(model: Model, commit: str, name: str, endpoint: str | None) -> _File:
    from huggingface_hub import get_hf_file_metadata, hf_hub_url

    address = hf_hub_url(model.repository, name, revision=commit, endpoint=endpoint)
    found = get_hf_file_metadata(address, timeout=ASKING_SECONDS)
    if found.etag is None or found.size is None or not _is_plain(found.etag):
        raise DownloadFailed("hub_error", f"the hub told neither size nor tag of {name}", transient=True)
    # The hub's own address, not the one it redirects to, which is good for an hour only.
    return _File(name, address, found.size, found.etag)


def _is_plain(tag: str) -> bool:
    """The tag becomes a file's name."""
    return bool(tag) and all(character.isalnum() or character in "-_" for character in tag)


def _check_room(folder: Path, files: Sequence[_File]) -> None:
    here = sum(_size(folder / "blobs" / file.tag) + _size(_part(folder, file)) for file in files)
    missing = sum(file.size for file in files) - here
    if missing + ROOM_TO_SPARE > shutil.disk_usage(folder).free and missing > 0:
        raise DownloadFailed("disk_full", f"{missing} bytes do not fit", transient=False)


def _bring(folder: Path, commit: str, file: _File, progress: Callable[[int], None]) -> None:
    """Leave a whole and verified file in the cache. Waits for another process that brings the same."""
    blob = folder / "blobs" / file.tag
    lock = folder.parent / ".locks" / folder.name / f"{file.tag}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(lock):
        pointer = folder / "snapshots" / commit / file.name
        here = blob if blob.is_file() else pointer
        if here.is_file() and not _is_whole(here, file):
            _forget(blob, pointer)
        if not here.is_file():
            _receive(folder, file, progress)
            _part(folder, file).replace(blob)
        _point(pointer, blob)


def _receive(folder: Path, file: _File, progress: Callable[[int], None]) -> None:
    part, fruitless = _part(folder, file), 0
    part.touch()
    while _size(part) < file.size:
        before = _size(part)
        _receive_more(part, file, progress)
        fruitless = 0 if _size(part) > before else fruitless + 1
        if fruitless == FRUITLESS_ATTEMPTS:
            raise DownloadFailed("hub_unreachable", f"{file.name} does not go on", transient=True)
    if not _is_whole(part, file):
        part.unlink()
        raise DownloadFailed("download_damaged", f"{file.name} is not what the hub has", transient=True)


def _receive_more(part: Path, file: _File, progress: Callable[[int], None]) -> None:
    """Add what one request gives. A connection that breaks leaves what has come."""
    import httpx2
    from huggingface_hub import get_session, get_token

    headers = {"Accept-Encoding": "identity", "Range": f"bytes={_size(part)}-"}
    if token := get_token():
        headers["Authorization"] = f"Bearer {token}"  # which httpx does not hand on to another host
    limits = httpx2.Timeout(READING_SECONDS, connect=ASKING_SECONDS)
    with (
        contextlib.suppress(httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.ReadTimeout),
        get_session().stream("GET", file.address, headers=headers, timeout=limits, follow_redirects=True) as answer,
        part.open("ab", buffering=0) as target,
    ):
        answer.raise_for_status()
        if answer.status_code != HTTPStatus.PARTIAL_CONTENT:
            target.truncate(0)
        for chunk in answer.iter_bytes():  # as they come: a size would hold back what a broken connection had brought
            target.write(chunk)
            progress(min(_size(part), file.size))
            if _size(part) > file.size:
                return


def _point(pointer: Path, blob: Path) -> None:
    """The file under its own name. Where links cannot be made, the file itself, as the client does."""
    if pointer.is_file():
        return
    pointer.parent.mkdir(parents=True, exist_ok=True)
    pointer.unlink(missing_ok=True)
    try:
        pointer.symlink_to(os.path.relpath(blob, pointer.parent))
    except OSError:
        blob.replace(pointer)


def _name_commit(folder: Path, revision: str, commit: str) -> None:
    if revision != commit:
        (folder / "refs").mkdir(exist_ok=True)
        (folder / "refs" / revision).write_text(commit)


def _is_whole(path: Path, file: _File) -> bool:
    """The hub's tags are digests: SHA-256 of large files, git's SHA-1 of small ones. Any other only has its size."""
    if path.stat().st_size != file.size:
        return False
    if len(file.tag) == hashlib.sha256().digest_size * 2:
        return _digest(path, hashlib.sha256()) == file.tag
    if len(file.tag) == hashlib.sha1(usedforsecurity=False).digest_size * 2:
        return _digest(path, hashlib.sha1(f"blob {file.size}\0".encode(), usedforsecurity=False)) == file.tag
    return True


def _digest(path: Path, digest: hashlib._Hash) -> str:
    with path.open("rb") as content:
        while chunk := content.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _forget(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _part(folder: Path, file: _File) -> Path:
    return folder / "blobs" / f"{file.tag}.incomplete"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


@contextlib.contextmanager
def _failures_named() -> Iterator[None]:
    """What the client, its connection and the disk raise leaves as `DownloadFailed`."""
    import httpx2
    from huggingface_hub.errors import FileMetadataError, HfHubHTTPError, OfflineModeIsEnabled

    try:
        yield
    except OfflineModeIsEnabled as error:
        raise DownloadFailed("hub_offline", str(error), transient=False) from error
    except (HfHubHTTPError, httpx2.HTTPStatusError) as error:
        raise _refusal(error.response.status_code, str(error)) from error
    except httpx2.HTTPError as error:
        raise DownloadFailed("hub_unreachable", f"{type(error).__name__}: {error}", transient=True) from error
    except (FileMetadataError, ValueError, LookupError) as error:  # where something else than the hub answers
        raise DownloadFailed("hub_error", f"{type(error).__name__}: {error}", transient=True) from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise DownloadFailed("disk_full" if full else "cache_unwritable", str(error), transient=False) from error


def _refusal(status: int, reason: str) -> DownloadFailed:
    key = {401: "hub_refused", 403: "hub_refused", 404: "hub_not_found", 429: "hub_busy"}.get(status, "hub_error")
    return DownloadFailed(key, reason, transient=key in ("hub_busy", "hub_error"))
