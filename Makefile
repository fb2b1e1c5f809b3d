# `make` names what there is. PYTHON chooses a Python, PORT and HOST an address.
PYTHON ?= python3
LOCAL := $(PYTHON) deploy/local.py
LOCK := pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

.DEFAULT_GOAL := help
.PHONY: help run renew dev test long everything coverage check bench bench-archive pictures lock sbom audit clean

help: ## Name the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: ## Start the portal with its demo newsroom at http://localhost:8000 (PORT, HOST)
	@$(LOCAL) up

renew: ## Let the portal that runs take up new code, without a refused request
	@$(LOCAL) manage up --renew

dev: ## Start it for developing: reloads on changes, debug toolbar
	@$(LOCAL) dev

test: ## Run the tests on SQLite and PostgreSQL, in the browser too
	@$(LOCAL) test

long: ## Run what test leaves out for its time: portals killed, long walks, other Pythons
	@$(LOCAL) long

everything: ## Check and run all of that, on PostgreSQL what test leaves to SQLite too, with coverage
	@$(LOCAL) everything

coverage: ## Say which lines of the code no test reaches
	@$(LOCAL) coverage

check: ## Read the code: lint, format, types, templates, licences, migrations
	@$(LOCAL) check

pictures: ## Show what a change does to how the site looks (KEEP=1 keeps it)
	@$(LOCAL) pictures $(if $(KEEP),--keep)

bench: ## Measure queries, time and bytes of each page
	@$(LOCAL) bench

bench-archive: ## Measure lists, pages and search at a million stories (STORIES=200000: at fewer)
	@$(LOCAL) bench-archive $(if $(STORIES),--stories $(STORIES))

lock: ## Lock the requirements anew, with hashes
	@$(LOCAL) uv $(LOCK) -o requirements/run.txt requirements/run.in
	@$(LOCAL) uv $(LOCK) -o requirements/s3.txt -c requirements/run.txt requirements/s3.in
	@$(LOCAL) uv $(LOCK) -o requirements/heic.txt -c requirements/run.txt requirements/heic.in
	@$(LOCAL) uv $(LOCK) -o requirements/cjk.txt requirements/cjk.in
	@$(LOCAL) uv $(LOCK) -o requirements/dev.txt -c requirements/run.txt -c requirements/s3.txt -c requirements/heic.txt requirements/dev.in

sbom: ## Write what a release is made of, as CycloneDX, into sbom.json
	@$(LOCAL) packages sbom sbom.json

audit: ## Ask a public list for known faults of what is locked, where it can be reached
	@$(LOCAL) packages audit

clean: ## Remove .venv and caches; var/ with the newsroom stays
	@rm -rf .venv .venv-lock .venv-unfinished .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
