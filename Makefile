# `make` alone lists what can be made. Nothing but Python 3.11 (or later) is expected of the machine.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help install demo serve test check bench clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

# One stamp for what running needs, one for what developing needs on top; each is made again when the
# declaration or the constraints change, and only then.
RUN_STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
BENCH_STAMP := $(VENV)/.installed-bench
DECLARED := pyproject.toml constraints.txt
PIP_INSTALL := $(BIN)/python -m pip install --quiet --quiet --no-input --disable-pip-version-check -c constraints.txt

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(RUN_STAMP)  ## make .venv and install what the site needs

demo: $(RUN_STAMP)  ## fresh demo database from the sample ward, then the site with its demo log-ins (PORT=8000)
	@$(BIN)/census demo --port $(PORT)

serve: $(RUN_STAMP)  ## serve the database that CENSUS_DATABASE_URL names (PORT=8000)
	@$(BIN)/census serve --port $(PORT)

test: $(DEV_STAMP)  ## install what the tests need where allowed, run the checks, run every test
	@.ci/install-test-packages
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -rs

check: $(DEV_STAMP)  ## ruff, mypy --strict, import rules
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "some files are not formatted: run $(BIN)/ruff format ." >&2; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo > $(VENV)/lint-imports.log 2>&1 || { cat $(VENV)/lint-imports.log >&2; exit 1; }
	@echo "checks passed: ruff, mypy, import rules"

bench: $(BENCH_STAMP)  ## measure the project beside its peers (FULL=1 for the large sizes)
	@$(BIN)/python -m benchmarks $(if $(FULL),--full)

clean:  ## remove the virtual environment and the caches (data/local stays)
	@rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@.ci/make-venv "$(PYTHON)" "$(VENV)"

$(RUN_STAMP): $(DECLARED) | $(BIN)/python
	@echo "installing the packages of constraints.txt into $(VENV) (a minute or two the first time)"
	@$(PIP_INSTALL) -e .
	@touch $@

$(DEV_STAMP): $(DECLARED) | $(BIN)/python
	@echo "installing the packages of constraints.txt and the developers' tools into $(VENV) (a few minutes the first time)"
	@$(PIP_INSTALL) -e '.[dev]'
	@touch $(RUN_STAMP) $@

$(BENCH_STAMP): $(DECLARED) | $(BIN)/python
	@echo "installing the packages of constraints.txt, the developers' tools and the peers into $(VENV) (a few minutes the first time)"
	@$(PIP_INSTALL) -e '.[bench]'
	@touch $(RUN_STAMP) $(DEV_STAMP) $@
