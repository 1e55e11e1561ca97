"""The container's recipe, read, since no container can be built where the tests run."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
RECIPE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_it_runs_as_an_ordinary_user_from_its_first_own_file_on() -> None:
    steps = re.findall(r"^([A-Z]+) (.*)", RECIPE, re.MULTILINE)
    users = [number for number, (step, _) in enumerate(steps) if step == "USER"]
    assert [steps[number][1] for number in users] == ["soribom"]
    assert all(step not in ("COPY", "CMD", "WORKDIR") for step, _ in steps[: users[0]])
    assert all("--chown=soribom" in rest for step, rest in steps if step == "COPY")


def test_everything_that_it_copies_is_there_and_not_ignored() -> None:
    copied = [
        name for line in re.findall(r"^COPY --chown=soribom (.*) \S+$", RECIPE, re.MULTILINE) for name in line.split()
    ]
    assert {"app", "pipelines", "assets", "requirements.txt", "requirements-weights.txt"} == set(copied)
    assert all((ROOT / name).exists() and f"!{name}" in IGNORED for name in copied)


def test_the_space_opens_the_port_that_the_page_is_on() -> None:
    front = README.split("---\n")[1]
    port = re.search(r"^app_port: (\d+)$", front, re.MULTILINE)
    assert port
    assert "sdk: docker" in front
    assert f"EXPOSE {port[1]}" in RECIPE
    assert f'"--port", "{port[1]}"' in RECIPE
    assert f"--publish {port[1]}:{port[1]}" in README


def test_torch_is_the_one_that_requirements_name() -> None:
    assert re.search(r"^torch==\S+", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert "grep '^torch=='" in RECIPE
