"""What a module may load, seen in a fresh interpreter."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = {"torch", "onnxruntime", "transformers", "rapidocr", "tesserocr", "cv2"}
STANDARD_ONLY = ("values", "errors", "step", "fallback", "lazy", "deadline")


def loaded_after(module: str) -> set[str]:
    program = f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"
    finished = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(finished.stdout.split())


@pytest.mark.parametrize("module", ["app.ui", "app.wiring", "app.__main__"])
def test_no_engine_is_loaded_before_it_is_needed(module: str) -> None:
    assert not HEAVY & loaded_after(module)


def test_the_command_line_does_not_wait_for_the_page_s_toolkit() -> None:
    assert "gradio" not in loaded_after("app.__main__")


def imported_by(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return names | {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}


def test_pipelines_know_nothing_of_the_app_or_its_toolkit() -> None:
    for path in (ROOT / "pipelines").rglob("*.py"):
        assert not {name.split(".")[0] for name in imported_by(path)} & {"app", "gradio"}, path


@pytest.mark.parametrize("name", STANDARD_ONLY)
def test_the_core_needs_only_the_standard_library(name: str) -> None:
    roots = {imported.split(".")[0] for imported in imported_by(ROOT / "pipelines" / f"{name}.py")}
    assert roots <= sys.stdlib_module_names | {"pipelines", "PIL"}  # PIL: for a type checker only, in values


def test_only_the_wiring_names_engines() -> None:
    for path in (ROOT / "app").glob("*.py"):
        engines = {
            name
            for name in imported_by(path)
            if name.startswith(("pipelines.captioning", "pipelines.reading", "pipelines.speech"))
        }
        assert path.name == "wiring.py" or not engines, path
