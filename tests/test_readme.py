"""The README is true: its transcripts are run, and what they print is what it says."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TRANSCRIPTS = re.findall(r"^```\n\$ \.venv/bin/python (.+)\n((?:.+\n)+)```$", README, re.MULTILINE)


def test_both_halves_have_a_transcript() -> None:
    assert len(TRANSCRIPTS) == 2
    english, korean = README.split("## 한국어")
    assert english.count("\n$ ") == korean.count("\n$ ") == 1


@pytest.mark.parametrize(("command", "output"), TRANSCRIPTS, ids=["english", "korean"])
def test_a_transcript_prints_what_it_says(command: str, output: str) -> None:
    finished = subprocess.run(
        [sys.executable, *shlex.split(command)], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert finished.stdout == output


def test_every_file_it_points_to_is_there() -> None:
    targets = re.findall(r"\]\((?!#|https?:)([^)]+)\)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_every_setting_is_explained_in_both_languages() -> None:
    english, korean = README.split("\n## 한국어")
    named = set(re.findall(r'"(SORIBOM_[A-Z_]+)"', (ROOT / "app" / "settings.py").read_text(encoding="utf-8")))
    assert named
    for half in (english, korean):
        assert named == set(re.findall(r"`(SORIBOM_[A-Z_]+)`", half))
