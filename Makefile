# Everything here works from a fresh checkout with nothing but make and Python 3.11 or newer.
#   make diagnose              the demo company
#   make diagnose ORDERS=path  your own file
PYTHON ?= python3
VENV ?= .venv
ORDERS ?=
ARGS ?=
OUT ?= handoff-report

ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
READY := $(VENV)/ready

.DEFAULT_GOAL := help
.PHONY: help install diagnose workshop doctor test browser lint lessons lock environment clean

help: ## explain every target (this)
	@echo 'handoff: when should a client pass from the hunter to the account manager?'
	@echo
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1|/p' $(MAKEFILE_LIST) | \
	  while IFS='|' read -r target text; do printf '%-18s %s\n' "$$target" "$$text"; done
	@echo
	@echo 'Variables: ORDERS=file  ARGS="--lang ru --map amount=SubTotal"  OUT=folder  PYTHON=python3.12'

# The environment is made once; it is made again only when one of these two files changes.
$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null 2>&1 || \
	  { echo "handoff needs Python 3.11 or newer, and there is no $(PYTHON) here. Install it," \
	    "or name another one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "handoff needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
	    "Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "This Python lacks venv. Install it (on Debian and Ubuntu: apt install python3-venv)." >&2; \
	    exit 1; }
	@echo "Making $(VENV) from requirements.lock: once, a few minutes."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check \
	  --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check \
	  --no-deps --no-build-isolation -e .
	@touch $(READY)

install: $(READY) ## make .venv from the locked dependencies

diagnose: $(READY) ## diagnose the demo company, or your own file: ORDERS=path, options: ARGS="..."
	@$(BIN)/handoff diagnose $(if $(ORDERS),"$(ORDERS)") --out "$(OUT)" $(ARGS)

workshop: $(READY) ## open the lessons (options: ARGS="--lang ru --view app --no-browser")
	@$(BIN)/handoff workshop $(ARGS)

doctor: $(READY) ## check this installation and say how to mend it
	@$(BIN)/handoff doctor

lint: $(READY) ## style, types, layers and docstrings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/numpydoc lint $$(find kit tools -name '*.py')

test: lint ## lint, unit tests, the notebooks, real data where at hand, the lessons in a browser
	$(BIN)/pytest -n 2 --dist loadfile --ignore tests/browser
	$(BIN)/pytest -n 2 --dist loadfile --nbval-lax --nbval-current-env -p no:cacheprovider \
	  -W ignore notebooks
	@$(MAKE) --no-print-directory browser

lessons: $(READY) ## take changed English lessons into the catalogue, and write the Russian ones
	$(BIN)/python tools/lessons.py update
	$(BIN)/python tools/lessons.py build

browser: $(READY) ## go through the lessons in a browser, as people do (pictures: artefacts/)
	@$(BIN)/python tools/browser.py
	$(BIN)/pytest -n 2 --dist loadgroup --no-loadscope-reorder tests/browser

lock: ## write requirements.lock anew from pyproject.toml (needs the tool uv)
	@command -v uv >/dev/null 2>&1 || \
	  { echo "This needs uv: $(PYTHON) -m pip install uv" >&2; exit 1; }
	uv pip compile --quiet --no-config --universal --python-version 3.11 --extra dev \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	  --upgrade pyproject.toml --output-file requirements.lock
	$(MAKE) environment

environment: ## write environment.yml (for conda) from pyproject.toml
	$(PYTHON) tools/environment.py

clean: ## remove the environment and everything that was made here
	rm -rf $(VENV) build dist .cache .mypy_cache .pytest_cache .ruff_cache .import_linter_cache \
	  .hypothesis artefacts handoff-report handoff-lessons
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
