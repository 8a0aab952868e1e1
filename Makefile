# `make run` and `make test` need nothing but make and Python 3.11 or newer with its venv module.
# Each target stands behind a stamp file in the virtual environment, so that the second time is quick.

VENV ?= .venv
HOST ?= 127.0.0.1
PORT ?= 8000
# Versions with a wheel for every locked package come first.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python3.14; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)

bin := $(VENV)/bin
pip := $(bin)/python -m pip --disable-pip-version-check --no-input --quiet
tell := @echo "Installing the packages of"

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show these targets.
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' Makefile

.PHONY: run
run: check-examples serve ## Install, check the posts in examples/, then serve on http://127.0.0.1:8000 until Ctrl-C.

.PHONY: check-examples
check-examples: install ## Install, and check the posts in examples/.
	@$(bin)/adhere check --input examples/posts.jsonl || { code=$$?; \
		[ $$code -eq 1 ] || exit $$code; \
		echo "Exit code 1: some of the posts are not compliant, as they are meant to be."; }

.PHONY: serve
serve: install ## Serve the pages and the HTTP API until Ctrl-C; HOST and PORT say where.
	@echo; echo "Serving on http://$(HOST):$(PORT): open it in a browser. The reference of the API is at /docs. Ctrl-C ends it."
	@$(bin)/adhere serve --host $(HOST) --port $(PORT)

.PHONY: test
test: dev browser ## Install what tests need, and run all tests.
	@$(bin)/pytest --numprocesses $$(($$($(bin)/python -c 'import os; print(os.cpu_count() or 1)') + 2)) --dist loadfile --no-loadscope-reorder

.PHONY: browser
browser: ## See that there is a Chromium for the tests of the pages; as root on Debian, install it.
	@for name in "$$ADHERE_CHROMIUM" chromium chromium-browser google-chrome; do \
		[ -n "$$name" ] && command -v "$$name" >/dev/null && exit 0; done; \
	if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		echo "Installing Chromium, which the tests of the pages need …"; \
		apt-get update -qq && apt-get install --yes --no-install-recommends -qq chromium; \
	else \
		echo "The tests of the pages need Chromium. On Debian: apt install chromium. Elsewhere say where it is: ADHERE_CHROMIUM=/path/to/it" >&2; exit 1; \
	fi

.PHONY: lint
lint: dev ## Everything that .ci/run checks without running a test.
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy
	$(bin)/lint-imports
	$(bin)/hadolint --config .hadolint.yaml Dockerfile
	$(bin)/adhere rules lint rules
	$(bin)/adhere rules test rules
	$(bin)/adhere rules lint examples/policy
	$(bin)/adhere rules test examples/policy
	$(bin)/python models/sponsorship/scripts/lint_corpus.py

.PHONY: format
format: dev ## Sort imports and format the code.
	$(bin)/ruff check --fix .
	$(bin)/ruff format .

.PHONY: install
install: $(VENV)/.installed ## Install Adhere, editable, into .venv.

.PHONY: dev
dev: $(VENV)/.dev ## The same, with what tests and linters need.

.PHONY: bench-install
bench-install: $(VENV)/.bench ## The same, with the peers that benchmarks/ measures against.

.PHONY: models-install
models-install: $(VENV)/.models ## The same as dev, with what the classifier's project compares and draws with.

.PHONY: engines
engines: ## Run examples/engines inside Spark, Ray, Dask, DuckDB and Polars, in an environment of its own; Spark needs Java 17.
	@command -v java >/dev/null || { echo "Spark needs Java 17 or newer. On Debian: apt install default-jre-headless" >&2; exit 1; }
	@$(MAKE) --no-print-directory VENV=$(VENV)-engines test-engines

.PHONY: test-engines
test-engines: $(VENV)/.engines
	@$(bin)/pytest tests/engines

.PHONY: schema
schema: install ## Renew the JSON Schemas of the pack format and docs/openapi.json after a change of the models.
	@$(bin)/adhere rules schema --write rules/schema
	@$(bin)/python -m adhere.api.document docs/openapi.json

