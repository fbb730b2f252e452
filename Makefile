# Two commands: `make demo` and `make test`. Each sets up what it needs, alone and in either order.
# Another Python: make demo PYTHON=python3.12     On Windows: the lines in README.md.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --disable-pip-version-check --quiet
PYTEST ?= -n 2 --dist loadgroup
UV      = $(BIN)/uv pip compile pyproject.toml --group build --universal --python-version 3.11 \
          --generate-hashes --no-emit-index-url --custom-compile-command "make lock" $(UPGRADE)

# Hundreds of processes start in the tests: what they load is compiled once, wherever that is off.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo test smoke lint check docs figures release lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo    set up, run the shipped baseline, print where its page is"
	@echo "make test    set up, run every test (PYTEST='-k reach' for some)"
	@echo "make smoke   a run and a few tests on another Python, in an environment of its own"
	@echo "make check   everything that must be green: style, types, imports, tests"
	@echo "make lint    the same without the tests"
	@echo "make docs    set up, build the documentation as a site in build/docs/html"
	@echo "make figures draw the pictures of the documents anew"
	@echo "make release build sdist and wheel in build/dist, and try the wheel alone, as a user would"
	@echo "make lock    write both lock files anew (UPGRADE=--upgrade for newer versions)"
	@echo "make clean   remove the environment, what was built, and every cache"

demo: $(VENV)/.run $(VENV)/.base
	$(BIN)/msim run baseline

test: $(VENV)/.run $(VENV)/.dev
	$(BIN)/python -m pytest $(PYTEST)

# Another Python than that of the tests: does it install, compile, run and say the same numbers?
# `make smoke PYTHON=python3.13 VENV=build/newest`; a minute of processor time.
SMOKE = tests/golden/test_golden.py::test_nothing_has_moved[small] tests/scenario/test_loading.py \
        tests/core/test_columns.py tests/core/test_draws.py

smoke: $(VENV)/.base
	@grep -v -- --hash requirements-dev.lock | tr -d '\\' > $(VENV)/versions.txt
	@$(PIP) --constraint $(VENV)/versions.txt pytest hypothesis sybil
	$(BIN)/msim run small --replicates 2 --quiet --out $(VENV)/first-run > /dev/null
	$(BIN)/python -m pytest -q -p no:cacheprovider $(SMOKE)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

docs: $(VENV)/.dev
	$(BIN)/python -m docs.site

figures: $(VENV)/.base
	$(BIN)/python docs/figures/four_worlds.py
	$(BIN)/python docs/figures/ladder_small.py
	$(BIN)/python docs/figures/who_says_what.py

# The wheel is tried in an environment and a folder of its own, where nothing of this tree is seen.
release: $(VENV)/.dev
	$(BIN)/python -m msim.report.common.citation
	rm -rf build/dist && $(BIN)/python -m hatchling build -d build/dist
	$(BIN)/python -m tests.release.smoke build/dist

# The project itself is installed without its dependencies: those came from the lock, with hashes.
# Most modules of the libraries are never imported: the others get their bytecode when they are.
INSTALL = $(PIP) --no-compile --require-hashes -r $(1) && $(PIP) --no-deps --no-build-isolation -e .

$(VENV)/.base: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing the locked libraries (once; a minute or two) ..."
	@$(call INSTALL,requirements.lock)
	@touch $@

# It holds everything of the base, in the same versions: no need to do that again for `make demo`.
$(VENV)/.dev: requirements-dev.lock requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing the locked libraries and the tools for tests (once; a minute or two) ..."
	@$(call INSTALL,requirements-dev.lock)
	@touch $(VENV)/.base $@

# A first small run, so that compiled kernels are cached by the time anybody waits for a run. It
# takes one core: `make -j2 check` has the other one lint meanwhile.
$(VENV)/.run: | $(VENV)/$(if $(filter demo,$(MAKECMDGOALS)),.base,.dev)
	@$(BIN)/msim run small --replicates 2 --quiet --out $(VENV)/first-run > /dev/null
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "msim needs \
	Python 3.11 or newer, and this is %d.%d: make demo PYTHON=python3.12" % sys.version_info[:2])'
	@$(PYTHON) -m venv $(VENV) || { rm -f $@; exit 1; }

lock: $(VENV)/.dev
	$(PIP) uv
	$(UV) --output-file requirements.lock
	$(UV) --group dev --constraints requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
