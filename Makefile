# `make` prints what there is. The only needs are make, sh and Python ≥ 3.11 (PYTHON=… chooses which).

VENV ?= .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
WORKERS ?= logical
export PYTHON VENV

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-fast check format-check lint types arch fix openapi rules bench lock migration seed clean

help: ## Show this
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Use it

setup: ## Make .venv from the lock files (the other targets do it themselves)
	@sh .ci/setup

demo: setup ## Start everything on this machine, with a story to watch; Ctrl-C ends it
	@$(BIN)/contact-api demo $(ARGS)

seed: setup ## Load seeds/ into the database that CONTACT_DATABASE_URL names
	@$(BIN)/contact-api seed $(ARGS)

##@ Work on it

test: setup ## Run all tests on a real PostgreSQL and a real Valkey (T=tests/domain for a part, ARGS=-x)
	@echo "Running the tests ($(or $(T),all of them)) on an embedded PostgreSQL and Valkey; nothing needs to be installed or running."
	@$(PY) -m pytest -n $(WORKERS) --maxprocesses 4 $(T) $(ARGS) || { code=$$?; echo; \
	echo "Not green. One test with all it says: make test T=tests/…/test_x.py WORKERS=0 ARGS='-x -vv'"; exit $$code; }
	@echo; echo "All green. See it run: make demo. Before you hand a change in: make check"

test-fast: setup ## The same without journeys, browser, crashes and long laws
	@$(PY) -m pytest -n $(WORKERS) --maxprocesses 4 -m "not browser and not crash and not long" --ignore=tests/journeys $(ARGS)

check: format-check lint types arch test ## Everything CI runs

format-check: setup
	@$(BIN)/ruff format --check . || { echo "Not formatted: make fix"; exit 1; }

lint: setup ## Style and likely mistakes (ruff)
	@$(BIN)/ruff check .

types: setup ## Types (mypy --strict)
	@$(BIN)/mypy

arch: setup ## The arrows between the layers (import-linter)
	@$(BIN)/lint-imports --no-logo

fix: setup ## Format, and mend what can be mended
	@$(BIN)/ruff check --fix --exit-zero --quiet . && $(BIN)/ruff format . && $(BIN)/ruff check .

bench: setup ## Measure intake, claim, deciding and replay beside their references
	@$(PY) -m benchmarks $(ARGS)

##@ Keep it in step

openapi: setup ## Write openapi/openapi.json anew
	@$(BIN)/contact-api openapi --out openapi/openapi.json

rules: setup ## Write docs/rules.md anew from the domain's docstrings
	@$(PY) docs/make_rules.py

migration: setup ## Write a migration from the tables: make migration m="add retry_at"
	@test -n "$(m)" || { echo 'Say what it does: make migration m="add retry_at"'; exit 1; }
	@$(PY) -m contact_api.demo.new_migration "$(m)"

LOCK = uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-package contact-api

lock: ## Write the lock files anew from pyproject.toml (needs uv; UPGRADE=1 takes the newest)
	@command -v uv >/dev/null || { echo "uv is needed: pip install uv, or see its documentation"; exit 1; }
	@$(LOCK) $(if $(UPGRADE),--upgrade) -o requirements.txt
	@$(LOCK) $(if $(UPGRADE),--upgrade) --all-extras -c requirements.txt -o requirements-dev.txt

clean: ## Remove .venv, the demo's data and all caches
	@rm -rf .venv .venv-* .demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