.PHONY: pages
pages: install ## Renew docs/markets, the pages of all markets and rules, after a change of the packs.
	@$(bin)/adhere rules pages --write docs/markets

.PHONY: words
words: dev ## Renew the catalogues of the pages' words and of what the checker says, and compile them, after a change of either.
	@$(extract) --keyword N_ --output-file $(VENV)/adhere.pot service/adhere/web
	@for language in en de; do $(update) --domain adhere --input-file $(VENV)/adhere.pot --locale $$language || exit 1; done
	@$(extract) --no-default-keywords --keyword phrase --output-file $(VENV)/findings.pot service/adhere
	@$(update) --domain findings --input-file $(VENV)/findings.pot --locale de
	@$(bin)/pybabel --quiet compile --domain 'adhere findings' --directory $(locales)

.PHONY: lock
lock: $(VENV)/.uv ## Renew requirements*.txt after a change of dependencies; UPGRADE=1 takes newer versions.
	$(call compile,requirements.txt,--group build)
	$(call compile,requirements-dev.txt,--group build --group dev --constraint requirements.txt)
	$(call compile,requirements-bench.txt,--group build --group bench --constraint requirements-dev.txt)
	$(call compile,requirements-models.txt,--group build --group models --constraint requirements-bench.txt)
	$(call compile,requirements-engines.txt,--group build --group engines --constraint requirements-dev.txt)

.PHONY: docker
docker: ## Build the image adhere:dev.
	docker build --tag adhere:dev .

.PHONY: clean
clean: ## Remove what these targets have made.
	rm -rf .venv .venv-engines build dist service/adhere.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

locales := service/adhere/web/locales
extract := $(bin)/pybabel --quiet extract --mapping pyproject.toml --no-location --sort-output --no-wrap --project Adhere --version 1
update := $(bin)/pybabel --quiet update --output-dir $(locales) --init-missing --no-wrap --no-fuzzy-matching --ignore-obsolete \
	--ignore-pot-creation-date

compile = UV_CUSTOM_COMPILE_COMMAND="make lock" $(bin)/uv pip compile pyproject.toml $(2) --quiet --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --annotation-style line \
	$(if $(UPGRADE),--upgrade) --output-file $(1)

$(VENV)/.created:
	@[ -n "$(PYTHON)" ] || { echo "Adhere needs Python 3.11 or newer, and found none. Say where it is: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) comes without its venv module. On Debian: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# The build backend comes from the lock as well, hence no build isolation.
$(VENV)/.installed: $(VENV)/.created requirements.txt pyproject.toml
	$(tell) requirements.txt into $(VENV) …
	@$(pip) install --require-hashes --requirement requirements.txt || { $(hint); exit 1; }
	@$(pip) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed requirements-dev.txt
	$(tell) requirements-dev.txt into $(VENV) …
	@$(pip) install --require-hashes --requirement requirements-dev.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements-bench.txt
	$(tell) requirements-bench.txt into $(VENV) …
	@$(pip) install --require-hashes --requirement requirements-bench.txt
	@touch $@

$(VENV)/.engines: $(VENV)/.dev requirements-engines.txt
	$(tell) requirements-engines.txt into $(VENV) …
	@$(pip) install --require-hashes --requirement requirements-engines.txt || { $(hint); exit 1; }
	@touch $@

$(VENV)/.models: $(VENV)/.dev requirements-models.txt
	$(tell) requirements-models.txt into $(VENV) …
	@$(pip) install --require-hashes --requirement requirements-models.txt
	@touch $@

# uv is needed by `make lock` alone, and is the one tool that no lock holds.
$(VENV)/.uv: $(VENV)/.created
	@$(pip) install 'uv>=0.11'
	@touch $@

hint = echo "Python 3.14 and Linux on ARM have to compile one package. On Debian: apt install g++ python3-dev" >&2
