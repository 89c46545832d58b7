# `make demo` and `make test` set everything up by themselves; `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
KEN := $(BIN)/ken
RUN_READY := $(VENV)/.ready-run
DEV_READY := $(VENV)/.ready-dev
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --no-input

.PHONY: help setup demo test lint types contracts check evidence bench pictures docs clean

help: ## Say what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; this is $$($(PYTHON) --version)."; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "A virtual environment could not be made. On Debian: apt-get install python3-venv"; exit 2; }

# What kenspeckle needs to run, pinned and hashed.
$(RUN_READY): requirements.txt pyproject.toml | $(BIN)/python
	@echo "Setting up (once; a minute or two) …"
	@$(PIP) --require-hashes --no-deps -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# What its developers need beside that.
$(DEV_READY): requirements-dev.txt pyproject.toml | $(BIN)/python
	@echo "Setting up for development (once; a few minutes) …"
	@$(PIP) --require-hashes --no-deps -r requirements-dev.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@ $(RUN_READY)

setup: $(RUN_READY) ## Set up the virtual environment in .venv

demo: $(RUN_READY) ## Build and release examples/scotland, and say how to look at it
	@$(BIN)/python tools/demo.py

lint: $(DEV_READY) ## Style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(DEV_READY) ## Types
	@$(BIN)/mypy

contracts: $(DEV_READY) ## Which room may know which
	@$(BIN)/lint-imports

check: lint types contracts

test: $(DEV_READY) check ## All tests, with lint, types and import contracts
	@$(BIN)/pytest -n auto -m "not evidence" $(PYTEST_ARGS)

evidence: $(DEV_READY) ## Long evidence: fuzzing, large simulations (SHARD=i/n for a part)
	@$(BIN)/python tools/evidence.py $(SHARD)

bench: $(DEV_READY) ## Speed and memory against a hand-written script; what protection hides, and how it grows
	@$(BIN)/python bench/protect.py
	@$(BIN)/python bench/run.py

pictures: $(DEV_READY) ## Photograph every kind of page at three widths for the docs
	@$(KEN) build --workspace examples/scotland >/dev/null; $(BIN)/python tools/pictures.py examples/scotland/out/preview

docs: $(DEV_READY) ## Write the reference from the code, and say which pages' sessions went stale
	@$(BIN)/python tools/docs.py
	@$(BIN)/pytest -q tests/docs

clean: ## Take away everything that was made
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	rm -rf examples/*/.ken examples/*/out bench/data
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
