from pathlib import Path

import pytest

from pipelines.models import Model, Shelf, State, Status

MODEL = Model("tiny", "owner/tiny", "a" * 40, "MIT", 1, (("tokenizer.json", "vocab.txt"),))
FILES = ("config.json", "vocab.txt", "pytorch_model.bin")


def write_files(folder: Path, names: tuple[str, ...] = FILES) -> Path:
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_text(name)
    return folder


def cached(cache: Path, commit: str, names: tuple[str, ...] = FILES) -> Path:
    return write_files(cache / "models--owner--tiny" / "snapshots" / commit, names)


def test_a_folder_given_by_setting_comes_before_the_cache(tmp_path: Path) -> None:
    in_cache = cached(tmp_path / "cache", MODEL.revision)
    own = write_files(tmp_path / "own" / "owner" / "tiny")
    assert Shelf(tmp_path / "own", tmp_path / "cache").find(MODEL) == own
    assert Shelf(tmp_path / "elsewhere", tmp_path / "cache").find(MODEL) == in_cache
    assert Shelf(None, tmp_path / "cache").find(MODEL) == in_cache


def test_what_another_program_brought_from_the_main_branch_is_found_too(tmp_path: Path) -> None:
    other = cached(tmp_path, "b" * 40)
    assert Shelf(None, tmp_path).find(MODEL) is None
    refs = tmp_path / "models--owner--tiny" / "refs"
    refs.mkdir()
    (refs / "main").write_text("b" * 40)
    assert Shelf(None, tmp_path).find(MODEL) == other


@pytest.mark.parametrize("absent", FILES)
def test_a_model_that_is_not_whole_is_not_found(tmp_path: Path, absent: str) -> None:
    names = tuple(name for name in FILES if name != absent)
    cached(tmp_path / "cache", MODEL.revision, names)
    write_files(tmp_path / "own" / "owner" / "tiny", names)
    assert Shelf(tmp_path / "own", tmp_path / "cache").find(MODEL) is None


def test_a_link_to_a_file_that_is_gone_is_no_file(tmp_path: Path) -> None:
    folder = cached(tmp_path, MODEL.revision, FILES[:2])
    (folder / "pytorch_model.bin").symlink_to("../../blobs/gone")
    assert Shelf(None, tmp_path).find(MODEL) is None


def test_the_status_follows_the_disk_until_something_happens_to_the_model(tmp_path: Path) -> None:
    shelf = Shelf(None, tmp_path)
    assert shelf.status(MODEL) == Status(MODEL, State.ABSENT)
    shelf.report(Status(MODEL, State.DOWNLOADING, 5, 10))
    assert shelf.status(MODEL) == Status(MODEL, State.DOWNLOADING, 5, 10)
    folder = cached(tmp_path, MODEL.revision)
    shelf.report(Status(MODEL, State.PRESENT))
    assert shelf.status(MODEL) == Status(MODEL, State.PRESENT, place=folder)


def test_a_download_that_was_interrupted_is_seen(tmp_path: Path) -> None:
    blobs = tmp_path / "models--owner--tiny" / "blobs"
    blobs.mkdir(parents=True)
    (blobs / "abc.incomplete").write_bytes(b"12345")
    assert Shelf(None, tmp_path).partly_downloaded(MODEL) == 5
