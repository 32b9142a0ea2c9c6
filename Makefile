# Everything is run through .venv and relative paths, so the checkout may lie in a directory with a space in its name.
SHELL := /bin/sh
PYTHON_BIN := .venv/bin/python
T ?=
N ?= 2
ONLY ?=
NAME ?=
TITLE ?=
KIND ?=
export NAME TITLE KIND
# Container images forbid it often; then every process would compile all it imports, and the tests be rewritten each time.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run down test test-slow check format bench bench-full extension new-format

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: ## Make .venv and install what Betsite runs on
	@scripts/setup

setup-dev: ## The same with the tools for testing and checking
	@scripts/setup dev

run: setup ## Start Betsite: servers, web, worker and beat; Ctrl-C stops it
	@exec $(PYTHON_BIN) manage.py up

down: ## Stop the embedded PostgreSQL and Valkey of this checkout
	@$(PYTHON_BIN) manage.py down

test: setup-dev ## Run the quick tests; T=bets or T=path/to/test_x.py runs a part wholly, N=4 uses four processes
	@scripts/ensure-chromium
	@$(PYTHON_BIN) -m pytest -q -n $(N) --dist worksteal $(if $(T),-m "not slow" "$(T)")

test-slow: setup-dev ## Run those in a browser and those that take longer; T= and N= as above
	@scripts/ensure-chromium
	@N=$(N) scripts/test-slow $(if $(T),"$(T)")

check: setup-dev ## Lint, format, types, arrows between the apps, migrations, templates
	@scripts/check

format: setup-dev ## Put the code into the agreed form
	@$(PYTHON_BIN) -m ruff check --quiet --fix-only .
	@$(PYTHON_BIN) -m ruff format .
	@find . -path ./.venv -prune -o -path ./var -prune -o -path '*/templates/*' -name '*.html' -print0 | xargs -0 .venv/bin/djade --target-version 5.2 || true

new-format: setup ## Begin an export format that works: NAME=my_bookie, TITLE="My Bookie", KIND=statement or tracker
	@$(PYTHON_BIN) manage.py new_format --title "$$TITLE" --kind "$$KIND" -- "$$NAME"

bench: setup-dev ## Measure the quick tier (under five minutes) into bench/results.json
	@$(PYTHON_BIN) -m bench.run $(if $(ONLY),--only "$(ONLY)")

bench-full: setup-dev ## Measure everything at the sizes promised; ONLY=name measures one
	@$(PYTHON_BIN) -m bench.run --full $(if $(ONLY),--only "$(ONLY)")

extension: ## Build the browser extension into dist/, the same bytes every time
	@scripts/extension
