"""The feedback file: what was said of a photo and whether the person found it right. Never the photo itself.

A plain CSV, so that a maintainer opens it in a spreadsheet, and therefore written with care for what a
spreadsheet does: it needs a byte-order mark to show Hangul, and it runs a cell that looks like a formula.
"""

import contextlib
import csv
import io
import itertools
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Literal

from filelock import FileLock

from pipelines.values import Language

log = logging.getLogger(__name__)

BYTE_ORDER_MARK = "\ufeff".encode()

LINE_BREAKS = re.compile(r"\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

FORMULA = re.compile(r"\t|[\s\"'\u200b-\u200f\ufeff]*[=+\-@＝＋－＠]")
"""How a cell begins that a spreadsheet may run, wide forms included, behind blanks and quotes too.
https://owasp.org/www-community/attacks/CSV_Injection
"""


class FeedbackNotSaved(Exception):
    """The row is not in the file. `key` names the sentence in `app/messages.py` that tells the person so."""

    key = "feedback_not_saved"


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """One thumb. The fields, in this order, are the columns of the file.

    `time` is in UTC, ISO 8601 to the second. `certainty` is from 0 to 1. `translation`, `translation_engine`,
    `speech_engine` and `comment` are empty where there was none.
    """

    time: str
    session: str
    photo_sha256: str
    language: Language
    caption: str
    caption_engine: str
    certainty: float
    translation: str
    translation_engine: str
    speech_engine: str
    verdict: Literal["up", "down"]
    comment: str
    version: str


COLUMNS = tuple(field.name for field in fields(FeedbackRow))


class FeedbackLog:
    """Appends rows to the CSV file at `path`, from any number of threads and processes at once.

    The first append creates the file and its folders, readable by their owner only. A file whose
    header is another (an older version's, or somebody's own) is left alone, and the rows go to the first of
    `feedback-2.csv`, `feedback-3.csv`… beside it that is free or fits: every process comes to the same answer.
    """

    def __init__(self, path: Path, *, lock_seconds: float = 10.0) -> None:
        """`lock_seconds` is how many seconds to wait for another process that is writing."""
        self._path = path
        self._lock_seconds = lock_seconds

    def append(self, row: FeedbackRow) -> None:
        """Write the row. It is on the disk when this returns; `FeedbackNotSaved` is raised when it is not.

        A row that was begun and not finished (a power cut) is cut away first: nobody was thanked for it. A whole row
        stays, whatever is missing behind it.
        """
        lock = self._path.with_name(f"{self._path.name}.lock")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(lock, timeout=self._lock_seconds, mode=0o600):
                _append(self._file(), _line(_cells(row)))
        except OSError as error:  # FileLock's Timeout is one too
            log.exception("feedback not saved in %s", self._path)
            raise FeedbackNotSaved(str(error)) from error

    def _file(self) -> Path:
        return next(path for path in _numbered(self._path) if _fits(path))


def _numbered(path: Path) -> Iterator[Path]:
    yield path
    for number in itertools.count(2):
        yield path.with_name(f"{path.stem}-{number}{path.suffix}")


def _fits(path: Path) -> bool:
    """Whether the file is new, holds a header that was cut off while it was written, or the header of today."""
    try:
        with path.open("rb") as file:
            start = file.readline(len(_header()) + 1)
    except FileNotFoundError:
        return True
    header = start.removeprefix(BYTE_ORDER_MARK)
    return _torn_header(start) or (header.endswith(b"\n") and header.strip() == ",".join(COLUMNS).encode())


def _torn_header(content: bytes) -> bool:
    """True of an empty file too."""
    return len(content) < len(_header()) and _header().startswith(content)


def _header() -> bytes:
    return BYTE_ORDER_MARK + _line(COLUMNS)


def _line(cells: tuple[str, ...]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()


def _cells(row: FeedbackRow) -> tuple[str, ...]:
    return tuple(_harmless(str(value)) for value in astuple(row))


def _harmless(text: str) -> str:
    """The text on one line, without control characters, an apostrophe before what a spreadsheet would run.

    One row is one line, so that a torn one is told from a whole one and `grep` and `wc` can be trusted.
    """
    clean = UNPRINTABLE.sub("", LINE_BREAKS.sub(" ", text))
    return f"'{clean}" if FORMULA.match(clean) else clean


def _append(path: Path, line: bytes) -> None:
    """Raises `OSError`, and leaves the file as it was."""
    created = not path.exists()
    # O_BINARY is Windows's own: without it every line end would be written twice over.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    try:
        before = path.read_bytes()
        kept, ending = _repair(before)
        try:
            os.ftruncate(descriptor, kept)
            os.lseek(descriptor, kept, os.SEEK_SET)
            _write(descriptor, ending + line)
            os.fsync(descriptor)
        except OSError:
            _restore(descriptor, before, kept)
            raise
    finally:
        os.close(descriptor)
    if created:
        _sync_folder(path.parent)


def _restore(descriptor: int, before: bytes, kept: int) -> None:
    with contextlib.suppress(OSError):  # a line that cannot be taken back now is cut away by the next append
        os.ftruncate(descriptor, kept)
        os.lseek(descriptor, kept, os.SEEK_SET)
        _write(descriptor, before[kept:])


def _repair(content: bytes) -> tuple[int, bytes]:
    """How many bytes of the file to keep, and what to write before the next row."""
    if _torn_header(content):
        return 0, _header()
    whole = content.rstrip(b"\0")  # a power cut can leave zeros where a row should be
    start = whole.rfind(b"\n") + 1
    last = whole[start:]
    if not last:
        return start, b""
    if _is_row(last):
        return len(whole), b"\n" if last.endswith(b"\r") else b"\r\n"
    log.warning("cut away a row that was not finished, %d bytes", len(content) - start)
    return start, b""


def _is_row(line: bytes) -> bool:
    try:
        cells = next(csv.reader([line.decode()], strict=True), [])
    except (UnicodeDecodeError, csv.Error):
        return False
    return len(cells) == len(COLUMNS)


def _write(descriptor: int, data: bytes) -> None:
    """All of it: the system may take less at a time. Unbuffered, so that nothing is left to be written later."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _sync_folder(folder: Path) -> None:
    """Put the name of a new file on the disk too. Windows opens no folders and needs none of it."""
    with contextlib.suppress(PermissionError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
