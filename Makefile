# Two commands on a fresh machine: `make demo` and `make test`. Everything else is for people who build.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NAME ?= drain
RUNS ?= 1

.PHONY: help demo miniprogram models scenario test check types style imports web bench faults protections lock clean install install-dev

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: install web models ## install all, start everything, print where to look
	@exec $(BIN)/shequ demo

scenario: install $(if $(filter elder,$(NAME)),install-dev models) ## play a story through the public API (NAME=drain, garbage, elder, post, wish, flood; RUNS=1)
	@exec $(BIN)/shequ scenario $(NAME) --runs $(RUNS)

test: install-dev web models ## run every test
	@.ci/test

check: types style imports ## types, style, import rules

types: install-dev
	$(BIN)/mypy
	$(BIN)/mypy clients/python/src

style: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

imports: install-dev
	$(BIN)/python -m pytest -q tests/test_imports.py

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

$(BIN)/uv: requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

$(VENV)/.installed: $(BIN)/uv requirements.lock pyproject.toml clients/python/pyproject.toml
	@echo 'Installing …'
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . -e clients/python
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

web: install ## build the pages (Node from a wheel when the machine has none)
	@$(BIN)/python -m hub.embedded.node

miniprogram: install ## build the WeChat mini-program (VITE_HUB=https://… of the hub)
	@$(BIN)/python -m hub.embedded.node miniprogram

models: install ## fetch the face models that the manifest names, into build/models
	@$(BIN)/python -m models.fetch

bench: install-dev ## measure the hub beside others (ONLY=B2: one of B1 to B8, F1)
	@$(BIN)/python -m tests.bench $(ONLY)

faults: install-dev ## break everything, many rounds; table and build/faults.json (ROUNDS=200, SEED=…, ONLY=Redis,storm)
	@exec $(BIN)/python -m tests.faults

protections: install-dev ## take one protection out at a time: a test must notice (ONLY=words)
	@exec $(BIN)/python -m tests.faults.without $(ONLY)

lock: ## pin anew what pyproject.toml asks for
	@$(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --python-version 3.11 -q pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --python-version 3.11 -q pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock
	@echo uv | $(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --python-version 3.11 -q - -o requirements-uv.lock

clean: ## remove what was built (the demo's data too)
	rm -rf $(VENV) build .shequ clients/*/dist clients/*/node_modules
