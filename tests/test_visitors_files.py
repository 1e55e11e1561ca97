import subprocess
import sys
from pathlib import Path

import pytest

from app.visitors_files import folder_for_visitors

ROOT = Path(__file__).parent.parent

LEAVE_A_PHOTO_AND_DIE = """
import os, signal, sys
from pathlib import Path
from app.visitors_files import folder_for_visitors
with folder_for_visitors(Path(sys.argv[1])) as folder:
    (folder / "photo.jpg").write_text("somebody's photo")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_visitors_left_is_gone_when_the_run_ends(tmp_path: Path) -> None:
    with folder_for_visitors(tmp_path) as folder:
        (folder / "uploads").mkdir()
        (folder / "uploads" / "photo.jpg").write_text("somebody's photo")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_what_a_killed_run_left_is_gone_when_the_next_begins(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", LEAVE_A_PHOTO_AND_DIE, str(tmp_path)], cwd=ROOT, check=False)
    assert len(list(tmp_path.rglob("photo.jpg"))) == 1
    with folder_for_visitors(tmp_path):
        assert list(tmp_path.rglob("photo.jpg")) == []


def test_two_runs_at_once_do_not_touch_each_other_s_files(tmp_path: Path) -> None:
    with folder_for_visitors(tmp_path) as first:
        (first / "photo.jpg").write_text("somebody's photo")
        with folder_for_visitors(tmp_path) as second:
            assert second != first
        assert (first / "photo.jpg").exists()
