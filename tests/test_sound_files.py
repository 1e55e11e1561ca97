"""Sound files of their own, gone after a while."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipelines.speech.sound_files import remove_older_than, write_sound

HOUR = 3600.0


def make_old(path: Path) -> Path:
    long_ago = time.time() - 2 * HOUR
    os.utime(path, (long_ago, long_ago), follow_symlinks=False)
    return path


def test_a_file_holds_what_was_given_and_is_private(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "new" / "folder", b"sound")
    assert path.read_bytes() == b"sound"
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


def test_every_file_has_a_name_of_its_own(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        paths = list(threads.map(lambda number: write_sound(tmp_path, bytes([number])), range(64)))
    assert [path.read_bytes() for path in paths] == [bytes([number]) for number in range(64)]
    assert sorted(tmp_path.iterdir()) == sorted(paths)


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_sound(tmp_path, "not bytes")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_only_old_files_of_ours_are_removed(tmp_path: Path) -> None:
    new, old = write_sound(tmp_path, b"new"), make_old(write_sound(tmp_path, b"old"))
    unfinished = make_old(old.with_name(f".{old.name}.part")) if old.rename(old.with_name(f".{old.name}.part")) else old
    old = make_old(write_sound(tmp_path, b"old"))
    others = [tmp_path / "speech-1.wav", tmp_path / "holiday.wav", tmp_path / f"{old.name}.txt"]
    for other in others:
        other.write_bytes(b"mine")
        make_old(other)
    remove_older_than(tmp_path, HOUR)
    assert not old.exists()
    assert not unfinished.exists()
    assert sorted(tmp_path.iterdir()) == sorted([new, *others])


def test_a_folder_or_a_link_under_our_name_is_left_alone(tmp_path: Path) -> None:
    name = write_sound(tmp_path, b"").name
    (tmp_path / name).unlink()
    (tmp_path / name).mkdir()
    make_old(tmp_path / name)
    remove_older_than(tmp_path, HOUR)
    assert (tmp_path / name).is_dir()


def test_several_may_clean_at_once(tmp_path: Path) -> None:
    for _ in range(200):
        make_old(write_sound(tmp_path, b"old"))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: remove_older_than(tmp_path, HOUR), range(8)))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_clean(tmp_path: Path) -> None:
    remove_older_than(tmp_path / "nowhere", HOUR)
