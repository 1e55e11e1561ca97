import csv
import os
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.feedback import FeedbackLog, FeedbackNotSaved, FeedbackRow

ROOT = Path(__file__).parent.parent
ROW = FeedbackRow(
    time="2026-11-22T10:00:00+00:00",
    session="abc",
    photo_sha256="0" * 64,
    language="ko",
    caption="Probably a photo of a cat.",
    caption_engine="builtin",
    certainty=0.93,
    translation="",
    translation_engine="",
    speech_engine="espeak-ng",
    verdict="up",
    comment="",
    version="0.1.0",
)
CONTRACT = [
    "time",
    "session",
    "photo_sha256",
    "language",
    "caption",
    "caption_engine",
    "certainty",
    "translation",
    "translation_engine",
    "speech_engine",
    "verdict",
    "comment",
    "version",
]

APPEND_MANY = """
import sys, threading
from dataclasses import replace
from pathlib import Path
from app.feedback import FeedbackLog
from tests.test_feedback import ROW
log, name = FeedbackLog(Path(sys.argv[1]), lock_seconds=60), sys.argv[2]
def append(thread):
    for number in range(20):
        log.append(replace(ROW, session=f"{name}-{thread}-{number}"))
threads = [threading.Thread(target=append, args=(thread,)) for thread in range(3)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_columns_are_those_of_the_contract() -> None:
    assert [field.name for field in fields(FeedbackRow)] == CONTRACT


def test_a_row_comes_back_as_it_went_in_and_the_file_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "feedback.csv"
    FeedbackLog(path).append(replace(ROW, comment='"고양이", 아니고 개예요'))
    FeedbackLog(path).append(ROW)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbftime,session,")
    assert content.count(b"\xef\xbb\xbf") == 1
    first, second = rows(path)
    assert first["comment"] == '"고양이", 아니고 개예요'
    assert second == {name: str(getattr(ROW, name)) for name in CONTRACT}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such bits")
def test_nobody_else_on_the_machine_can_read_it(tmp_path: Path) -> None:
    FeedbackLog(tmp_path / "feedback.csv").append(ROW)
    assert (tmp_path / "feedback.csv").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", '"=1', "'=1", "＝1", "＠x", "\n=cmd|' /C calc'!A0"]
)
def test_no_cell_is_ever_a_formula(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "feedback.csv"
    FeedbackLog(path).append(replace(ROW, comment=cell))
    assert rows(path)[0]["comment"].startswith("'")


def test_an_ordinary_comment_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "feedback.csv"
    FeedbackLog(path).append(replace(ROW, comment="2 - 1 = 1, a@b"))
    assert rows(path)[0]["comment"] == "2 - 1 = 1, a@b"


def test_several_processes_and_threads_at_once_lose_and_tear_nothing(tmp_path: Path) -> None:
    path = tmp_path / "feedback.csv"
    writers = [
        subprocess.Popen([sys.executable, "-c", APPEND_MANY, str(path), str(number)], cwd=ROOT) for number in range(3)
    ]
    assert [writer.wait(90) for writer in writers] == [0, 0, 0]
    written = {row["session"] for row in rows(path)}
    assert written == {f"{w}-{t}-{n}" for w in range(3) for t in range(3) for n in range(20)}
    assert path.read_bytes().count(b"photo_sha256") == 1


@pytest.mark.parametrize("cut", [1, 2, 5, 40, 100])
def test_a_torn_last_line_costs_no_other_row(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "feedback.csv"
    log = FeedbackLog(path)
    log.append(replace(ROW, session="first"))
    log.append(replace(ROW, session="torn", comment='she said "no", twice'))
    os.truncate(path, path.stat().st_size - cut)
    log.append(replace(ROW, session="after"))
    sessions = [row["session"] for row in rows(path)]
    assert sessions[0] == "first"
    assert sessions[-1] == "after"
    assert all(None not in row and None not in row.values() for row in rows(path))


def test_a_whole_row_that_an_editor_left_without_a_line_end_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "feedback.csv"
    log = FeedbackLog(path)
    log.append(replace(ROW, session="first"))
    path.write_bytes(path.read_bytes().rstrip())
    log.append(replace(ROW, session="after"))
    assert [row["session"] for row in rows(path)] == ["first", "after"]


def test_a_torn_header_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "feedback.csv"
    path.write_bytes(b"\xef\xbb\xbf")
    FeedbackLog(path).append(ROW)
    found = [file for file in tmp_path.glob("feedback*.csv") if b"builtin" in file.read_bytes()]
    assert len(found) == 1
    assert rows(found[0])[0]["verdict"] == "up"


def test_a_file_with_other_columns_is_never_mixed_with_ours(tmp_path: Path) -> None:
    path = tmp_path / "feedback.csv"
    path.write_text("name,age\nKim,30\n", encoding="utf-8")
    (tmp_path / "feedback-2.csv").write_text("time,session\n", encoding="utf-8")
    FeedbackLog(path).append(ROW)
    FeedbackLog(path).append(ROW)
    assert path.read_text(encoding="utf-8") == "name,age\nKim,30\n"
    assert len(rows(tmp_path / "feedback-3.csv")) == 2


@pytest.mark.skipif(os.name == "nt", reason="needs a limit on file sizes")
def test_a_full_disk_is_told_and_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "feedback.csv"
    FeedbackLog(path).append(ROW)
    before = path.read_bytes()
    program = f"""
import resource, signal
from pathlib import Path
from app.feedback import FeedbackLog, FeedbackNotSaved
from tests.test_feedback import ROW
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({len(before) + 20}, {len(before) + 20}))
try:
    FeedbackLog(Path({str(path)!r})).append(ROW)
except FeedbackNotSaved:
    print("told")
"""
    finished = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert finished.stdout.strip() == "told", finished.stderr
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a folder")
    with pytest.raises(FeedbackNotSaved):
        FeedbackLog(tmp_path / "data" / "feedback.csv").append(ROW)


def test_a_lock_that_is_held_too_long_is_told(tmp_path: Path) -> None:
    path = tmp_path / "feedback.csv"
    with FileLock(f"{path}.lock"), pytest.raises(FeedbackNotSaved):
        FeedbackLog(path, lock_seconds=0.1).append(ROW)
    assert not path.exists()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_whatever_people_write_each_answer_is_one_row(tmp_path: Path, comments: list[str]) -> None:
    path = tmp_path / "feedback.csv"
    path.unlink(missing_ok=True)
    for comment in comments:
        FeedbackLog(path).append(replace(ROW, comment=comment))
    assert len(rows(path)) == len(comments)
    assert path.read_bytes().count(b"\n") == len(comments) + 1


def test_zeros_that_a_power_cut_left_cost_no_row(tmp_path: Path) -> None:
    path = tmp_path / "feedback.csv"
    FeedbackLog(path).append(replace(ROW, session="first"))
    path.write_bytes(path.read_bytes() + bytes(500))
    FeedbackLog(path).append(replace(ROW, session="after"))
    assert [row["session"] for row in rows(path)] == ["first", "after"]


def test_a_file_that_is_no_csv_at_all_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "feedback.csv"
    path.write_bytes(b'\xff\x00"' * 100_000)
    FeedbackLog(path).append(ROW)
    assert path.read_bytes() == b'\xff\x00"' * 100_000
    assert len(rows(tmp_path / "feedback-2.csv")) == 1
